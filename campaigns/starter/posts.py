"""The first campaign and its publications as typed data, for whoever makes rows of them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "campaign.toml"
LANGUAGES: Final = ("es", "en")


@dataclass(frozen=True)
class StarterCampaign:
    """The campaign of the World Day against Trafficking in Persons; `title` by language."""

    slug: str
    title: Mapping[str, str]
    territory: str
    commemorative_date: str
    hashtag: str
    link: str


@dataclass(frozen=True)
class CardValues:
    """The words on a publication's card."""

    kicker: str
    title: str
    body: str


@dataclass(frozen=True)
class StarterPost:
    """One publication; `title`, `text` (a template), `alt` (of its card) and `card` by language (`es`, `en`)."""

    key: str
    audience: str
    key_message: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    alt: Mapping[str, str]
    card: Mapping[str, CardValues]


@cache
def campaign_file() -> dict[str, Any]:
    """The data file as it is."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def starter_campaign() -> StarterCampaign:
    """The first campaign."""
    return StarterCampaign(**campaign_file()["campaign"])


def starter_posts() -> list[StarterPost]:
    """Its publications, in the order of the audiences."""
    return [StarterPost(**{**row, "card": cards(row)}) for row in campaign_file()["posts"]]


def cards(row: Mapping[str, Any]) -> dict[str, CardValues]:
    """The card's words by language."""
    return {language: CardValues(**row["card"][language]) for language in LANGUAGES}
