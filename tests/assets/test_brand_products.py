import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import outloud
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from assets.brand import load_kit
from assets.brand_manual import brand_manual
from assets.letterhead import SIZES, letterhead, printed_letterhead
from assets.presentation import presentation
from assets.profile_images import AVATARS, COVERS, write_profile_images
from tests.needs import program


def test_the_manual_shows_every_colour_and_pair_and_passes_pdf_ua(tmp_path: Path) -> None:
    kit, file = load_kit(), tmp_path / "manual.pdf"
    file.write_bytes(brand_manual(kit, "es"))
    text = "".join(page.extract_text() for page in PdfReader(file).pages)

    assert [one for one in outloud.check(str(file)).findings if str(one.severity) == "error"] == []
    for name, colour in kit.colours.items():
        assert "#{:02X}{:02X}{:02X}".format(*colour) in text, name
    assert text.count("Trata de personas") >= len(kit.file.pairs)


@pytest.mark.parametrize("page", list(SIZES))
def test_a_letterhead_has_its_size_its_language_and_a_logo_with_words(page: str) -> None:
    document = Document(io.BytesIO(letterhead(load_kit(), page, "en")))
    section: Any = document.sections[0]

    assert (round(section.page_width.mm, 1), round(section.page_height.mm, 1)) == SIZES[page]
    assert 'descr="CORETT"' in section.header._element.xml
    assert 'w:val="en"' in document.styles["Normal"].element.xml
    assert document.styles["Normal"].font.name == "Atkinson Hyperlegible"


@pytest.mark.parametrize("page", list(SIZES))
def test_the_letterhead_to_print_is_one_accessible_page_of_its_size(page: str, tmp_path: Path) -> None:
    file = tmp_path / "hoja.pdf"
    file.write_bytes(printed_letterhead(load_kit(), page, "es"))
    (sheet,) = PdfReader(file).pages
    sides = tuple(round(float(side) * 25.4 / 72, 1) for side in (sheet.mediabox.width, sheet.mediabox.height))

    assert sides == SIZES[page]
    assert "Coalición Regional" in sheet.extract_text()
    assert [one for one in outloud.check(str(file)).findings if str(one.severity) == "error"] == []


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("deck") / "deck.pptx"
    file.write_bytes(presentation(load_kit(), "es"))
    return file


def test_every_picture_and_chart_of_the_presentation_has_alt_text(deck: Path) -> None:
    slides: Any = Presentation(str(deck)).slides
    shapes = [shape for slide in slides for shape in slide.shapes]
    told = [
        shape._element.xpath(".//p:cNvPr")[0].get("descr")
        for shape in shapes
        if not shape.is_placeholder and not shape.has_text_frame
    ]

    assert len(told) == 6
    assert all(told)
    assert sum(shape.has_chart for shape in shapes) == 2
    assert all(slide.shapes.title.text for slide in slides)


def test_the_theme_of_the_presentation_is_the_brands(deck: Path) -> None:
    with zipfile.ZipFile(deck) as parts:
        theme = parts.read("ppt/theme/theme1.xml").decode()

    assert "Atkinson Hyperlegible" in theme
    assert "10233F" in theme


@pytest.mark.peers
def test_libreoffice_opens_and_draws_the_presentation(deck: Path, tmp_path: Path) -> None:
    office = program("soffice", "libreoffice-impress-nogui")
    order = [
        office,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(deck),
    ]
    subprocess.run(order, check=True, capture_output=True, timeout=110)

    pages = PdfReader(tmp_path / "deck.pdf").pages
    assert len(pages) == 8
    assert "Mensajes clave por público" in pages[4].extract_text()


def test_profile_images_have_the_sizes_networks_ask_for(tmp_path: Path) -> None:
    written = write_profile_images(load_kit(), tmp_path, "es")

    assert len(written) == len(AVATARS) + len(COVERS)
    for one in written:
        with Image.open(tmp_path / one.name) as picture:
            assert picture.size == (one.width, one.height)
        assert one.alt
