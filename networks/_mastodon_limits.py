"""What a Mastodon server itself says it takes: read at run time, kept a day beside the other data, the declared as fallback.

https://docs.joinmastodon.org/entities/Instance/#configuration
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from foundation.texts import N_
from networks.contract import Limits
from networks.text import mastodon_length

KEPT_FOR: Final = timedelta(days=1)
LINK: Final = 23


@dataclass(frozen=True)
class InstanceLimits:
    """One server's limits as they were last read, in a file of `folder`."""

    folder: Path
    server: str

    @property
    def path(self) -> Path:
        """One file a server."""
        host = urlsplit(self.server).netloc.replace(":", "_") or "server"
        return self.folder / "mastodon" / f"{host}.json"

    def is_fresh(self, now: datetime) -> bool:
        """Whether the server was asked within the last day."""
        with suppress(KeyError, ValueError, TypeError):
            return now - datetime.fromisoformat(self._kept()["read_at"]) < KEPT_FOR
        return False

    def keep(self, instance: Mapping[str, Any], now: datetime) -> None:
        """Keeps what the server said; a disk that takes no more is no reason not to speak."""
        words = json.dumps({"read_at": now.isoformat(), "configuration": instance.get("configuration") or {}})
        draft = self.path.with_suffix(f".{os.getpid()}.new")
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(words, "utf-8")
            draft.replace(self.path)

    def over(self, declared: Limits) -> Limits:
        """The declared limits with what the server says of its own."""
        configuration = self._kept().get("configuration") or {}
        posts = configuration.get("statuses") or {}
        files = configuration.get("media_attachments") or {}
        per_url = number(posts, "characters_reserved_per_url", LINK)
        types = files.get("supported_mime_types") or declared.image_types
        return replace(
            declared,
            max_text=number(posts, "max_characters", declared.max_text or 0),
            text_unit=declared.text_unit if per_url == LINK else N_("caracteres"),
            count=partial(mastodon_length, per_url=per_url),
            max_images=number(posts, "max_media_attachments", declared.max_images),
            max_image_bytes=number(files, "image_size_limit", declared.max_image_bytes),
            max_video_bytes=number(files, "video_size_limit", declared.max_video_bytes),
            max_alt=number(files, "description_limit", declared.max_alt),
            image_types=tuple(one for one in declared.image_types if one in types) or declared.image_types,
        )

    def _kept(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            found = json.loads(self.path.read_text("utf-8"))
            return found if isinstance(found, dict) else {}
        return {}


def number(facts: Mapping[str, Any], name: str, otherwise: int) -> int:
    """A limit as the server says it, where it says a sensible one."""
    value = facts.get(name) if isinstance(facts, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise
