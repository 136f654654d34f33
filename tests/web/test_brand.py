import re
from pathlib import Path

from assets.brand import load_kit
from assets.colour import hexadecimal
from assets.mark import mark_shapes

WEB = Path(__file__).parents[2] / "web"
SHEET = (WEB / "static" / "corett.css").read_text()
LONG_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])(?![0-9a-f])")


def test_the_sheets_tokens_are_the_brands_colours() -> None:
    tokens = dict(re.findall(r"--([a-z]+):(#[0-9a-f]{3,6})", SHEET.split("@media")[0]))
    kit = load_kit()

    for name, colour in kit.colours.items():
        assert LONG_HEX.sub(r"#\1\1\2\2\3\3", tokens[name]) == hexadecimal(colour), name


def test_the_pages_mark_is_the_brands_mark() -> None:
    kit = load_kit()
    drawn = mark_shapes(kit.colours["white"], kit.colours["amber"])

    assert drawn in (WEB / "static" / "mark.svg").read_text()
    assert re.findall(r' d="([^"]+)"', drawn) == re.findall(r' d="([^"]+)"', (WEB / "templates" / "macros.html").read_text())


def test_the_sheet_stays_small_and_asks_nobody_else_for_anything() -> None:
    assert len(SHEET.encode()) <= 10_240
    assert "http" not in SHEET
    assert "@import" not in SHEET
