"""The glossary as rules read it: which terms stand in a text, where, and in which of their forms."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Final

from languages.contract import Severity
from languages.models import ExceptionKind, FormKind

EVERY_LANGUAGE: Final = "mul"
RIGHT: Final = (FormKind.PREFERRED, FormKind.ALLOWED, FormKind.PLURAL)
WRONG: Final = (FormKind.AVOID, FormKind.DEPENDS)
LONGEST_START: Final = 6
QUOTED: Final = re.compile(r"«[^«»]{1,400}»|“[^“”]{1,400}”|\"[^\"\n]{1,400}\"|‘[^‘’]{1,400}’")
FOLDS: Final = str.maketrans(
    "áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ’ʼ", "aaaaaaeeeeiiiiooooouuuuncAAAAAAEEEEIIIIOOOOOUUUUNC''"
)


@dataclass(frozen=True, slots=True)
class Form:
    """One way a language names a term. `after`, `not_after`, `not_before`: words that must (not) stand beside it."""

    text: str
    language: str
    kind: FormKind
    gender: str = ""
    note: str = ""
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    note_en: str = ""


@dataclass(frozen=True)
class Term:
    """A concept and its forms, the preferred ones first."""

    code: str
    category: str
    severity: Severity
    why: str
    sources: tuple[str, ...]
    forms: tuple[Form, ...]
    why_en: str = ""

    def right(self, language: str) -> list[Form]:
        """The forms that may be written in that language, the preferred one first."""
        found = [form for form in self.forms if form.kind in RIGHT and speaks(form, language)]
        return sorted(found, key=lambda form: (form.language != language, RIGHT.index(form.kind)))

    def wrong(self, language: str) -> list[Form]:
        """The forms to avoid in that language."""
        return [form for form in self.forms if form.kind in WRONG and speaks(form, language)]

    def accepted(self, language: str) -> list[Form]:
        """Everything that counts as right in a translation into that language."""
        return [form for form in self.forms if form.kind not in WRONG and speaks(form, language)]

    @property
    def reason(self) -> str:
        """Why, with the sources in brackets."""
        return self.said("es")

    def said(self, reader: str) -> str:
        """Why in the reader's language, as far as somebody wrote it down, with the sources in brackets."""
        why = self.why_en if reader == "en" and self.why_en else self.why
        return f"{why} [{', '.join(self.sources)}]".strip() if self.sources else why


@dataclass(frozen=True, slots=True)
class Hit:
    """A form of a term found in a text, from `start` to `end`."""

    term: Term
    form: Form
    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the two spans share a character."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Exempt:
    """Words in which an avoided form may stand."""

    kind: ExceptionKind
    language: str
    text: str


@dataclass(frozen=True)
class Termbase:
    """Every term with the forms that hold in one territory."""

    terms: tuple[Term, ...]
    exempt: tuple[Exempt, ...] = ()
    finders: dict[tuple[str, str], "Finder"] = field(default_factory=dict, compare=False)

    def right_in(self, text: str, language: str) -> list[Hit]:
        """Right forms in the text, longest first where they overlap, in order."""
        return longest(self._finder(language, "right").find(text))

    def all_right_in(self, text: str, language: str) -> list[Hit]:
        """Right forms in the text, also those inside a longer one."""
        return self._finder(language, "right").find(text)

    def count(self, term: Term, text: str, language: str) -> int:
        """How many times a right or accepted form of that term stands in the text, also inside a longer term."""
        return len(longest(hit for hit in self._finder(language, "accepted").find(text) if hit.term is term))

    def wrong_in(self, text: str, language: str) -> list[Hit]:
        """Avoided forms in the text, all of them, in order; whether they stand in an exempt place is the guard's business."""
        return self._finder(language, "wrong").find(text)

    def speaks(self, language: str) -> bool:
        """Whether any term has a form in that language."""
        return any(form.language == base(language) for term in self.terms for form in term.forms)

    def exempt_spans(self, text: str, language: str, kind: ExceptionKind) -> list[tuple[int, int]]:
        """Where official titles or national labels stand in the text."""
        folded = fold(text)
        forms = [
            exempt.text for exempt in self.exempt if exempt.kind is kind and exempt.language in {base(language), EVERY_LANGUAGE}
        ]
        return [match.span() for form in forms for match in re.finditer(pattern(form), folded, re.IGNORECASE)]

    @cached_property
    def by_code(self) -> Mapping[str, Term]:
        """The terms by their code."""
        return {term.code: term for term in self.terms}

    def _finder(self, language: str, which: str) -> "Finder":
        key = (language, which)
        if key not in self.finders:
            self.finders[key] = Finder([(term, form) for term in self.terms for form in getattr(term, which)(language)])
        return self.finders[key]


