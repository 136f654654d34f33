"""X's media upload of API v2, through tweepy's own session: pieces from disk, processing, descriptions and subtitles.

https://docs.x.com/x-api/media/quickstart/media-upload-chunked
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import tweepy

from foundation.texts import N_
from networks.contract import CaptionFile, Media, MediaKind, Rejected, Unavailable

PIECE: Final = 4 * 1024 * 1024
MOST_PIECE: Final = 5_000_000
MOST_PIECES: Final = 1000
MOST_WAIT_S: Final = 900.0
Ask: TypeAlias = Callable[[str, Callable[[], Mapping[str, Any]]], Awaitable[Mapping[str, Any]]]
SRT: Final = "application/x-subrip"
LANGUAGE_NAMES: Final = {"es": "Español", "en": "English", "fr": "Français", "pt": "Português"}


class Uploader:
    """Brings one file after another to X. `ask` runs one call with the deadline of one call."""

    def __init__(self, client: tweepy.Client, ask: Ask) -> None:
        self.client, self.ask = client, ask
        keys = (client.consumer_key, client.consumer_secret, client.access_token, client.access_token_secret)
        self.auth = tweepy.OAuth1UserHandler(*keys).apply_auth()

    async def upload(self, media: Media) -> str:
        """The media id of the file, processed, described and subtitled."""
        ref = await self.bring(media.path, media.mime, category(media))
        if media.alt:
            await self.post("/2/media/metadata", {"id": ref, "metadata": {"alt_text": {"text": media.alt}}})
        for captions in [one for one in media.captions if one.mime == SRT]:
            await self.subtitle(ref, captions)
        return ref

    async def bring(self, path: Path, mime: str, kind: str) -> str:
        """Initialize, append piece by piece, finalize, and wait until X has processed it."""
        size = await asyncio.to_thread(lambda: path.stat().st_size)
        begun = await self.post("/2/media/upload/initialize", {"media_type": mime, "total_bytes": size, "media_category": kind})
        ref = str(begun["data"]["id"])
        piece = min(MOST_PIECE, max(PIECE, -(-size // MOST_PIECES)))
        for index in range(-(-size // piece)):
            await self.ask("POST /2/media/upload/:id/append", partial(self.append, ref, path, index, piece))
        done = await self.post(f"/2/media/upload/{ref}/finalize")
        await self.settle(ref, done)
        return ref

    def append(self, ref: str, path: Path, index: int, piece: int) -> Mapping[str, Any]:
        """One piece, read from disk only now: memory never holds more."""
        with path.open("rb") as file:
            file.seek(index * piece)
            content = file.read(piece)
        address = f"https://api.twitter.com/2/media/upload/{ref}/append"
        form, files = {"segment_index": str(index)}, {"media": ("piece", content, "application/octet-stream")}
        self.client.session.request("POST", address, data=form, files=files, auth=self.auth)
        return {}

    async def settle(self, ref: str, answer: Mapping[str, Any]) -> None:
        """Waits as X asks until the file is usable.

        Raises:
            Rejected: X could not process it.
            Unavailable: it took too long.
        """
        waited = 0.0
        while info := (answer.get("data") or {}).get("processing_info"):
            if info.get("state") == "succeeded":
                return
            if info.get("state") == "failed":
                raise Rejected(network="x", detail=(info.get("error") or {}).get("message") or N_("no pudo procesar el archivo"))
            pause = max(0.05, float(info.get("check_after_secs", 1)))
            waited += pause
            if waited > MOST_WAIT_S:
                raise Unavailable(network="x", detail=N_("todavía procesa el archivo"))
            await asyncio.sleep(pause)
            answer = await self.ask("GET /2/media/upload", lambda: self.status(ref))

    def status(self, ref: str) -> Mapping[str, Any]:
        """How far processing is."""
        query = {"command": "STATUS", "media_id": ref}
        answer: Mapping[str, Any] = self.client.request("GET", "/2/media/upload", params=query, user_auth=True).json()
        return answer

    async def subtitle(self, video: str, captions: CaptionFile) -> None:
        """A subtitle file, attached to the video."""
        ref = await self.bring(captions.path, "text/srt", "subtitles")
        language = captions.language.split("-")[0]
        name = LANGUAGE_NAMES.get(language, language)
        body = {
            "id": video,
            "media_category": "TweetVideo",
            "subtitles": {"id": ref, "language_code": language.upper(), "display_name": name},
        }
        await self.post("/2/media/subtitles", body)

    async def post(self, route: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """One JSON call."""
        return await self.ask(f"POST {route}", lambda: self.client.request("POST", route, json=body, user_auth=True).json())


def category(media: Media) -> str:
    """X's category for a file of a post."""
    if media.kind is MediaKind.VIDEO:
        return "tweet_video"
    return "tweet_gif" if media.mime == "image/gif" else "tweet_image"
