"""Facebook Pages through facebook-sdk, on a Graph version that can be set."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Final
from urllib.parse import unquote
from uuid import UUID

from pydantic import Field

from foundation.texts import N_
from networks._facebook_video import Videos
from networks._graph import GraphCaller, is_unknown_object
from networks._uploads import is_fresh, part, remote_id, stamped
from networks.checking import no_documents, problems
from networks.contract import (
    Account,
    BudgetFact,
    CannotLook,
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
    Receipt,
    Rejected,
    Shown,
    Unconfirmed,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import facebook_length, sent_text

FEED_PAGE: Final = "https://developers.facebook.com/docs/graph-api/reference/page/feed"
PHOTOS_PAGE: Final = "https://developers.facebook.com/docs/graph-api/reference/page/photos"
METRICS_PAGE: Final = "https://developers.facebook.com/docs/graph-api/reference/insights"
POSTS_PAGES: Final = 10
CLOCK_SLACK: Final = timedelta(seconds=60)
INSIGHTS: Final = {"views": "post_media_view", "reach": "post_total_media_view_unique"}
COUNTS: Final = {"reactions": "reactions", "comments": "comments", "shares": "shares"}
LIMITS: Final = Limits(
    network="facebook",
    max_text=63_206,
    text_unit=N_("caracteres"),
    count=facebook_length,
    link="field",
    max_images=10,
    max_image_bytes=10_000_000,
    image_types=("image/jpeg", "image/png", "image/gif"),
    max_videos=1,
    max_video_bytes=10_000_000_000,
    alt_text="native",
    max_alt=1000,
    captions="srt",
    idempotency="fingerprint",
    looks=True,
    visibility_lag_s=20,
    metrics=(
        Metric("views", "views", N_("veces"), "Times the post's media was shown (post_media_view)", METRICS_PAGE),
        Metric("reach", "reach", N_("personas"), "Different people who saw it (post_total_media_view_unique)", METRICS_PAGE),
        Metric("reactions", "interaction", N_("reacciones"), "All reactions", FEED_PAGE),
        Metric("comments", "interaction", N_("comentarios"), "Comments", FEED_PAGE),
        Metric("shares", "interaction", N_("veces compartida"), "Shares", FEED_PAGE),
    ),
    card_sizes=((1200, 630), (1080, 1350), (1080, 1080)),
    sources={
        "max_text": FEED_PAGE,
        "max_images": FEED_PAGE,
        "max_image_bytes": PHOTOS_PAGE,
        "image_types": PHOTOS_PAGE,
        "alt_text": PHOTOS_PAGE,
        "max_video_bytes": "https://developers.facebook.com/docs/video-api/guides/publishing",
        "captions": "https://developers.facebook.com/docs/graph-api/reference/video/captions",
        "idempotency": "docs/networks.md",
        "visibility_lag_s": "estimate, docs/networks.md",
    },
)


class Settings(NetworkSettings):
    """`[networks.facebook]`: Meta retires a Graph version about two years after its release.

    `poll_s` is the pause between two looks at a video's processing.
    """

    api_url: str = "https://graph.facebook.com"
    graph_version: str = "v26.0"
    poll_s: float = 3.0


class Credentials(BaseCredentials):
    """The page's number and its own access token (of a system user, best)."""

    page_id: str
    access_token: str = Field(repr=False)


