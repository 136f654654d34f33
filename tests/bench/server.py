"""A loopback HTTP server that answers every POST after a fixed time and counts what it accepted.

Raw asyncio, so that it is not what is measured.

python -m tests.bench.server --port 9800 --delay-ms 50
"""

import argparse
import asyncio
import json
import time


class Answering(asyncio.Protocol):
    """Reads requests by their Content-Length and answers each after the delay, without blocking the next connection."""

    delay_s = 0.05
    seen: dict[str, int] = {}  # noqa: RUF012 - one server a process
    last = 0.0
    """When the last post came that had not been there before, epoch seconds."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, rest = self.buffer.partition(b"\r\n\r\n")
            length = next(
                (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0
            )
            if len(rest) < length:
                return
            self.buffer = rest[length:]
            self.take(head.split(b" ", 2)[1].decode(), rest[:length])

    def take(self, path: str, body: bytes) -> None:
        if path == "/counts":
            told = {"requests": sum(self.seen.values()), "distinct": len(self.seen), "last": Answering.last}
            self.answer(json.dumps(told).encode())
        elif path == "/hang":
            return
        elif path.startswith("/seen/"):
            self.answer(json.dumps({"seen": path.removeprefix("/seen/") in self.seen}).encode())
        else:
            self.count(body.decode())
            asyncio.get_running_loop().call_later(self.delay_s, self.answer, b'{"id":"1"}')

    def count(self, key: str) -> None:
        if key not in self.seen:
            Answering.last = time.time() + self.delay_s
        self.seen[key] = self.seen.get(key, 0) + 1

    def answer(self, body: bytes) -> None:
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        )


async def serve(port: int, delay_s: float) -> None:
    """Serves until it is killed."""
    Answering.delay_s = delay_s
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay-ms", type=float, default=50)
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.delay_ms / 1000))
