"""Instagram professional accounts: pictures, carousels and Reels, each in a container that is ready before its instant."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final, Literal

from pydantic import Field

from foundation.texts import N_
from networks._container_account import TOKEN_DAYS, ContainerAccount, renewed
from networks._containers import Edges, not_reachable
from networks._graph import GraphCaller
from networks.checking import no_documents, problems
from networks.contract import (
    Account,
    BudgetFact,
    Cap,
    Checkpoint,
    Identity,
    Limits,
    Media,
    MediaKind,
    Metric,
    NetworkError,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Rate,
    Renewed,
    Unavailable,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import hashtags, instagram_length, mentions, sent_text

PUBLISHING: Final = "https://developers.facebook.com/docs/instagram-platform/content-publishing"
INSIGHTS_PAGE: Final = "https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights"
ERRORS_PAGE: Final = "https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes"
TOKENS_PAGE: Final = "https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token"
EDGES: Final = Edges(make="media", publish="media_publish", listing="media", status="status_code", text="caption")
ASPECT: Final = (4 / 5, 1.91)
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
    token_days=TOKEN_DAYS,
    sources={
        "max_text": PUBLISHING,
        "max_images": PUBLISHING,
        "image_types": PUBLISHING,
        "alt_text": PUBLISHING,
        "idempotency": PUBLISHING,
        "token_days": TOKENS_PAGE,
        "visibility_lag_s": "estimate, docs/networks.md",
    },
)


class Settings(NetworkSettings):
    """`[networks.instagram]`: `media_url` is where Meta fetches files, the newsroom's `/media` by default.

    `api_url` serves profiles of a Facebook login; `login_api_url` those of an Instagram login, made with a code at `code_url`.
    """

    api_url: str = "https://graph.facebook.com"
    login_api_url: str = "https://graph.instagram.com"
    code_url: str = "https://api.instagram.com/oauth/access_token"
    graph_version: str = "v26.0"
    media_url: str = ""
    poll_s: float = 3.0


class Credentials(BaseCredentials):
    """The professional account's number and a token with the right to publish; `login` says by which login it was given."""

    user_id: str = Field(description=N_("Número de la cuenta profesional"))
    access_token: str = Field(repr=False, description=N_("Token de acceso"))
    login: Literal["facebook", "instagram"] = "facebook"


class Instagram(ContainerAccount):
    """One professional account."""

    limits: ClassVar[Limits] = LIMITS
    edges = EDGES
    asked_metrics: ClassVar = INSIGHTS

    def __init__(self, account: Account, settings: Settings, credentials: Credentials) -> None:
        api_url = settings.login_api_url if credentials.login == "instagram" else settings.api_url
        caller = GraphCaller("instagram", account, api_url, settings.graph_version, credentials.access_token)
        super().__init__(caller, credentials.user_id, settings.media_url or f"{account.public_url}/media", settings.poll_s)

    def check(self, outgoing: Outgoing) -> list[Problem]:
        pictures = replace(outgoing, media=tuple(one for one in outgoing.media if one.kind is MediaKind.IMAGE))
        return [
            *problems(LIMITS, outgoing),
            *no_documents(LIMITS, outgoing),
            *shape_problems(outgoing),
            *not_reachable("instagram", self.fetch_from, pictures),
        ]

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        done = dict(parts)
        try:
            await self._note_quota()
            if outgoing.media[0].kind is MediaKind.VIDEO and "container" not in done:
                done["container"] = await self._reel(outgoing)
                await keep("container", done["container"])
        except NetworkError as error:
            raise self.understood(error) from error
        return await super().prepare(outgoing, done, keep)

    def fields(self, media: Media, in_carousel: bool) -> dict[str, str]:  # noqa: ARG002 - alone or not, the same
        return {"image_url": self.containers.address(media), "alt_text": media.alt}

    def understood(self, error: NetworkError) -> NetworkError:
        return in_instagrams_words(error)

    async def whoami(self) -> Identity:
        me = await self.caller.ask(lambda: self.graph.get_object(self.user, fields="id,username,name"))
        name = str(me["username"])
        url, ends = f"https://www.instagram.com/{name}/", await self.caller.expiry()
        return Identity(str(me["id"]), f"@{name}", str(me.get("name") or ""), url, ends)

    # -- inside -------------------------------------------------------------------------------------------------------

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
                fact = BudgetFact(
                    "profile", "content_publishing_limit", self.caller.clock.now(), max(0, total - used), used / total
                )
                self.caller.facts[fact.scope, fact.name] = fact


class InstagramByItsOwnLogin(Instagram):
    """An account connected by an Instagram login: its token ends after 60 days and can be renewed until then."""

    async def renew(self) -> Renewed:
        return await renewed(self.caller, "ig_refresh_token")


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
    credentials = Credentials.model_validate(account.credentials.model_dump())
    kind = InstagramByItsOwnLogin if credentials.login == "instagram" else Instagram
    return kind(account, settings, credentials)
