"""Hides from an engine what it must not touch, and finds it again: terms, links, handles, hashtags, placeholders, numbers.

A mask is an ASCII word `XT<n>X`: of the shapes tried, the one that Apertium and Bergamot both gave back whole.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from languages.terms import Hit, Termbase


class MaskKind(StrEnum):
    """What a mask hides."""

    PLACEHOLDER = "placeholder"
    LINK = "link"
    MAIL = "mail"
    HANDLE = "handle"
    HASHTAG = "hashtag"
    TERM = "term"
    PHONE = "phone"
    NUMBER = "number"
    EMOJI = "emoji"
    LOOKALIKE = "lookalike"


EMOJI: Final = (
    r"(?:[\U0001F1E6-\U0001F1FF]{2}|[\u00A9\u00AE\u203C\u2049\u2122\u2139\u2194-\u21AA\u231A-\u23FF\u25AA-\u27BF\u2934-\u2B55\u3030\u303D"
    r"\U0001F000-\U0001FAFF](?:[\uFE0F\u20E3\U0001F3FB-\U0001F3FF]|\u200D[\u2190-\u2BFF\U0001F000-\U0001FAFF])*)"
)
PATTERNS: Final[tuple[tuple[MaskKind, str], ...]] = (
    (MaskKind.PLACEHOLDER, r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[A-Za-z_][\w.]*\}|%\([A-Za-z_]\w*\)[sd]|\$\{\w+\}"),
    (MaskKind.MAIL, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    (
        MaskKind.LINK,
        r"(?:https?://|www\.)[^\s<>«»“”\"]*[^\s<>«»“”\"'’.,;:!?…)\]}]|\b(?:[a-z0-9-]+\.)+(?:org|com|net|int|gob|gov|edu|io|info|go\.cr|mx|gt|hn|sv|ni|cr|pa|bz|do)(?:/[^\s<>«»“”\"]*[^\s<>«»“”\"'’.,;:!?…)\]}])?(?![\w.-]*\w)",
    ),
    (MaskKind.HANDLE, r"(?<![\w@])@\w[\w.]*\w"),
    (MaskKind.HASHTAG, r"(?<![\w#&])[#＃](?=\w*[^\W\d_])\w+"),
    (MaskKind.LOOKALIKE, r"[Xx]\s?[Tt]\s?[0-9]+\s?[Xx]"),
    (
        MaskKind.PHONE,
        r"(?<![\w+])(?:\+\d{1,3}[ -]?)?(?:\(\d{1,4}\)[ -]?)?\d{2,4}(?:[ -]\d{2,4}){1,4}(?!\w)|(?<!\w)\*\d{3,4}(?!\w)",
    ),
    (MaskKind.NUMBER, r"(?<!\w)\d+(?:[.,:/\u00A0\u202F]\d+)*(?:\s?%|[.]?[ºª])?(?!\w)"),
    (MaskKind.EMOJI, EMOJI),
)
FINDER: Final = re.compile("|".join(f"(?P<{kind.value}>{found})" for kind, found in PATTERNS), re.DOTALL)
HARD: Final = frozenset(
    {MaskKind.PLACEHOLDER, MaskKind.MAIL, MaskKind.LINK, MaskKind.HANDLE, MaskKind.HASHTAG, MaskKind.LOOKALIKE}
)
MASK: Final = re.compile(r"(?<!\w)XT([0-9]+)X(?!\w)")
MANGLED: Final = re.compile(r"(?<!\w)[Xx]\s?[Tt]\s?([0-9]+)\s?[Xx](?!\w)")
DETERMINERS: Final = {
    "es": re.compile(r"(?<!\w)(?:(?:(?P<joined>[Dd]e|[Aa])(?P<el>l))|(?P<article>[Ee]l|[Ll]a|[Ll]os|[Ll]as))\s+$"),
    "en": re.compile(r"(?<!\w)(?P<article>[Tt]he)\s+$"),
    "fr": re.compile(r"(?<!\w)(?P<article>[Ll]e\s+|[Ll]a\s+|[Ll]es\s+|[Ll]['’])$"),
    "pt": re.compile(r"(?<!\w)(?P<article>[OoAa]s?)\s+$"),
}


@dataclass(frozen=True, slots=True)
class Mask:
    """One hidden piece: `source` stood there, `stand_in` stands at `at` now (`XT1X`, or `de XT1X` where `del` was split).

    `glued`: letters stood right before it, right after it; the mask got a space there, and loses it again.
    """

    n: int
    kind: MaskKind
    source: str
    stand_in: str
    at: int
    hit: Hit | None = None
    definite: bool = False
    glued: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with its masks, in order."""

    text: str
    masks: tuple[Mask, ...]


