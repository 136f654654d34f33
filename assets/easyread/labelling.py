"""The label of a text: «Lectura fácil» only while a record says that readers tested exactly these words."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.easyread.checking import Finding, Level
from assets.inclusive_models import Format, Rendition, RenditionStep
from foundation.errors import BadInput
from foundation.texts import N_

EASY_READ: Final = N_("Lectura fácil")
DRAFT: Final = N_("versión en lenguaje sencillo (borrador)")
VALIDATED: Final = "validated"
FEWEST: Final = 2  # one reader's difficulty is not everybody's


class NotYetEasy(BadInput):
    """The text still breaks rules that no reader should have to find."""

    code = "not_yet_easy"
    sentence = N_("{field}: el texto aún tiene {count} errores de lectura fácil. Corríjalos antes de validarlo con personas.")


class TooFewReaders(BadInput):
    """Too few people tested it."""

    code = "too_few_readers"
    sentence = N_("{field}: la validación necesita al menos {limit} personas con dificultades de comprensión; hubo {count}.")


def seal_of(text: str) -> str:
    """The hash of the words, however their lines are spaced."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def validate(
    session: Session,
    rendition: Rendition,
    findings: Sequence[Finding],
    *,
    group: str,
    readers: int,
    note: str,
    by: str,
    now: datetime,
) -> RenditionStep:
    """Records that a group of readers with comprehension difficulties understood the text as it stands.

    The group's name (an association, a school) and the number are kept, never who they are. `by` is the facilitator.

    Raises:
        NotYetEasy: checks still find errors. TooFewReaders: fewer than two.
    """
    errors = sum(finding.level is Level.ERROR for finding in findings)
    if errors:
        raise NotYetEasy(field="text", count=errors)
    if readers < FEWEST:
        raise TooFewReaders(field="readers", count=readers, limit=FEWEST)
    step = RenditionStep(
        rendition_id=rendition.id,
        act=VALIDATED,
        seal=seal_of(rendition.text or ""),
        note=note,
        facts={"group": group, "readers": readers},
        done_by=by,
        done_at=now,
    )
    rendition.state = VALIDATED
    session.add(step)
    session.flush()
    return step


def is_validated(session: Session, rendition: Rendition) -> bool:
    """Whether a record stands for exactly these words."""
    records = select(RenditionStep.id).where(
        RenditionStep.rendition_id == rendition.id,
        RenditionStep.act == VALIDATED,
        RenditionStep.seal == seal_of(rendition.text or ""),
    )
    return rendition.format is Format.EASY_READ and session.scalar(records.limit(1)) is not None


def label(session: Session, rendition: Rendition) -> str:
    """What may stand over the text: a catalogue sentence."""
    return EASY_READ if is_validated(session, rendition) else DRAFT
