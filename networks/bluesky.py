"""Bluesky: a record under a key made from the delivery's id, created only if it is not there: the network keeps it to once."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from atproto_client import Session
from atproto_client.utils.facet_detection import detect_mentions
from pydantic import Field

from foundation.texts import N_
from networks._bluesky_files import Uploader
from networks._bluesky_line import NETWORK, BlueskyLine, Refusal
from networks._bluesky_record import (
    COLLECTION,
    captions_key,
    media_key,
    mention_key,
    post_text,
    record,
    record_key,
)
from networks._mixture import mixture_problems
from networks.checking import problems
from networks.contract import (
    Account,
    CannotLook,
    Cap,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    Metric,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Rate,
    Receipt,
    Rejected,
    Shown,
    SignedOut,
    Unavailable,
    Unconfirmed,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import bluesky_length, utf8_length

LEXICON: Final = "https://atproto.com/lexicons/app-bsky-feed"
RATES: Final = "https://docs.bsky.app/docs/advanced-guides/rate-limits"
POSTS: Final = "app.bsky.feed.getPosts"
COUNTS: Final = {
    "likes": "likeCount",
    "reposts": "repostCount",
    "replies": "replyCount",
    "quotes": "quoteCount",
    "bookmarks": "bookmarkCount",
}
LIMITS: Final = Limits(
    network=NETWORK,
    max_text=300,
    text_unit=N_("grafemas"),
    count=bluesky_length,
    caps=(Cap("bytes", 3000, N_("bytes"), utf8_length),),
    link="field",
    max_images=4,
    max_image_bytes=2_000_000,
    image_types=("image/jpeg", "image/png", "image/webp"),
    max_videos=1,
    max_video_bytes=100_000_000,
    alt_text="native",
    max_alt=1000,
    captions="vtt",
    idempotency="record_key",
    looks=True,
    visibility_lag_s=2,
    rates=(Rate("profile", 1666, 3600, RATES), Rate("profile", 11666, 86400, RATES)),
    metrics=tuple(Metric(name, "interaction", N_("veces"), f"{field} at the AppView", POSTS) for name, field in COUNTS.items()),
    card_sizes=((1200, 675), (1080, 1080)),
    sources={"max_text": LEXICON, "max_images": "https://atproto.com/lexicons/app-bsky-embed", "rates": RATES,
             "visibility_lag_s": "https://atproto.com/lexicons/com-atproto-repo#comatprotorepogetrecord"},
)  # fmt: skip


STEPS: Final = (
    N_("En Bluesky: Configuración → Privacidad y seguridad → Contraseñas de aplicación; cree una. Nunca use la de la cuenta."),
)


class Settings(NetworkSettings):
    """`[networks.bluesky]`; an empty `video_url` sends videos to the account's own server."""

    api_url: str = "https://bsky.social"
    appview_url: str = "https://public.api.bsky.app"
    video_url: str = "https://video.bsky.app"


class Credentials(BaseCredentials):
    """An app password (never the account's own); `session` is kept by CORETT."""

    handle: str = Field(description=N_("Nombre de la cuenta (por ejemplo coalicion.bsky.social)"))
    app_password: str = Field(repr=False, description=N_("Contraseña de aplicación"))
    session: str | None = Field(None, repr=False)


