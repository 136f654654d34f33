"""Captions of a film of the library: kept as SRT and VTT with the film, so that every post that shows it has them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.captions import files
from assets.captions.checking import Finding, check
from assets.captions.cue import Cue
from assets.captions.rules import rules_for
from assets.inclusive.keeping import keep
from assets.inclusive.message import Message
from assets.inclusive_models import Format, Rendition
from assets.models import Asset
from assets.store import Store

SRT: Final = "application/x-subrip"
VTT: Final = "text/vtt"


def caption_film(
    session: Session, store: Store, film: Asset, cues: Sequence[Cue], language: str, *, by: str, now: datetime
) -> tuple[Rendition, list[Finding]]:
    """Keeps the film's captions in a language, and says which rules they break."""
    findings = check(cues, rules_for(language))
    words = " ".join(cue.text for cue in cues)
    made = keep(
        session,
        Message(f"asset:{film.id}", language, {language: words}),
        Format.CAPTIONS,
        language,
        state="draft" if findings else "ready",
        by=by,
        now=now,
        text=words,
        sha256=store.put(files.srt(cues).encode(), SRT),
        mime=SRT,
        facts={"vtt": store.put(files.vtt(cues).encode(), VTT)},
    )
    return made, findings


def captions_of(session: Session, film: int) -> list[tuple[str, str, str]]:
    """The film's caption files as (sha256, language, mime), SRT before VTT, by language."""
    found = session.scalars(
        select(Rendition)
        .where(Rendition.subject == f"asset:{film}", Rendition.format == Format.CAPTIONS)
        .order_by(Rendition.language)
    )
    return [
        (sha256, one.language, mime)
        for one in found
        for sha256, mime in ((one.sha256, SRT), (one.facts.get("vtt"), VTT))
        if sha256
    ]
