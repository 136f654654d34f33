"""One number per message: how much of what its public needs exists, is vouched for, and is up to date."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.orm import Session

from assets.easyread.labelling import is_validated
from assets.inclusive.alt import first_wrong
from assets.inclusive.keeping import renditions_of
from assets.inclusive.message import Message, going_with, needs
from assets.inclusive_models import Format, Rendition
from foundation.texts import N_, Texts

# How much each format weighs. They are our own: alt text and captions reach most people, so they weigh most.
WEIGHTS: Final[Mapping[Format, int]] = MappingProxyType(
    {
        Format.ALT_TEXT: 20,
        Format.CAPTIONS: 20,
        Format.SIGN_LANGUAGE: 15,
        Format.EASY_READ: 15,
        Format.AUDIO: 10,
        Format.BRAILLE: 10,
        Format.LARGE_PRINT: 10,
    }
)
# What a state is worth, and what is still to be done in it.
STATES: Final[Mapping[tuple[Format, str], tuple[float, str]]] = MappingProxyType(
    {
        (Format.CAPTIONS, "draft"): (0.5, N_("los subtítulos incumplen reglas: repárelos")),
        (Format.CAPTIONS, "ready"): (1, ""),
        (Format.SIGN_LANGUAGE, "requested"): (0.25, N_("pedido: falta que un intérprete lo grabe")),
        (Format.SIGN_LANGUAGE, "recorded"): (0.5, N_("grabado: falta que lo revise una persona sorda")),
        (Format.SIGN_LANGUAGE, "reviewed"): (0.75, N_("revisado: falta aprobarlo")),
        (Format.SIGN_LANGUAGE, "approved"): (1, ""),
        (Format.EASY_READ, "draft"): (0.5, N_("borrador: falta validarlo con personas con dificultades de comprensión")),
        (Format.EASY_READ, "validated"): (1, ""),
        (Format.AUDIO, "preview"): (0.5, N_("voz sintética: falta una voz grabada")),
        (Format.AUDIO, "voice"): (1, ""),
        (Format.BRAILLE, "made"): (0.5, N_("hecho por máquina: falta que lo revise una persona lectora de Braille")),
        (Format.BRAILLE, "checked"): (1, ""),
        (Format.LARGE_PRINT, "made"): (1, ""),
    }
)
ABSENT: Final[Mapping[Format, str]] = MappingProxyType(
    {
        Format.CAPTIONS: N_("faltan los subtítulos"),
        Format.SIGN_LANGUAGE: N_("falta el video en lengua de señas"),
        Format.EASY_READ: N_("falta la versión en lenguaje sencillo"),
        Format.AUDIO: N_("falta el audio"),
        Format.BRAILLE: N_("falta el Braille"),
        Format.LARGE_PRINT: N_("falta el PDF en letra grande"),
    }
)
STALE: Final = N_("el mensaje cambió después: hay que hacerlo de nuevo")


@dataclass(frozen=True, slots=True)
class Item:
    """One format in one language: its state, how much of it is there (0 to 1) and what is missing (a catalogue sentence)."""

    format: Format
    language: str
    state: str
    share: float
    missing: str

    def say(self, texts: Texts) -> dict[str, Any]:
        """The item in the reader's language."""
        return {
            "format": self.format,
            "language": self.language,
            "state": self.state,
            "share": self.share,
            "missing": texts(self.missing) if self.missing else "",
        }


@dataclass(frozen=True, slots=True)
class Score:
    """The completeness of a message in percent, rounded down, and every item."""

    percent: int
    items: tuple[Item, ...]


def score(session: Session, message: Message) -> Score:
    """How complete the message's inclusive pack is, and what is missing."""
    made = renditions_of(session, message.subject)
    captions = {film.asset: renditions_of(session, f"asset:{film.asset}") for film in message.films}
    items = []
    for wanted, language in needs(message):
        if wanted is Format.ALT_TEXT:
            items.append(alt_item(message, language))
        elif wanted is Format.CAPTIONS:
            films = [captions[film.asset].get((Format.CAPTIONS, language)) for film in going_with(message.films, language)]
            items.append(captions_item(films, language))
        else:
            items.append(made_item(session, message, made.get((wanted, language)), wanted, language))
    return Score(percent(items), tuple(items))


def percent(items: list[Item]) -> int:
    """The weighted share: a format's weight is split over its languages; formats the message does not need do not count."""
    asked = {item.format for item in items}
    if not asked:
        return 100
    whole = sum(WEIGHTS[one] for one in asked)
    done = sum(WEIGHTS[one] * mean([item.share for item in items if item.format is one]) for one in asked)
    return int(100 * done / whole + 1e-9)


def mean(shares: list[float]) -> float:
    """The average."""
    return sum(shares) / len(shares)


def alt_item(message: Message, language: str) -> Item:
    """Alt text stands with the pictures; it is good when every picture is described well."""
    wrong = first_wrong(picture.alt.get(language, "") for picture in going_with(message.pictures, language))
    return Item(Format.ALT_TEXT, language, "draft" if wrong else "ready", 0 if wrong else 1, wrong or "")


def captions_item(found: list[Rendition | None], language: str) -> Item:
    """Captions belong to the films; the film that is worst off counts."""
    states = ["absent" if one is None else one.state for one in found]
    worst = min(states, key=lambda state: STATES[Format.CAPTIONS, state][0] if state != "absent" else 0)
    share, missing = (0, ABSENT[Format.CAPTIONS]) if worst == "absent" else STATES[Format.CAPTIONS, worst]
    return Item(Format.CAPTIONS, language, worst, share, missing)


def made_item(session: Session, message: Message, found: Rendition | None, wanted: Format, language: str) -> Item:
    """Anything else: absent, out of date, or worth what its state is worth."""
    if found is None:
        return Item(wanted, language, "absent", 0, ABSENT[wanted])
    if found.seal != message.seal(language):
        return Item(wanted, language, "stale", 0, STALE)
    state = found.state
    if wanted is Format.EASY_READ:
        state = "validated" if is_validated(session, found) else "draft"
    share, missing = STATES[wanted, state]
    return Item(wanted, language, state, share, missing)
