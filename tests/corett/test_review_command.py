import json
from pathlib import Path

import pytest

from campaigns import starter
from foundation.db import Database
from foundation.people import REGION, Role, add_user
from moderation.submissions import Sent, receive
from tests.clock import FrozenClock
from tests.commandline import corett

NOW = FrozenClock().now()


@pytest.fixture
def home(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    with database.writing() as session:
        starter.load(session, NOW)
        add_user(session, "admin", Role.ADMIN, REGION, NOW)
    (tmp_path / "config.toml").write_text(f'[app]\ndata_dir = "{tmp_path}"\n')
    monkeypatch.setenv("CORETT_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path


def test_a_text_is_reviewed_from_stdin_and_the_exit_code_says_whether_it_passes(home: Path) -> None:
    stopped = corett("review", "text", "--territory", "GT", "--json", given="Combatimos el tráfico de personas")
    passed = corett("review", "text", "--territory", "GT", "--json", given="La trata de personas es un delito grave")

    [finding] = json.loads(stopped.stdout)
    assert (stopped.returncode, finding["rule"], finding["instead"]) == (1, "R22", "trata de personas")
    assert (passed.returncode, json.loads(passed.stdout)) == (0, [])


def test_every_rule_is_listed_with_its_reason(home: Path) -> None:
    rows = json.loads(corett("review", "rules", "--json").stdout)

    assert len(rows) == 53
    assert all(row["why"] and row["fix"] and row["sources"] for row in rows)


def test_a_line_is_verified_with_proof_and_then_passes(home: Path) -> None:
    text = "Denuncia en la línea 145"
    assert corett("review", "text", "--territory", "HN", given=text).returncode == 1
    assert corett("hotline", "verify", "HN", "145", "--proof", "oficio CICESCT 12").returncode == 0
    assert corett("review", "text", "--territory", "HN", given=text).returncode == 0
    [line] = [row for row in json.loads(corett("hotline", "list", "--territory", "HN", "--json").stdout) if row["publishable"]]
    assert (line["number"], line["verified_by"], line["source"]) == ("145", "admin", "oficio CICESCT 12")


def test_a_submission_is_taken_and_rejected_with_a_reason(home: Path, database: Database) -> None:
    with database.writing() as session:
        receive(session, Sent("member:1", "GT", "es", "Taller en Petén", may_publish=True), NOW)

    [row] = json.loads(corett("review", "submissions", "--json").stdout)
    assert (row["text"], row["status"]) == ("Taller en Petén", "received")
    assert corett("review", "take", "1").returncode == 0
    assert corett("review", "reject", "1", "--reason", "foto movida").returncode == 0
    assert json.loads(corett("review", "submissions", "--json").stdout) == []
    again = corett("review", "use", "1")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
