import json
import shutil
import subprocess
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from tests import commandline, needs


class Terminal:
    """The command line in a house of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: str, given: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        with chdir(self.home):
            answer = commandline.corett(*words, given=given, CORETT_APP__DATA_DIR=str(self.home / "data"))
        assert answer.returncode == code, (words, answer.stdout, answer.stderr)
        assert "Traceback" not in answer.stderr
        return answer

    def json(self, *words: str, given: str = "") -> Any:
        return json.loads(self(*words, "--json", given=given).stdout)


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house opened once; the tests get copies."""
    home = tmp_path_factory.mktemp("house")
    Terminal(home)("init")
    return home


@pytest.fixture
def corett(tmp_path: Path, opened: Path) -> Terminal:
    shutil.copytree(opened, tmp_path, dirs_exist_ok=True)
    return Terminal(tmp_path)


def test_a_new_house_knows_the_glossary_and_the_reviewed_messages(corett: Terminal) -> None:
    draft = corett.json(
        "translate", "--from", "es", "--to", "en", given="Trabajamos en la prevención y combate de estos delitos.\n"
    )

    assert (draft["state"], draft["engine"], draft["findings"]) == ("reviewed", "memory", [])
    assert len(corett.json("glossary", "list")) >= 83
    assert corett.json("memory", "stats")[0]["segments"] >= 21
    assert corett.json("glossary", "check", given="la trata de blancas")[0]["severity"] == "block"


def test_a_campaign_becomes_french_and_portuguese_drafts_reviewed_and_scheduled(corett: Terminal) -> None:
    needs.program("apertium", "apertium-fra-cat")
    drafts = corett.json("translate", "campaign", "dia-mundial-trata", "--to", "fr", "--to", "pt", "--engine", "apertium")

    assert {draft["language"] for draft in drafts} == {"fr", "pt"}
    assert {draft["state"] for draft in drafts} == {"machine"}
    assert not [found for draft in drafts for found in draft["findings"] if found["severity"] == "block"]
    assert not [draft for draft in drafts if "trata de personas" in draft["text"].lower()]
    queued = corett.json("queue", "list")
    assert sum(row["language"] == "fr" for row in queued) == len([one for one in drafts if one["language"] == "fr"])

    refused = corett("post", "approve", "1", "--by", "admin", code=1)
    assert "fr" in refused.stderr
    for language in ("fr", "pt"):
        corett("post", "review", "1", "--language", language, "--by", "admin")
    corett("post", "approve", "1", "--by", "admin")
    assert corett.json("translate", "campaign", "dia-mundial-trata", "--to", "fr", "--engine", "apertium") == []


def test_a_kiche_version_is_asked_delivered_reviewed_and_planned(corett: Terminal) -> None:
    for name in ("maria", "luz"):
        corett("user", "add", name, "--role", "translator", "--territory", "REG")
    asked = corett.json("translate", "request", "post:1", "--to", "quc", "--assignee", "maria")
    text = "30 julio: uk’ayixik winaq are jun mak, 9 tinamit.\n\n{{ link }} {{ campaign.hashtag }}"

    wrong = corett.json("translate", "deliver", str(asked["request"]), "--by", "maria", given="uk’ayixik winaq")
    assert {found["rule"] for found in wrong["findings"]} == {"placeholders", "numbers"}
    delivered = corett.json("translate", "deliver", str(asked["request"]), "--by", "maria", given=text)
    assert delivered["findings"] == []
    assert "maria" in corett("translate", "accept", str(asked["request"]), "--by", "maria", code=1).stderr
    corett("translate", "accept", str(asked["request"]), "--by", "luz")

    assert [row["status"] for row in corett.json("queue", "list") if row["language"] == "quc"] == ["planned"]
    assert corett.json("translate", "requests") == []
    assert corett.json("translate", "fallback", "P4", "both") == [{"audience": "P4", "rule": "both"}]


def test_work_goes_out_as_a_file_and_comes_back(corett: Terminal, tmp_path: Path) -> None:
    corett("translate", "request", "nota:1", "--to", "en", given="Hola a todas las personas")
    corett("translate", "export", "work.csv")
    sheet = tmp_path / "work.csv"
    sheet.write_text(
        sheet.read_text(encoding="utf-8-sig").replace("todas las personas,,", "todas las personas,Hello to everybody,")
    )

    assert corett.json("translate", "import", "work.csv")[0]["status"] == "delivered"
    assert "\n" in corett("translate", "changes", "1").stdout


def test_glossary_and_memory_go_out_and_come_back(corett: Terminal) -> None:
    corett("glossary", "set", "G001", "--form", "uk’ayixik winaq", "--language", "quc", "--note", "ALMG")
    corett("glossary", "export", "g.tbx")
    corett("glossary", "remove", "G001", "--form", "uk’ayixik winaq", "--language", "quc")
    assert corett.json("glossary", "import", "g.tbx")["terms"] >= 83
    assert "uk’ayixik winaq" in {form["form"] for form in corett.json("glossary", "show", "G001")["forms"]}

    corett("memory", "teach", "--source", "Únase hoy", "--target", "Join today", "--to", "en")
    corett("memory", "export", "m.tmx")
    assert corett.json("memory", "import", "m.tmx", "--to", "en")["added"] == 0
    assert corett.json("memory", "search", "--to", "en", given="Únase hoy mismo")[0]["target"] == "Join today"


def test_a_wrong_term_is_not_taught_without_a_reason(corett: Terminal) -> None:
    words = ("memory", "teach", "--source", "La trata de personas", "--target", "Human smuggling", "--to", "en")

    refused = corett(*words, code=1)
    assert "trafficking in persons" in refused.stderr
    corett(*words, "--reason", "Cita literal")


@pytest.mark.parametrize(
    "words",
    [
        ("glossary", "show", "G999"),
        ("glossary", "export", "g.docx"),
        ("translate", "accept", "99"),
        ("translate", "request", "post:99", "--to", "en"),
        ("translate", "export", "work.docx"),
        ("translate", "fallback", "P99", "wait"),
        ("memory", "export", "m.docx"),
    ],
)
def test_what_does_not_exist_ends_with_one_sentence(corett: Terminal, words: tuple[str, ...]) -> None:
    assert len(corett(*words, code=1).stderr.strip().splitlines()) == 1
