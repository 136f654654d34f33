"""Freezes exactly what will be sent into a delivery's row, and the hash a person approves."""

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from networks.contract import CaptionFile, Media, MediaKind, Outgoing

Locate = Callable[[str, str], Path]
"""From a file's content hash and MIME type to its place in the store."""
CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def freeze(outgoing: Outgoing) -> str:
    """The outgoing message as canonical JSON; files are named by their content, not by where they lie."""
    content: dict[str, Any] = {
        "text": outgoing.text,
        "language": outgoing.language,
        "link": outgoing.link,
        "title": outgoing.title,
        "about": dict(outgoing.about),
        "media": [frozen_media(media) for media in outgoing.media],
    }
    return CANONICAL.encode(content)


def frozen_media(media: Media) -> dict[str, Any]:
    """A file as the payload names it."""
    return {
        "kind": media.kind.value,
        "mime": media.mime,
        "sha256": media.sha256,
        "size": media.size,
        "alt": media.alt,
        "width": media.width,
        "height": media.height,
        "duration": media.duration,
        "captions": [{"sha256": one.path.stem, "language": one.language, "mime": one.mime} for one in media.captions],
    }


def thaw(payload: str, locate: Locate) -> Outgoing:
    """The outgoing message of a delivery's row, its files found by `locate`."""
    content = json.loads(payload)
    return Outgoing(
        text=content["text"],
        language=content["language"],
        link=content["link"],
        title=content["title"],
        about=content["about"],
        media=tuple(thawed_media(one, locate) for one in content["media"]),
    )


def thawed_media(one: dict[str, Any], locate: Locate) -> Media:
    """A file of a payload, in its place."""
    captions = tuple(
        CaptionFile(locate(item["sha256"], item["mime"]), item["language"], item["mime"]) for item in one["captions"]
    )
    return Media(
        path=locate(one["sha256"], one["mime"]),
        kind=MediaKind(one["kind"]),
        captions=captions,
        **{key: one[key] for key in ("mime", "sha256", "size", "alt", "width", "height", "duration")},
    )


def seal_of(delivery_id: UUID, profile_id: int, due_at: datetime, payload: str) -> str:
    """The hash that binds an approval to content, profile and instant: whatever changes, the seal breaks."""
    bound = f"{delivery_id}\n{profile_id}\n{due_at.isoformat()}\n{payload}"
    return sha256(bound.encode()).hexdigest()
