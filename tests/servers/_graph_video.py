"""The video half of the Graph stand-in: resumable films, Reels over rupload, captions named by their locale."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

STEP: Final = 1_000_000
REEL: Final = "reel"


@dataclass
class Video:
    id: str
    size: int
    kind: str
    description: str = ""
    got: int = 0
    sha: Any = field(default_factory=hashlib.sha256)
    looks: int = 0
    published: bool = False
    largest: int = 0
    captions: dict[str, bytes] = field(default_factory=dict)


class VideoHalf:
    """Mixed into `GraphServer`, which keeps the posts, checks the token and knows the parameters."""

    error: Callable[..., web.Response]
    form: Callable[..., Any]
    next_id: Callable[[], str]
    keep_film: Callable[[Video], str]
    url: str
    token: str
    complaints: list[str]

    def __init__(self) -> None:
        self.videos: dict[str, Video] = {}
        self.processing_looks = 2
        self.processing_fails = False
        self.upload_host = ""

    def video_routes(self, guarded: Callable[[Any], Any]) -> Iterable[web.RouteDef]:
        return (
            web.post("/{version}/{node}/videos", guarded(self.film)),
            web.post("/{version}/{node}/video_reels", guarded(self.reel)),
            web.post("/{version}/{node}/captions", guarded(self.captions)),
            web.post("/{version}/{node}", guarded(self.update)),
            web.post("/video-upload/{video}", self.rupload),
        )

    async def film(self, request: web.Request) -> web.Response:
        form = await self.form(request, "create_video", files={"video_file_chunk"})
        if isinstance(form, web.Response):
            return form
        match form.get("upload_phase"):
            case "start" if str(form.get("file_size", "")).isdigit():
                video = Video(self.next_id(), int(form["file_size"]), "film")
                self.videos[video.id] = video
                return web.json_response({"upload_session_id": f"s{video.id}", "video_id": video.id, **self.offsets(video)})
            case "transfer":
                return self.transfer(form)
            case "finish":
                return self.finish(form)
        return self.error(100, "upload_phase must be start, transfer or finish")

    def transfer(self, form: dict[str, Any]) -> web.Response:
        video = self.videos.get(str(form.get("upload_session_id", "")).removeprefix("s"))
        piece = form.get("video_file_chunk")
        if video is None or not isinstance(piece, bytes) or form.get("start_offset") != str(video.got):
            return self.error(6001, "There was a problem uploading your video.", subcode=1363037)
        video.got += len(piece)
        video.sha.update(piece)
        video.largest = max(video.largest, len(piece))
        return web.json_response(self.offsets(video))

    def offsets(self, video: Video) -> dict[str, str]:
        return {"start_offset": str(video.got), "end_offset": str(min(video.size, video.got + STEP))}

    def finish(self, form: dict[str, Any]) -> web.Response:
        video = self.videos.get(str(form.get("upload_session_id", "")).removeprefix("s"))
        if video is None or video.got != video.size or form.get("published") != "false":
            return self.error(100, "the film is not whole, or would be published before its time")
        video.description = form.get("description", "")
        return web.json_response({"success": True})

    async def update(self, request: web.Request) -> web.Response:
        video, form = self.videos.get(request.match_info["node"]), dict(await request.post())
        if video is None or video.kind == REEL or form != {"published": "true"}:
            return self.error(100, "only an unpublished film can be switched to published")
        if not self.is_ready(video):
            return self.not_ready()
        self.show(video)
        return web.json_response({"success": True})

    def not_ready(self) -> web.Response:
        return self.error(100, "The video is still being processed")

    def is_ready(self, video: Video) -> bool:
        return video.looks > self.processing_looks

    def show(self, video: Video) -> str:
        video.published = True
        return self.keep_film(video)

    async def reel(self, request: web.Request) -> web.Response:
        form = await self.form(request, "create_video_reel")
        if isinstance(form, web.Response):
            return form
        if form == {"upload_phase": "start"}:
            video = Video(self.next_id(), 0, REEL)
            self.videos[video.id] = video
            address = f"{self.upload_host or self.url}/video-upload/{video.id}"
            return web.json_response({"video_id": video.id, "upload_url": address})
        found = self.videos.get(str(form.get("video_id")))
        if form.get("upload_phase") != "finish" or form.get("video_state") != "PUBLISHED" or found is None:
            return self.error(100, "video_reels wants start, or finish with video_id and video_state")
        if not self.is_ready(found):
            return self.not_ready()
        found.description = form.get("description", "")
        self.show(found)
        return web.json_response({"success": True})

    async def rupload(self, request: web.Request) -> web.Response:
        video, head = self.videos.get(request.match_info["video"]), request.headers
        if video is None or head.get("Authorization") != f"OAuth {self.token}" or head.get("offset") != "0":
            return self.error(190, "rupload wants the token as OAuth and an offset", status=401)
        async for piece in request.content.iter_chunked(1 << 20):
            video.got += len(piece)
            video.sha.update(piece)
            video.largest = max(video.largest, len(piece))
        video.size = video.got
        if head.get("file_size") != str(video.got):
            return self.error(100, "file_size is not what came")
        return web.json_response({"success": True})

    async def captions(self, request: web.Request) -> web.Response:
        video, form = self.videos.get(request.match_info["node"]), await request.post()
        file, locale = form.get("captions_file"), form.get("default_locale")
        if video is None or not isinstance(file, web.FileField) or not isinstance(locale, str):
            return self.error(100, "captions wants captions_file and default_locale")
        named = re.fullmatch(r"[\w-]+\.([a-z]{2}_[A-Z]{2})\.srt", file.filename)
        if named is None or named[1] != locale:
            return self.error(387, "Caption file name must carry a locale that Facebook knows")
        video.captions[locale] = file.file.read()
        return web.json_response({"success": True})

    def video_node(self, video: Video, fields: str) -> web.Response:
        if fields == "status":
            video.looks += 1
            state = "error" if self.processing_fails else "ready" if self.is_ready(video) else "processing"
            return web.json_response({"id": video.id, "status": {"video_status": state, "error": "codec"}})
        shown = {"id": video.id, "published": video.published}
        if video.published:
            shown |= {"post_id": video.id, "permalink_url": f"/watch/{video.id}"}
        return web.json_response(shown)
