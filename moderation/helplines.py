"""Telephone numbers in a text against the register of help lines: a wrong number can hand whoever calls to a trafficker."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from foundation.people import REGION

GOOD_FOR: Final = timedelta(days=180)  # how long a national body's written confirmation holds
EXTENSION: Final = re.compile(r"(?i)\b(?:ext|extensi[oó]n|opci[oó]n|option)\b.*$")


@dataclass(frozen=True)
class HelpLine:
    """A line of the register; `prefix` is its territory's country code (`+504`)."""

    territory: str
    number: str
    verified_at: datetime | None
    prefix: str = ""

    def is_verified(self, now: datetime) -> bool:
        """Whether its national body confirmed it within the last 180 days."""
        return is_fresh(self.verified_at, now)

    def is_dialled_as(self, written: str) -> bool:
        """Whether somebody who dials what is written reaches this line."""
        number, asked = digits(self.number), digits(written)
        return bool(number) and asked in {number, digits(self.prefix) + number, "00" + digits(self.prefix) + number}


def is_fresh(verified_at: datetime | None, now: datetime) -> bool:
    """Whether a confirmation still holds; one from the future holds not yet."""
    return verified_at is not None and timedelta() <= now - verified_at <= GOOD_FOR


def digits(written: str) -> str:
    """Only the digits of a number as people write it; `*212` keeps its star."""
    return re.sub(r"[^\d*]", "", EXTENSION.sub("", written))


def lines_of(written: str, lines: Iterable[HelpLine]) -> list[HelpLine]:
    """The lines of the register that the written number reaches; the same short number may exist in several countries."""
    return [line for line in lines if line.is_dialled_as(written)]


def may_be_published(found: Sequence[HelpLine], territory: str, now: datetime) -> bool:
    """Whether one of them is verified and of the profile's own country; a regional piece may name any country's."""
    return any(line.is_verified(now) and territory in {line.territory, REGION} for line in found)
