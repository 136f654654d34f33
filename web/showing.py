"""How pages show times, places, texts and statuses: pure functions that the templates use as filters."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, format_timedelta, get_timezone_location
from markupsafe import Markup, escape

from campaigns.status import CampaignStatus, DeliveryStatus, ProfileStatus
from foundation.texts import N_, Texts, member
from languages.contract import TranslationState
from languages.errors import NotALanguage
from languages.models import RequestStatus
from languages.table import language_of
from moderation.rules import Severity
from networks.describing import NETWORK_NAMES

ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]»”]")
UNAPPROVED: Final = N_("Sin aprobar")
NEWER_MEANING: Final = N_("La escribió una versión más nueva de CORETT. Esta no la toca: actualice también este proceso.")
STATUS_MEANING: Final = {
    "draft": N_("Falta que una persona la apruebe. Nada sale sin aprobación."),
    "planned": N_("Aprobada: saldrá sola a su hora."),
    "sending": N_("Está saliendo en este momento."),
    "sent": N_("Está publicada."),
    "failed": N_("La red no la aceptó. Corríjala o cancélela."),
    "unconfirmed": N_("No se sabe si salió. CORETT mira en el perfil; si no puede saberlo, decide una persona."),
    "held": N_("Una pausa la detuvo. Cuando se levante, una persona la suelta."),
    "missed": N_("Pasó su hora sin salir. Una persona decide si todavía conviene."),
    "cancelled": N_("No saldrá."),
}


def day(moment: datetime, language: str) -> str:
    """`30 de julio de 2027`."""
    return format_date(moment, "long", locale=language)


def short_day(moment: datetime, language: str) -> str:
    """`30 jul 2027`."""
    return format_date(moment, "medium", locale=language)


def moment_in(moment: datetime, zone: str, language: str) -> str:
    """`30 jul 2027, 09:00`, as the clock on the wall there shows it."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{format_date(there, 'medium', locale=language)}, {format_time(there, 'HH:mm', locale=language)}"


def hour_in(moment: datetime, zone: str, language: str) -> str:
    """`09:00`."""
    return format_time(moment.astimezone(ZoneInfo(zone)), "HH:mm", locale=language)


def place(zone: str, language: str) -> str:
    """The place people call a zone by: `Guatemala`, `Santo Domingo`."""
    return get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)


def ago(moment: datetime, now: datetime, language: str) -> str:
    """`hace 3 minutos`, `dentro de 2 horas`."""
    return format_timedelta(moment - now, add_direction=True, locale=language, threshold=1.2)


def stamp(moment: datetime) -> str:
    """RFC 3339, for machines."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def written(moment: datetime, language: str) -> str:
    """`viernes, 30 de julio de 2027`."""
    return format_datetime(moment, "EEEE d 'de' MMMM 'de' y" if language == "es" else "EEEE, MMMM d, y", locale=language)


def language_name(code: str) -> str:
    """A language's own name, the way its speakers look for it: CLDR knows not all of the region's."""
    try:
        known = language_of(code)
    except NotALanguage:
        return code
    if known.human:
        return known.endonym[0].upper() + known.endonym[1:]
    try:
        name = Locale.parse(code, sep="-").get_display_name(code) or code
    except (UnknownLocaleError, ValueError):
        return code
    return name[0].upper() + name[1:]


def first_words(text: str, length: int = 160) -> str:
    """The start of a text in one line without its web addresses, cut between words."""
    line = " ".join(ADDRESS.sub("", text).split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def headline(entry: Any) -> str:
    """An entry's title, or the start of its text where it has none."""
    return entry.title or first_words(entry.text, 90)


def without_headline(text: str, title: str) -> str:
    """The text without a first line that only repeats its title."""
    first, _, rest = text.strip().partition("\n")
    return rest.strip() if rest.strip() and first.strip() == title.strip() else text.strip()


def paragraphs(text: str, own_link: str = "", label: str = "") -> Markup:
    """Plain text as HTML paragraphs with its web addresses made links; everything else is escaped.

    A message's own tracked link is shown by `label`: its code says nothing to a reader.
    """
    known = {own_link: label} if own_link and label else {}
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    return Markup("\n").join(Markup("<p>{}</p>").format(linked(block, known)) for block in blocks)


def linked(block: str, labels: Mapping[str, str]) -> Markup:
    """One paragraph: line breaks kept, addresses clickable."""
    parts, end = [], 0
    for found in ADDRESS.finditer(block):
        label = labels.get(found[0]) or short_address(found[0])
        parts += [escape(block[end : found.start()]), Markup('<a href="{0}">{1}</a>').format(found[0], label)]
        end = found.end()
    whole = Markup("").join([*parts, escape(block[end:])])
    return whole.replace("\n", Markup("<br>\n"))


def short_address(address: str) -> str:
    """An address as people read it, without scheme and query."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    return f"{parts.netloc}{path if len(path) <= 40 else path[:39] + '…'}"


def status_word(status: str) -> str:
    """The Spanish word of a status, for the catalogue."""
    return UNAPPROVED if status == "draft" else member(DeliveryStatus, status).word


def status_meaning(status: str) -> str:
    """What a status means for the person who reads it, for the catalogue."""
    return STATUS_MEANING.get(status, NEWER_MEANING)


def campaign_word(status: str) -> str:
    """A campaign's status in words, for the catalogue."""
    return member(CampaignStatus, status).word


def profile_word(status: str) -> str:
    """A profile's status in words, for the catalogue."""
    return member(ProfileStatus, status).word


def request_word(status: str) -> str:
    """Where a translation stands in words, for the catalogue."""
    return member(RequestStatus, status).word


def state_word(state: str) -> str:
    """How far a text can be trusted in words, for the catalogue."""
    return member(TranslationState, state).word


def severity_word(severity: str) -> str:
    """How grave a finding is, for the catalogue."""
    return member(Severity, severity).word


def network_word(network: str) -> str:
    """A network's name as people know it, for the catalogue."""
    return NETWORK_NAMES.get(network, network)


def said(phrase: object, texts: Texts) -> object:
    """A kept sentence in the reader's language."""
    return texts.word(phrase)


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "said": said,
    "ago": ago,
    "campaign_word": campaign_word,
    "day": day,
    "first_words": first_words,
    "headline": headline,
    "hour_in": hour_in,
    "language_name": language_name,
    "moment_in": moment_in,
    "network_word": network_word,
    "paragraphs": paragraphs,
    "place": place,
    "profile_word": profile_word,
    "severity_word": severity_word,
    "request_word": request_word,
    "short_address": short_address,
    "short_day": short_day,
    "stamp": stamp,
    "state_word": state_word,
    "status_meaning": status_meaning,
    "status_word": status_word,
    "without_headline": without_headline,
    "written": written,
}
