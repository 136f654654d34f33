"""The public contract of the asset room's commands, line by line: options, files, JSON keys, exit codes."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from assets.video.probing import probe
from tests.assets.films import film
from tests.commandline import corett
from tests.needs import program

SCRIPT = "La trata de personas es un delito.\nSi alguien le ofrece un trabajo, compruebe quién es antes de viajar."
SLOW = "1\n00:00:00,000 --> 00:00:02,000\nNadie está en venta.\n"
FAST = "1\n00:00:00,000 --> 00:00:00,300\nLa trata de personas y el tráfico ilícito de migrantes son delitos distintos.\n"


@pytest.fixture
def run(tmp_path: Path) -> Any:
    told = {"CORETT_APP__DATA_DIR": str(tmp_path / "data"), "CORETT_CONFIG": str(tmp_path / "none.toml")}

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return corett(*map(str, words), **told)

    return run


@pytest.fixture
def house(run: Any) -> Any:
    assert run("init").returncode == 0
    return run


def told(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def photo(path: Path) -> Path:
    Image.effect_noise((320, 240), 90).convert("RGB").save(path)
    return path


def test_asset_add_tells_the_file_and_export_gives_its_bytes(house: Any, tmp_path: Path) -> None:
    consent = tmp_path / "ana.toml"
    consent.write_text('who = "Ana"\npurpose = "redes"\nuntil = 2028-12-31\n')
    add = ("asset", "add", photo(tmp_path / "a.jpg"), "--alt", "Una plaza vacía al amanecer", "--licence", "propia")
    made = told(house(*add, "--consent", consent, "--json"))

    assert made.keys() >= {"id", "sha256", "kind", "width", "height", "duration"}
    assert (made["kind"], made["width"], made["height"], made["duration"]) == ("image", 320, 240, 0)
    out = tmp_path / "out.bin"
    assert house("asset", "export", made["id"], "--out", out).returncode == 0
    digest = subprocess.run(["sha256sum", out], capture_output=True, text=True, check=True).stdout.split()[0]
    assert digest == made["sha256"]


@pytest.mark.parametrize(
    ("content", "options", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ("--alt", "x", "--licence", "propia"), "SVG"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", ("--alt", "x", "--licence", "propia"), "lista de reproducción"),
        (b"\xff\xd8\xff\xe0broken", ("--alt", "x", "--licence", "propia"), "b.mp4"),
        (None, ("--licence", "propia"), "alt"),
        (None, ("--alt", "Una plaza"), "licen"),
    ],
)
def test_a_refused_file_ends_with_1_and_says_why(
    house: Any, tmp_path: Path, content: bytes | None, options: tuple[str, ...], why: str
) -> None:
    file = photo(tmp_path / "b.jpg")
    if content:
        file = tmp_path / "b.mp4"
        file.write_bytes(content)
    done = house("asset", "add", file, *options, "--json")

    assert (done.returncode, done.stdout) == (1, "")
    assert why in done.stderr
    assert file.name not in [one["name"] for one in told(house("asset", "list", "--json"))]


def test_card_render(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "card.jpg"
    made = told(
        run("card", "render", "message", "--size", "1080x1350", "--language", "es", "--set", "title=Hola", "--out", out, "--json")
    )

    assert (made["width"], made["height"], Path(made["out"])) == (1080, 1350, out)
    assert "Hola" in made["alt"]
    with Image.open(out) as card:
        assert card.size == (1080, 1350)
    assert run("card", "render", "message", "--size", "huge", "--set", "title=Hola", "--out", out).returncode == 1
    assert run("card", "render", "nothing", "--set", "title=Hola", "--out", out).returncode == 1


def test_caption_make(run: Any, tmp_path: Path) -> None:
    script = tmp_path / "guion.txt"
    script.write_text(SCRIPT)
    made = told(run("caption", "make", "--script", script, "--language", "es", "--out", tmp_path / "out", "--json"))

    assert made.keys() >= {"srt", "vtt", "ass", "findings"}
    assert made["findings"] == []
    assert Path(made["vtt"]).read_text().startswith("WEBVTT")
    assert "[Events]" in Path(made["ass"]).read_text()
    assert " ".join(line for line in Path(made["srt"]).read_text().splitlines() if line and not line[0].isdigit()) == " ".join(
        SCRIPT.split()
    )


def test_caption_check(run: Any, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.srt", tmp_path / "bad.srt"
    good.write_text(SLOW)
    bad.write_text(FAST)

    assert told(run("caption", "check", good, "--language", "es", "--json")) == {"findings": []}
    found = told(run("caption", "check", bad, "--language", "es", "--json"))["findings"]
    assert {"line_length", "reading_speed", "too_short"} <= {one["rule"] for one in found}
    assert all(one.keys() >= {"rule", "at", "why", "fix"} and one["why"] and one["fix"] for one in found)
    bad.write_text("nothing")
    assert run("caption", "check", bad, "--language", "es", "--json").returncode == 1


def test_caption_burn(run: Any, tmp_path: Path) -> None:
    captions, sign = tmp_path / "a.srt", film(tmp_path / "sign.mp4", sound=False, colour="0x804020")
    captions.write_text(SLOW)
    out = tmp_path / "burned.mp4"
    done = run("caption", "burn", film(tmp_path / "a.mp4"), captions, "--aspect", "9:16", "--sign", sign, "--out", out)

    assert done.returncode == 0, done.stderr
    facts = probe(out)
    assert round(facts.width / facts.height, 2) == 0.56
    assert run("caption", "burn", captions, captions, "--out", out).returncode == 1


def test_braille(run: Any, tmp_path: Path) -> None:
    program("lou_translate", "liblouis-bin")
    text, out = tmp_path / "a.txt", tmp_path / "a.brf"
    text.write_text("La trata de personas es un delito.")

    assert run("braille", text, "--language", "es", "--out", out).returncode == 0
    assert b".LA TRATA DE PERSONAS ES UN DELITO'" in out.read_bytes()
    assert run("braille", text, "--language", "gn", "--out", out).returncode == 1


@pytest.mark.parametrize(
    ("product", "name", "start"),
    [
        ("manual", "m.pdf", b"%PDF"),
        ("letterhead", "l.docx", b"PK"),
        ("presentation", "p.pptx", b"PK"),
    ],
)
def test_brand_files(run: Any, tmp_path: Path, product: str, name: str, start: bytes) -> None:
    assert run("brand", product, "--out", tmp_path / name).returncode == 0
    assert (tmp_path / name).read_bytes().startswith(start)


def test_brand_folders(run: Any, tmp_path: Path) -> None:
    assert run("brand", "letterhead", "--out", tmp_path / "letters").returncode == 0
    assert run("brand", "profile-images", "--out", tmp_path / "images").returncode == 0

    assert {"corett-a4.docx", "corett-letter.docx"} <= {path.name for path in (tmp_path / "letters").iterdir()}
    assert len(list((tmp_path / "images").glob("*.png"))) >= 12


def test_document_render(house: Any, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    render = ("document", "render", "fact_sheet", "--campaign")

    assert house(*render, "dia-mundial-trata", "--language", "es", "--out", out).returncode == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert house(*render, "no-hay", "--language", "es", "--out", out).returncode == 1
