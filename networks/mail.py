"""E-mail bulletins to a contact list: the bulletin is accepted once, every recipient's copy is a row that is sent once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from typing import ClassVar, Final, TypeVar, cast
from uuid import UUID

import aiosmtplib
from pydantic import Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from foundation.db import Database
from foundation.texts import N_
from networks._mail_message import letter, message_id, plain, subject_of
from networks.checking import problems
from networks.contract import (
    Account,
    CannotLook,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    MediaKind,
    Metric,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Receipt,
    Rejected,
    Shown,
    SignedOut,
    Unavailable,
    Unconfirmed,
)
from networks.contract import Credentials as BaseCredentials
from networks.leave import TAKEN_AWAY, may_still_send
from networks.mailing import Copy, accept, claim, counts, give_back, settle, suppress, unpacked
from networks.models import MailBulletin, MailStatus
from networks.text import characters

T = TypeVar("T")
NETWORK: Final = "mail"
RFC: Final = "https://www.rfc-editor.org/rfc/rfc5321"
METRICS: Final = {
    "delivered": MailStatus.SENT,
    "refused": MailStatus.REFUSED,
    "unknown": MailStatus.UNKNOWN,
    "waiting": MailStatus.PLANNED,
}
LIMITS: Final = Limits(
    network=NETWORK,
    max_text=None,
    text_unit=N_("caracteres"),
    count=characters,
    max_images=6,
    max_image_bytes=2_000_000,
    image_types=("image/jpeg", "image/png", "image/gif"),
    alt_text="native",
    idempotency="key",
    looks=True,
    visibility_lag_s=1,
    metrics=tuple(
        Metric(name, "audience", N_("personas"), f"Recipients whose copy is {status}", RFC) for name, status in METRICS.items()
    ),
    card_sizes=((1200, 630),),
    sources={"idempotency": "docs/networks.md", "visibility_lag_s": "docs/networks.md"},
)
MOST_DOCUMENT: Final = 5_000_000
DEAD_ADDRESS: Final = frozenset({550, 551, 553})
BEFORE_DATA: Final = (aiosmtplib.SMTPException, OSError, TimeoutError)


STEPS: Final = (
    N_("Pida a quien lleva su correo el servidor de salida (SMTP), el usuario y la contraseña para boletines."),
    N_("Cree antes la lista con «corett contact import LISTA ARCHIVO.csv»: solo quien pidió el boletín."),
)


class Settings(NetworkSettings):
    """`[networks.mail]`; `connections` to the relay at once, copies claimed `at_once`."""

    connections: int = Field(4, ge=1, le=20)
    at_once: int = Field(100, ge=1, le=1000)


class Credentials(BaseCredentials):
    """The relay and whose name the bulletins bear. `tls`: `start` (port 587), `direct` (465) or `none` (on this machine)."""

    host: str = Field(description=N_("Servidor de correo (SMTP)"))
    port: int = Field(587, description=N_("Puerto"))
    tls: str = Field("start", pattern="^(start|direct|none)$", description=N_("Cifrado: start (587), direct (465) o none"))
    user: str | None = Field(None, description=N_("Usuario del servidor (vacío: ninguno)"))
    password: str | None = Field(None, repr=False, description=N_("Contraseña del servidor"))
    sender: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", description=N_("Dirección que envía"))
    sender_name: str = Field("", description=N_("Nombre que ve quien recibe"))
    list_name: str = Field(description=N_("Lista de contactos"))


class Mail:
    """One list's bulletins."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, account: Account, database: Database) -> None:
        self.account, self.database = account, database
        self.settings = cast("Settings", account.settings)
        self.credentials = cast("Credentials", account.credentials)
        self.draining = asyncio.Lock()

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return [*problems(LIMITS, outgoing), *too_heavy(outgoing)]

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        return Prepared(outgoing, parts, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        """Accepts the bulletin and a copy for each contact in one transaction, then sends what time allows; `drain` goes on."""
        profile, list_name, now = self.account.profile, self.credentials.list_name, self.account.clock.now()
        if not may_still_send():
            raise Unavailable(network=NETWORK, detail=TAKEN_AWAY)
        try:
            accepted = await self._write(lambda session: accept(session, delivery_id, profile, list_name, prepared.outgoing, now))
        except (DBAPIError, TimeoutError) as error:
            raise Unconfirmed(network=NETWORK, detail=type(error).__name__) from error
        if not accepted:
            await self._write(lambda session: session.delete(session.get_one(MailBulletin, delivery_id)))
            raise Rejected(network=NETWORK, detail=f"la lista «{list_name}» no tiene contactos")
        try:
            async with asyncio.timeout(self.account.timeout_s / 2):
                await self.drain()
        except (TimeoutError, SignedOut, Unavailable):
            pass  # accepted is what this delivery promises; the clock drains what is left
        return Receipt(str(delivery_id))

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        try:
            found = await asyncio.to_thread(counts, self.database, [delivery_id])
        except DBAPIError as error:
            raise CannotLook(network=NETWORK, detail=type(error).__name__) from error
        return Receipt(str(delivery_id)) if found else None

    async def measure(self, refs: list[str]) -> list[Measured]:
        ours = {ref: UUID(ref) for ref in refs if len(ref) == 36}
        found = await asyncio.to_thread(counts, self.database, list(ours.values()))
        now = self.account.clock.now()
        return [
            Measured(ref, one.name, value_of(found.get(ours.get(ref, UUID(int=0))), one.name), one.unit, NETWORK, now)
            for ref in refs
            for one in LIMITS.metrics
        ]

    async def whoami(self) -> Identity:
        async with self._relay() as relay:
            await relay.noop()
        return Identity(self.credentials.sender, self.credentials.sender, self.credentials.sender_name)

    async def close(self) -> None:
        """Connections live only as long as a round of sending."""

    async def drain(self) -> int:
        """Sends the copies that wait for this profile, round after round; returns how many were accepted by the relay.

        Raises:
            SignedOut, Unavailable: the relay cannot be used now; nothing of the round has left.
        """
        sent = 0
        async with self.draining:
            while True:
                async with self._relay():  # a relay that is down must not use up anyone's tries
                    pass
                now = self.account.clock.now()
                copies = await self._write(lambda session: claim(session, self.account.profile, self.settings.at_once, now))  # noqa: B023
                if not copies:
                    return sent
                lanes = [copies[at :: self.settings.connections] for at in range(self.settings.connections)]
                sent += sum(await asyncio.gather(*(self._lane(lane) for lane in lanes if lane)))

    # -- inside -------------------------------------------------------------------------------------------------------

    async def _lane(self, copies: list[Copy]) -> int:
        """One connection, one copy after another."""
        sent = 0
        try:
            async with self._relay() as relay:
                for number, copy in enumerate(copies):
                    sent += await self._send(relay, copy)
                    if not relay.is_connected:
                        await self._give_back(copies[number + 1 :])
                        break
        except (SignedOut, Unavailable):
            await self._give_back(copies)
        return sent

    async def _give_back(self, copies: list[Copy]) -> None:
        for copy in copies:
            await self._write(partial(give_back, copy=copy))

    async def _send(self, relay: aiosmtplib.SMTP, copy: Copy) -> int:
        """One copy. Only what happens after DATA began can leave its fate unknown."""
        content = await asyncio.to_thread(self._content, copy)
        try:
            await relay.mail(self.credentials.sender)
            await relay.rcpt(copy.address)
        except aiosmtplib.SMTPResponseException as error:
            await self._answered(relay, copy, error)
            return 0
        except BEFORE_DATA as error:
            await self._settle(copy, MailStatus.PLANNED, type(error).__name__)
            return 0
        if not may_still_send():
            relay.close()
            await self._give_back([copy])
            return 0
        try:
            async with asyncio.timeout(self.account.timeout_s):
                await relay.data(content)
        except aiosmtplib.SMTPResponseException as error:
            await self._answered(relay, copy, error)
            return 0
        except BEFORE_DATA as error:
            relay.close()
            await self._settle(copy, MailStatus.UNKNOWN, type(error).__name__)
            return 0
        await self._settle(copy, MailStatus.SENT)
        return 1

    async def _answered(self, relay: aiosmtplib.SMTP, copy: Copy, error: aiosmtplib.SMTPResponseException) -> None:
        """4xx: later; 5xx: never again, and an address that does not exist is not written to any more (RFC 5321, 4.2.1)."""
        detail = f"{error.code} {error.message}"
        if error.code < 500:
            await self._settle(copy, MailStatus.PLANNED, detail)
        else:
            await self._settle(copy, MailStatus.REFUSED, detail)
            if error.code in DEAD_ADDRESS and isinstance(error, aiosmtplib.SMTPRecipientRefused):
                now = self.account.clock.now()
                await self._write(lambda session: suppress(session, copy, now, detail))
        if relay.is_connected:
            await relay.rset()

    def _content(self, copy: Copy) -> bytes:
        with self.database.reading() as session:
            outgoing = unpacked(session.get_one(MailBulletin, copy.delivery_id).outgoing)
        sender = Address(self.credentials.sender_name, addr_spec=self.credentials.sender)
        ref = message_id(str(copy.delivery_id), copy.contact_id, self.credentials.sender)
        leave = f"{self.account.public_url}/mail/{copy.token}"
        when = format_datetime(self.account.clock.now())
        to = Address(copy.name, addr_spec=copy.address)
        return letter(outgoing, sender=sender, to=to, ref=ref, leave=leave, when=when).as_bytes(policy=SMTP)

    async def _settle(self, copy: Copy, status: MailStatus, detail: str = "") -> None:
        now = self.account.clock.now()
        await self._write(lambda session: settle(session, copy, status, now, detail))

    async def _write(self, act: Callable[[Session], T]) -> T:
        def write() -> T:
            with self.database.writing() as session:
                return act(session)

        return await asyncio.to_thread(write)

    @asynccontextmanager
    async def _relay(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that is ready to take mail.

        Raises:
            SignedOut: the relay does not know the user.
            Unavailable: it cannot be reached.
        """
        credentials = self.credentials
        host, _, port = self.settings.api_url.rpartition("//")[2].partition(":")
        relay = aiosmtplib.SMTP(
            hostname=host or credentials.host,
            port=int(port or credentials.port),
            timeout=self.account.timeout_s,
            use_tls=credentials.tls == "direct",
            start_tls=credentials.tls == "start",
        )
        try:
            await relay.connect()
            if credentials.user:
                await relay.login(credentials.user, credentials.password or "")
        except (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPNotSupported) as error:
            relay.close()
            raise SignedOut(network=NETWORK, detail=str(getattr(error, "code", "AUTH"))) from None
        except BEFORE_DATA as error:
            relay.close()
            raise Unavailable(network=NETWORK, detail=type(error).__name__) from None
        try:
            yield relay
        finally:
            relay.close()


def too_heavy(outgoing: Outgoing) -> list[Problem]:
    """Documents that many mailboxes would not take; an e-mail is held in memory whole, once for each connection."""
    sentence = N_("{network}: el archivo {number} pesa {size} bytes y el límite es {limit}. Use uno más ligero.")
    return [
        Problem("file_too_big", "asset", sentence, {"network": NETWORK, "number": at, "size": one.size, "limit": MOST_DOCUMENT})
        for at, one in enumerate(outgoing.media, 1)
        if one.kind is MediaKind.DOCUMENT and one.size > MOST_DOCUMENT
    ]


def shown(outgoing: Outgoing) -> list[Shown]:
    """The e-mail: its subject, its text with the descriptions, its pictures."""
    return [Shown(f"{subject_of(outgoing)}\n\n{plain(outgoing)}", outgoing.media)]


def connect(account: Account) -> Mail:
    """The list, ready to be written to."""
    if account.database is None:
        raise TypeError("mail needs Account.database")
    return Mail(account, account.database)


def value_of(found: Mapping[MailStatus, int] | None, metric: str) -> float | None:
    """A count of a known bulletin; nothing for another."""
    return None if found is None else float(found.get(METRICS[metric], 0))
