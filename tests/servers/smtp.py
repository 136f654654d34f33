"""An SMTP relay on loopback (aiosmtpd) that keeps what it accepts and can refuse, defer or hang up."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "boletines", "loopback-smtp-password"


class Relay:
    """aiosmtpd's handler. `refuse` and `defer` are addresses; `vanish` hangs up after the mail is in."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuse: set[str] = set()
        self.defer: set[str] = set()
        self.vanish: set[str] = set()
        self.port = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refuse:
            return "550 5.1.1 No such user here"
        if address in self.defer:
            return "451 4.7.1 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        if set(envelope.rcpt_tos) & self.vanish:
            server.transport.abort()
        return "250 Accepted"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if address in str(letter["To"])]


def check_login(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


@contextmanager
def running_relay() -> Iterator[Relay]:
    """A relay that asks for a login; plain text is fine on loopback."""
    relay = Relay()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        relay.port = free.getsockname()[1]
    controller = Controller(relay, hostname="127.0.0.1", port=relay.port, auth_require_tls=False, authenticator=check_login)
    controller.start()
    try:
        yield relay
    finally:
        controller.stop()
