"""The ground of the Instagram and Threads stand-ins: containers that are fetched, processed, published once and listed."""

import hashlib
import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from aiohttp import web

from tests.servers.loopback import Loopback


@dataclass
class Container:
    id: str
    fields: dict[str, str]
    looks: int = 0
    published: str = ""
    broken: bool = False
    got: int = 0
    sha: Any = field(default_factory=hashlib.sha256)

    @property
    def file(self) -> str:
        """The hash of what it shows: of the bytes that came, or the one in the address Meta would fetch."""
        address = self.fields.get("image_url") or self.fields.get("video_url") or ""
        return str(self.sha.hexdigest()) if self.got else address.rsplit("/", 1)[-1].partition(".")[0]


@dataclass
class Thread:
    id: str
    text: str
    alts: list[str]
    files: list[str] = field(default_factory=list)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class ContainerServer(Loopback):
    """A subclass names the edges, the parameters and the fields. `looks_needed` is how often a container is "in progress"."""

    user: ClassVar[str]
    token: ClassVar[str]
    make_edge: ClassVar[str]
    publish_edge: ClassVar[str]
    status_field: ClassVar[str]
    text_field: ClassVar[str]
    refresh_grant: ClassVar[str]
    metrics: ClassVar[dict[str, int]]
    me: ClassVar[dict[str, str]]

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.ids = itertools.count(17_900_000_000_001)
        self.containers: dict[str, Container] = {}
        self.posts: list[Thread] = []
        self.looks_needed = 1
        self.dead_metrics: set[str] = set()
        self.page_size = 50
        self.strikes = self.publish_edge
        self.unlisted = False
        self.next_error: dict[str, Any] | None = None
        self.token_age_h = 24 * 30
        self.fresh_token = f"{self.token}-renewed"

    def routes(self) -> Iterable[web.RouteDef]:
        return (
            web.post(f"/{{version}}/{{node}}/{self.make_edge}", self.guarded(self.make)),
            web.post(f"/{{version}}/{{node}}/{self.publish_edge}", self.guarded(self.publish)),
            web.get(f"/{{version}}/{{node}}/{self.make_edge}", self.guarded(self.listing)),
            web.get("/{version}/{node}/content_publishing_limit", self.guarded(self.quota)),
            web.get("/{version}/{node}/insights", self.guarded(self.insights)),
            web.get("/{version}/{node}", self.guarded(self.node)),
            web.post("/ig-api-upload/{container}", self.rupload),
            web.get("/refresh_access_token", self.refresh),
        )

    def publishes(self, request: web.Request) -> bool:
        return request.path.endswith(f"/{self.strikes}")

    def wrong(self, form: dict[str, str]) -> str:
        """Why these fields make no container, or nothing."""
        raise NotImplementedError

    # -- answers ------------------------------------------------------------------------------------------------------

    def error(self, code: int, message: str, *, subcode: int = 0, status: int = 400, **more: Any) -> web.Response:
        if code == 100 and subcode != 33:
            self.complaints.append(message)
        body = {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode, "fbtrace_id": "A1", **more}
        return web.json_response({"error": body}, status=status)

    def rate_limited(self) -> web.StreamResponse:
        answer = self.error(4, "Application request limit reached", status=403)
        usage = [{"type": self.name, "call_count": 100, "estimated_time_to_regain_access": 3}]
        answer.headers["X-Business-Use-Case-Usage"] = json.dumps({self.user: usage})
        return answer

    def broken(self) -> web.StreamResponse:
        return self.error(-1, "fatal", subcode=2207001, status=500)

    def duplicate(self) -> web.StreamResponse:
        raise NotImplementedError

    def guarded(self, handler: Any) -> Callable[[web.Request], Any]:
        async def answer(request: web.Request) -> web.StreamResponse:
            if "access_token" in request.query:
                self.complaints.append("the token was in the address")
            if request.headers.get("Authorization") != f"Bearer {self.token}":
                given = request.headers.get("Authorization", "").removeprefix("Bearer ")
                return self.error(190, f"Malformed access token {given}", subcode=463, status=401)
            if self.next_error is not None and request.method == "POST":
                body, self.next_error = self.next_error, None
                return web.json_response({"error": body}, status=400)
            found: web.StreamResponse = await handler(request)
            return found

        return answer

    def unknown(self, node: str) -> web.Response:
        return self.error(100, f"Object with ID '{node}' does not exist", subcode=33)

    # -- containers ---------------------------------------------------------------------------------------------------

    async def make(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        if request.match_info["node"] != self.user:
            return self.unknown(request.match_info["node"])
        if wrong := self.wrong(form):
            return self.error(100, wrong)
        made = Container(str(next(self.ids)), form)
        self.containers[made.id] = made
        body = {"id": made.id}
        if form.get("upload_type") == "resumable":
            body["uri"] = f"{self.url}/ig-api-upload/{made.id}"
        return web.json_response(body)

    def children_of(self, form: dict[str, str]) -> list[Container | None]:
        return [self.containers.get(ref) for ref in form.get("children", "").split(",") if ref]

    def wrong_address(self, address: str) -> bool:
        return not address.startswith("https://") or not address.rsplit("/", 1)[-1][:64].isalnum()

    async def rupload(self, request: web.Request) -> web.Response:
        made, head = self.containers.get(request.match_info["container"]), request.headers
        if made is None or head.get("Authorization") != f"OAuth {self.token}" or head.get("offset") != "0":
            return self.error(190, "rupload wants the token as OAuth and an offset", status=401)
        async for piece in request.content.iter_chunked(1 << 20):
            made.got += len(piece)
            made.sha.update(piece)
        return web.json_response({"success": str(made.got) == head.get("file_size")})

    def state(self, made: Container) -> str:
        made.looks += 1
        if made.published:
            return "PUBLISHED"
        if made.broken or (made.fields.get("upload_type") == "resumable" and not made.got):
            return "ERROR"
        return "FINISHED" if made.looks > self.looks_needed else "IN_PROGRESS"

    async def publish(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        made = self.containers.get(str(form.get("creation_id")))
        if set(form) != {"creation_id"} or made is None or made.looks <= self.looks_needed:
            return self.error(9007, "Media ID is not available", subcode=2207027)
        if made.published:
            return self.error(100, "The container was published already")
        parts = [one for one in self.children_of(made.fields) if one is not None] or [made]
        alts = [one.fields["alt_text"] for one in parts if "alt_text" in one.fields]
        post = Thread(str(next(self.ids)), made.fields.get(self.text_field, ""), alts, [one.file for one in parts if one.file])
        self.posts.append(post)
        made.published = post.id
        return web.json_response({"id": post.id})

    # -- reading ------------------------------------------------------------------------------------------------------

    async def listing(self, request: web.Request) -> web.Response:
        found = [] if self.unlisted else list(reversed(self.posts))
        size, start = min(int(request.query.get("limit", "25")), self.page_size), int(request.query.get("after", "0"))
        paging: dict[str, Any] = {"cursors": {"after": str(start + size)}}
        if start + size < len(found):
            paging["next"] = f"{self.url}/hidden?access_token=x"
        data = [self.shown(post) for post in found[start : start + size]]
        return web.json_response({"data": data, "paging": paging})

    def shown(self, post: Thread) -> dict[str, str]:
        at = post.at.strftime("%Y-%m-%dT%H:%M:%S+0000")
        return {"id": post.id, self.text_field: post.text, "permalink": f"https://meta.example/p/{post.id}", "timestamp": at}

    async def node(self, request: web.Request) -> web.Response:
        node, fields = request.match_info["node"], request.query.get("fields", "")
        if node == "debug_token":
            return web.json_response({"data": {"is_valid": True, "expires_at": 1_830_000_000}})
        if node in {self.user, "me"}:
            return web.json_response(self.me)
        if node in self.containers and fields == self.status_field:
            return web.json_response({"id": node, self.status_field: self.state(self.containers[node])})
        for post in self.posts:
            if post.id == node:
                return web.json_response(self.shown(post))
        return self.unknown(node)

    async def refresh(self, request: web.Request) -> web.Response:
        """A fresh token for one at least a day old; Meta wants it in the query."""
        if set(request.query) != {"grant_type", "access_token"} or request.query["grant_type"] != self.refresh_grant:
            return self.error(100, "refresh_access_token wants grant_type and access_token")
        if request.query["access_token"] != self.token:
            return self.error(190, f"Malformed access token {request.query['access_token']}", subcode=463)
        if self.token_age_h < 24:
            return self.error(100, "the token is not a day old", subcode=1)
        return web.json_response({"access_token": self.fresh_token, "token_type": "bearer", "expires_in": 60 * 86_400})

    async def quota(self, _request: web.Request) -> web.Response:
        return web.json_response({"data": [{"quota_usage": 7, "config": {"quota_total": 100, "quota_duration": 86400}}]})

    async def insights(self, request: web.Request) -> web.Response:
        node, asked = request.match_info["node"], request.query.get("metric", "").split(",")
        if all(post.id != node for post in self.posts):
            return self.unknown(node)
        if any(metric in self.dead_metrics or metric not in self.metrics for metric in asked):
            body = {"message": "(#100) metric must be one of the following values", "code": 100}
            return web.json_response({"error": body}, status=400)
        data = [{"name": name, "period": "lifetime", "values": [{"value": self.metrics[name]}]} for name in asked]
        return web.json_response({"data": data})
