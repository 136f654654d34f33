import io
import xml.etree.ElementTree as ET
from pathlib import Path

import outloud
import pytest
from pypdf import PdfReader

from assets.brand import load_kit
from assets.charts import bars_svg, line_svg, plain_number
from assets.documents import TEMPLATES, Sheet, read_sheet, render_document
from assets.errors import MissingGlyph, WrongKit
from foundation.errors import NotFound
from tests.assets.sheets import SHEET


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_document_passes_an_independent_check_of_pdf_ua(template: str, language: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(render_document(load_kit(), template, SHEET, language))

    found = outloud.check(str(file))

    assert [one for one in found.findings if str(one.severity).lower().endswith("error")] == []


def test_a_document_knows_its_language_and_title_and_its_words_can_be_read() -> None:
    reader = PdfReader(io.BytesIO(render_document(load_kit(), "fact_sheet", SHEET, "es", page="Letter")))

    assert str(reader.root_object["/Lang"]) == "es"
    assert reader.metadata is not None
    assert reader.metadata.title == SHEET.title
    assert "trata de personas" in reader.pages[0].extract_text()
    assert float(reader.pages[0].mediabox.width) == 612


def test_what_people_write_is_text_and_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>secreto</text></svg>')
    sheet = Sheet(title=f'<img src="{secret.as_uri()}"><script>1</script>', lead=f'<object data="{secret.as_uri()}"></object>')

    text = PdfReader(io.BytesIO(render_document(load_kit(), "press_release", sheet, "es"))).pages[0].extract_text()

    assert "<script>" in text.replace("\n", "")
    assert "secreto" not in text


def test_a_character_no_font_has_is_named() -> None:
    with pytest.raises(MissingGlyph, match=r"U\+E123"):
        render_document(load_kit(), "fact_sheet", Sheet(title="Raro \ue123"), "es")


def test_an_unknown_template_or_key_is_named() -> None:
    with pytest.raises(NotFound, match="poster"):
        render_document(load_kit(), "poster", SHEET, "es")
    with pytest.raises(WrongKit, match="titel"):
        read_sheet({"title": "x", "titel": "y"}, "hoja.toml")


def test_a_chart_says_its_numbers_and_never_draws_an_unknown_as_zero() -> None:
    drawn = bars_svg([("México & Belice", 1234.0), ("Panamá", None)], "Por <país>")
    tree = ET.fromstring(drawn)  # noqa: S314 - drawn by us

    assert tree.attrib["aria-label"] == "Por <país>. México & Belice: 1\u202f234; Panamá: sin dato"
    assert len(tree.findall("{http://www.w3.org/2000/svg}rect")) == 3
    assert "sin dato" in drawn


def test_a_line_is_labelled_at_its_ends_and_its_peak() -> None:
    tree = ET.fromstring(line_svg([("enero", 2), ("febrero", 9.5), ("marzo", 4)], "Visitas"))  # noqa: S314 - drawn by us

    words = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert words == ["2", "9,5", "4", "enero", "marzo"]
    assert plain_number(1_000_000) == "1\u202f000\u202f000"
