"""Files on Bluesky, minutes before the instant: blobs to the account's server, videos through the network's video service."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from atproto_client import Session

from foundation.texts import N_
from networks._bluesky_line import NETWORK, UPLOAD, BlueskyLine, Refusal
from networks._bluesky_record import as_vtt
from networks.contract import CaptionFile, Media, MediaKind, Rejected, Unavailable

MAX_CAPTIONS: Final = 20_000  # bytes, https://atproto.com/lexicons/app-bsky-embed#appbskyembedvideo
SLOW_LINE: Final = 200_000  # bytes a second that an upload ahead of time is given at worst
MOST_WAIT_S: Final = 600.0
PAUSE_S: Final = 2.0


@dataclass
class Uploader:
    """Brings files up under one account; what it gives back is the reference for the record, as JSON."""

    line: BlueskyLine
    sign_in: Callable[[], Awaitable[Session]]
    video_url: str
    timeout_s: float

    async def file(self, media: Media) -> str:
        """An image, or a video.

        Raises:
            Rejected: the server does not take that file.
        """
        session = await self.sign_in()
        patience = max(self.timeout_s, media.size / SLOW_LINE)
        try:
            if media.kind is MediaKind.VIDEO and self.video_url:
                return json.dumps(await self.transcoded(media, session, patience))
            return await self.blob(media.path, media.mime, patience)
        except Refusal as refusal:
            raise Rejected(network=NETWORK, detail=f"{refusal.name}: {refusal.message}") from refusal

    async def subtitles(self, captions: CaptionFile) -> str:
        """A subtitle file, as WebVTT.

        Raises:
            Rejected: it is larger than the network takes.
        """
        content = as_vtt(await asyncio.to_thread(captions.path.read_text, "utf-8")).encode()
        if len(content) > MAX_CAPTIONS:
            raise Rejected(network=NETWORK, detail=f"{captions.language}.vtt: {len(content)} bytes > {MAX_CAPTIONS}")
        await self.sign_in()
        try:
            return await self.blob(content, "text/vtt", self.timeout_s)
        except Refusal as refusal:
            raise Rejected(network=NETWORK, detail=f"{refusal.name}: {refusal.message}") from refusal

    async def blob(self, source: Path | bytes, mime: str, patience: float) -> str:
        """The file on the account's own server."""
        return json.dumps((await self.line.upload(source, mime, patience))["blob"])

    async def transcoded(self, media: Media, session: Session, patience: float) -> Any:
        """The video service's reference, once it has worked on the file."""
        server = (session.pds_endpoint or "").rstrip("/").rpartition("/")[2]
        may = await self.line.get("com.atproto.server.getServiceAuth", {"aud": f"did:web:{server}", "lxm": UPLOAD})
        address = f"{self.video_url.rstrip('/')}/xrpc/app.bsky.video.uploadVideo?did={session.did}&name={media.sha256}.mp4"
        job = await self.line.upload(media.path, media.mime, patience, address, may["token"])
        waited = 0.0
        while "blob" not in (job := job.get("jobStatus", job)):
            if job.get("state") == "JOB_STATE_FAILED":
                raise Rejected(network=NETWORK, detail=str(job.get("error") or job.get("message") or "video"))
            if waited > MOST_WAIT_S:
                raise Unavailable(network=NETWORK, detail=N_("todavía procesa el video"))
            await asyncio.sleep(PAUSE_S)
            waited += PAUSE_S
            job = await self.line.get("app.bsky.video.getJobStatus", {"jobId": job["jobId"]}, self.video_url)
        return job["blob"]
