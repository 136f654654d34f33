"""Instagram professional accounts: pictures, carousels and Reels, each in a container that is ready before its instant."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
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
    Cap,
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
    Unavailable,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import hashtags, instagram_length, mentions, sent_text

PUBLISHING: Final = "https://developers.facebook.com/docs/instagram-platform/content-publishing"
INSIGHTS_PAGE: Final = "https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights"
ERRORS_PAGE: Final = "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes"
EDGES: Final = Edges(make="media", publish="media_publish", listing="media", status="status_code", text="caption")
ASPECT: Final = (4 / 5, 1.91)
CLOCK_SLACK: Final = timedelta(seconds=60)
SLOW_LINE: Final = 200_000
PASSING: Final = {2207003, 2207020, 2207032, 2207052, 2207053}
DAILY_LIMIT: Final = 2207042
INSIGHTS: Final = {
    "views": "views",
    "reach": "reach",
    "likes": "likes",
    "comments": "comments",
    "saves": "saved",
    "shares": "shares",
}
LIMITS: Final = Limits(
    network="instagram",
    max_text=2200,
    text_unit=N_("caracteres"),
    count=instagram_length,
    caps=(Cap("hashtags", 30, N_("etiquetas"), hashtags), Cap("mentions", 20, N_("menciones"), mentions)),
    max_images=10,
    max_image_bytes=8_000_000,
    image_types=("image/jpeg",),
    max_videos=1,
    max_video_bytes=300_000_000,
    alt_text="native",
    max_alt=1000,
    captions="burned_in",
    idempotency="container",
    looks=True,
    visibility_lag_s=30,
    rates=(Rate("profile", 100, 86_400, PUBLISHING),),
    metrics=(
        Metric("views", "views", N_("veces"), "Times it was shown or played", INSIGHTS_PAGE),
        Metric("reach", "reach", N_("personas"), "Different accounts that saw it (estimated)", INSIGHTS_PAGE),
        Metric("likes", "interaction", N_("me gusta"), "Likes", INSIGHTS_PAGE),
        Metric("comments", "interaction", N_("comentarios"), "Comments", INSIGHTS_PAGE),
        Metric("saves", "interaction", N_("guardados"), "Times saved", INSIGHTS_PAGE),
        Metric("shares", "interaction", N_("veces compartida"), "Shares", INSIGHTS_PAGE),
    ),
    card_sizes=((1080, 1350), (1080, 1080)),
    sources={
        "max_text": PUBLISHING,
        "max_images": PUBLISHING,
        "image_types": PUBLISHING,
        "alt_text": PUBLISHING,
        "idempotency": PUBLISHING,
        "visibility_lag_s": "docs/networks.md",
    },
)


class Settings(NetworkSettings):
    """`[networks.instagram]`: `media_url` is where Meta fetches files, the newsroom's `/media` by default."""

    api_url: str = "https://graph.facebook.com"
    graph_version: str = "v26.0"
    media_url: str = ""
    poll_s: float = 3.0


class Credentials(BaseCredentials):
    """The professional account's number and a token with `instagram_content_publish`."""

    user_id: str
    access_token: str = Field(repr=False)