class Finder:
    """Finds many forms in one pass: an alternation tells where one may start, then every form of that beginning is tried.

    It remembers the last texts, because the guard asks about the same one several times.
    """

    def __init__(self, pairs: Sequence[tuple[Term, Form]]) -> None:
        self.tries: dict[str, list[tuple[re.Pattern[str], Term, Form]]] = {}
        for term, form in sorted(pairs, key=lambda pair: -len(pair[1].text)):
            start = re.split(r"[\s*]", fold(form.text).lower(), maxsplit=1)[0][:LONGEST_START]
            words = pattern(form.text, plural=form.kind in WRONG)
            self.tries.setdefault(start, []).append((re.compile(words, re.IGNORECASE), term, form))
        self.lengths = sorted({len(start) for start in self.tries}, reverse=True)
        starts = sorted(self.tries, key=len, reverse=True)
        self.start = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, starts))})", re.IGNORECASE) if starts else None
        self.find = lru_cache(maxsize=64)(self._find)

    def _find(self, text: str) -> list[Hit]:
        if self.start is None:
            return []
        folded = fold(text)
        return [hit for opening in self.start.finditer(folded) for hit in self._at(folded, opening.start())]

    def _at(self, folded: str, start: int) -> Iterator[Hit]:
        opening = folded[start : start + LONGEST_START].lower()
        for length in self.lengths:
            for compiled, term, form in self.tries.get(opening[:length], ()):
                match = compiled.match(folded, start)
                if match and fits(form, folded[:start], folded[match.end() :]):
                    yield Hit(term, form, start, match.end())


def speaks(form: Form, language: str) -> bool:
    """Whether the form belongs to the language, or to every one."""
    return form.language in {language, base(language), EVERY_LANGUAGE}


def base(language: str) -> str:
    """`es` of `es-GT`."""
    return language.split("-", 1)[0]


def fold(text: str) -> str:
    """The text without accents, letter for letter, so that positions stay what they are."""
    return text.translate(FOLDS)


def pattern(form: str, *, plural: bool = False) -> str:
    """The regular expression of a form: any white space between its words, `*` for the rest of a word.

    `plural`: also with the plural's s, which these languages share; right forms have their plurals written down, wrong ones not.
    """
    words = [
        re.escape(fold(word)).replace(r"\*", r"\w*") + ("(?:e?s)?" if plural and word[-1:].isalpha() else "")
        for word in form.split()
    ]
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"


def fits(form: Form, before: str, after: str) -> bool:
    """Whether the words beside a form let it be the term: `trata` the noun, not the verb."""
    if form.after and not ending(form.after).search(before[-80:]):
        return False
    if form.not_after and ending(form.not_after).search(before[-80:]):
        return False
    return not (form.not_before and beginning(form.not_before).match(after))


@cache
def ending(words: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a text that ends with one of these, whole."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(fold(one)) for one in words)})\s+$", re.IGNORECASE)


@cache
def beginning(words: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a text that goes on with one of these, whole."""
    return re.compile(rf"\s+(?:{'|'.join(re.escape(fold(one)) for one in words)})(?!\w)", re.IGNORECASE)


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits the longest; in the order of the text."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if not any(one.overlaps(hit.start, hit.end) for one in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where the text quotes somebody."""
    return [match.span() for match in QUOTED.finditer(text)]


def within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a span lies inside one of the others."""
    return any(left <= start and end <= right for left, right in spans)