class Facebook:
    """One Page."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, account: Account, settings: Settings, credentials: Credentials) -> None:
        self.page = credentials.page_id
        self.caller = GraphCaller("facebook", account, settings.api_url, settings.graph_version, credentials.access_token)
        self.graph = self.caller.graph
        self.videos = Videos(self.caller, self.page, settings.poll_s)

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return [*problems(LIMITS, outgoing), *no_documents(LIMITS, outgoing), *mixed(outgoing)]

    def budget(self) -> list[BudgetFact]:
        return list(self.caller.facts.values())

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        done = dict(parts)
        for media in outgoing.media:
            if not is_fresh(done, media, self.caller.clock.now()):
                done[part(media)] = stamped(await self._bring(media, outgoing), self.caller.clock.now())
                await keep(part(media), done[part(media)])
        return Prepared(outgoing, done, keep)

    async def _bring(self, media: Media, outgoing: Outgoing) -> str:
        if media.kind is MediaKind.VIDEO:
            return await self.videos.bring(media, sent_text(outgoing))
        return str((await self.caller.ask(partial(self._put_photo, media)))["id"])

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:  # noqa: ARG002 - Graph takes no key of ours
        if (film := film_of(prepared)) is not None:
            return await self._show(prepared, *film)
        post = self._post(prepared)
        answer = await self.caller.ask(lambda: self.graph.put_object(self.page, "feed", **post), publishing=True)
        if not answer.get("id"):
            raise Unconfirmed(network="facebook", detail=N_("la respuesta no trae el identificador"))
        return receipt(str(answer["id"]))

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        try:
            if (film := film_of(prepared)) is not None and (shown := await self.videos.look(film[0])).get("published"):
                return self._film_receipt(film[0], shown)
            for post in await self._posts(since - CLOCK_SLACK):
                if is_ours(post, prepared.outgoing):
                    return receipt(str(post["id"]), str(post.get("permalink_url") or ""))
        except NetworkError as error:
            raise CannotLook(network="facebook", detail=error.facts.get("detail", "")) from error
        return None

    async def measure(self, refs: list[str]) -> list[Measured]:
        measured = []
        for ref in refs:
            values = {**await self._counts(ref), **await self._insights(ref)}
            now = self.caller.clock.now()
            measured += [Measured(ref, one.name, values.get(one.name), one.unit, "facebook", now) for one in LIMITS.metrics]
        return measured

    async def whoami(self) -> Identity:
        page = await self.caller.ask(lambda: self.graph.get_object(self.page, fields="id,name,username,link"))
        handle = str(page.get("username") or page["name"])
        url, ends = str(page.get("link") or ""), await self.caller.expiry()
        return Identity(ref=str(page["id"]), handle=handle, name=str(page["name"]), url=url, expires_at=ends)

    async def close(self) -> None:
        self.caller.close()

    async def _show(self, prepared: Prepared, video: str, media: Media) -> Receipt:
        """A film at its instant. Its post's number is asked afterwards; the film is out whether or not that works."""
        answer = await self.videos.show(video, media, sent_text(prepared.outgoing))
        if answer.get("success") is not True:
            raise Unconfirmed(network="facebook", detail=N_("la respuesta no confirma la publicación"))
        shown: Mapping[str, Any] = {}
        with suppress(NetworkError):
            shown = await self.videos.look(video)
        return self._film_receipt(video, shown)

    def _film_receipt(self, video: str, shown: Mapping[str, Any]) -> Receipt:
        post, path = str(shown.get("post_id") or ""), str(shown.get("permalink_url") or f"/{video}")
        ref = post if "_" in post else f"{self.page}_{post}" if post else video
        return Receipt(ref=ref, url=path if path.startswith("http") else f"https://www.facebook.com{path}")

    # -- inside -------------------------------------------------------------------------------------------------------

    def _put_photo(self, media: Media) -> Mapping[str, Any]:
        """An image of its own, not shown to anyone yet."""
        with media.path.open("rb") as file:
            answer: Mapping[str, Any] = self.graph.put_photo(
                (media.path.name, file, media.mime), f"{self.page}/photos", published="false", alt_text_custom=media.alt
            )
        return answer

    def _post(self, prepared: Prepared) -> dict[str, str]:
        """The feed call's fields: with images the link goes into the text, because Graph takes either `link` or images."""
        [post] = shown(prepared.outgoing)
        refs = [remote_id(prepared.parts, media) for media in post.media]
        attached = {f"attached_media[{at}]": f'{{"media_fbid":"{ref}"}}' for at, ref in enumerate(refs)}
        return {"message": post.text, **({"link": post.link} if post.link else {}), **attached}

    async def _posts(self, since: datetime) -> list[Mapping[str, Any]]:
        """The Page's posts since then, all of them.

        Raises:
            CannotLook: there is more than we read.
        """
        query = {
            "fields": "id,message,created_time,permalink_url,attachments{url,unshimmed_url}",
            "since": str(int(since.timestamp())),
            "limit": "100",
        }
        posts: list[Mapping[str, Any]] = []
        for _ in range(POSTS_PAGES):
            page = await self.caller.ask(partial(self.graph.get_connections, self.page, "published_posts", **query))
            if "data" not in page:
                raise CannotLook(network="facebook", detail=N_("la lista de publicaciones vino incompleta"))
            posts += page["data"]
            paging = page.get("paging") or {}
            if "next" not in paging:
                return posts
            query["after"] = paging["cursors"]["after"]
        raise CannotLook(network="facebook", detail=N_("hay más publicaciones de las que se pueden leer"))

    async def _counts(self, ref: str) -> dict[str, float]:
        """Reactions, comments and shares; nothing where the post is unknown."""
        fields = "reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count),shares"
        try:
            post = await self.caller.ask(lambda: self.graph.get_object(ref, fields=fields))
        except NetworkError as error:
            return nothing_or_raise(error)
        found = {name: (post.get(name) or {}).get("summary", {}).get("total_count") for name in ("reactions", "comments")}
        found["shares"] = (post.get("shares") or {}).get("count", 0)
        return {name: float(value) for name, value in found.items() if value is not None}

    async def _insights(self, ref: str) -> dict[str, float]:
        """Insights in one call; one by one where Graph refuses the lot because of one."""
        try:
            return await self._insight(ref, list(INSIGHTS))
        except NetworkError as error:
            nothing_or_raise(error)
        found: dict[str, float] = {}
        for name in INSIGHTS:
            try:
                found |= await self._insight(ref, [name])
            except NetworkError as error:
                nothing_or_raise(error)
        return found

    async def _insight(self, ref: str, names: list[str]) -> dict[str, float]:
        asked_for = ",".join(INSIGHTS[name] for name in names)
        answer = await self.caller.ask(lambda: self.graph.get_connections(ref, "insights", metric=asked_for, period="lifetime"))
        told = {INSIGHTS[name]: name for name in names}
        return {told[one["name"]]: value for one in answer.get("data", []) for value in values(one) if one["name"] in told}