def mask(text: str, language: str, termbase: Termbase, wanted: Callable[[Hit], bool] = lambda _hit: True) -> Masked:
    """The text with everything hidden that an engine must not touch; `wanted` says which terms have something to be put back."""
    hard = [match for match in FINDER.finditer(text) if MaskKind(str(match.lastgroup)) in HARD]
    terms = [hit for hit in termbase.right_in(text, language) if wanted(hit) and not touches(hit.start, hit.end, hard)]
    pieces = [piece_of(match) for match in hard] + [term_piece(text, hit, language, hard) for hit in terms]
    taken = [(start, end) for start, end, *_ in pieces]
    soft = [match for match in FINDER.finditer(text) if MaskKind(str(match.lastgroup)) not in HARD]
    pieces += [piece_of(match) for match in soft if not any(start < match.end() and match.start() < end for start, end in taken)]
    return assemble(text, sorted(pieces, key=lambda piece: piece[0]))


Piece = tuple[int, int, MaskKind, str, Hit | None, bool]
"""start, end, kind, what stays before the mask, the term, whether its definite article went with it."""


def piece_of(match: re.Match[str]) -> Piece:
    """A piece found by its shape."""
    return match.start(), match.end(), MaskKind(str(match.lastgroup)), "", None, False


def term_piece(text: str, hit: Hit, language: str, hard: Sequence[re.Match[str]]) -> Piece:
    """A term with its definite article: other languages put another one there, or none. Of `del` the `de` stays."""
    finder = DETERMINERS.get(language.split("-", 1)[0])
    found = finder.search(text[: hit.start]) if finder else None
    if found is None or touches(found.start(), hit.start, hard):
        return hit.start, hit.end, MaskKind.TERM, "", hit, False
    kept = found.groupdict().get("joined") or ""
    return found.start(), hit.end, MaskKind.TERM, f"{kept} " if kept else "", hit, True


def touches(start: int, end: int, matches: Iterable[re.Match[str]]) -> bool:
    """Whether a span shares a character with one of the matches."""
    return any(match.start() < end and start < match.end() for match in matches)


def assemble(text: str, pieces: Sequence[Piece]) -> Masked:
    """The text with its pieces replaced by masks, each a word of its own."""
    out, at = "", 0
    masks: list[Mask] = []
    for start, end, kind, kept, hit, definite in pieces:
        if start < at:
            continue
        out += text[at:start]
        glued = (ends_word(out[-1:]) and not kept, ends_word(text[end : end + 1]))
        stand_in = f"{' ' * glued[0]}{kept}XT{len(masks) + 1}X{' ' * glued[1]}"
        masks.append(Mask(len(masks) + 1, kind, text[start:end], stand_in, len(out), hit, definite, glued))
        out, at = out + stand_in, end
    return Masked(out + text[at:], tuple(masks))


def ends_word(letter: str) -> bool:
    """Whether a mask beside this letter would not be a word of its own."""
    return letter.isalnum() or letter == "_"


def unmask(masked: Masked) -> str:
    """The text as it was before masking."""
    out, at = "", 0
    for one in masked.masks:
        out += masked.text[at : one.at] + one.source
        at = one.at + len(one.stand_in)
    return out + masked.text[at:]


def mended(text: str) -> str:
    """Masks that an engine spelled `xt1x` or `XT 1 X`, spelled right again."""
    return MANGLED.sub(lambda match: f"XT{match.group(1)}X", text)


def complete(text: str, masks: Sequence[Mask]) -> bool:
    """Whether every mask is in the text exactly once and no other."""
    return sorted(int(match.group(1)) for match in MASK.finditer(text)) == [one.n for one in masks]


def between(masked: str) -> list[str]:
    """The text cut at its masks: pieces and masks in turn, for translating only what lies between them."""
    return re.split(r"((?<!\w)XT[0-9]+X(?!\w))", masked)
