"""The do-no-harm rules as typed data, read from `starter/rules.toml`; every expression is compiled once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import regex

from foundation.texts import N_, Worded

FILE: Final = Path(__file__).parent / "starter" / "rules.toml"
LANGUAGES: Final = ("es", "en")

Expression: TypeAlias = regex.Pattern[str]


class Severity(Worded):
    """What a finding means for the piece, the gravest first."""

    BLOCK = "block", N_("No debe salir")
    HOLD = "hold", N_("Que lo lea otra persona")
    WARN = "warn", N_("Revise")
    INFO = "info", N_("Sugerencia")


class Scope(StrEnum):
    """Where the words stand."""

    TEXT = "text"
    HASHTAG = "hashtag"
    HEADLINE = "headline"
    ALT = "alt"
    CAPTION = "caption"
    OCR = "ocr"
    PROMPT = "prompt"
    LINK = "link"
    TRANSLATION = "translation"
    COMMENT = "comment"
    BOT = "bot"


@dataclass(frozen=True)
class Exemption:
    """When a rule weighs less: `quoted`, `educational`, or `near` a phrase; for some territories or for all."""

    when: str
    severity: Severity
    pattern: Expression | None
    territories: frozenset[str]
    why: Mapping[str, str]


@dataclass(frozen=True)
class Better:
    """Words and what to write instead; suggested, never applied."""

    words: Expression
    better: str


@dataclass(frozen=True)
class Rule:
    """One rule; `name`, `why` and `fix` by the reader's language. Without `patterns` a text alone cannot decide it."""

    id: str
    severity: Severity
    scopes: frozenset[str]
    needs: frozenset[str]
    name: Mapping[str, str]
    why: Mapping[str, str]
    fix: Mapping[str, str]
    condition_es: str
    exception_es: str
    sources: tuple[str, ...]
    patterns: tuple[Expression, ...]
    spare: tuple[Expression, ...]
    softer: tuple[Exemption, ...]
    instead: tuple[Better, ...]
    unless: str | None
    in_text: Severity | None
    never_accepted: bool
    languages_free: frozenset[str]
    bad: tuple[str, ...]
    good: tuple[str, ...]

    def applies_to(self, scope: Scope) -> bool:
        """Whether words standing there are looked at: rules about what others write do not judge what we write."""
        return scope in self.scopes or not self.scopes <= {Scope.COMMENT, Scope.BOT}


@cache
def rules() -> tuple[Rule, ...]:
    """All of them, in their order."""
    return tuple(rule_of(row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["rules"])


def rule_named(name: str) -> Rule:
    """The rule of that id."""
    return next(rule for rule in rules() if rule.id == name)


def rule_of(row: Mapping[str, Any]) -> Rule:
    """A row of the file, typed and compiled."""
    written = [row["pattern"]] if "pattern" in row else []
    return Rule(
        id=row["id"],
        severity=Severity(row["severity"]),
        scopes=frozenset(row["scopes"]),
        needs=frozenset(row.get("needs", ())),
        name=row["name"],
        why=row["why"],
        fix=row["fix"],
        condition_es=row["condition_es"],
        exception_es=row["exception_es"],
        sources=tuple(row["sources"]),
        patterns=tuple(regex.compile(pattern) for pattern in [*written, *row.get("extra", ())]),
        spare=tuple(regex.compile(pattern) for pattern in row.get("spare", ())),
        softer=tuple(exemption_of(softer) for softer in row.get("softer", ())),
        instead=tuple(Better(regex.compile(better["words"]), better["better"]) for better in row.get("instead", ())),
        unless=row.get("unless"),
        in_text=Severity(row["in_text"]) if "in_text" in row else None,
        never_accepted=row.get("never_accepted", False),
        languages_free=frozenset(row.get("languages_free", ())),
        bad=tuple(row.get("bad", ())),
        good=tuple(row.get("good", ())),
    )


def exemption_of(row: Mapping[str, Any]) -> Exemption:
    """One case in which a rule weighs less."""
    return Exemption(
        when=row["when"],
        severity=Severity(row["severity"]),
        pattern=regex.compile(row["pattern"]) if "pattern" in row else None,
        territories=frozenset(row.get("territories", ())),
        why=row["why"],
    )
