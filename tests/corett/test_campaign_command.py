import json
from pathlib import Path

import pytest

from campaigns import starter
from foundation.db import Database
from foundation.people import REGION, Role, add_user
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


def answer(*words: str) -> list[dict[str, object]]:
    done = corett(*words, "--json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, object]] = json.loads(done.stdout)
    return rows


def test_a_campaign_is_created_paused_by_a_hold_and_resumed(home: Path) -> None:
    assert [(row["slug"], row["territory"], row["status"]) for row in answer("campaign", "list")] == [
        ("dia-mundial-trata", "REG", "draft")
    ]
    for step in (["approve"], ["start"], ["pause", "--reason", "Crisis"]):
        done = corett("campaign", step[0], "dia-mundial-trata", *step[1:])
        assert done.returncode == 0, done.stderr

    [hold] = answer("hold", "list")
    assert (hold["campaign"], hold["reason"], hold["placed_by"], hold["active"]) == ("dia-mundial-trata", "Crisis", "admin", True)
    assert corett("campaign", "resume", "dia-mundial-trata").returncode == 0
    assert answer("hold", "list") == []
    assert [row["lifted_by"] for row in answer("hold", "list", "--all")] == ["admin"]


def test_a_move_that_is_not_allowed_is_one_sentence_and_exit_1(home: Path) -> None:
    done = corett("campaign", "pause", "dia-mundial-trata", "--reason", "x")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == "La campaña «dia-mundial-trata» está «Borrador»: así no se puede pausarla."


def test_a_pause_names_its_scope_and_refuses_one_that_does_not_exist(home: Path) -> None:
    done = corett("hold", "place", "--reason", "Luto", "--territory", "gt", "--network", "telegram", "--json")
    assert json.loads(done.stdout)["territory"] == "GT"
    assert "GT · telegram" in done.stderr
    for wrong in (
        ["--territory", "ZZ"],
        ["--network", "twiter"],
        ["--campaign", "nada"],
        ["--profile", "nadie"],
        ["--until", "ayer"],
    ):
        refused = corett("hold", "place", "--reason", "Luto", *wrong)
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr


def test_dates_come_in_order_with_an_instant_that_says_its_offset(home: Path) -> None:
    rows = answer("campaign", "dates", "--territory", "GT", "--days", "366")

    assert len(rows) == 36
    assert [row["day"] for row in rows] == sorted(str(row["day"]) for row in rows)
    assert all(str(row["at"]).endswith("+00:00") for row in rows)
    assert corett("campaign", "move-date", "trata", "30/07/2027", "--reason", "x").returncode == 1
