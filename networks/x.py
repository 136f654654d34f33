"""X through tweepy, with the media upload of API v2 that tweepy lacks."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

import tweepy
from pydantic import Field

from foundation.settings import Section
from foundation.texts import N_
from networks._answers import asked, scrubbed
from networks._line import Answer, Line, Refused, threads
from networks._uploads import is_fresh, part, remote_id, stamped
from networks._x_answers import budget_facts, judge
from networks._x_media import Uploader
from networks.checking import no_documents, problems
from networks.contract import (
    Account,
    BudgetFact,
    CannotLook,
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
    Unconfirmed,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import sent_text, x_forbidden, x_length, x_links

T = TypeVar("T")
METRICS_PAGE: Final = "https://docs.x.com/x-api/fundamentals/metrics"
MEDIA_PAGE: Final = "https://docs.x.com/x-api/media/quickstart/best-practices"
RATES_PAGE: Final = "https://docs.x.com/x-api/fundamentals/rate-limits"
WRITTEN_FOR: Final = "https://api.twitter.com"
TIMELINE_PAGES: Final = 10
IDS_A_CALL: Final = 100
CLOCK_SLACK: Final = timedelta(seconds=60)
PUBLIC: Final = {
    "views": "impression_count",
    "likes": "like_count",
    "reposts": "retweet_count",
    "quotes": "quote_count",
    "replies": "reply_count",
    "bookmarks": "bookmark_count",
}
PRIVATE: Final = {"link_clicks": "url_link_clicks", "profile_clicks": "user_profile_clicks"}
LIMITS: Final = Limits(
    network="x",
    max_text=280,
    text_unit=N_("caracteres ponderados"),
    count=x_length,
    caps=(Cap("forbidden", 0, N_("caracteres que X prohíbe"), x_forbidden),),
    max_images=4,
    max_image_bytes=5_000_000,
    image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
    max_videos=1,
    max_video_bytes=5_000_000_000,
    alt_text="native",
    max_alt=1000,
    captions="srt",
    idempotency="fingerprint",
    looks=True,
    visibility_lag_s=15,
    rates=(Rate("profile", 100, 900, RATES_PAGE), Rate("app", 10_000, 86_400, RATES_PAGE)),
    metrics=(
        Metric("views", "views", N_("veces"), "Times the post was shown (impression_count); not unique people", METRICS_PAGE),
        Metric("likes", "interaction", N_("me gusta"), "Likes", METRICS_PAGE),
        Metric("reposts", "interaction", N_("reenvíos"), "Reposts without comment", METRICS_PAGE),
        Metric("quotes", "interaction", N_("citas"), "Reposts with comment", METRICS_PAGE),
        Metric("replies", "interaction", N_("respuestas"), "Replies", METRICS_PAGE),
        Metric("bookmarks", "interaction", N_("guardados"), "Bookmarks", METRICS_PAGE),
        Metric("link_clicks", "interaction", N_("clics"), "Clicks on links; told for 30 days only", METRICS_PAGE),
        Metric("profile_clicks", "interaction", N_("clics"), "Clicks on the profile; told for 30 days only", METRICS_PAGE),
    ),
    card_sizes=((1600, 900), (1080, 1080)),
    sources={
        "max_text": "https://docs.x.com/fundamentals/counting-characters",
        "max_images": MEDIA_PAGE,
        "max_image_bytes": MEDIA_PAGE,
        "max_video_bytes": MEDIA_PAGE,
        "max_alt": "https://docs.x.com/x-api/media/metadata-create",
        "captions": "https://docs.x.com/x-api/media/subtitles-create",
        "idempotency": "https://docs.x.com/x-api/posts/creation-of-a-post",
        "visibility_lag_s": "estimate, docs/networks.md",
    },
)


class Prices(Section):
    """What X charges in US dollars a call, for the cost preview."""

    post: float = 0.015
    post_with_link: float = 0.200
    media_metadata: float = 0.005


class Settings(NetworkSettings):
    """`[networks.x]`: `web_url` is where people open a post; `prices` serve the cost preview."""

    api_url: str = "https://api.x.com"
    web_url: str = "https://x.com"
    prices: Prices = Prices()


class Credentials(BaseCredentials):
    """The four keys of an app with read and write permission (OAuth 1.0a, user context)."""

    consumer_key: str = Field(repr=False)
    consumer_secret: str = Field(repr=False)
    access_token: str = Field(repr=False)
    access_token_secret: str = Field(repr=False)


class X:
    """One account on X."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, account: Account, settings: Settings, credentials: Credentials) -> None:
        self.clock, self.timeout_s, self.web_url = account.clock, account.timeout_s, settings.web_url
        self.line = Line(settings.api_url, WRITTEN_FOR, account.timeout_s)
        self.secrets = list(credentials.model_dump().values())
        self.client = tweepy.Client(**credentials.model_dump(), return_type=dict)
        self.client.session = self.line
        self.uploader = Uploader(self.client, self._ask)
        self.facts: dict[tuple[str, str], BudgetFact] = {}
        self.me: Identity | None = None

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return [*problems(LIMITS, outgoing), *no_documents(LIMITS, outgoing), *alone(outgoing)]

    def budget(self) -> list[BudgetFact]:
        return list(self.facts.values())

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        done = dict(parts)
        for media in outgoing.media:
            await self._upload(media, done, keep)
        return Prepared(outgoing, done, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:  # noqa: ARG002 - X takes no key of ours
        text = sent_text(prepared.outgoing)
        ids = [remote_id(prepared.parts, media) for media in prepared.outgoing.media]
        answer = await self._ask(
            "POST /2/tweets", lambda: self.client.create_tweet(text=text or None, media_ids=ids or None), publishing=True
        )
        ref = (answer.get("data") or {}).get("id")
        if not ref:
            raise Unconfirmed(network="x", detail=N_("la respuesta no trae el identificador"))
        return self._receipt(str(ref))

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        try:
            for post in await self._timeline(since - CLOCK_SLACK):
                if is_ours(post, prepared.outgoing):
                    return self._receipt(str(post["id"]))
        except NetworkError as error:
            raise CannotLook(network="x", detail=error.facts.get("detail", "")) from error
        return None

    async def measure(self, refs: list[str]) -> list[Measured]:
        known: dict[str, Mapping[str, Any]] = {}
        for at in range(0, len(refs), IDS_A_CALL):
            known |= await self._metrics(refs[at : at + IDS_A_CALL])
        now = self.clock.now()
        return [
            Measured(ref, metric.name, value_of(known.get(ref, {}), metric.name), metric.unit, "x", now)
            for ref in refs
            for metric in LIMITS.metrics
        ]

    async def whoami(self) -> Identity:
        answer = await self._ask("GET /2/users/me", lambda: self.client.get_me(user_auth=True))
        data = answer["data"]
        url = f"{self.web_url}/{data['username']}"
        self.me = Identity(ref=str(data["id"]), handle=f"@{data['username']}", name=str(data.get("name", "")), url=url)
        return self.me

    async def close(self) -> None:
        self.line.close()

    # -- inside -------------------------------------------------------------------------------------------------------

    async def _ask(self, route: str, call: Callable[[], T], *, publishing: bool = False) -> T:
        """The call's answer.

        Raises:
            NetworkError: what the failure amounts to.
        """
        run = threads("x").run(call, self.timeout_s, lambda answer: self._note(route, answer))
        try:
            return await asked("x", run, publishing=publishing)
        except Refused as error:
            judged = judge(error.answer, self.clock.now(), publishing=publishing)
            raise scrubbed(judged, self.secrets) from error

    def _note(self, route: str, answer: Answer) -> None:
        for fact in budget_facts(answer.headers, route, self.clock.now()):
            self.facts[fact.scope, fact.name] = fact

    async def _upload(self, media: Media, done: dict[str, str], keep: Checkpoint) -> None:
        """The file with its description and subtitles, unless an earlier try did it."""
        if not is_fresh(done, media, self.clock.now()):
            done[part(media)] = stamped(await self.uploader.upload(media), self.clock.now())
            await keep(part(media), done[part(media)])

    async def _timeline(self, since: datetime) -> list[Mapping[str, Any]]:
        """The profile's own posts since then, all of them, oldest last.

        Raises:
            CannotLook: there is more than we read.
        """
        me = self.me or await self.whoami()
        posts: list[Mapping[str, Any]] = []
        token: str | None = None
        for _ in range(TIMELINE_PAGES):
            page = await self._ask("GET /2/users/:id/tweets", partial(self._timeline_page, me.ref, since, token))
            if page.get("errors"):
                raise CannotLook(network="x", detail=N_("la lista de publicaciones vino incompleta"))
            posts += page.get("data") or []
            token = (page.get("meta") or {}).get("next_token")
            if token is None:
                return posts
        raise CannotLook(network="x", detail=N_("hay más publicaciones de las que se pueden leer"))

    def _timeline_page(self, me: str, since: datetime, token: str | None) -> Mapping[str, Any]:
        page: Mapping[str, Any] = self.client.get_users_tweets(
            me,
            start_time=since,
            max_results=100,
            pagination_token=token,
            tweet_fields=["created_at", "entities", "note_tweet"],
            user_auth=True,
        )
        return page

    async def _metrics(self, refs: list[str]) -> dict[str, Mapping[str, Any]]:
        """Metrics by post; the ones only told for 30 days are left out where X refuses the call because of them."""
        fields = ["public_metrics", "non_public_metrics"]
        try:
            answer = await self._ask("GET /2/tweets", lambda: self._lookup(refs, fields))
        except NetworkError as error:
            if error.code != "rejected":
                raise
            answer = await self._ask("GET /2/tweets", lambda: self._lookup(refs, fields[:1]))
        return {str(post["id"]): post for post in answer.get("data") or []}

    def _lookup(self, refs: list[str], fields: list[str]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self.client.get_tweets(refs, tweet_fields=fields, user_auth=True)
        return answer

    def _receipt(self, ref: str) -> Receipt:
        return Receipt(ref=ref, url=f"{self.web_url}/i/web/status/{ref}")


def alone(outgoing: Outgoing) -> Iterator[Problem]:
    """A post holds up to four pictures, or one GIF, or one video."""
    if len(outgoing.media) > 1 and any(media.kind is MediaKind.VIDEO or media.mime == "image/gif" for media in outgoing.media):
        yield Problem("stands_alone", "asset", N_("X: un video o un GIF va solo. Quite los demás archivos."))


def is_ours(post: Mapping[str, Any], outgoing: Outgoing) -> bool:
    """Whether a post of the timeline is this message: by its tracked link, unique per delivery, else by its very words."""
    long = post.get("note_tweet") or {}
    entities = (long.get("entities") or post.get("entities") or {}).get("urls") or []
    links = {str(url.get(key)) for url in entities for key in ("expanded_url", "unwound_url") if url.get(key)}
    if outgoing.link:
        return outgoing.link in links
    text = str(long.get("text") or post.get("text", ""))
    for url in entities:
        media = url.get("media_key") is not None
        text = text.replace(str(url.get("url")), "" if media else str(url.get("expanded_url")))
    return bare(text) == bare(sent_text(outgoing))


def bare(text: str) -> str:
    """Words alone: X adds a protocol to links that came without, and trims and joins blanks."""
    return " ".join(re.sub("https?://", "", text, flags=re.IGNORECASE).split())


def value_of(post: Mapping[str, Any], metric: str) -> float | None:
    """The metric's value, or None where X does not tell it."""
    group, key = ("public_metrics", PUBLIC[metric]) if metric in PUBLIC else ("non_public_metrics", PRIVATE[metric])
    value = (post.get(group) or {}).get(key)
    return None if value is None else float(value)


def cost(outgoing: Outgoing, settings: NetworkSettings) -> float:
    """US dollars for posting it: a link makes it dear, and so does each description. Pure.

    https://docs.x.com/x-api/getting-started/pricing ; the table is `[networks.x.prices]`.
    """
    prices = Settings.model_validate(settings.model_dump()).prices
    post = prices.post_with_link if x_links(sent_text(outgoing)) else prices.post
    return round(post + prices.media_metadata * sum(bool(media.alt) for media in outgoing.media), 4)


def connect(account: Account) -> X:
    """The profile, ready to speak; opens nothing yet."""
    settings = Settings.model_validate(account.settings.model_dump())
    return X(account, settings, Credentials.model_validate(account.credentials.model_dump()))