def shown(outgoing: Outgoing) -> list[Shown]:
    """The post: beside files the link stands in the text, alone it is a card that Facebook makes of the page behind it."""
    if outgoing.media:
        return [Shown(sent_text(outgoing), outgoing.media)]
    return [Shown(outgoing.text, link="" if outgoing.link in outgoing.text else outgoing.link)]


def nothing_or_raise(error: NetworkError) -> dict[str, float]:
    """A metric that is refused is merely not available; anything else stops the measuring."""
    if isinstance(error, Rejected) or is_unknown_object(error):
        return {}
    raise error


def values(insight: Mapping[str, Any]) -> Iterator[float]:
    """The newest value of an insight, if it has one."""
    for one in insight.get("values", [])[-1:]:
        if isinstance(one.get("value"), int | float):
            yield float(one["value"])


def mixed(outgoing: Outgoing) -> Iterator[Problem]:
    """A post holds pictures or one video."""
    if len({media.kind for media in outgoing.media}) > 1:
        yield Problem("stands_alone", "asset", N_("Facebook: un video va solo. Quite las imágenes."))


def film_of(prepared: Prepared) -> tuple[str, Media] | None:
    """The video's remote id and file, where the post is a video."""
    films = [media for media in prepared.outgoing.media if media.kind is MediaKind.VIDEO]
    return (remote_id(prepared.parts, films[0]), films[0]) if films and part(films[0]) in prepared.parts else None


def receipt(ref: str, url: str = "") -> Receipt:
    """The post's id and where people open it."""
    return Receipt(ref=ref, url=url or f"https://www.facebook.com/{ref}")


def is_ours(post: Mapping[str, Any], outgoing: Outgoing) -> bool:
    """Whether a post of the Page is this message: by its tracked link, unique per delivery, else by its very words."""
    message = str(post.get("message") or "")
    if not outgoing.link:
        return " ".join(message.split()) == " ".join(outgoing.text.split())
    attached = (post.get("attachments") or {}).get("data") or []
    links = [unquote(str(one[key])) for one in attached for key in ("unshimmed_url", "url") if one.get(key)]
    return any(outgoing.link in found for found in (message, *links))


def connect(account: Account) -> Facebook:
    """The Page, ready to speak; opens nothing yet."""
    settings = Settings.model_validate(account.settings.model_dump())
    return Facebook(account, settings, Credentials.model_validate(account.credentials.model_dump()))
