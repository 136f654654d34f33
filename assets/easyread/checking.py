"""The thirteen checks of an easy-read text (LF01 to LF13). They help its author; only readers can validate it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import regex

from assets.captions.splitting import sentences
from assets.easyread.words import Words, ease, words_of
from assets.heard import EMOJI
from foundation.texts import N_, Texts

LONG, TOO_LONG, EASY, MOST_LINES = 15, 20, 65, 5
ACRONYM: Final = regex.compile(r"\b\p{Lu}{2,}s?\b")
ROMAN: Final = re.compile(r"\b[IVXLC]{2,}\b")
SHOUTED: Final = regex.compile(r"\b\p{Lu}{2,}(?:\s+\p{Lu}{2,})+\b|\b\p{Lu}{8,}\b")
SLANTED: Final = regex.compile(r"(?<!\w)[*_][^*_\s][^*_]*[*_](?!\w)|[\U0001D400-\U0001D7FF]")
EXPLAINS: Final = (":", "(", "es ", "son ", "significa", "quiere decir", "is ", "are ", "means", "o sea")


class Level(StrEnum):
    """How bad it is: an error must be mended before anybody tests the text, a warning is looked at."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its id, where (line number), the words, why it is hard and how to mend it."""

    rule: str
    level: Level
    line: int
    words: str
    why: str
    fix: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def say(self, texts: Texts) -> dict[str, Any]:
        """The finding in the reader's language."""
        return {
            "rule": self.rule,
            "level": self.level,
            "at": self.line,
            "words": self.words,
            "why": texts(self.why, **self.facts),
            "fix": texts(self.fix, **self.facts),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text and its number, from 1."""

    number: int
    text: str


def check(text: str, language: str, *, pictures: int = 0, terms: Mapping[str, str] | None = None) -> list[Finding]:
    """Every finding, in the order of the text. `pictures` is how many stand beside it; `terms` adds explained words.

    Raises:
        NoEasyRead: no rules for this language.
    """
    words = words_of(language)
    lines = [Line(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), 1)]
    spoken = [line for line in lines if line.text]
    found = [finding for line in spoken for judge in PER_LINE for finding in judge(line, words)]
    found += acronyms(spoken)
    found += technical(spoken, {**words.terms, **(terms or {})})
    found += paragraphs(lines)
    found += consistency(text, words)
    found += readability(text, words)
    if not pictures:
        why = N_("No hay imagen junto a la idea")
        found.append(
            Finding(
                "LF13",
                Level.WARNING,
                1,
                "",
                why,
                N_("Ponga una imagen o un pictograma que muestre lo mismo; letra de 14 puntos o más"),
            )
        )
    return sorted(found, key=lambda finding: (finding.line, finding.rule))


def length(line: Line, _words: Words) -> Iterator[Finding]:
    """LF01: short sentences."""
    for sentence in sentences(line.text):
        count = len(sentence.split())
        if count > LONG:
            yield Finding(
                "LF01",
                Level.ERROR if count > TOO_LONG else Level.WARNING,
                line.number,
                sentence,
                N_("La frase tiene {count} palabras"),
                N_("Pártala en frases de {limit} palabras o menos"),
                {"count": count, "limit": LONG},
            )


def ideas(line: Line, words: Words) -> Iterator[Finding]:
    """LF02: one idea a sentence."""
    for sentence in sentences(line.text):
        if len(words.verbs.findall(sentence)) > 1 and sentence.count(",") > 1:
            yield Finding(
                "LF02",
                Level.WARNING,
                line.number,
                sentence,
                N_("La frase dice más de una cosa"),
                N_("Escriba una frase por idea"),
            )


def voice(line: Line, words: Words) -> Iterator[Finding]:
    """LF03: say who does it."""
    for pattern in (words.passives, words.impersonal):
        for found in pattern.finditer(line.text):
            why = N_("No se sabe quién hace la acción")
            yield Finding(
                "LF03", Level.WARNING, line.number, found[0].strip(), why, N_("Diga quién lo hace: «La policía detuvo a…»")
            )


def figures(line: Line, words: Words) -> Iterator[Finding]:
    """LF04: numbers as figures, whole dates, no percentages, no Roman numerals."""
    spelled = [word for word in re.findall(r"\w+", line.text) if word.lower() in words.number_words]
    for hits, why, fix in (
        (spelled, N_("El número está en letras"), N_("Escríbalo con cifras: 10, no «diez»")),
        (ROMAN.findall(line.text), N_("Los números romanos son difíciles"), N_("Escriba «siglo 21», no «siglo XXI»")),
        (words.percent.findall(line.text), N_("Los porcentajes son difíciles"), N_("Escriba «1 de cada 4»")),
        (words.dates.findall(line.text), N_("La fecha está abreviada"), N_("Escríbala entera: «30 de julio de 2026»")),
    ):
        for hit in hits:
            yield Finding("LF04", Level.WARNING, line.number, hit, why, fix)


def images(line: Line, words: Words) -> Iterator[Finding]:
    """LF07: no figures of speech."""
    small = line.text.lower()
    for phrase in words.metaphors:
        if phrase in small:
            why = N_("Se puede entender al pie de la letra")
            yield Finding("LF07", Level.ERROR, line.number, phrase, why, N_("Diga lo que pasa de verdad, sin imágenes"))


def negation(line: Line, words: Words) -> Iterator[Finding]:
    """LF08: say what to do, not what not to do; never negate twice."""
    for sentence in sentences(line.text):
        hits = [word for word in re.findall(r"[\w']+", sentence.lower()) if word in words.negatives]
        if hits:
            twice = len(hits) > 1
            why = N_("La frase niega dos veces") if twice else N_("La frase está en negativo")
            level = Level.ERROR if twice else Level.WARNING
            yield Finding("LF08", level, line.number, " … ".join(hits), why, N_("Dígalo en positivo, si el sentido lo permite"))


def one_a_line(line: Line, _words: Words) -> Iterator[Finding]:
    """LF09: one sentence a line."""
    if len(sentences(line.text)) > 1:
        yield Finding(
            "LF09",
            Level.WARNING,
            line.number,
            line.text,
            N_("Hay varias frases en la línea"),
            N_("Empiece cada frase en una línea nueva"),
        )


def adornment(line: Line, _words: Words) -> Iterator[Finding]:
    """LF11: no shouting, slanting or emoji inside the sentence."""
    for pattern in (SHOUTED, SLANTED, EMOJI):
        for found in pattern.finditer(line.text):
            why = N_("Mayúsculas, cursivas y emojis estorban la lectura")
            yield Finding("LF11", Level.WARNING, line.number, found[0], why, N_("Use letra normal; si hace falta, negrita"))


PER_LINE: Final[tuple[Callable[[Line, Words], Iterator[Finding]], ...]] = (
    length, ideas, voice, figures, images, negation, one_a_line, adornment,
)  # fmt: skip


def acronyms(lines: list[Line]) -> Iterator[Finding]:
    """LF05: the full name first, the acronym in parentheses; afterwards it may stand alone."""
    introduced: set[str] = set()
    for line in lines:
        for found in ACRONYM.finditer(line.text):
            name = found[0]
            if SHOUTED.search(line.text) or ROMAN.fullmatch(name) or name in introduced:
                continue
            introduced.add(name)
            before = line.text[: found.start()]
            if not (before.endswith("(") and len(before.split()) > 2):
                why = N_("«{name}» aparece sin su nombre completo")
                fix = N_("Escriba primero el nombre completo y después «({name})»")
                yield Finding("LF05", Level.ERROR, line.number, name, why, fix, {"name": name})


def technical(lines: list[Line], terms: Mapping[str, str]) -> Iterator[Finding]:
    """LF06: a technical word is explained where it first stands."""
    for term, meaning in terms.items():
        for position, line in enumerate(lines):
            place = line.text.lower().find(term)
            if place < 0:
                continue
            after = line.text[place + len(term) :] + " " + " ".join(later.text for later in lines[position + 1 : position + 2])
            if not any(mark in after.lower()[:60] for mark in EXPLAINS):
                why, fix = N_("«{term}» necesita explicación"), N_("Explíquelo ahí mismo, por ejemplo: «{term}: {meaning}»")
                yield Finding("LF06", Level.ERROR, line.number, term, why, fix, {"term": term, "meaning": meaning})
            break


def paragraphs(lines: list[Line]) -> Iterator[Finding]:
    """LF09: paragraphs of at most five lines."""
    run: list[Line] = []
    for line in [*lines, Line(len(lines) + 1, "")]:
        if line.text:
            run.append(line)
            continue
        if len(run) > MOST_LINES:
            why, fix = N_("El párrafo tiene {count} líneas"), N_("Deje una línea en blanco cada 3 a 5 líneas")
            yield Finding("LF09", Level.WARNING, run[0].number, run[0].text, why, fix, {"count": len(run)})
        run = []


def consistency(text: str, words: Words) -> Iterator[Finding]:
    """LF10: the same word for the same thing."""
    small = text.lower()
    for group in words.same_thing:
        used = [name for name in group if re.search(rf"\b{re.escape(name)}\b", small)]
        if len({name.removesuffix("s") for name in used}) > 1:
            line = small[: small.find(used[1])].count("\n") + 1
            why, fix = N_("La misma cosa tiene varios nombres"), N_("Use siempre «{name}»")
            yield Finding("LF10", Level.WARNING, line, " / ".join(used), why, fix, {"name": used[0]})


def readability(text: str, words: Words) -> Iterator[Finding]:
    """LF12: the index, as a hint and never as a validation."""
    index = ease(text, len(sentences(text)), words.language)
    if index is not None and index < EASY:
        why, fix = N_("Índice de facilidad {index} (meta: {limit} o más)"), N_("Use palabras más cortas y frases más cortas")
        yield Finding("LF12", Level.WARNING, 1, "", why, fix, {"index": round(index), "limit": EASY})
