"""Files that were uploaded ahead of their post: the network forgets them after a day, so each is kept with its time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from networks.contract import Media

FRESH: Final = timedelta(hours=20)  # X and Facebook drop what was not published within 24 h


def part(media: Media) -> str:
    """Where a file's remote id is kept."""
    return f"media:{media.sha256}"


def stamped(ref: str, now: datetime) -> str:
    """The remote id with the time of its upload, as it is kept."""
    return f"{ref} {now.isoformat()}"


def remote_id(parts: Mapping[str, str], media: Media) -> str:
    """The file's remote id."""
    return parts[part(media)].split()[0]


def is_fresh(parts: Mapping[str, str], media: Media, now: datetime) -> bool:
    """Whether an earlier upload can still be published: a post that a hold kept back for a day needs a new one."""
    _, _, at = parts.get(part(media), "").partition(" ")
    return bool(at) and now - datetime.fromisoformat(at) < FRESH
