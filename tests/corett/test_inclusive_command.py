import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from corett.cli import main
from foundation.db import Database
from foundation.people import Role
from tests import needs
from tests.assets.films import film
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_post, plant_profiles, plant_user

NOW = FrozenClock().now()


@pytest.fixture
def home(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    with database.writing() as session:
        plant_campaign(session, NOW).territory = "GT"
        from campaigns.models import Territory

        session.get_one(Territory, "GT").sign_language = "gsm"
        profiles = plant_profiles(session, NOW)
        for name in ("admin", "interprete", "sorda", "jefa"):
            plant_user(session, NOW, name, Role.ADMIN)
        plant_post(session, NOW, [profiles[0].name], "La trata de personas es un delito en {{ country.name }}.", in_s=3600)
    (tmp_path / "config.toml").write_text(f'[app]\ndata_dir = "{tmp_path}"\n')
    monkeypatch.setenv("CORETT_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path


@dataclass(frozen=True)
class Done:
    code: object
    out: str
    err: str


@pytest.fixture
def corett(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Done]]:
    """The command, in this process: eight starts of Python would take longer than the work."""

    def run(*words: object) -> Done:
        monkeypatch.setattr("sys.argv", ["corett", "inclusive", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(ended.value.code, said.out, said.err)

    yield run
    structlog.reset_defaults()  # the log must not go on writing to this test's captured stderr


@pytest.fixture
def answer(corett: Callable[..., Done]) -> Callable[..., Any]:
    def ask(*words: object) -> Any:
        done = corett(*words, "--json")
        assert not done.code, done.err
        return json.loads(done.out)

    return ask


def test_a_post_gets_its_accessible_formats_step_by_step(home: Path, answer: Callable[..., Any]) -> None:
    needs.program("espeak-ng", "espeak-ng")
    needs.program("lou_translate", "liblouis-bin")
    assert answer("show", 1)["score"] == 0

    made = answer("make", 1, "--out", home / "out")
    (home / "easy.txt").write_text("La trata de personas: un delito.\nUna persona engaña a otra.", "utf-8")
    easy = answer("easy", 1, home / "easy.txt")
    validated = answer("validate", 1, "--group", "Asociación", "--readers", 3)
    answer("checked", 1)

    assert made["unmade"] == []
    assert sorted(Path(path).suffix for path in made["files"]) == [".brf", ".ogg", ".pdf"]
    assert b"GUATEMALA'" in (home / "out" / "post-1.braille.es.brf").read_bytes()
    assert (easy["label"], validated["label"]) == ("versión en lenguaje sencillo (borrador)", "Lectura fácil")
    shown = answer("show", 1)
    assert shown["score"] == 66
    assert {item["format"]: item["missing"] for item in shown["items"] if item["missing"]} == {
        "audio": "voz sintética: falta una voz grabada",
        "sign_language": "falta el video en lengua de señas",
    }


def test_a_sign_language_video_goes_from_hand_to_hand(
    home: Path, corett: Callable[..., Done], answer: Callable[..., Any]
) -> None:
    clip = film(home / "sign.mp4", seconds=1)
    for act, by, more in (
        ("request", "admin", []),
        ("record", "interprete", ["--file", clip]),
        ("review", "sorda", ["--deaf-reviewer"]),
        ("approve", "jefa", []),
    ):
        state = answer("sign", 1, "gsm", act, "--by", by, *more)["state"]

    assert state == "approved"
    refused = corett("sign", 1, "fsl", "request")
    assert (refused.code, refused.out) == (1, "")
    assert "gsm" in refused.err


def test_the_score_reads_well_on_a_terminal(corett: Callable[..., Done]) -> None:
    done = corett("show", 1)

    assert not done.code
    assert "falta el PDF en letra grande" in done.out
    assert "0 %" in done.err
