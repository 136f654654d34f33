"""A stand-in for Meta's Graph API. Requests are checked against the parameter tables of Meta's own facebook_business SDK."""

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Final

from aiohttp import web

from tests.servers._graph_video import Video, VideoHalf
from tests.servers.loopback import Loopback, serve

PAGE: Final = "1000200030004000"
TOKEN: Final = "EAAB-page-token-4711"
OLDEST_VERSION: Final = 22
RETIRED_METRICS: Final = re.compile("post_impressions|page_fans|page_impressions")
METRICS: Final = {"post_media_view": 5120, "post_total_media_view_unique": 3333}


@dataclass
class Photo:
    id: str
    alt: str
    sha256: str
    published: bool
    used: bool = False


@dataclass
class Post:
    id: str
    message: str
    link: str
    photos: list[Photo]
    film: Video | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class GraphServer(VideoHalf, Loopback):
    """Pages on loopback. `next_error` answers the next call with that error; `dead_metrics` fail the call that asks for them."""

    name: ClassVar[str] = "graph"
    token = TOKEN

    def __init__(self, port: int = 0) -> None:
        Loopback.__init__(self, port)
        VideoHalf.__init__(self)
        self.ids = itertools.count(9_000_000_000_001)
        self.photos: dict[str, Photo] = {}
        self.posts: list[Post] = []
        self.dead_metrics: set[str] = set()
        self.next_error: tuple[int, dict[str, Any], Mapping[str, str]] | None = None
        self.page_size = 100
        self.strikes = "feed"
        self.token_ends = 0
        self.usage = {"call_count": 12, "total_cputime": 3, "total_time": 25}

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post("/{version}/{node}/feed", self.guarded(self.feed)),
            web.post("/{version}/{node}/photos", self.guarded(self.add_photo)),
            web.get("/{version}/{node}/published_posts", self.guarded(self.published)),
            web.get("/{version}/{node}/insights", self.guarded(self.insights)),
            web.get("/{version}/{node}", self.guarded(self.node)),
            *self.video_routes(self.guarded),
        )

    def publishes(self, request: web.Request) -> bool:
        return request.method != "GET" if self.strikes == "anything" else request.path.endswith(f"/{self.strikes}")

    # -- answers ------------------------------------------------------------------------------------------------------

    def error(self, code: int, message: str, *, subcode: int = 0, status: int = 400, **more: Any) -> web.Response:
        kind = "OAuthException" if code in {190, 102, 10, 506} else "GraphMethodException"
        body = {"message": message, "type": kind, "code": code, "fbtrace_id": "AbCdEf012345", **more}
        if subcode:
            body["error_subcode"] = subcode
        if code == 100:
            self.complaints.append(message)
        return web.json_response({"error": body}, status=status)

    def rate_limited(self) -> web.StreamResponse:
        answer = self.error(32, "Page request limit reached", status=403)
        usage = [{"type": "pages", "call_count": 100, "total_cputime": 4, "total_time": 9, "estimated_time_to_regain_access": 7}]
        answer.headers["X-Business-Use-Case-Usage"] = json.dumps({PAGE: usage})
        return answer

    def broken(self) -> web.StreamResponse:
        return self.error(2, "An unexpected error has occurred. Please retry later.", status=500, is_transient=True)

    def duplicate(self) -> web.StreamResponse:
        return self.error(506, "Duplicate status message", subcode=1455006)

    def guarded(self, handler: Any) -> Callable[[web.Request], Any]:
        """Version, token and ordered errors first; rate headers on every answer."""

        async def answer(request: web.Request) -> web.StreamResponse:
            refusal = self.refused(request)
            found: web.StreamResponse = refusal if refusal is not None else await handler(request)
            found.headers.setdefault("X-App-Usage", json.dumps(self.usage))
            return found

        return answer

    def refused(self, request: web.Request) -> web.Response | None:
        version = re.fullmatch(r"v(\d+)\.0", request.match_info["version"])
        if version is None or int(version[1]) < OLDEST_VERSION:
            return self.error(2635, "You are calling a deprecated version of the Ads API.")
        if "access_token" in request.query:
            self.complaints.append("the token was in the address")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            return self.error(190, f"Malformed access token {given}", subcode=463, status=401)  # Meta does echo it
        if self.next_error is not None:
            (status, body, headers), self.next_error = self.next_error, None
            return web.json_response({"error": body}, status=status, headers=dict(headers))
        return None

    def unknown(self, node: str) -> web.Response:
        message = f"Unsupported get request. Object with ID '{node}' does not exist, cannot be loaded due to missing permissions"
        return self.error(100, message, subcode=33)

    # -- pages --------------------------------------------------------------------------------------------------------

    async def feed(self, request: web.Request) -> web.Response:
        form = await self.form(request, "create_feed")
        if isinstance(form, web.Response):
            return form
        attached = sorted((key, value) for key, value in form.items() if key.startswith("attached_media["))
        refs = [json.loads(value).get("media_fbid") for _, value in attached]
        photos = [self.photos.get(ref) for ref in refs]
        if any(photo is None or photo.published or photo.used for photo in photos):
            return self.error(100, "Invalid parameter: attached_media must be unpublished photos", subcode=1487851)
        if "link" in form and attached:
            return self.error(100, "Invalid parameter: link and attached_media exclude each other")
        if not form.get("message") and not attached and "link" not in form:
            return self.error(100, "Post must have a message, a link or media", subcode=1349125)
        if len(form.get("message", "")) > 63_206:
            return self.error(100, "Message is too long")
        found = [photo for photo in photos if photo is not None]
        for photo in found:
            photo.used = True
        post = Post(f"{PAGE}_{next(self.ids)}", form.get("message", ""), form.get("link", ""), found)
        self.posts.append(post)
        return web.json_response({"id": post.id})

    async def add_photo(self, request: web.Request) -> web.Response:
        form = await self.form(request, "create_photo", files={"source"})
        if isinstance(form, web.Response):
            return form
        content = form.pop("source", b"")
        if not isinstance(content, bytes) or not content.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8")):
            return self.error(324, "Missing or invalid image file")
        if len(content) > 10_000_000:
            return self.error(100, "The photo must be less than 10 MB")
        photo = Photo(
            str(next(self.ids)),
            form.get("alt_text_custom", ""),
            hashlib.sha256(content).hexdigest(),
            form.get("published") != "false",
        )
        self.photos[photo.id] = photo
        return web.json_response({"id": photo.id})

    async def form(self, request: web.Request, act: str, files: Iterable[str] = ()) -> dict[str, Any] | web.Response:
        """The call's fields, each known to Meta's own SDK."""
        if request.match_info["node"] != PAGE:
            return self.unknown(request.match_info["node"])
        sent = await request.post()
        known = page_parameters(act)
        unknown = [key for key in sent if key.split("[")[0] not in known and key not in files]
        if unknown or len(set(sent)) != len(sent):
            return self.error(100, f"Invalid parameter: {unknown}")
        return {key: value.file.read() if isinstance(value, web.FileField) else value for key, value in sent.items()}

    def next_id(self) -> str:
        return str(next(self.ids))

    def keep_film(self, video: Video) -> str:
        """The post that shows a film."""
        post = Post(f"{PAGE}_{video.id}", video.description, "", [], video)
        self.posts.append(post)
        return post.id

    async def published(self, request: web.Request) -> web.Response:
        if unknown := set(request.query) - {"fields", "since", "until", "limit", "after"}:
            return self.error(100, f"Invalid parameter: {sorted(unknown)}")
        since = datetime.fromtimestamp(int(request.query.get("since", "0")), UTC)
        found = [post for post in reversed(self.posts) if post.at >= since]
        size, start = min(int(request.query.get("limit", "25")), self.page_size), int(request.query.get("after", "0"))
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(found):
            paging["next"] = f"{self.url}/next?access_token=hidden&after={start + size}"
        return web.json_response({"data": [shown(post) for post in found[start : start + size]], "paging": paging})

    async def node(self, request: web.Request) -> web.Response:
        node = request.match_info["node"]
        if node == PAGE:
            url = f"https://www.facebook.com/{PAGE}"
            return web.json_response({"id": PAGE, "name": "Coalición Regional", "username": "coalicion", "link": url})
        if node == "debug_token":
            asked = request.query.get("input_token")
            return web.json_response({"data": {"is_valid": asked == TOKEN, "expires_at": self.token_ends}})
        if node in self.videos:
            return self.video_node(self.videos[node], request.query.get("fields", ""))
        if all(post.id != node for post in self.posts):
            return self.unknown(node)
        summary = {
            "reactions": {"data": [], "summary": {"total_count": 41}},
            "comments": {"data": [], "summary": {"total_count": 6}},
        }
        return web.json_response({"id": node, **summary, "shares": {"count": 8}})

    async def insights(self, request: web.Request) -> web.Response:
        node, asked = request.match_info["node"], request.query.get("metric", "").split(",")
        if all(post.id != node for post in self.posts):
            return self.unknown(node)
        if any(RETIRED_METRICS.match(metric) or metric in self.dead_metrics or metric not in METRICS for metric in asked):
            return web.json_response(
                {"error": {"message": "(#100) The value must be a valid insights metric", "type": "OAuthException", "code": 100}},
                status=400,
            )
        data = [
            {"name": metric, "period": "lifetime", "values": [{"value": METRICS[metric]}], "id": f"{node}/insights/{metric}"}
            for metric in asked
        ]
        return web.json_response({"data": data})


def shown(post: Post) -> dict[str, Any]:
    """A post as the feed lists it: a link through Facebook's own redirect, and as it was."""
    body: dict[str, Any] = {
        "id": post.id,
        "created_time": post.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{post.id.split('_')[1]}",
    }
    if post.message:
        body["message"] = post.message
    if post.link:
        body["attachments"] = {"data": [{"url": "https://l.facebook.com/l.php?u=x", "unshimmed_url": post.link}]}
    return body


@cache
def page_parameters(act: str) -> frozenset[str]:
    """The parameters Meta's SDK knows for an act on a Page."""
    from facebook_business.adobjects.page import Page
    from facebook_business.api import FacebookAdsApi, FacebookSession

    page = Page(PAGE, api=FacebookAdsApi(FacebookSession(access_token="none")))
    request = getattr(page, act)(pending=True)
    return frozenset(request._param_checker._type_check_info)


if __name__ == "__main__":
    serve(GraphServer)
