"""Video on a Facebook Page: everything heavy happens before the instant, the instant is one short call.

A film goes up unpublished in pieces and is then switched to published; an upright film of 3 to 90 seconds goes up as a Reel and
is then finished. The video's id is kept before it is published, so that a lost answer can be looked up exactly.
https://developers.facebook.com/docs/video-api/guides/publishing and https://developers.facebook.com/docs/video-api/guides/reels-publishing
"""

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from foundation.texts import N_
from networks._graph import GraphCaller
from networks.contract import CaptionFile, Media, Rejected, Unavailable

PIECE: Final = 8 * 1024 * 1024
SLOW_LINE: Final = 200_000  # bytes a second at worst
MOST_WAIT_S: Final = 1800.0
REEL_SECONDS: Final = (3.0, 90.0)
REEL_SIZE: Final = (540, 960)
SRT: Final = "application/x-subrip"
LOCALES: Final = {"es": "es_LA", "en": "en_US", "fr": "fr_FR", "pt": "pt_BR"}


class Videos:
    """The Page's films. `pause_s` is how long to wait between two looks at the processing."""

    def __init__(self, caller: GraphCaller, page: str, pause_s: float) -> None:
        self.caller, self.graph, self.page, self.pause_s = caller, caller.graph, page, pause_s

    async def bring(self, media: Media, text: str) -> str:
        """The id of the film: uploaded, processed and subtitled, seen by nobody yet."""
        video = await (self._bring_reel(media) if is_reel(media) else self._bring_film(media, text))
        await self._settle(video)
        for captions in [one for one in media.captions if one.mime == SRT]:
            await self.caller.ask(partial(self._put_captions, video, captions))
        return video

    async def show(self, video: str, media: Media, text: str) -> Mapping[str, Any]:
        """The one call at the instant."""
        if is_reel(media):
            finish = {"upload_phase": "finish", "video_id": video, "video_state": "PUBLISHED", "description": text}
            call = partial(self.graph.put_object, self.page, "video_reels", **finish)
        else:
            call = partial(self.graph.request, f"{self.graph.version}/{video}", post_args={"published": "true"}, method="POST")
        answer: Mapping[str, Any] = await self.caller.ask(call, publishing=True)
        return answer

    async def look(self, video: str) -> Mapping[str, Any]:
        """Whether it is published, its post and its address."""
        answer: Mapping[str, Any] = await self.caller.ask(
            partial(self.graph.get_object, video, fields="published,post_id,permalink_url")
        )
        return answer

    # -- inside -------------------------------------------------------------------------------------------------------

    async def _bring_film(self, media: Media, text: str) -> str:
        begin = {"upload_phase": "start", "file_size": str(media.size)}
        begun = await self._videos(begin)
        session, start, end = str(begun["upload_session_id"]), int(begun["start_offset"]), int(begun["end_offset"])
        while start < end:
            told = await self.caller.ask(
                partial(self._put_piece, session, media.path, start, min(end - start, PIECE)), seconds=self._long(PIECE)
            )
            start, end = int(told["start_offset"]), int(told["end_offset"])
        finish = {"upload_phase": "finish", "upload_session_id": session, "published": "false", "description": text}
        await self._videos(finish)
        return str(begun["video_id"])

    async def _videos(self, fields: Mapping[str, str]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = await self.caller.ask(partial(self.graph.put_object, self.page, "videos", **fields))
        return answer

    def _put_piece(self, session: str, path: Path, start: int, size: int) -> Mapping[str, Any]:
        """One piece, read from disk only now."""
        with path.open("rb") as file:
            file.seek(start)
            piece = ("piece", file.read(size), "application/octet-stream")
        fields = {"upload_phase": "transfer", "upload_session_id": session, "start_offset": str(start)}
        address = f"{self.graph.version}/{self.page}/videos"
        answer: Mapping[str, Any] = self.graph.request(
            address, post_args=fields, files={"video_file_chunk": piece}, method="POST"
        )
        return answer

    async def _bring_reel(self, media: Media) -> str:
        begun = await self.caller.ask(partial(self.graph.put_object, self.page, "video_reels", upload_phase="start"))
        address = self.caller.trusted(str(begun["upload_url"]))
        await self.caller.ask(partial(self.caller.stream, address, media.path, media.size), seconds=self._long(media.size))
        return str(begun["video_id"])

    async def _settle(self, video: str) -> None:
        """Waits until the film is processed.

        Raises:
            Rejected: Facebook could not process it.
            Unavailable: it took too long.
        """
        waited = 0.0
        while True:
            answer = await self.caller.ask(partial(self.graph.get_object, video, fields="status"))
            status = answer.get("status") or {}
            if status.get("video_status") in {"ready", "upload_complete"}:
                return
            if status.get("video_status") in {"error", "expired"}:
                raise Rejected(network=self.caller.network, detail=str(status.get("error", N_("no pudo procesar el video"))))
            if waited > MOST_WAIT_S:
                raise Unavailable(network=self.caller.network, detail=N_("todavía procesa el video"))
            waited += self.pause_s
            await asyncio.sleep(self.pause_s)

    def _put_captions(self, video: str, captions: CaptionFile) -> None:
        """An SRT file under the name Facebook reads its language from."""
        locale = locale_of(captions.language)
        with captions.path.open("rb") as file:
            named = (f"corett.{locale}.srt", file.read(), "application/octet-stream")
        address = f"{self.graph.version}/{video}/captions"
        self.graph.request(address, post_args={"default_locale": locale}, files={"captions_file": named}, method="POST")

    def _long(self, size: int) -> float:
        """A deadline for so many bytes on a slow line."""
        return self.caller.timeout_s + size / SLOW_LINE


def is_reel(media: Media) -> bool:
    """Upright, large enough and short enough for a Reel."""
    upright = media.width >= REEL_SIZE[0] and media.height >= REEL_SIZE[1] and media.width * 16 == media.height * 9
    return upright and REEL_SECONDS[0] <= media.duration <= REEL_SECONDS[1]


def locale_of(language: str) -> str:
    """Facebook's own name for a language: es_LA, en_US …"""
    code, _, region = language.partition("-")
    return f"{code}_{region.upper()}" if len(region) == 2 and code not in LOCALES else LOCALES.get(code, f"{code}_{code.upper()}")
