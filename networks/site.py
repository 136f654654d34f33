"""The Coalition's own newsroom as a network: publishing is one insert, so the database itself keeps it to once."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar
from unicodedata import normalize
from uuid import UUID

import regex
from sqlalchemy.exc import DBAPIError, IntegrityError

from foundation.clock import Clock
from foundation.db import Database
from foundation.texts import N_
from networks.checking import problems
from networks.contract import (
    Account,
    CannotLook,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    Media,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Receipt,
    Unavailable,
    Unconfirmed,
)
from networks.contract import Credentials as NoCredentials
from networks.leave import TAKEN_AWAY, may_still_send
from networks.models import SiteEntry
from networks.text import characters

LIMITS: Final = Limits(
    network="site",
    max_text=None,
    text_unit=N_("caracteres"),
    count=characters,
    link="field",
    max_images=20,
    max_image_bytes=20_000_000,
    image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
    max_videos=4,
    max_video_bytes=2_000_000_000,
    alt_text="native",
    captions="vtt",
    idempotency="key",
    looks=True,
    visibility_lag_s=1,
    card_sizes=((1200, 630), (1080, 1080)),
    sources={"idempotency": "docs/networks.md", "visibility_lag_s": "docs/networks.md"},
)
MAX_CAPTIONS: Final = 500_000
T = TypeVar("T")


class Settings(NetworkSettings):
    """`[networks.site]`"""


class Credentials(NoCredentials):
    """The newsroom needs none."""


@dataclass(frozen=True)
class Site:
    """The newsroom of this installation."""

    limits: ClassVar[Limits] = LIMITS

    database: Database
    public_url: str
    clock: Clock
    timeout_s: float

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return problems(LIMITS, outgoing)

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        return Prepared(outgoing, parts, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        entry = entry_of(prepared.outgoing, delivery_id, self.clock.now())
        try:
            return await self._within(lambda: self._insert_once(entry))
        except (DBAPIError, TimeoutError) as error:
            raise Unconfirmed(network="site", detail=type(error).__name__) from error

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        try:
            return await self._within(lambda: self._look(delivery_id))
        except (DBAPIError, TimeoutError) as error:
            raise CannotLook(network="site", detail=type(error).__name__) from error

    async def measure(self, refs: list[str]) -> list[Measured]:  # noqa: ARG002 - the newsroom counts its own views
        return []

    async def whoami(self) -> Identity:
        return Identity(ref="site", handle=self.public_url, url=self.public_url)

    async def close(self) -> None:
        """Nothing to let go of: the database belongs to the house."""

    async def _within(self, act: Callable[[], T]) -> T:
        return await asyncio.wait_for(asyncio.to_thread(act), self.timeout_s)

    def _insert_once(self, entry: SiteEntry) -> Receipt:
        receipt = self._receipt(entry)
        try:
            with self.database.writing() as session:
                there = session.get(SiteEntry, entry.delivery_id)
                if there is not None:
                    return self._receipt(there)
                if not may_still_send():
                    raise Unavailable(network="site", detail=TAKEN_AWAY)
                session.add(entry)
        except IntegrityError:  # another worker wrote it between our look and our insert
            return self._look(entry.delivery_id) or receipt
        return receipt

    def _look(self, delivery_id: UUID) -> Receipt | None:
        with self.database.reading() as session:
            entry = session.get(SiteEntry, delivery_id)
            return self._receipt(entry) if entry else None

    def _receipt(self, entry: SiteEntry) -> Receipt:
        return Receipt(ref=str(entry.delivery_id), url=f"{self.public_url}/{entry.language}/{entry.slug}")


def connect(account: Account) -> Site:
    """The newsroom as a profile."""
    if account.database is None:
        raise TypeError("site needs Account.database")
    return Site(account.database, account.public_url, account.clock, account.timeout_s)


def entry_of(outgoing: Outgoing, delivery_id: UUID, now: datetime) -> SiteEntry:
    """The newsroom's row for a message."""
    about = outgoing.about
    return SiteEntry(
        delivery_id=delivery_id,
        post=about.get("post", str(delivery_id)),
        language=outgoing.language,
        slug=slug_of(outgoing.title or outgoing.text, delivery_id),
        title=outgoing.title,
        text=outgoing.text,
        link=outgoing.link,
        media=[described(media) for media in outgoing.media],
        campaign=about.get("campaign", ""),
        campaign_title=about.get("campaign_title", ""),
        territory=about.get("territory", ""),
        audience=about.get("audience", ""),
        published_at=now,
    )


def slug_of(words: str, delivery_id: UUID) -> str:
    """A readable address that two messages never share: the first words and the end of the delivery's id."""
    plain = normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    start = regex.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    return f"{start}-{delivery_id.hex[-10:]}".lstrip("-")


def described(media: Media) -> dict[str, Any]:
    """What the page must know of a file; its bytes stay in the asset store under their hash."""
    return {
        "sha256": media.sha256,
        "mime": media.mime,
        "kind": str(media.kind),
        "alt": media.alt,
        "size": media.size,
        "width": media.width,
        "height": media.height,
        "duration": media.duration,
        "captions": [
            {"language": one.language, "mime": one.mime, "text": one.path.read_text("utf-8")[:MAX_CAPTIONS]}
            for one in media.captions
        ],
    }
