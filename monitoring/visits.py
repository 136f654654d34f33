"""Who knocks: tells people from robots, previews and those who ask not to be counted. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Final

from monitoring.models import Place

ROBOTS: Final = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|meta-external|whatsapp|slack|discord|skypeuri|"
    r"embedly|vkshare|mastodon|pleroma|akkoma|misskey|cardyb|iframely|google-read-aloud|"
    r"curl|wget|python|aiohttp|httpx|okhttp|go-http|libwww|headless|lighthouse|uptime|validator",
    re.IGNORECASE,
)
PREFETCH_HEADERS: Final = ("purpose", "sec-purpose", "x-purpose", "x-moz")


class Guest(StrEnum):
    """How a visit is counted: each kind in its own column."""

    PERSON = "person"
    PRIVATE = "private"
    ROBOT = "robot"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request as the door saw it. It lives for the length of a call: neither address nor agent is ever kept."""

    guest: Guest
    address: str
    agent: str


def visit_of(method: str, headers: Mapping[str, str], address: str) -> Visit:
    """The visit behind a request; `headers` answers to lower-case names."""
    agent = headers.get("user-agent", "")
    return Visit(guest_of(method, headers, agent), address, agent)


def guest_of(method: str, headers: Mapping[str, str], agent: str) -> Guest:
    """Robots first: a preview that also sends DNT is still no reader."""
    fetched_ahead = any(
        "prefetch" in headers.get(name, "").lower() or "preview" in headers.get(name, "") for name in PREFETCH_HEADERS
    )
    if method != "GET" or not agent or fetched_ahead or ROBOTS.search(agent):
        return Guest.ROBOT
    if headers.get("dnt") == "1" or headers.get("sec-gpc") == "1":
        return Guest.PRIVATE
    return Guest.PERSON


def visitor_hash(salt: bytes, place: Place, key: str, visit: Visit) -> bytes:
    """Eight bytes that are the same for the same visitor of the same link today, and unlike everywhere else."""
    return blake2b(f"{place}|{key}|{visit.address}|{visit.agent}".encode(), key=salt, digest_size=8).digest()
