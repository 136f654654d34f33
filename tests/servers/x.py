"""A stand-in for X's API v2: it verifies OAuth 1.0a signatures, checks bodies against the published schema and counts texts."""

import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from aiohttp import web
from oauthlib.common import Request as SignedRequest
from oauthlib.oauth1.rfc5849 import signature

from networks._pkg_resources import answered_for
from tests.servers.loopback import Loopback, serve

with answered_for():
    from twitter_text import parse_tweet
    from twitter_text.extract_urls import extract_urls_with_indices

KEYS: Final = {
    "consumer_key": "app-key",
    "consumer_secret": "app-secret-4711",
    "access_token": "1500-user-token",
    "access_token_secret": "user-secret-4712",
}
ME: Final = {"id": "1500", "username": "coalicion", "name": "Coalición Regional"}
POST_KEYS: Final = {"text", "media", "reply", "quote_tweet_id", "reply_settings", "poll", "geo", "for_super_followers_only"}
CATEGORIES: Final = {"tweet_image", "tweet_gif", "tweet_video", "amplify_video", "subtitles"}
MIMES: Final = {
    "tweet_image": {"image/jpeg", "image/png", "image/webp"},
    "tweet_gif": {"image/gif"},
    "tweet_video": {"video/mp4", "video/quicktime", "video/webm"},
    "amplify_video": {"video/mp4"},
    "subtitles": {"text/srt", "text/vtt"},
}
WINDOW: Final = 100


@dataclass
class File:
    kind: str
    mime: str
    total: int
    received: dict[int, int] = field(default_factory=dict)
    sha: Any = field(default_factory=hashlib.sha256)
    ready: bool = False
    polls: int = 0
    alt: str = ""
    subtitles: list[dict[str, str]] = field(default_factory=list)
    start: bytes = b""


@dataclass
class Post:
    id: str
    text: str
    urls: list[dict[str, Any]]
    media: list[str]
    at: datetime
    sent: str


