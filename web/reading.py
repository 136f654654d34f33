"""Reads composed texts by the do-no-harm rules, for the person who writes and for the one who approves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.hotlines import known_lines
from moderation.checks import Finding, check_text


@dataclass(frozen=True)
class Said:
    """One text as it would go out; `link` is its own tracked link, which no rule needs to read."""

    text: str
    language: str
    territory: str
    link: str


def findings(session: Session, said: Iterable[Said], now: datetime, reader: str) -> list[Finding]:
    """What the rules find in all of them, each finding once."""
    lines = known_lines(session)
    once: dict[tuple[str, str], Finding] = {}
    for one in dict.fromkeys(said):
        text = one.text.replace(one.link, " ") if one.link else one.text
        for found in check_text(text, one.language, one.territory, now, lines=lines, reader=reader):
            once.setdefault((found.rule, found.words), found)
    return list(once.values())
