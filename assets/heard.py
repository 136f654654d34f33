"""A post for fingers and ears: without hashtags, links and emoji, and with help lines spelled digit by digit."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import regex

DIGITS: Final[Mapping[str, list[str]]] = MappingProxyType(
    {
        "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
        "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        "pt": ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"],
        "fr": ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
        "ht": ["zewo", "en", "de", "twa", "kat", "senk", "sis", "sèt", "uit", "nèf"],
    }
)
LINK: Final = regex.compile(r"(?:\s+(?:en|at|em|sur|nan|sou))?\s*(?:https?://|www\.)\S*[^\s.,;:!?)»”]", regex.IGNORECASE)
LAST_TAGS: Final = regex.compile(r"(?:\s*[#＃][\p{L}\p{N}_]+)+(?=\s*(?:[.!?…]?\s*)(?:\n|$))")
TAG: Final = regex.compile(r"[#＃]([\p{L}\p{N}_]+)")
HANDLE: Final = regex.compile(r"(?<![\p{L}\p{N}])@([\p{L}\p{N}_.]*[\p{L}\p{N}_])")
EMOJI: Final = regex.compile(
    r"[\p{Extended_Pictographic}\p{Regional_Indicator}--[0-9#*©®™]][\p{EMod}\uFE0F\u20E3]*(?:\u200D\p{Extended_Pictographic}\uFE0F?)*"
    r"|[\uFE0F\u20E3]",
    regex.V1,
)
CALL: Final = (
    r"(?:llam|marc|marqu|l[íi]nea|tel[ée]fono|tel\b|whatsapp|denunci|n[úu]mero"
    r"|call|dial|phone|hotline|helpline|\bline|number|ligu|disque|appel|rele)"
)
PHONE: Final = regex.compile(
    rf"(?P<after>{CALL}\p{{L}}*\.?(?:[\s:]+\p{{L}}+){{0,3}}[\s:(]+)(?P<called>\+?\d(?:[\d\s-]{{1,16}}\d)?)(?![\d/.,]?\d)"
    r"|(?<![\d/.,+-])(?P<shape>\+\d{1,3}[\s-]?\d{3,4}(?:[\s-]?\d{3,4}){1,2}|\d{3,4}-\d{3,4}(?:-\d{3,4})?|9-1-1)(?![\d/-])",
    regex.IGNORECASE,
)
YEAR: Final = regex.compile(r"(?:19|20)\d\d(?:-(?:19|20)\d\d)?")


def bare(text: str) -> str:
    """The words of a post: links, trailing hashtags and emoji go, a hashtag or handle inside a sentence becomes its words."""
    without = LAST_TAGS.sub("", EMOJI.sub("", LINK.sub("", text)))
    worded = HANDLE.sub(lambda found: apart(found[1]), TAG.sub(lambda found: apart(found[1]), without))
    lines = (" ".join(line.split()) for line in worded.splitlines())
    return str(regex.sub(r"\s+([.,;:!?…])", r"\1", "\n".join(lines))).strip()


def apart(tag: str) -> str:
    """`NoALaTrata` and `no_a_la_trata` as words."""
    return str(regex.sub(r"(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})", " ", tag.replace("_", " "))).strip()


def spell_lines(text: str, language: str) -> str:
    """Every help line followed by its digits in words: a misread digit is a call that reaches nobody.

    A language whose digits we do not know keeps the numbers as they are.
    """
    names = DIGITS.get(language.partition("-")[0].lower())
    return text if names is None else str(PHONE.sub(lambda found: spelled(found, names), text))


def spelled(found: regex.Match[str], names: list[str]) -> str:
    """`800-8000 (ocho cero cero, ocho cero cero cero)`; a year or a small number is left alone."""
    number = found["called"] or found["shape"]
    if sum(letter.isdigit() for letter in number) < 3 or YEAR.fullmatch(number):
        return str(found[0])
    groups = regex.findall(r"\d+", number)
    comma = " " if all(len(group) == 1 for group in groups) else ", "
    words = comma.join(" ".join(names[int(digit)] for digit in group) for group in groups)
    whole = ("+" if number.startswith("+") else "") + "-".join(groups)
    return f"{found['after'] or ''}{whole} ({words})"
