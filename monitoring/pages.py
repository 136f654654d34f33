"""The reach report as one HTML file: a chart, every figure in tables, nothing loaded from elsewhere, readable without colour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from foundation.texts import N_, Texts
from monitoring.figures import Group, Reach, Rule
from monitoring.models import Kind

TEMPLATES: Final = Path(__file__).parent / "templates"
KINDS: Final = {
    Kind.REACH: N_("Alcance (cuentas únicas, según la red)"),
    Kind.VIEWS: N_("Vistas (veces que se mostró)"),
    Kind.INTERACTION: N_("Interacciones"),
    Kind.AUDIENCE: N_("Seguidores"),
}
METRICS: Final = {
    "page_views": N_("lecturas en la sala de prensa"),
    "reactions": N_("reacciones"),
    "likes": N_("me gusta"),
    "comments": N_("comentarios"),
    "replies": N_("respuestas"),
    "shares": N_("veces compartido"),
    "reposts": N_("veces compartido"),
    "quotes": N_("citas"),
    "bookmarks": N_("guardados"),
    "impressions": N_("impresiones"),
    "views": N_("vistas"),
    "reach": N_("alcance"),
    "followers": N_("seguidores"),
    "members": N_("miembros del canal"),
    "clicks": N_("clics que cuenta la red"),
    "link_clicks": N_("clics que cuenta la red"),
    "profile_clicks": N_("clics en el perfil"),
    "favourites": N_("favoritos"),
    "saved": N_("guardados"),
}
CHANNELS: Final = {
    "site": N_("Sala de prensa"),
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "threads": "Threads",
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "mail": N_("Correo"),
    "manual": N_("A mano"),
    "inline": N_("Desde un chat"),
}
ACTS: Final = {
    "start": N_("Bienvenida"),
    "kit": N_("Kits entregados"),
    "search": N_("Búsquedas"),
    "inline": N_("Búsquedas desde un chat"),
    "share": N_("Compartidos desde un chat"),
}
LANGUAGES: Final = {
    "es": N_("español"),
    "en": N_("inglés"),
    "fr": N_("francés"),
    "pt": N_("portugués"),
    "ht": N_("criollo haitiano"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart; `width` in hundredths of the longest."""

    label: str
    value: int
    width: float


def reach_html(reach: Reach, texts: Texts, zone: ZoneInfo, names: dict[str, str] | None = None) -> str:
    """The report in the reader's language; `names` gives territories and audiences their names."""
    label = wording(texts, names or {})
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda value: number(value, texts.language)
    environment.filters["moment"] = lambda moment: when(moment, zone)
    return environment.get_template("reach.html").render(
        reach=reach,
        title=reach.title_en if texts.language == "en" else reach.title_es,
        dimensions=(
            (texts(N_("Por red")), texts(N_("Red")), reach.by_network),
            (texts(N_("Por territorio")), texts(N_("Territorio")), reach.by_territory),
            (texts(N_("Por público")), texts(N_("Público")), reach.by_audience),
            (texts(N_("Por lengua")), texts(N_("Lengua")), reach.by_language),
        ),
        bars=bars_of(reach.by_network, label),
        kinds={kind: texts(sentence) for kind, sentence in KINDS.items()},
        label=label,
        texts=texts,
        highest=Rule.HIGHEST,
    )


def wording(texts: Texts, names: dict[str, str]) -> Callable[[str], str]:
    """Says a code of the report as people know it; one nobody named stands for itself."""

    def label(word: str) -> str:
        found = METRICS.get(word) or CHANNELS.get(word) or ACTS.get(word) or LANGUAGES.get(word)
        return texts(found) if found else names.get(word, word or texts(N_("sin público señalado")))

    return label


def bars_of(groups: Sequence[Group], label: Callable[[str], str]) -> list[Bar]:
    """Clicks of people per network: the one figure that is counted the same way everywhere."""
    known = [(label(group.name), group.clicks.visits) for group in groups if group.clicks is not None]
    longest = max((value for _, value in known), default=0)
    return [Bar(name, value, 100 * value / longest if longest else 0) for name, value in known]


def number(value: float | None, language: str) -> str:
    """A figure as people write it; an unknown one says so."""
    if value is None:
        return "—"
    written = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return written if language == "en" else written.replace(",", "\u202f").replace(".", ",")


def when(moment: datetime | None, zone: ZoneInfo) -> str:
    """A moment in the region's time."""
    return "—" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