class XServer(Loopback):
    """X v2 on loopback. `processing` is how many times a video answers "in progress"."""

    name: ClassVar[str] = "x"

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.ids = itertools.count(1_900_000_000_000_000_001)
        self.posts: list[Post] = []
        self.files: dict[str, File] = {}
        self.left = WINDOW
        self.processing = 2
        self.page_size = 100
        self.largest_piece = 0
        self.old = False
        self.usage_capped = False
        self.processing_fails = False
        self.strikes = ""

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post("/2/tweets", self.signed(self.create)),
            web.get("/2/tweets", self.signed(self.lookup)),
            web.get("/2/users/me", self.signed(self.me)),
            web.get("/2/users/{id}/tweets", self.signed(self.timeline)),
            web.post("/2/media/upload/initialize", self.signed(self.initialize)),
            web.post("/2/media/upload/{id}/append", self.signed(self.append)),
            web.post("/2/media/upload/{id}/finalize", self.signed(self.finalize)),
            web.get("/2/media/upload", self.signed(self.status)),
            web.post("/2/media/metadata", self.signed(self.metadata)),
            web.post("/2/media/subtitles", self.signed(self.subtitles)),
        )

    def publishes(self, request: web.Request) -> bool:
        if self.strikes:
            return request.path.endswith({"timeline": "/tweets", "me": "/me"}[self.strikes])
        return request.method == "POST" and request.path == "/2/tweets"

    # -- answers ------------------------------------------------------------------------------------------------------

    def rate_limited(self) -> web.StreamResponse:
        if self.usage_capped:
            return self.problem(429, "usage-capped", "UsageCapExceeded", "Usage cap exceeded: Monthly product cap")
        answer = web.json_response(
            {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank"}, status=429
        )
        answer.headers.update(self.rate_headers(0))
        return answer

    def broken(self) -> web.StreamResponse:
        return self.problem(503, "about:blank", "Service Unavailable", "Service Unavailable")

    def duplicate(self) -> web.StreamResponse:
        return self.problem(403, "about:blank", "Forbidden", "You are not allowed to create a Tweet with duplicate content.")

    def rate_headers(self, left: int) -> dict[str, str]:
        reset = int((datetime.now(UTC) + timedelta(minutes=15)).timestamp())
        limits = {"limit": WINDOW, "remaining": left, "reset": reset}
        return {f"x-rate-limit-{key}": str(value) for key, value in limits.items()}

    def problem(self, status: int, kind: str, title: str, detail: str) -> web.Response:
        self.complaints += [detail] if status == 400 else []
        kind = kind if ":" in kind else f"https://api.twitter.com/2/problems/{kind}"
        body = {"title": title, "detail": detail, "type": kind, "status": status}
        return web.json_response(body, status=status, content_type="application/problem+json")

    def invalid(self, detail: str) -> web.Response:
        return self.problem(400, "invalid-request", "Invalid Request", detail)

    # -- identity -----------------------------------------------------------------------------------------------------

    def signed(self, handler: Any) -> Any:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self.signature_fits(request):
                return self.problem(401, "about:blank", "Unauthorized", "Unauthorized")
            answer: web.StreamResponse = await handler(request)
            return answer

        return guarded

    def signature_fits(self, request: web.Request) -> bool:
        """HMAC-SHA1 over method, address and parameters, with the keys we know (RFC 5849)."""
        head = request.headers.get("Authorization", "")
        if not head.startswith("OAuth "):
            return False
        given = dict(signature.collect_parameters(headers=dict(request.headers), exclude_oauth_signature=False))
        if given.get("oauth_consumer_key") != KEYS["consumer_key"] or given.get("oauth_token") != KEYS["access_token"]:
            return False
        parameters = signature.collect_parameters(uri_query=urlsplit(str(request.rel_url)).query, headers=dict(request.headers))
        asked = SignedRequest(f"{self.url}{request.rel_url}", request.method, headers=dict(request.headers))
        asked.params, asked.signature = parameters, given["oauth_signature"]
        return bool(signature.verify_hmac_sha1(asked, KEYS["consumer_secret"], KEYS["access_token_secret"]))

    async def me(self, _request: web.Request) -> web.Response:
        return web.json_response({"data": ME})

    # -- posts --------------------------------------------------------------------------------------------------------

    async def create(self, request: web.Request) -> web.Response:
        body = await self.json(request)
        if body is None or set(body) - POST_KEYS:
            return self.invalid(f"unknown field in body: {sorted(set(body or {}) - POST_KEYS)}")
        media = (body.get("media") or {}).get("media_ids", [])
        text = body.get("text", "")
        if wrong := self.wrong_post(text, media, "media" in body):
            return wrong
        if text and text in {post.sent for post in self.posts}:
            return self.duplicate()  # type: ignore[return-value]
        if self.left == 0:
            return self.rate_limited()  # type: ignore[return-value]
        self.left -= 1
        post = self.keep(text, media)
        answer = web.json_response({"data": {"id": post.id, "text": post.text, "edit_history_tweet_ids": [post.id]}}, status=201)
        answer.headers.update(self.rate_headers(self.left))
        return answer

    def wrong_post(self, text: str, media: list[str], said_media: bool) -> web.Response | None:
        counted = parse_tweet(text) if text else None
        if counted is None and not media:
            return self.invalid("text is required")
        if counted is not None and not counted.valid:
            return self.problem(403, "about:blank", "Forbidden", "Your Tweet text is too long.")
        if said_media and not (1 <= len(media) <= 4 and all(isinstance(ref, str) for ref in media)):
            return self.invalid("media_ids must hold 1 to 4 strings")
        files = [self.files.get(ref) for ref in media]
        if any(file is None or not file.ready for file in files):
            return self.invalid("Your media IDs are invalid.")
        if len(files) > 1 and any(file is not None and file.kind != "tweet_image" for file in files):
            return self.invalid("a video or GIF stands alone")
        return None

    def keep(self, text: str, media: list[str]) -> Post:
        """What X shows: each link as t.co with its entity, media as one more link at the end."""
        shown, urls = text, []
        for number, url in enumerate(dict.fromkeys(found["url"] for found in extract_urls_with_indices(text))):
            short = f"https://t.co/{len(self.posts):04d}{number}abcde"
            shown = shown.replace(url, short)
            whole = url if re.match("https?://", url, re.IGNORECASE) else f"http://{url}"
            urls.append({"url": short, "expanded_url": whole, "display_url": url, "start": 0, "end": 23})
        if media:
            short = f"https://t.co/{len(self.posts):04d}media"
            shown = f"{shown} {short}".strip()
            urls.append({"url": short, "expanded_url": "https://x.com/m", "media_key": f"3_{media[0]}", "start": 0, "end": 23})
        post = Post(str(next(self.ids)), shown, urls, media, datetime.now(UTC), text)
        self.posts.append(post)
        return post

    async def timeline(self, request: web.Request) -> web.Response:
        if request.match_info["id"] != ME["id"]:
            return self.problem(404, "resource-not-found", "Not Found Error", "Could not find user")
        known = {"start_time", "end_time", "max_results", "pagination_token", "tweet.fields", "since_id", "until_id", "exclude"}
        if unknown := set(request.query) - known:
            return self.invalid(f"unknown parameter {sorted(unknown)}")
        since = datetime.fromisoformat(request.query.get("start_time", "2010-11-06T00:00:00Z"))
        found = [post for post in reversed(self.posts) if post.at >= since]
        size = min(int(request.query.get("max_results", 10)), self.page_size)
        start = int(request.query.get("pagination_token", "0"))
        page = found[start : start + size]
        meta: dict[str, Any] = {"result_count": len(page)}
        if start + size < len(found):
            meta["next_token"] = str(start + size)
        body: dict[str, Any] = {"meta": meta}
        if page:
            body["data"] = [self.shown(post) for post in page]
        return web.json_response(body)

    def shown(self, post: Post) -> dict[str, Any]:
        body: dict[str, Any] = {"id": post.id, "text": post.text, "created_at": post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")}
        if post.urls:
            body["entities"] = {"urls": post.urls}
        return body

    async def lookup(self, request: web.Request) -> web.Response:
        refs = request.query.get("ids", "").split(",")
        fields = request.query.get("tweet.fields", "").split(",")
        if not 1 <= len(refs) <= 100 or not all(ref.isdigit() for ref in refs):
            return self.invalid("ids must hold 1 to 100 ids")
        if self.old and "non_public_metrics" in fields:
            return self.invalid("non_public_metrics are available for 30 days only")
        known = {post.id: post for post in self.posts}
        data = [self.measured(known[ref], fields) for ref in refs if ref in known]
        missing = [
            {"value": ref, "detail": f"Could not find tweet with ids: [{ref}].", "title": "Not Found Error"}
            for ref in refs
            if ref not in known
        ]
        return web.json_response({key: value for key, value in {"data": data, "errors": missing}.items() if value})

    def measured(self, post: Post, fields: list[str]) -> dict[str, Any]:
        public = {
            "retweet_count": 3,
            "reply_count": 1,
            "like_count": 12,
            "quote_count": 0,
            "bookmark_count": 2,
            "impression_count": 840,
        }
        private = {"url_link_clicks": 9, "user_profile_clicks": 4, "impression_count": 840, "engagements": 31}
        body = self.shown(post)
        body |= {"public_metrics": public} if "public_metrics" in fields else {}
        body |= {"non_public_metrics": private} if "non_public_metrics" in fields else {}
        return body

    # -- media --------------------------------------------------------------------------------------------------------

    async def initialize(self, request: web.Request) -> web.Response:
        body = await self.json(request)
        if body is None or set(body) != {"media_type", "total_bytes", "media_category"}:
            return self.invalid("initialize wants media_type, total_bytes and media_category")
        kind, mime, total = body["media_category"], body["media_type"], body["total_bytes"]
        if kind not in CATEGORIES or mime not in MIMES[kind] or not isinstance(total, int) or total < 1:
            return self.invalid(f"cannot take {mime} as {kind}")
        if kind == "tweet_image" and total > 5_000_000:
            return self.invalid("File size exceeds 5242880 bytes.")
        ref = str(next(self.ids))
        self.files[ref] = File(kind, mime, total)
        return web.json_response({"data": {"id": ref, "media_key": f"3_{ref}", "expires_after_secs": 86400}})

    async def append(self, request: web.Request) -> web.Response:
        file = self.files.get(request.match_info["id"])
        form = await request.post()
        index, media = form.get("segment_index"), form.get("media")
        if file is None or set(form) != {"segment_index", "media"} or not isinstance(index, str) or not index.isdigit():
            return self.invalid("append wants segment_index and media of a known upload")
        content = media.file.read() if isinstance(media, web.FileField) else b""
        if not 0 < len(content) <= 5 * 1024 * 1024 or not 0 <= int(index) <= 999:
            return self.invalid("a segment has 1 byte to 5 MB and a number up to 999")
        file.received[int(index)] = len(content)
        file.sha.update(content)
        file.start = file.start or content[:100_000]
        self.largest_piece = max(self.largest_piece, len(content))
        return web.json_response({"data": {"expires_at": 1_900_000_000}})

    async def finalize(self, request: web.Request) -> web.Response:
        ref = request.match_info["id"]
        file = self.files.get(ref)
        if file is None or sum(file.received.values()) != file.total or sorted(file.received) != list(range(len(file.received))):
            return self.invalid("Segments do not add up to provided total file size.")
        data: dict[str, Any] = {"id": ref, "media_key": f"3_{ref}", "size": file.total, "expires_after_secs": 86400}
        if file.kind in {"tweet_video", "amplify_video"}:
            data["processing_info"] = {"state": "pending", "check_after_secs": 0}
        else:
            file.ready = True
        return web.json_response({"data": data})

    async def status(self, request: web.Request) -> web.Response:
        file = self.files.get(request.query.get("media_id", ""))
        if request.query.get("command") != "STATUS" or file is None:
            return self.invalid("command=STATUS and a known media_id")
        if self.processing_fails:
            info: dict[str, Any] = {
                "state": "failed",
                "error": {"code": 1, "name": "InvalidMedia", "message": "unsupported codec"},
            }
            return web.json_response({"data": {"id": request.query["media_id"], "processing_info": info}})
        file.polls += 1
        file.ready = file.polls > self.processing
        state = "succeeded" if file.ready else "in_progress"
        info = {"state": state, "progress_percent": 100 if file.ready else 40} | ({} if file.ready else {"check_after_secs": 0})
        return web.json_response({"data": {"id": request.query["media_id"], "processing_info": info}})

    async def metadata(self, request: web.Request) -> web.Response:
        body = await self.json(request) or {}
        alt = ((body.get("metadata") or {}).get("alt_text") or {}).get("text")
        file = self.files.get(str(body.get("id")))
        if set(body) != {"id", "metadata"} or file is None or not isinstance(alt, str) or not 0 < len(alt) <= 1000:
            return self.invalid("metadata wants id and metadata.alt_text.text of 1 to 1000 characters")
        file.alt = alt
        return web.json_response({"data": {"id": body["id"], "associated_metadata": body["metadata"]}})

    async def subtitles(self, request: web.Request) -> web.Response:
        body = await self.json(request) or {}
        given = body.get("subtitles") or {}
        video, words = self.files.get(str(body.get("id"))), self.files.get(str(given.get("id")))
        fits = set(given) == {"id", "language_code", "display_name"} and re.fullmatch("[A-Z]{2}", given["language_code"])
        if body.get("media_category") not in {"TweetVideo", "AmplifyVideo"} or video is None or words is None or not fits:
            return self.invalid("subtitles want id, media_category and subtitles {id, language_code, display_name}")
        if words.kind != "subtitles" or video.kind != "tweet_video":
            return self.invalid("subtitles belong to a video")
        video.subtitles.append(given)
        return web.json_response({"data": {"id": body["id"], "media_category": "TweetVideo", "associated_subtitles": [given]}})

    async def json(self, request: web.Request) -> dict[str, Any] | None:
        """The body as a JSON object, sent as JSON."""
        if request.content_type != "application/json":
            return None
        found = json.loads(await request.text())
        return found if isinstance(found, dict) else None


def keys(**changed: str) -> Mapping[str, str]:
    """The credentials the stand-in knows, with what should differ."""
    return {**KEYS, **changed}


if __name__ == "__main__":
    serve(XServer)
