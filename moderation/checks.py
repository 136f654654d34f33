"""The do-no-harm checks: what a text may not say, what needs a person, what to say instead. Findings never change a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import regex

from foundation.texts import N_, Texts
from moderation.distress import looks_like_a_call_for_help
from moderation.findings import About, Finding, finding, gravest_first, passes
from moderation.folding import Folded, fold
from moderation.helplines import HelpLine, lines_of, may_be_published
from moderation.measures import MEASURES, Piece
from moderation.rules import LANGUAGES, Exemption, Rule, Scope, Severity, rule_named, rules

__all__ = ["About", "Finding", "HelpLine", "Scope", "Severity", "check_text", "looks_like_a_call_for_help", "passes"]

LONGEST: Final = 20_000  # characters: R32 is quadratic in the number of figures
PATIENCE_S: Final = 0.1  # for one expression on one text
SHOWN: Final = 120  # characters of a text that a rule finds as a whole
NEAR: Final = 30  # characters around a match
QUOTATION: Final = regex.compile(r"«[^»\n]{1,300}»|“[^”\n]{1,300}”|\"[^\"\n]{1,300}\"")
TOO_LONG: Final = N_("El texto pasa de {longest} caracteres y no se revisó entero. Divídalo y revise cada parte.")
TOO_SLOW: Final = N_("La regla {rule} no terminó a tiempo con este texto. Una persona debe revisarlo.")


def check_text(
    text: str,
    language: str,
    territory: str,
    now: datetime,
    *,
    lines: Sequence[HelpLine] = (),
    scope: Scope = Scope.TEXT,
    about: About | None = None,
    reader: str = "es",
) -> list[Finding]:
    """What the rules find in a text, the gravest first; `why` and `fix` are in the reader's language.

    `lines` is the register of help lines: a telephone number that is not verified there blocks. A text that is too long, or one a
    rule cannot read in time, holds: nothing passes unread.
    """
    piece = Piece(text[:LONGEST], language, scope, about or About(), now)
    look = Look(piece, fold(piece.text), territory, tuple(lines), reader)
    found = [one for rule in rules() if rule.applies_to(scope) for one in look.under(rule)]
    if len(text) > LONGEST:
        found.append(unread(reader, TOO_LONG, rule="too_long", longest=LONGEST))
    return gravest_first(found)


def unread(reader: str, why: str, rule: str, **facts: object) -> Finding:
    """A finding that says that something could not be read."""
    said = Texts(reader)(why, rule=rule, **facts)
    reason, _, fix = said.partition(". ")
    return Finding(rule, Severity.HOLD, "", f"{reason}.", fix)


@dataclass(frozen=True)
class Look:
    """One reading of one piece."""

    piece: Piece
    text: Folded
    territory: str
    lines: tuple[HelpLine, ...]
    reader: str

    def under(self, rule: Rule) -> Iterator[Finding]:
        """What one rule finds."""
        free = self.piece.language.split("-")[0] in rule.languages_free
        if free or (rule.unless and getattr(self.piece.about, rule.unless)):
            return
        try:
            yield from self.by_words(rule)
        except TimeoutError:
            yield unread(self.reader, TOO_SLOW, rule=rule.id)
        if rule.id in MEASURES and (words := MEASURES[rule.id](self.piece)) is not None:
            yield finding(rule, words, self.reader)

    def by_words(self, rule: Rule) -> Iterator[Finding]:
        """What a rule's expressions match, in the folded text and with disguised words undone."""
        readings = [self.text] if self.text.unmasked.text == self.text.text else [self.text, self.text.unmasked]
        for folded in readings if rule.patterns else []:
            searched = without(rule.spare, folded.text)
            for pattern in rule.patterns:
                for match in pattern.finditer(searched, timeout=PATIENCE_S):
                    yield from self.telephone(folded, match) if rule.id == "R37" else self.weighed(rule, folded, match)

    def weighed(self, rule: Rule, folded: Folded, match: "regex.Match[str]") -> Iterator[Finding]:
        """The finding of one match; an exemption that fits makes it weigh less."""
        start, end = match.span()
        words = folded.words(start, end).strip() or self.piece.text[:SHOWN].strip()
        found = finding(rule, words, self.reader, at=folded.origin[start])
        better = next((one.better for one in rule.instead if one.words.search(match.group())), "")
        softer = next((one for one in rule.softer if self.fits(one, folded, start, end)), None)
        if softer:
            why = softer.why.get(self.reader, softer.why[LANGUAGES[0]])
            yield replace(found, severity=softer.severity, why=why, instead=better)
        else:
            yield replace(found, severity=severity_of(rule, self.piece.scope), instead=better)

    def fits(self, softer: Exemption, folded: Folded, start: int, end: int) -> bool:
        """Whether an exemption fits a match."""
        if softer.territories and self.territory not in softer.territories:
            return False
        if softer.when == "educational":
            return self.piece.about.educational
        if softer.when == "quoted":
            first, last = folded.origin[start], folded.origin[end - 1]
            return any(quote.start() < first and last < quote.end() for quote in QUOTATION.finditer(folded.original))
        around = folded.text[max(start - NEAR, 0) : end + NEAR]
        return softer.pattern is not None and softer.pattern.search(around, timeout=PATIENCE_S) is not None

    def telephone(self, folded: Folded, match: "regex.Match[str]") -> Iterator[Finding]:
        """R37 and R38: a number must be a verified line of the profile's own country."""
        start, end = next(match.span(group) for group in range(1, match.re.groups + 1) if match.group(group))
        number = folded.words(start, end)
        found = lines_of(number, self.lines)
        if number in self.piece.about.press_contacts or may_be_published(found, self.territory, self.piece.now):
            return
        yield finding(rule_named("R38" if found else "R37"), number, self.reader, at=folded.origin[start])


def severity_of(rule: Rule, scope: Scope) -> Severity:
    """The rule's severity where these words stand."""
    return rule.in_text if rule.in_text and scope not in rule.scopes else rule.severity


def without(spare: Sequence["regex.Pattern[str]"], text: str) -> str:
    """The text with harmless turns of phrase dotted out, at the same length."""
    for pattern in spare:
        text = pattern.sub(lambda match: "·" * len(match.group()), text, timeout=PATIENCE_S)
    return text
