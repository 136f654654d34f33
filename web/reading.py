"""Reads composed texts by the do-no-harm rules, for the person who writes and for the one who approves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.inclusive.films import captions_of
from assets.library import consents_of, identity_of
from assets.models import Asset
from campaigns.hotlines import known_lines
from moderation.checks import Finding, check_text
from moderation.pictures import check_asset


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


def files_of(session: Session, payloads: Iterable[Mapping[str, Any]]) -> list[Asset]:
    """The library's files in frozen payloads, each once, in their order."""
    wanted = dict.fromkeys(media["sha256"] for payload in payloads for media in payload["media"])
    known = {one.sha256: one for one in session.scalars(select(Asset).where(Asset.sha256.in_(wanted)))}
    return [known[sha256] for sha256 in wanted if sha256 in known]


def file_findings(session: Session, files: Iterable[Asset], today: date, reader: str) -> list[Finding]:
    """What the records say against the files: withdrawn, consent over, somebody recognisable, no licence."""
    found: dict[tuple[str, str], Finding] = {}
    for one in files:
        captions = len(captions_of(session, one.id)) if one.kind == "video" else 0
        alt = one.alt.get(reader) or next(iter(one.alt.values()), "")
        for finding in check_asset(session, one, alt, captions, today, reader):
            found.setdefault((finding.rule, finding.words), finding)
    return list(found.values())


def not_looked_at(session: Session, file: Asset) -> bool:
    """Whether no person has said yet if anybody can be recognised in it; our own cards show nobody."""
    told = identity_of(session, file) is not None or bool(consents_of(session, file))
    return file.kind in {"image", "video"} and "card" not in file.facts and not told and file.withdrawn_at is None
