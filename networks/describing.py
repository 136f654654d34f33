"""The capability table: what each network declares, as plain data, as rows for people and as the table of docs/networks.md."""

import dataclasses
from collections.abc import Iterable
from typing import Any, Final

from foundation.texts import N_, Texts
from networks.contract import Limits, Outgoing, Problem

HEADINGS: Final = (
    N_("red"),
    N_("texto"),
    N_("imágenes"),
    N_("video"),
    N_("texto alternativo"),
    N_("subtítulos"),
    N_("una sola vez por"),
    N_("se puede mirar"),
)
MORE_HEADINGS: Final = (N_("enlace"), N_("alcance y vistas"), N_("ritmo"), N_("credenciales"))
WORDS: Final = {
    "native": N_("propio de la red"),
    "in_text": N_("en el texto"),
    "reply": N_("en una respuesta"),
    "none": N_("no"),
    "burned_in": N_("grabados en el video"),
    "key": N_("clave de la entrega"),
    "record_key": N_("clave del registro"),
    "container": N_("contenedor"),
    "fingerprint": N_("enlace propio"),
    "text": N_("en el texto"),
    "field": N_("aparte"),
    "profile": N_("por perfil"),
    "app": N_("por aplicación"),
    "network": N_("en total"),
}
NETWORK_NAMES: Final = {
    "site": N_("Sala de prensa"),
    "telegram": "Telegram",
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "threads": "Threads",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "mail": N_("Correo"),
    "manual": N_("A mano"),
}
"""What people call each network; one that is not here goes by its module's name."""
MEGA: Final = 1_000_000
GIGA: Final = 1_000_000_000


def capabilities(limits: Limits) -> dict[str, Any]:
    """Everything declared, without the counting functions themselves."""
    found = {field.name: getattr(limits, field.name) for field in dataclasses.fields(limits) if field.name != "count"}
    found["caps"] = [{"name": cap.name, "most": cap.most, "unit": cap.unit} for cap in limits.caps]
    found["rates"] = [dataclasses.asdict(rate) for rate in limits.rates]
    found["metrics"] = [dataclasses.asdict(metric) for metric in limits.metrics]
    found["sources"] = dict(limits.sources)
    return found


def row(limits: Limits, texts: Texts) -> list[str]:
    """One line of the table, in the order of `HEADINGS`."""
    alt = word(limits.alt_text, texts)
    return [
        limits.network,
        text_cell(limits, texts),
        media_cell(limits.max_images, limits.max_image_bytes),
        media_cell(limits.max_videos, limits.max_video_bytes),
        f"{alt}, ≤ {limits.max_alt}" if limits.max_alt else alt,
        limits.captions.upper() if limits.captions not in WORDS else word(limits.captions, texts),
        word(limits.idempotency, texts),
        texts(N_("sí, tras {seconds} s"), seconds=f"{limits.visibility_lag_s:g}") if limits.looks else texts(N_("no")),
    ]


def full_row(limits: Limits, texts: Texts) -> list[str]:
    """The same with the columns that no terminal has room for."""
    seen = [metric.name for metric in limits.metrics if metric.kind in {"reach", "views"}]
    rates = [f"{rate.count} / {duration(rate.per_s)} {word(rate.scope, texts)}" for rate in limits.rates]
    ends = texts(N_("{days} días, se renuevan"), days=limits.token_days) if limits.token_days else texts(N_("no vencen"))
    return [*row(limits, texts), word(limits.link, texts), ", ".join(seen) or "–", "; ".join(rates) or "–", ends]


def word(name: str, texts: Texts) -> str:
    """A declared word in the reader's language."""
    return texts(WORDS[name]) if name in WORDS else name


def text_cell(limits: Limits, texts: Texts) -> str:
    """How long a text may be, and its further limits."""
    length = texts(N_("sin límite")) if limits.max_text is None else f"{limits.max_text} {texts(limits.text_unit)}"
    if limits.max_text_with_media is not None:
        length += f" ({texts(N_('{count} con archivos'), count=limits.max_text_with_media)})"
    return "; ".join([length, *(f"{cap.most} {texts(cap.unit)}" for cap in limits.caps if cap.most)])


def media_cell(count: int, size: int) -> str:
    """How many files of a kind, and how big."""
    if not count:
        return "–"
    if not size:
        return str(count)
    return f"{count} × {size / GIGA:g} GB" if size >= GIGA else f"{count} × {size / MEGA:g} MB"


def duration(seconds: float) -> str:
    """A window in the largest unit that fits it whole."""
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} s"


def markdown(declared: Iterable[Limits], texts: Texts) -> str:
    """The table as docs/networks.md shows it."""
    headings = [texts(heading) for heading in (*HEADINGS, *MORE_HEADINGS)]
    lines = [headings, ["---"] * len(headings), *(full_row(limits, texts) for limits in declared)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def text_report(limits: Limits, problems: list[Problem], text: str, texts: Texts) -> dict[str, Any]:
    """A text as the network counts it, with each reason against it in the reader's words."""
    told = [{"code": one.code, "field": one.field, "sentence": sentence_of(one, texts)} for one in problems]
    return {"length": limits.count(text), "limit": limits.max_text, "valid": not problems, "problems": told}


def sentence_of(problem: Problem, texts: Texts) -> str:
    """The problem in the reader's language; facts that are words of the catalogue (units) are told in it too."""
    return texts(problem.sentence, **texts.words(problem.facts))


def plain_message(text: str, language: str) -> Outgoing:
    """A text alone, as `check-text` judges it."""
    return Outgoing(text=text, language=language)
