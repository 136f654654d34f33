"""What every translator offers and what the room hands back. Read this page before any engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from foundation.texts import N_, Texts, Worded


class TranslationState(Worded):
    """How far a text in another language can be trusted; each state is worth more than the one before."""

    MACHINE = "machine", N_("Borrador automático")
    REVIEWED = "reviewed", N_("Revisada")
    APPROVED = "approved", N_("Aprobada por una persona")


class Severity(Worded):
    """What a finding asks for: `block` forbids approval, `warn` wants a look, `info` is good to know."""

    BLOCK = "block", N_("No debe salir")
    WARN = "warn", N_("Revise")
    INFO = "info", N_("Sugerencia")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a text. `why` and `fix` are catalogue sentences that `facts` fill.

    A fact that people wrote in two languages has its English under its name with `_en`.
    """

    rule: str
    severity: Severity
    words: str
    why: str
    fix: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def said(self, texts: Texts) -> dict[str, str]:
        """The finding as people and scripts read it."""
        english = {name.removesuffix("_en"): fact for name, fact in self.facts.items() if name.endswith("_en") and fact}
        facts = {**self.facts, **(english if texts.language == "en" else {})}
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "words": self.words,
            "why": texts(self.why, **facts),
            "fix": texts(self.fix, **facts),
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """A text in another language, how far it can be trusted, who made it (`memory` or an engine) and what the guard found."""

    text: str
    state: TranslationState
    engine: str
    findings: tuple[Finding, ...] = ()

    @property
    def blocked(self) -> bool:
        """Whether something found forbids its approval."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)


Private = bool | Callable[[str], bool]
"""Whether a text holds personal data: told by the caller (moderation stands above this room)."""


class Translator(Protocol):
    """One engine. It answers within `deadline_s`, or raises an `EngineError`; it never hangs and never half-answers."""

    @property
    def name(self) -> str:
        """Its name in the settings."""

    @property
    def outside(self) -> bool:
        """Whether the text leaves our machines: a private text is never handed to such an engine."""

    def knows(self, source: str, target: str) -> bool:
        """Whether it translates between these languages (BCP-47)."""

    async def translate(self, texts: Sequence[str], source: str, target: str, *, deadline_s: float) -> list[str]:
        """The texts in `target`, in order; each is at most a few sentences and may hold masks (`XT1X`).

        Raises:
            EngineError: one of its kinds says what a person or the caller can do.
        """
