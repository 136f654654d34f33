"""The brand manual: everything the kit says, shown, as an accessible PDF that renews itself with the kit."""

import base64
from typing import Any, Final

from assets.brand import Kit
from assets.card_templates import load_template, said, template_names
from assets.cards import render_card
from assets.colour import contrast
from assets.documents import fill, pdf
from foundation.texts import N_, Texts

SHOWN: Final = (480, 600)


def brand_manual(kit: Kit, language: str) -> bytes:
    """The manual's PDF."""
    title = Texts(language)(N_("Manual de marca de la {name}"), name=kit.file.short_name)
    html = fill(
        kit,
        "manual.html",
        language,
        title=title,
        pairs=pairs(kit),
        cards=cards(kit, language),
        tone=kit.file.tone.get(language) or kit.file.tone.get("es", []),
        do=kit.file.do.get(language) or kit.file.do.get("es", []),
        dont=kit.file.dont.get(language) or kit.file.dont.get("es", []),
    )
    return pdf(html, kit)


def pairs(kit: Kit) -> list[dict[str, Any]]:
    """Each colour pair with its contrast, as it was checked when the kit loaded."""
    rows = []
    for pair in kit.file.pairs:
        ratio = contrast(kit.colour(pair.text), kit.colour(pair.ground))
        shown = f"{ratio:.1f}".replace(".", ",")
        rows.append({"text": pair.text, "ground": pair.ground, "ratio": shown, "large": pair.size == "large"})
    return rows


def cards(kit: Kit, language: str) -> list[dict[str, str]]:
    """Each template with its example words."""
    shown = []
    for name in template_names():
        spec = load_template(name).spec
        words = {field: said(about.example, language) for field, about in spec.fields.items() if about.example}
        card = render_card(kit, name, SHOWN, words, language)
        shown.append(
            {"src": data_uri(card.content), "alt": card.alt, "name": said(spec.name, language), "use": said(spec.use, language)}
        )
    return shown


def data_uri(jpeg: bytes) -> str:
    """A JPEG that travels inside the page."""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
