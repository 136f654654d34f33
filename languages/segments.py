"""Cuts a text into what is translated and remembered: sentences and lines, with the space between them kept as it is."""

import re
from typing import Final

ABBREVIATIONS: Final = re.compile(
    r"(?:arts?|dra?|ee|gral|ing|inc|lic|n[úu]m|p[áa]g|prof|sr|sra|srta|st|uds?|uu|vs|etc|ej|ltd|mrs?|ms|av|tel|ext|cap|vol|\w)",
    re.IGNORECASE,
)
BREAK: Final = re.compile(r"(\s*\n\s*|(?<=[.!?…])[»”\"’)]*\s+(?=[¿¡«“\"‘(]*[^\W\d_a-zà-ÿ]|[\U0001F000-\U0001FAFF\u2600-\u27BF]))")
PLACEHOLDER: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def segments_of(text: str) -> list[str]:
    """The text as segment, gap, segment, gap, … segment: joined they are the text again."""
    parts: list[str] = []
    start = 0
    for match in BREAK.finditer(text):
        if breaks(text, match):
            closing = len(match.group()) - len(match.group().lstrip('»”"’)'))
            parts += [text[start : match.start() + closing], text[match.start() + closing : match.end()]]
            start = match.end()
    return [*parts, text[start:]]


def breaks(text: str, match: re.Match[str]) -> bool:
    """Whether this is the end of a sentence, and not of an abbreviation, an initial or inside a placeholder."""
    if any(span.start() < match.start() < span.end() for span in PLACEHOLDER.finditer(text)):
        return False
    if "\n" in match.group():
        return True
    last = re.search(r"([^\W\d_]+)\.$", text[: match.start()])
    return last is None or not ABBREVIATIONS.fullmatch(last.group(1))
