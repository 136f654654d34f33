"""A territory's own kit: it extends the house's, its partners sign beside the Coalition, its logo takes the mark's place."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from pptx import Presentation

from assets.brand import Kit, load_kit
from assets.brand_manual import brand_manual
from assets.cards import render_card
from assets.documents import render_document
from assets.errors import PartnersDoNotFit, WrongKit
from assets.letterhead import letterhead, printed_letterhead
from assets.presentation import presentation
from assets.profile_images import drawn_images
from tests.assets.sheets import SHEET
from tests.commandline import corett

KIT = """
name = "gt"
extends = "corett"
{logo}
[[territories.GT.partners]]
name = "SVET"
file = "svet.png"
[[territories.GT.partners]]
name = "Procuraduría de Derechos Humanos"
"""
WORDS = {"title": "Nueve países, una sola voz", "footer": "#ContraLaTrata"}
GREEN = (0, 170, 80)


@pytest.fixture
def brands(tmp_path: Path) -> Path:
    folder = tmp_path / "brands" / "gt"
    folder.mkdir(parents=True)
    draw_logo(folder / "svet.png", GREEN)
    (folder / "brand.toml").write_text(KIT.format(logo=""))
    return tmp_path / "brands"


@pytest.fixture
def kit(brands: Path) -> Kit:
    return load_kit("gt", brands).signed("GT")


def draw_logo(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (300, 300)) -> None:
    logo = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(logo).rectangle((20, 20, size[0] - 21, size[1] - 21), fill=colour)
    logo.save(path)


def pixels(card: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(card)) as opened:
        return np.asarray(opened.convert("RGB")).astype(int)


def patch_of(picture: np.ndarray, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the pixels of that colour."""
    seen = np.argwhere(np.abs(picture - colour).sum(axis=2) < 30)
    (top, left), (bottom, right) = seen.min(axis=0), seen.max(axis=0)
    return int(left), int(top), int(right), int(bottom)


@pytest.mark.parametrize("size", [(1080, 1350), (1080, 1080), (1080, 1920), (1200, 630)])
def test_partners_sign_on_white_clear_of_everything(kit: Kit, size: tuple[int, int]) -> None:
    card = render_card(kit, "message", size, WORDS, "es", mime="image/png")
    picture = pixels(card.content)
    left, top, right, bottom = patch_of(picture, GREEN)
    clear = round(0.25 * (bottom - top))

    assert min(right - left, bottom - top) >= 24
    near = np.zeros(picture.shape[:2], dtype=bool)
    near[top - clear : bottom + clear + 1, max(left - clear, 0) : right + clear + 1] = True
    near[top - 2 : bottom + 3, left - 2 : right + 3] = False
    assert (picture[near] == 255).all()
    assert card.alt.endswith("CORETT, SVET, Procuraduría de Derechos Humanos.")


def test_without_a_territory_nobody_else_signs(brands: Path) -> None:
    kit = load_kit("gt", brands)
    plain, house = (render_card(one, "message", (1080, 1080), WORDS, "es") for one in (kit, load_kit()))

    assert pixels(plain.content).tolist() == pixels(house.content).tolist()
    assert kit.signed("HN") is kit
    assert kit.signed("GT").digest != kit.digest


def test_another_logo_of_a_partner_is_another_card(kit: Kit, brands: Path) -> None:
    before = render_card(kit, "message", (1080, 1080), WORDS, "es").key
    draw_logo(brands / "gt" / "svet.png", (200, 30, 30))

    assert render_card(load_kit("gt", brands).signed("GT"), "message", (1080, 1080), WORDS, "es").key != before


def test_too_many_partners_are_refused_by_name(brands: Path) -> None:
    more = "".join(f'[[territories.GT.partners]]\nname = "Institución número {number}"\n' for number in range(14))
    (brands / "gt" / "brand.toml").write_text(KIT.format(logo="") + more)

    with pytest.raises(PartnersDoNotFit, match="partners"):
        render_card(load_kit("gt", brands).signed("GT"), "message", (1080, 1080), WORDS, "es")


@pytest.mark.parametrize(("name", "content"), [("svet.png", b"<svg/>"), ("../svet.png", None), ("fehlt.png", None)])
def test_a_logo_that_is_no_picture_beside_its_kit_stops_the_kit(brands: Path, name: str, content: bytes | None) -> None:
    (brands / "gt" / "brand.toml").write_text(KIT.format(logo="").replace("svet.png", name))
    if content:
        (brands / "gt" / name).write_bytes(content)

    with pytest.raises(WrongKit, match=r"territories\.GT\.partners\.file"):
        load_kit("gt", brands)


def test_the_kits_own_logo_takes_the_place_of_the_mark(brands: Path) -> None:
    draw_logo(brands / "gt" / "own.png", (160, 0, 160), (600, 240))
    (brands / "gt" / "brand.toml").write_text(KIT.format(logo='[logo]\nfile = "own.png"'))
    kit = load_kit("gt", brands)

    card = render_card(kit, "quote", (1080, 1080), {"quote": "Hola", "author": "Ana"}, "es")
    left, top, right, bottom = patch_of(pixels(card.content), (160, 0, 160))
    assert (right - left) / (bottom - top) == pytest.approx(560 / 200, rel=0.03)
    avatar = next(picture for name, picture, _ in drawn_images(kit, "es") if name.startswith("x-avatar"))
    assert patch_of(np.asarray(avatar).astype(int), (160, 0, 160))[0] > 0.1 * avatar.width


def test_letterhead_presentation_manual_and_documents_are_signed(kit: Kit) -> None:
    with zipfile.ZipFile(io.BytesIO(letterhead(kit, "A4", "es"))) as opened:
        footer = "".join(opened.read(name).decode() for name in opened.namelist() if "footer" in name and name.endswith(".xml"))
    assert 'descr="SVET"' in footer
    assert "Procuraduría de Derechos Humanos" in footer
    cover = Presentation(io.BytesIO(presentation(kit, "es"))).slides[0]
    assert "SVET" in [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in cover.shapes]
    for made in (
        printed_letterhead(kit, "Letter", "es"),
        render_document(kit, "fact_sheet", SHEET, "es"),
        brand_manual(kit, "es"),
    ):
        assert made.startswith(b"%PDF")
        assert len(made) > 10_000


def test_the_command_line_signs_for_a_territory(brands: Path, tmp_path: Path) -> None:
    told = {"CORETT_ASSETS__BRANDS_DIR": str(brands), "CORETT_ASSETS__BRAND": "gt", "CORETT_APP__DATA_DIR": str(tmp_path)}
    out = tmp_path / "a.png"
    done = corett("card", "render", "message", "--set", "title=Hola", "--territory", "GT", "--out", str(out), "--json", **told)

    assert done.returncode == 0, done.stderr
    assert "SVET" in done.stdout
    assert patch_of(pixels(out.read_bytes()), GREEN)
