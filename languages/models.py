"""Tables of languages: glossary, translation memory, requests to people, overrides and fallback rules."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base, words
from foundation.texts import N_, Worded
from languages.contract import Severity, TranslationState


class FormKind(StrEnum):
    """What a form is to its term: to be written, also right, its plural, wrong, or wrong only in a certain sense.

    One that is `accepted` counts as right in a translation; it is never put into one, nor looked for in an original.
    """

    PREFERRED = "preferred"
    ALLOWED = "allowed"
    PLURAL = "plural"
    ACCEPTED = "accepted"
    AVOID = "avoid"
    DEPENDS = "depends"


class ExceptionKind(StrEnum):
    """Why an avoided form may stand: an official title, a national criminal law's own label, a kept name."""

    TITLE = "title"
    NATIONAL = "national"


class RequestStatus(Worded):
    """requested → assigned → delivered → approved; returned goes back to the translator; withdrawn ends it."""

    REQUESTED = "requested", N_("Pedida")
    ASSIGNED = "assigned", N_("Asignada")
    DELIVERED = "delivered", N_("Por revisar")
    RETURNED = "returned", N_("Devuelta")
    APPROVED = "approved", N_("Aceptada")
    WITHDRAWN = "withdrawn", N_("Retirada")


class Fallback(StrEnum):
    """What an audience sees until its language is ready."""

    WAIT = "wait"
    SPANISH = "spanish"
    BOTH = "both"


class GlossaryTerm(Base):
    """A concept of the field. Its forms say how each language names it; `why`, also in English, and `sources`: on whose word."""

    __tablename__ = "glossary_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    category: Mapped[str] = mapped_column(String(40))
    severity: Mapped[Severity] = mapped_column(words(Severity))
    why: Mapped[str] = mapped_column(Text, default="")
    why_en: Mapped[str] = mapped_column(Text, default="")
    sources: Mapped[list[str]]
    confidence: Mapped[str] = mapped_column(String(60), default="")
    edited_by: Mapped[str] = mapped_column(String(60))
    edited_at: Mapped[datetime]


class GlossaryForm(Base):
    """One form of a term in one language (`mul`: every language), for the region or for one territory only.

    `context` may hold `after`, `not_after`, `not_before`: words that must (not) stand beside it (`trata` the noun, not the verb).
    """

    __tablename__ = "glossary_forms"
    __table_args__ = (UniqueConstraint("term_id", "language", "territory", "kind", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("glossary_terms.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(12))
    territory: Mapped[str] = mapped_column(String(10), default="REG")
    kind: Mapped[FormKind] = mapped_column(words(FormKind))
    form: Mapped[str] = mapped_column(String(300))
    gender: Mapped[str] = mapped_column(String(1), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    note_en: Mapped[str] = mapped_column(Text, default="")
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)


class GlossaryException(Base):
    """Words in which an avoided form may stand: an official title anywhere, a national label inside quotation marks there."""

    __tablename__ = "glossary_exceptions"
    __table_args__ = (UniqueConstraint("language", "territory", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ExceptionKind] = mapped_column(words(ExceptionKind))
    language: Mapped[str] = mapped_column(String(12))
    territory: Mapped[str] = mapped_column(String(10), default="REG")
    form: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text, default="")


class Segment(Base):
    """One remembered translation of a sentence or short text; `key` is the hash of the normalised source."""

    __tablename__ = "segments"
    __table_args__ = (
        UniqueConstraint("source_language", "target_language", "key"),
        Index("ix_segments_pair_edited", "source_language", "target_language", "edited_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_language: Mapped[str] = mapped_column(String(12))
    target_language: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    state: Mapped[TranslationState] = mapped_column(words(TranslationState))
    author: Mapped[str] = mapped_column(String(60))
    edited_at: Mapped[datetime]


class TranslationRequest(Base):
    """A translation asked of a person. `subject` names what it is for (`post:12`); the answer is a text, a recording, or both.

    `draft` is what the translator has so far, `drafted` how many of the original's segments it covers (0: it is one whole text).
    """

    __tablename__ = "translation_requests"
    __table_args__ = (
        UniqueConstraint("subject", "language"),
        Index("ix_translation_requests_assignee", "assignee", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(60))
    territory: Mapped[str] = mapped_column(String(10), default="REG")
    source_language: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(Text)
    source_before: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[RequestStatus] = mapped_column(words(RequestStatus), default=RequestStatus.REQUESTED)
    requested_by: Mapped[str] = mapped_column(String(60))
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    assignee: Mapped[str | None] = mapped_column(String(60))
    draft: Mapped[str] = mapped_column(Text, default="")
    drafted: Mapped[int] = mapped_column(default=0)
    text: Mapped[str | None] = mapped_column(Text)
    audio_asset: Mapped[int | None]
    delivered_by: Mapped[str | None] = mapped_column(String(60))
    delivered_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(60))
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(Text, default="")
    stale_since: Mapped[datetime | None]


class Override(Base):
    """A reviewer's reason for approving a translation in spite of a blocking finding."""

    __tablename__ = "translation_overrides"
    __table_args__ = (Index("ix_translation_overrides_subject", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(12))
    rule: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(60))
    decided_at: Mapped[datetime]


class FallbackRule(Base):
    """What one audience sees until its language is ready; no row means `spanish`."""

    __tablename__ = "fallback_rules"

    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    rule: Mapped[Fallback] = mapped_column(words(Fallback))
    set_by: Mapped[str] = mapped_column(String(60))
    set_at: Mapped[datetime]