class Instagram:
    """One professional account."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, account: Account, settings: Settings, credentials: Credentials) -> None:
        self.user, self.clock = credentials.user_id, account.clock
        self.caller = GraphCaller("instagram", account, settings.api_url, settings.graph_version, credentials.access_token)
        self.graph, self.fetch_from = self.caller.graph, settings.media_url or f"{account.public_url}/media"
        self.containers = Containers(self.caller, self.user, EDGES, self.fetch_from, settings.poll_s)

    def check(self, outgoing: Outgoing) -> list[Problem]:
        pictures = replace(outgoing, media=tuple(one for one in outgoing.media if one.kind is MediaKind.IMAGE))
        return [
            *problems(LIMITS, outgoing),
            *no_documents(LIMITS, outgoing),
            *shape_problems(outgoing),
            *not_reachable("instagram", self.fetch_from, pictures),
        ]

    def budget(self) -> list[BudgetFact]:
        return list(self.caller.facts.values())

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        try:
            await self._note_quota()
            done = dict(parts)
            if outgoing.media[0].kind is MediaKind.VIDEO and "container" not in done:
                done["container"] = await self._reel(outgoing)
                await keep("container", done["container"])
            return await self.containers.prepare(outgoing, done, keep, self._fields)
        except NetworkError as error:
            raise in_instagrams_words(error) from error

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:  # noqa: ARG002 - the container is the key
        try:
            return await self.containers.publish(prepared)
        except NetworkError as error:
            raise in_instagrams_words(error) from error

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        return await self.containers.find(prepared, since - CLOCK_SLACK)

    async def measure(self, refs: list[str]) -> list[Measured]:
        measured = []
        for ref in refs:
            told, now = await known_insights(self.caller, ref), self.clock.now()
            measured += [Measured(ref, one.name, told.get(one.name), one.unit, "instagram", now) for one in LIMITS.metrics]
        return measured

    async def whoami(self) -> Identity:
        me = await self.caller.ask(lambda: self.graph.get_object(self.user, fields="id,username,name"))
        name = str(me["username"])
        url, ends = f"https://www.instagram.com/{name}/", await self.caller.expiry()
        return Identity(str(me["id"]), f"@{name}", str(me.get("name") or ""), url, ends)

    async def close(self) -> None:
        self.caller.close()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _fields(self, media: Media, _in_carousel: bool) -> dict[str, str]:
        return {"image_url": self.containers.address(media), "alt_text": media.alt}

    async def _reel(self, outgoing: Outgoing) -> str:
        """A container filled straight from disk: a film needs no public address."""
        media = outgoing.media[0]
        made = await self.containers.make(media_type="REELS", upload_type="resumable", caption=sent_text(outgoing))
        address = self.caller.trusted(str(made["uri"]))
        await self.caller.ask(partial(self.caller.stream, address, media.path, media.size), seconds=media.size / SLOW_LINE)
        return str(made["id"])

    async def _note_quota(self) -> None:
        """How much of the day's publishing is used; shown as a budget fact."""
        query = {"fields": "quota_usage,config"}
        answer = await self.caller.ask(lambda: self.graph.get_connections(self.user, "content_publishing_limit", **query))
        for one in answer.get("data", [])[:1]:
            total, used = int((one.get("config") or {}).get("quota_total") or 0), int(one.get("quota_usage") or 0)
            if total:
                fact = BudgetFact("profile", "content_publishing_limit", self.clock.now(), max(0, total - used), used / total)
                self.caller.facts[fact.scope, fact.name] = fact


async def known_insights(caller: GraphCaller, ref: str) -> dict[str, float]:
    """The post's insights; nothing where the post is unknown."""
    try:
        return await insights(caller, ref, INSIGHTS)
    except NetworkError as error:
        if is_unknown_object(error):
            return {}
        raise


def in_instagrams_words(error: NetworkError) -> NetworkError:
    """Instagram's own subcodes that Graph at large does not know: passing troubles of fetching, and the day's limit."""
    subcode, detail = error.facts.get("subcode"), error.facts.get("detail")
    if subcode == DAILY_LIMIT:
        return Unavailable(network="instagram", detail=detail, retry_after=3600.0)
    return Unavailable(network="instagram", detail=detail) if subcode in PASSING else error


def shape_problems(outgoing: Outgoing) -> list[Problem]:
    """Instagram takes no bare text, no mixture, and only pictures from 4:5 to 1.91:1."""
    found = []
    if not outgoing.media:
        found.append(Problem("media_missing", "asset", N_("Instagram: falta una imagen o un video.")))
    if len({media.kind for media in outgoing.media}) > 1:
        found.append(Problem("stands_alone", "asset", N_("Instagram: un video va solo. Quite las imágenes.")))
    for number, media in enumerate(outgoing.media, 1):
        if (
            media.kind is MediaKind.IMAGE
            and media.height
            and not ASPECT[0] - 0.01 <= media.width / media.height <= ASPECT[1] + 0.01
        ):
            sentence = N_("Instagram: la imagen {number} es demasiado alta o ancha. Use una forma entre 4:5 y 1.91:1.")
            found.append(Problem("shape_refused", "asset", sentence, {"number": number}))
    return found


def connect(account: Account) -> Instagram:
    """The account, ready to speak; opens nothing yet."""
    settings = Settings.model_validate(account.settings.model_dump())
    return Instagram(account, settings, Credentials.model_validate(account.credentials.model_dump()))
