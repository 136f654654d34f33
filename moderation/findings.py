"""What a check says: the rule, the words, why they harm, what to do; and what is known of a piece beyond its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from foundation.texts import Texts
from moderation.rules import LANGUAGES, Rule, Severity, rules

NEEDS_A_PERSON: Final = frozenset({Severity.BLOCK, Severity.HOLD})
GRAVEST_FIRST: Final = list(Severity)


@dataclass(frozen=True)
class Finding:
    """What a rule found; `instead` is a suggestion, `at` the place of the words in the text."""

    rule: str
    severity: Severity
    words: str
    why: str
    fix: str
    name: str = ""
    instead: str = ""
    at: int = 0


@dataclass(frozen=True)
class About:
    """What is known of a piece and cannot be read off its words."""

    event: bool = False
    source: bool = False
    source_year: int | None = None
    educational: bool = False
    easy_read_validated: bool = False
    machine_translated: bool = False
    press_contacts: frozenset[str] = field(default_factory=frozenset)


def finding(rule: Rule, words: str, reader: str, at: int = 0) -> Finding:
    """The rule's finding in the reader's language."""
    spoken = reader if reader in LANGUAGES else LANGUAGES[0]
    return Finding(rule.id, rule.severity, words, rule.why[spoken], rule.fix[spoken], name=rule.name[spoken], at=at)


def in_language(one: Finding, reader: str) -> Finding:
    """A finding told in Spanish, told in another language: by its rule, or by the catalogue what no rule says."""
    rule = next((rule for rule in rules() if rule.id == one.rule), None)
    if rule is None or reader not in LANGUAGES:
        return one
    known = [rule.why, rule.fix, *(softer.why for softer in rule.softer)]
    why, fix = (in_words(said, known, reader) for said in (one.why, one.fix))
    return replace(one, why=why, fix=fix, name=rule.name[reader])


def in_words(said: str, known: Iterable[Mapping[str, str]], reader: str) -> str:
    """A sentence in the reader's language."""
    return next((words[reader] for words in known if said in words.values()), Texts(reader)(said))


def passes(findings: Iterable[Finding]) -> bool:
    """Whether a piece may go out without a person: nothing blocks it, nothing holds it."""
    return not any(one.severity in NEEDS_A_PERSON for one in findings)


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """Each once, the gravest first, then as they stand in the text."""
    once = {(one.rule, one.at, one.words): one for one in findings}
    return sorted(once.values(), key=lambda one: (GRAVEST_FIRST.index(one.severity), one.at))
