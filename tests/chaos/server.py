"""A loopback network that misbehaves as told: once per delivery for the first request, then well."""

import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FAULTS = (
    "accept_then_drop",
    "accept_then_hang",
    "refuse",
    "busy",
    "error_after_accepting",
    "proxy_page",
    "reset_mid_body",
    "duplicate_answer",
    "none",
)


class Remote(ThreadingHTTPServer):
    """What the network has: accepted posts per delivery, with how many bytes may have left for each."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, fault: str = "none", *, key: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.fault = fault
        self.key = key
        self.delay_s = 0.0
        self.accepted: dict[str, int] = {}
        self.order: list[tuple[str, str]] = []
        self.asked: dict[str, int] = {}
        self.times: list[float] = []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A killed worker's broken pipe is the point of the exercise."""

    def accept(self, delivery: str, profile: str) -> None:
        with self.lock:
            if self.key and delivery in self.accepted:
                return
            self.accepted[delivery] = self.accepted.get(delivery, 0) + 1
            self.order.append((profile, delivery))
            self.times.append(time.time())

    def fault_for(self, delivery: str) -> str:
        with self.lock:
            self.asked[delivery] = self.asked.get(delivery, 0) + 1
            return self.fault if self.asked[delivery] == 1 else "none"


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Remote

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Silent."""

    def do_GET(self) -> None:
        delivery = self.path.rsplit("/", 1)[-1]
        self.reply(200, {"found": delivery in self.server.accepted})

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        delivery, profile = content["delivery"], content["profile"]
        fault = self.server.fault_for(delivery)
        if fault == "refuse":
            self.reply(422, {"error": "not like this"})
            return
        if fault == "busy":
            self.reply(429, {"error": "slow down"})
            return
        if fault == "reset_mid_body":
            self.reset()
            return
        self.server.accept(delivery, profile)
        time.sleep(self.server.delay_s)
        self.answer(fault, delivery)

    def answer(self, fault: str, delivery: str) -> None:
        """Accepted; what the caller hears is another matter."""
        if fault == "accept_then_drop":
            self.reset()
        elif fault == "accept_then_hang":
            time.sleep(1.2)
            self.reset()
        elif fault == "error_after_accepting":
            self.reply(500, {"error": "oops"})
        elif fault == "proxy_page":
            self.reply(502, "<html>Bad gateway</html>")
        elif fault == "duplicate_answer":
            self.reply(403, {"error": "duplicate"})
        else:
            self.reply(200, {"id": delivery})

    def reset(self) -> None:
        """A TCP reset, in the middle of everything."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def reply(self, status: int, content: Any) -> None:
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
