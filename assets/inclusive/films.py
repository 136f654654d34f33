"""Captions of a film of the library, for every post that shows it: kept as SRT and VTT, or drawn into a copy of the film."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
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
from assets.models import Asset, AssetSource
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


def burned_facts(language: str, cues: Sequence[Cue]) -> dict[str, str]:
    """What a film's row says of the captions drawn into its picture: their language, and exactly which ones they are."""
    return {"burned": language, "srt": sha256(files.srt(cues).encode()).hexdigest()}


def burned_of(session: Session, film: Asset) -> dict[str, Asset]:
    """The film with captions drawn into it, by language: itself, or what was made of it with the captions it has now."""
    known = {one.language: one.sha256 for one in caption_rows(session, film.id)}
    made = select(Asset).join(AssetSource, AssetSource.asset_id == Asset.id).where(AssetSource.source_id == film.id)
    found = {}
    for one in [*session.scalars(made.where(Asset.kind == film.kind, Asset.withdrawn_at.is_(None)).order_by(Asset.id)), film]:
        language = one.facts.get("burned")
        if language and (one is film or one.facts.get("srt") == known.get(language)):
            found[str(language)] = one
    return found


def caption_rows(session: Session, film: int) -> Sequence[Rendition]:
    """The film's captions, by language."""
    wanted = (Rendition.subject == f"asset:{film}", Rendition.format == Format.CAPTIONS)
    return session.scalars(select(Rendition).where(*wanted).order_by(Rendition.language)).all()


def captions_of(session: Session, film: int) -> list[tuple[str, str, str]]:
    """The film's caption files as (sha256, language, mime), SRT before VTT, by language."""
    return [
        (content, one.language, mime)
        for one in caption_rows(session, film)
        for content, mime in ((one.sha256, SRT), (one.facts.get("vtt"), VTT))
        if content
    ]
