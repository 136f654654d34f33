"""Threads: text, pictures, carousels and video, each in a container that is ready before its instant."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from pydantic import Field

from foundation.texts import N_
from networks._containers import Containers, Edges, insights, not_reachable
from networks._graph import GraphCaller, is_unknown_object
from networks.checking import no_documents, problems
from networks.contract import (
    Account,
    BudgetFact,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    Media,
    MediaKind,
    Metric,
    NetworkError,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Rate,
    Receipt,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import threads_length

POSTS_PAGE: Final = "https://developers.facebook.com/docs/threads/posts"
REFERENCE: Final = "https://developers.facebook.com/docs/threads/reference/publishing"
INSIGHTS_PAGE: Final = "https://developers.facebook.com/docs/threads/insights"
OVERVIEW: Final = "https://developers.facebook.com/docs/threads/overview"
EDGES: Final = Edges(make="threads", publish="threads_publish", listing="threads", status="status", text="text")
CLOCK_SLACK: Final = timedelta(seconds=60)
NAMES: Final = ("views", "likes", "replies", "reposts", "quotes", "shares")
LIMITS: Final = Limits(
    network="threads",
    max_text=500,
    text_unit=N_("caracteres, los emojis en bytes"),
    count=threads_length,
    max_images=20,
    max_image_bytes=8_000_000,
    image_types=("image/jpeg", "image/png"),
    max_videos=1,
    max_video_bytes=1_000_000_000,
    alt_text="native",
    max_alt=1000,
    captions="burned_in",
    idempotency="container",
    looks=True,
    visibility_lag_s=30,
    rates=(Rate("profile", 250, 86_400, OVERVIEW),),
    metrics=(
        Metric("views", "views", N_("veces"), "Times it was shown", INSIGHTS_PAGE),
        Metric("likes", "interaction", N_("me gusta"), "Likes", INSIGHTS_PAGE),
        Metric("replies", "interaction", N_("respuestas"), "Replies", INSIGHTS_PAGE),
        Metric("reposts", "interaction", N_("reenvíos"), "Reposts", INSIGHTS_PAGE),
        Metric("quotes", "interaction", N_("citas"), "Quotes", INSIGHTS_PAGE),
        Metric("shares", "interaction", N_("veces compartida"), "Shares", INSIGHTS_PAGE),
    ),
    card_sizes=((1080, 1350), (1080, 1080)),
    sources={
        "max_text": POSTS_PAGE,
        "max_images": POSTS_PAGE,
        "max_alt": REFERENCE,
        "idempotency": POSTS_PAGE,
        "visibility_lag_s": "docs/networks.md",
    },
)


class Settings(NetworkSettings):
    """`[networks.threads]`: `media_url` is where Meta fetches files, the newsroom's `/media` by default."""

    api_url: str = "https://graph.threads.net"
    api_version: str = "v1.0"
    media_url: str = ""
    poll_s: float = 3.0


class Credentials(BaseCredentials):
    """The account's number and a token with `threads_content_publish`."""

    user_id: str
    access_token: str = Field(repr=False)


class Threads:
    """One account."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, account: Account, settings: Settings, credentials: Credentials) -> None:
        self.user, self.clock = credentials.user_id, account.clock
        self.caller = GraphCaller("threads", account, settings.api_url, settings.api_version, credentials.access_token)
        self.fetch_from = settings.media_url or f"{account.public_url}/media"
        self.containers = Containers(self.caller, self.user, EDGES, self.fetch_from, settings.poll_s)

    def check(self, outgoing: Outgoing) -> list[Problem]:
        reach = not_reachable("threads", self.fetch_from, outgoing)
        return [*problems(LIMITS, outgoing), *no_documents(LIMITS, outgoing), *reach]

    def budget(self) -> list[BudgetFact]:
        return list(self.caller.facts.values())

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        return await self.containers.prepare(outgoing, parts, keep, self._fields)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:  # noqa: ARG002 - the container is the key
        return await self.containers.publish(prepared)

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        return await self.containers.find(prepared, since - CLOCK_SLACK)

    async def measure(self, refs: list[str]) -> list[Measured]:
        measured = []
        for ref in refs:
            told, now = await self._told(ref), self.clock.now()
            measured += [Measured(ref, one.name, told.get(one.name), one.unit, "threads", now) for one in LIMITS.metrics]
        return measured

    async def whoami(self) -> Identity:
        me = await self.caller.ask(lambda: self.caller.graph.get_object("me", fields="id,username,name"))
        name = str(me["username"])
        url, ends = f"https://www.threads.net/@{name}", await self.caller.expiry()
        return Identity(str(me["id"]), f"@{name}", str(me.get("name") or ""), url, ends)

    async def close(self) -> None:
        self.caller.close()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _fields(self, media: Media, _in_carousel: bool) -> dict[str, str]:
        kind = "VIDEO" if media.kind is MediaKind.VIDEO else "IMAGE"
        return {"media_type": kind, f"{kind.lower()}_url": self.containers.address(media), "alt_text": media.alt}

    async def _told(self, ref: str) -> dict[str, float]:
        """The post's insights; nothing where the post is unknown."""
        try:
            return await insights(self.caller, ref, dict(zip(NAMES, NAMES, strict=True)))
        except NetworkError as error:
            if is_unknown_object(error):
                return {}
            raise


def connect(account: Account) -> Threads:
    """The account, ready to speak; opens nothing yet."""
    settings = Settings.model_validate(account.settings.model_dump())
    return Threads(account, settings, Credentials.model_validate(account.credentials.model_dump()))
