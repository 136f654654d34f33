"""The line under the synchronous SDKs: what it says about the first byte, whatever happens."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from networks._line import ADAPTERS, Gate, GivenUp, Line, NoAnswer, NotSent, Refused, Threads, json_object

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"id": "1"}'
REDIRECT = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/steal\r\nContent-Length: 0\r\n\r\n"
SHORT = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{"id": "1"}'
GARBAGE = b"SSH-2.0-OpenSSH_9.2p1\r\n"
NOT_JSON = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"
COOKIE = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n{}"


class Peer:
    """A socket that answers each connection with given bytes and remembers what it heard."""

    def __init__(self, *answers: bytes) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port, self.answers, self.heard = self.listener.getsockname()[1], list(answers), list[bytes]()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while self.answers:
            connection, _ = self.listener.accept()
            with connection:
                while self.answers and (heard := connection.recv(65536)):
                    self.heard.append(heard)
                    connection.sendall(self.answers.pop(0))
        self.listener.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def threads() -> Threads:
    return Threads("test", most=4)


@pytest.fixture
def lines() -> Iterator[list[Line]]:
    opened: list[Line] = []
    yield opened
    for line in opened:
        line.close()


def line_to(url: str, lines: list[Line], timeout_s: float = 5) -> Line:
    line = Line(url, "https://network.example", timeout_s)
    lines.append(line)
    return line


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_the_address_an_sdk_writes_is_replaced_by_the_one_in_the_settings(lines: list[Line]) -> None:
    peer = Peer(ANSWER)
    response = line_to(peer.url, lines).request("GET", "https://network.example/2/me?a=b")

    assert response.json() == {"id": "1"}
    assert peer.heard[0].startswith(b"GET /2/me?a=b ")


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}", "http://no.such.host.invalid"])
def test_a_refused_connection_or_an_unknown_name_is_surely_not_sent(
    address: str, lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", known_names(socket.getaddrinfo))

    with pytest.raises(NotSent):
        line_to(address.format(port=closed_port()), lines).request("POST", "https://network.example/x", data=b"secret")


def known_names(real: object) -> object:
    def getaddrinfo(host: str, *rest: object) -> object:
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *rest)  # type: ignore[operator]

    return getaddrinfo


def test_a_tls_failure_is_surely_not_sent(lines: list[Line]) -> None:
    peer = Peer(b"this is not TLS at all")
    with pytest.raises(NotSent) as caught:
        line_to(peer.url.replace("http:", "https:"), lines).request("POST", "https://network.example/x", data=b"secret")

    assert "TLS" in str(caught.value)
    assert b"secret" not in b"".join(peer.heard)


@pytest.mark.parametrize("answer", [GARBAGE, SHORT, b""])
def test_half_an_answer_or_none_is_no_answer(answer: bytes, lines: list[Line]) -> None:
    peer = Peer(answer)
    with pytest.raises(NoAnswer):
        line_to(peer.url, lines).request("POST", "https://network.example/x", data=b"hello")

    assert b"".join(peer.heard).startswith(b"POST /x")


def test_a_redirect_is_never_followed(lines: list[Line]) -> None:
    with pytest.raises(Refused) as caught:
        line_to(Peer(REDIRECT).url, lines).request("POST", "https://network.example/x", data=b"hello")

    assert caught.value.answer.status == 307
    assert caught.value.answer.json is None


def test_a_success_that_is_no_json_object_is_refused(lines: list[Line]) -> None:
    with pytest.raises(Refused):
        line_to(Peer(NOT_JSON).url, lines).request("GET", "https://network.example/x")


def test_cookies_are_not_kept(lines: list[Line]) -> None:
    peer = Peer(COOKIE, COOKIE)
    line = line_to(peer.url, lines)
    for _ in range(2):
        line.request("GET", "https://network.example/x")

    assert b"Cookie" not in b"".join(peer.heard)


def test_a_netrc_file_never_replaces_the_profiles_own_authorisation(
    lines: list[Line], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login intruder password x\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    peer = Peer(ANSWER)
    line_to(peer.url, lines).request("GET", "https://network.example/x", headers={"Authorization": "Bearer ours"})

    assert b"Bearer ours" in peer.heard[0]


def test_profiles_of_one_network_share_their_connections_until_the_last_lets_go() -> None:
    peer = Peer(ANSWER, ANSWER)
    one, other = (Line(peer.url, "https://network.example", 5) for _ in range(2))
    one.request("GET", "https://network.example/1")
    one.close()
    other.request("GET", "https://network.example/2")
    other.close()
    other.close()

    assert len(peer.heard) == 2, "the second request went over the same connection"
    assert peer.url not in ADAPTERS


def test_the_error_of_the_line_shows_no_address(lines: list[Line]) -> None:
    line = line_to(f"http://127.0.0.1:{closed_port()}", lines)
    with pytest.raises(NotSent) as caught:
        line.request("GET", "https://network.example/x?access_token=hush")

    assert caught.value.__cause__ is None
    assert "hush" not in str(caught.value)


# -- the gate ---------------------------------------------------------------------------------------------------------


def test_whoever_gives_up_first_stops_the_other_from_sending() -> None:
    gate = Gate()

    assert gate.give_up()
    with pytest.raises(GivenUp):
        gate.begin()


def test_giving_up_after_the_first_byte_is_told() -> None:
    gate = Gate()
    gate.begin()

    assert not gate.give_up()


@pytest.mark.anyio
async def test_a_call_that_waits_for_a_thread_too_long_never_runs(threads: Threads) -> None:
    release, ran = threading.Event(), list[int]()
    busy = [asyncio.create_task(threads.run(release.wait, 5)) for _ in range(4)]
    await asyncio.sleep(0.05)

    with pytest.raises(NotSent):
        await threads.run(lambda: ran.append(1), 0.05)
    release.set()
    await asyncio.gather(*busy)
    await threads.run(lambda: None, 5)

    assert ran == []


@pytest.mark.anyio
async def test_a_cancelled_call_that_had_not_begun_sends_nothing(threads: Threads, lines: list[Line]) -> None:
    peer = Peer(ANSWER)
    line, go = line_to(peer.url, lines), threading.Event()

    def late() -> requests.Response:
        go.wait(5)
        return line.request("POST", "https://network.example/x")

    task = asyncio.create_task(threads.run(late, 5))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    await threads.run(lambda: None, 5)
    await asyncio.sleep(0.05)

    assert peer.heard == []


@pytest.mark.anyio
async def test_threads_are_made_as_needed_and_used_again(threads: Threads) -> None:
    for _ in range(20):
        await threads.run(lambda: None, 5)

    assert threads.started <= 2


@pytest.mark.parametrize(
    ("body", "found"), [(b'{"a": 1}', {"a": 1}), (b"[1]", None), (b"", None), (b"<html>", None), (b"\xff", None)]
)
def test_only_a_json_object_counts_as_the_networks_word(body: bytes, found: object) -> None:
    assert json_object(body) == found


def test_python_still_lets_us_see_the_first_byte() -> None:
    """The moment is taken in `endheaders`; if urllib3 ever stops calling it, the order of things here changes."""
    from urllib3.connection import HTTPConnection

    assert "endheaders" in HTTPConnection.request.__code__.co_names