class Bluesky:
    """One account."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, account: Account) -> None:
        self.account = account
        self.settings = cast("Settings", account.settings)
        self.credentials = cast("Credentials", account.credentials)
        self._line: BlueskyLine | None = None

    def check(self, outgoing: Outgoing) -> list[Problem]:
        where = dataclasses.replace(LIMITS, link="text" if outgoing.media else "field")
        return [*problems(where, outgoing), *mixture_problems(NETWORK, outgoing.media)]

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        known = dict(parts)

        async def kept(key: str, value: str) -> None:
            known[key] = value
            await keep(key, value)

        for media in outgoing.media:
            if media_key(media) not in known:
                await kept(media_key(media), await self._uploader().file(media))
            for captions in media.captions:
                if captions_key(media, captions) not in known:
                    await kept(captions_key(media, captions), await self._uploader().subtitles(captions))
        for mention in detect_mentions(post_text(outgoing)):
            if mention_key(mention.handle) not in known:
                await kept(mention_key(mention.handle), await self._resolve(mention.handle))
        return Prepared(outgoing, known, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        session = await self._signed_in()
        body = {
            "repo": session.did,
            "collection": COLLECTION,
            "rkey": record_key(delivery_id),
            "swapRecord": None,  # create only: a record that is there already is never touched
            "record": record(prepared.outgoing, prepared.parts, self.account.clock.now()),
        }
        try:
            answer = await self.line.post("com.atproto.repo.putRecord", body, publishing=True)
        except Refusal as refusal:
            return await self._refused(refusal, prepared, delivery_id)
        return self._receipt(session, str(answer.get("uri", "")))

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        """Asks the account's own server for the record: it answers for certain."""
        session = await self._signed_in()
        where = {"repo": session.did, "collection": COLLECTION, "rkey": record_key(delivery_id)}
        try:
            found = await self.line.get("com.atproto.repo.getRecord", where)
        except Refusal as refusal:
            if refusal.name == "RecordNotFound":
                return None
            raise CannotLook(network=NETWORK, detail=f"{refusal.name}: {refusal.message}") from refusal
        except Unavailable as error:
            raise CannotLook(network=NETWORK, detail=error.facts.get("detail")) from error
        if found.get("value", {}).get("text") != post_text(prepared.outgoing):
            raise CannotLook(network=NETWORK, detail=N_("bajo esa clave hay otro texto"))
        return self._receipt(session, str(found.get("uri", "")))

    async def measure(self, refs: list[str]) -> list[Measured]:
        known: dict[str, Mapping[str, Any]] = {}
        ours = [ref for ref in refs if ref.startswith("at://")]
        for at in range(0, len(ours), 25):
            try:
                answer = await self.line.get(POSTS, {"uris": ours[at : at + 25]}, self.settings.appview_url)
            except Refusal as refusal:
                raise Unavailable(network=NETWORK, detail=f"{refusal.name}: {refusal.message}") from refusal
            known |= {post["uri"]: post for post in answer.get("posts", [])}
        now = self.account.clock.now()
        return [
            Measured(ref, metric.name, known.get(ref, {}).get(COUNTS[metric.name]), metric.unit, metric.source, now)
            for ref in refs
            for metric in LIMITS.metrics
        ]

    async def whoami(self) -> Identity:
        session = await self._signed_in()
        return Identity(session.did, f"@{session.handle}", url=f"https://bsky.app/profile/{session.handle}")

    async def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    @property
    def line(self) -> BlueskyLine:
        """The account's line, opened when first needed."""
        if self._line is None:
            self._line = BlueskyLine(self.settings.api_url, self.account.timeout_s)
        return self._line

    async def _signed_in(self) -> Session:
        try:
            return await self.line.sign_in(
                self.credentials.handle, self.credentials.app_password, self.credentials.session, self._keep_session
            )
        except Refusal as refusal:
            raise SignedOut(network=NETWORK, detail=f"{refusal.name}: {refusal.message}") from refusal

    async def _keep_session(self, session: str) -> None:
        if self.account.store_credentials is not None and session != self.credentials.session:
            await self.account.store_credentials({"session": session})

    async def _refused(self, refusal: Refusal, prepared: Prepared, delivery_id: UUID) -> Receipt:
        """What a 400 to a create-only write means."""
        detail = f"{refusal.name}: {refusal.message}"
        if refusal.name == "InvalidSwap":  # the record is there: an earlier try did land
            receipt = await self.find(delivery_id, prepared, self.account.clock.now())
            if receipt is None:
                raise Unconfirmed(network=NETWORK, detail=detail) from refusal
            return receipt
        if refusal.name in {"ExpiredToken", "InvalidToken"}:
            await self.close()
            raise Unavailable(network=NETWORK, detail=detail, retry_after=1) from refusal
        raise Rejected(network=NETWORK, detail=detail) from refusal

    def _uploader(self) -> Uploader:
        return Uploader(self.line, self._signed_in, self.settings.video_url, self.account.timeout_s)

    async def _resolve(self, handle: str) -> str:
        """The handle's DID, or empty: then the mention stays plain text."""
        await self._signed_in()
        try:
            found = await self.line.get("com.atproto.identity.resolveHandle", {"handle": handle})
        except Refusal:
            return ""
        return str(found.get("did", ""))

    def _receipt(self, session: Session, uri: str) -> Receipt:
        if not uri.startswith("at://"):
            raise Unconfirmed(network=NETWORK, detail=N_("sin dirección en la respuesta"))
        return Receipt(uri, f"https://bsky.app/profile/{session.handle}/post/{uri.rpartition('/')[2]}")


def shown(outgoing: Outgoing) -> list[Shown]:
    """The post: alone the link is a card of ours, beside files it stands in the text."""
    return [Shown(post_text(outgoing), outgoing.media, "" if outgoing.media else outgoing.link)]


def connect(account: Account) -> Bluesky:
    """The account, ready to speak."""
    return Bluesky(account)
