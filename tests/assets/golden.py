"""`python -m tests.assets.golden` draws the reference cards anew, after somebody has looked at them."""

import io
from pathlib import Path

from PIL import Image

from assets.brand import load_kit
from assets.card_templates import load_template, said, template_names
from assets.cards import render_card

FOLDER = Path(__file__).parent / "golden"
SHOWN = (270, 338)


def drawn(name: str) -> Image.Image:
    fields = load_template(name).spec.fields
    words = {field: said(about.example, "es") for field, about in fields.items() if about.example}
    with Image.open(io.BytesIO(render_card(load_kit(), name, (1080, 1350), words, "es").content)) as card:
        return card.convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for template in template_names():
        drawn(template).save(FOLDER / f"{template}.webp", lossless=True)
