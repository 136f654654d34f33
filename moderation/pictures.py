"""What is known of a picture or film and stands against publishing it; what no record says, a person sees in the preview."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from assets.library import consents_of, identity_of, may_be_published, waits_for_a_look
from assets.models import Asset
from foundation.texts import N_, Texts
from moderation.findings import Finding, finding
from moderation.rules import Severity, rule_named

SHORT_ALT: Final = 15  # characters (R48)
OWN_CARD: Final = "card"
UNSEEN: Final = (
    N_("El programa ve rostros y nadie ha dicho si se reconoce a alguien."),
    N_("Una persona que revisa mira el archivo y lo dice («corett asset review»), tapa los rostros o registra el permiso."),
)
MISSING: Final = {
    "R03": (
        N_("Nadie ha dicho todavía si se reconoce a alguien en este archivo."),
        N_("Mírelo y dígalo: «corett asset review»; si se reconoce a alguien, registre su permiso."),
    ),
    "R47": (N_("No consta con qué derecho se publica este archivo."), N_("Anote la licencia y a quién pertenece.")),
    "R48": (
        N_("El texto alternativo es muy corto o repite el nombre del archivo."),
        N_("Diga qué se ve y qué dice la imagen, en 15 a 250 caracteres."),
    ),
    "R49": (N_("El video no lleva subtítulos."), N_("Añada subtítulos: «corett caption make».")),
}
"""Why and what to do when no record answers a rule."""


def check_asset(session: Session, asset: Asset, alt: str, captions: int, today: date, reader: str = "es") -> list[Finding]:
    """What the records of a file say against it: withdrawn, consent over, somebody recognisable without consent.

    Nobody's look, no licence, a poor alt text or a film without captions only warn: whoever approves sees the file.
    """
    return [*forbidden(session, asset, today, reader), *doubtful(session, asset, alt, captions, reader)]


def forbidden(session: Session, asset: Asset, today: date, reader: str) -> Iterator[Finding]:
    """What nobody may let pass."""
    if asset.withdrawn_at is not None:
        yield finding(rule_named("R46"), asset.name, reader)
    elif waits_for_a_look(session, asset):
        texts, (why, fix) = Texts(reader), UNSEEN
        yield replace(finding(rule_named("R04"), asset.name, reader), why=texts(why), fix=texts(fix))
    elif not may_be_published(session, asset, today):
        yield finding(rule_named("R04"), asset.name, reader)


def doubtful(session: Session, asset: Asset, alt: str, captions: int, reader: str) -> Iterator[Finding]:
    """What a person should look at; our own cards hold no people."""
    if OWN_CARD not in asset.facts:
        if identity_of(session, asset) is None and not consents_of(session, asset):
            yield warned("R03", asset.name, reader)
        if not asset.licence.strip():
            yield warned("R47", asset.name, reader)
    if len(alt.strip()) < SHORT_ALT or alt.strip() == asset.name:
        yield warned("R48", alt, reader)
    if asset.kind == "video" and captions == 0:
        yield warned("R49", asset.name, reader)


def warned(rule: str, words: str, reader: str) -> Finding:
    """The rule's finding, to be seen and not to stop, with what is missing in its own words."""
    texts, (why, fix) = Texts(reader), MISSING[rule]
    return replace(finding(rule_named(rule), words, reader), severity=Severity.WARN, why=texts(why), fix=texts(fix))
