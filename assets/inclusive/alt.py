"""Alt text: is it long enough to say something, short enough for the network, and free of "image of"?"""

from collections.abc import Iterable
from typing import Final

import regex

from foundation.texts import N_

SHORTEST, LONGEST = 15, 250  # the room's own rule; a network may take less
IMAGE_OF: Final = regex.compile(
    r"^\s*(?:una?\s+|an?\s+|the\s+)?(?:imagen|foto(?:graf[íi]a)?|ilustraci[óo]n|image|picture|photo|illustration)\s+(?:de|of)\b",
    regex.IGNORECASE,
)


def why_wrong(alt: str) -> str | None:
    """What is wrong with an alt text, as a catalogue sentence, or None."""
    words = " ".join(alt.split())
    if not words:
        return N_("falta el texto alternativo")
    if len(words) < SHORTEST:
        return N_("el texto alternativo es demasiado corto para decir algo")
    if IMAGE_OF.match(words):
        return N_("el texto alternativo empieza por «imagen de»: el lector de pantalla ya lo dice")
    if len(words) > LONGEST:
        return N_("el texto alternativo pasa de 250 caracteres: lo que falta va en el texto")
    return None


def for_network(alt: str, most: int) -> str:
    """The alt text within a network's limit: whole sentences where they fit, else whole words and an ellipsis."""
    words = " ".join(alt.split())
    if len(words) <= most:
        return words
    head = words[:most]
    sentence = max(head.rfind(mark) for mark in (". ", "! ", "? ", "… "))
    if sentence >= most // 2:
        return head[: sentence + 1]
    return head[: max(most - 1, 0)].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def first_wrong(alts: Iterable[str]) -> str | None:
    """What is wrong with the first alt text that is not good."""
    return next((why for alt in alts if (why := why_wrong(alt))), None)
