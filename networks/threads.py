"""Threads: text, pictures, carousels and video, each in a container that is ready before its instant."""

from typing import ClassVar, Final

from pydantic import Field

from foundation.texts import N_
from networks._container_account import TOKEN_DAYS, ContainerAccount, renewed
from networks._containers import Edges, not_reachable
from networks._graph import GraphCaller
from networks.checking import no_documents, problems
from networks.contract import (
    Account,
    Identity,
    Limits,
    Media,
    MediaKind,
    Metric,
    NetworkSettings,
    Outgoing,
    Problem,
    Rate,
    Renewed,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import threads_length

POSTS_PAGE: Final = "https://developers.facebook.com/docs/threads/posts"
REFERENCE: Final = "https://developers.facebook.com/docs/threads/reference/publishing"
INSIGHTS_PAGE: Final = "https://developers.facebook.com/docs/threads/insights"
TOKENS_PAGE: Final = "https://developers.facebook.com/docs/threads/get-started/long-lived-tokens"
OVERVIEW: Final = "https://developers.facebook.com/docs/threads/overview"
EDGES: Final = Edges(make="threads", publish="threads_publish", listing="threads", status="status", text="text")
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
    token_days=TOKEN_DAYS,
    sources={
        "max_text": POSTS_PAGE,
        "max_images": POSTS_PAGE,
        "max_alt": REFERENCE,
        "idempotency": POSTS_PAGE,
        "token_days": TOKENS_PAGE,
        "visibility_lag_s": "estimate, docs/networks.md",
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

    user_id: str = Field(description=N_("Número de la cuenta"))
    access_token: str = Field(repr=False, description=N_("Token de acceso"))


class Threads(ContainerAccount):
    """One account."""

    limits: ClassVar[Limits] = LIMITS
    edges = EDGES
    asked_metrics: ClassVar = dict(zip(NAMES, NAMES, strict=True))

    def __init__(self, account: Account, settings: Settings, credentials: Credentials) -> None:
        caller = GraphCaller("threads", account, settings.api_url, settings.api_version, credentials.access_token)
        super().__init__(caller, credentials.user_id, settings.media_url or f"{account.public_url}/media", settings.poll_s)

    def check(self, outgoing: Outgoing) -> list[Problem]:
        reach = not_reachable("threads", self.fetch_from, outgoing)
        return [*problems(LIMITS, outgoing), *no_documents(LIMITS, outgoing), *reach]

    def fields(self, media: Media, in_carousel: bool) -> dict[str, str]:  # noqa: ARG002 - alone or not, the same
        kind = "VIDEO" if media.kind is MediaKind.VIDEO else "IMAGE"
        return {"media_type": kind, f"{kind.lower()}_url": self.containers.address(media), "alt_text": media.alt}

    async def whoami(self) -> Identity:
        me = await self.caller.ask(lambda: self.graph.get_object("me", fields="id,username,name"))
        name = str(me["username"])
        url, ends = f"https://www.threads.net/@{name}", await self.caller.expiry()
        return Identity(str(me["id"]), f"@{name}", str(me.get("name") or ""), url, ends)

    async def renew(self) -> Renewed:
        return await renewed(self.caller, "th_refresh_token")


def connect(account: Account) -> Threads:
    """The account, ready to speak; opens nothing yet."""
    settings = Settings.model_validate(account.settings.model_dump())
    return Threads(account, settings, Credentials.model_validate(account.credentials.model_dump()))
