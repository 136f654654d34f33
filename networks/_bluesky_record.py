"""A message as a Bluesky record: its key from the delivery's id, links and tags as byte ranges, its card or files. Pure."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import regex
from atproto_client.utils.facet_detection import detect_facets, detect_mentions

from networks.contract import CaptionFile, Media, MediaKind, Outgoing
from networks.text import sent_text

COLLECTION: Final = "app.bsky.feed.post"
SORTABLE: Final = "234567abcdefghijklmnopqrstuvwxyz"  # https://atproto.com/specs/tid
SRT_TIME: Final = regex.compile(r"(\d\d:\d\d:\d\d),(\d\d\d)")


def record_key(delivery_id: UUID) -> str:
    """The delivery's own record key, a TID: the same delivery can only ever make the same record.

    Microseconds in 53 bits (the id's milliseconds and ten of its random bits), ten more random bits, 13 characters.
    """
    random = delivery_id.int & ((1 << 62) - 1)
    micros = ((delivery_id.int >> 80) * 1000 + (random >> 10) % 1000) & ((1 << 53) - 1)
    number = micros << 10 | random & 1023
    return "".join(SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def post_text(outgoing: Outgoing) -> str:
    """The text as it stands in the post: a card shows the link apart, beside files it stands in the text."""
    return sent_text(outgoing) if outgoing.media else outgoing.text


def record(outgoing: Outgoing, parts: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The whole record, ready for JSON. https://atproto.com/lexicons/app-bsky-feed#appbskyfeedpost"""
    text = post_text(outgoing)
    body: dict[str, Any] = {
        "$type": COLLECTION,
        "text": text,
        "createdAt": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": [outgoing.language],
    }
    if found := facets(text, parts):
        body["facets"] = found
    if shown := embed(outgoing, parts):
        body["embed"] = shown
    return body


def facets(text: str, parts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Links, tags and mentions (of handles that were resolved) as ranges of UTF-8 bytes."""
    found: list[dict[str, Any]] = [facet.model_dump(by_alias=True, exclude_none=True) for facet in detect_facets(text)]
    for mention in detect_mentions(text):
        if did := parts.get(mention_key(mention.handle)):
            place = {"byteStart": mention.byte_start, "byteEnd": mention.byte_end}
            found.append({"index": place, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": did}]})
    return sorted(found, key=lambda facet: facet["index"]["byteStart"])


def embed(outgoing: Outgoing, parts: Mapping[str, str]) -> dict[str, Any] | None:
    """The video, the images, or the link's card: the network builds none by itself."""
    for media in outgoing.media:
        if media.kind is MediaKind.VIDEO:
            return video(media, parts)
    if outgoing.media:
        images = [{"image": blob(parts, media_key(one)), "alt": one.alt, **aspect(one)} for one in outgoing.media]
        return {"$type": "app.bsky.embed.images", "images": images}
    return card(outgoing) if outgoing.link else None


def video(media: Media, parts: Mapping[str, str]) -> dict[str, Any]:
    """A video with its description and subtitles."""
    words = {one.language: captions_key(media, one) for one in media.captions}  # a language once, whatever kinds its files are of
    subtitles = [{"lang": language, "file": blob(parts, key)} for language, key in words.items()]
    return {
        "$type": "app.bsky.embed.video",
        "video": blob(parts, media_key(media)),
        "alt": media.alt,
        **aspect(media),
        **({"captions": subtitles} if subtitles else {}),
    }


def card(outgoing: Outgoing) -> dict[str, Any]:
    """The link with a title and a line about it."""
    title = outgoing.title or outgoing.text.partition("\n")[0][:80]
    external = {"uri": outgoing.link, "title": title, "description": outgoing.about.get("campaign_title", "")}
    return {"$type": "app.bsky.embed.external", "external": external}


def aspect(media: Media) -> dict[str, Any]:
    """The shape, where known, so that the page does not jump."""
    return {"aspectRatio": {"width": media.width, "height": media.height}} if media.width and media.height else {}


def blob(parts: Mapping[str, str], key: str) -> Any:
    """An uploaded file's reference, as it was kept."""
    return json.loads(parts[key])


def media_key(media: Media) -> str:
    """The key of a file's upload in the delivery's parts."""
    return f"media:{media.sha256}"


def captions_key(media: Media, captions: CaptionFile) -> str:
    """The key of a subtitle file's upload."""
    return f"captions:{media.sha256}:{captions.language}"


def mention_key(handle: str) -> str:
    """The key of a resolved handle."""
    return f"did:{handle.lower()}"


def as_vtt(content: str) -> str:
    """Subtitles as WebVTT, whichever of the two forms they come in."""
    plain = content.removeprefix("\ufeff").replace("\r\n", "\n")
    return plain if plain.startswith("WEBVTT") else "WEBVTT\n\n" + SRT_TIME.sub(r"\1.\2", plain)
