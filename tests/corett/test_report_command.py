import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from foundation.db import Database
from monitoring.indicators import load_starter
from tests import commandline
from tests.clock import FrozenClock
from tests.monitoring.strategy import start_plan

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def corett(database: Database, clock: FrozenClock, tmp_path: Path) -> Run:
    """The command on a small campaign."""
    with database.writing() as session:
        start_plan(session, clock.now(), link="https://corett.example").sent("site")
        load_starter(session, clock.now())

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        here = {"CORETT_CONFIG": str(tmp_path / "none.toml"), "CORETT_APP__DATA_DIR": str(tmp_path)}
        return commandline.corett(*words, **here)

    return run


def test_reach_is_one_json_document_a_spreadsheet_a_page_and_a_table(corett: Run, tmp_path: Path) -> None:
    document = json.loads(corett("report", "reach", "dia-mundial", "--json").stdout)
    assert document["campaign"] == "dia-mundial"
    assert document["by_network"][0]["posts"] == 1

    rows = list(csv.DictReader(io.StringIO(corett("report", "reach", "dia-mundial", "--csv").stdout)))
    assert {row["dimension"] for row in rows} == {"post", "network", "territory", "audience", "language"}

    target = tmp_path / "reach.html"
    done = corett("report", "reach", "dia-mundial", "--html", "--output", str(target))
    assert (done.returncode, done.stdout) == (0, "")
    assert target.read_text("utf-8").startswith("<!doctype html>")

    assert "Sala de prensa" in corett("report", "reach", "dia-mundial").stdout


def test_an_unknown_campaign_is_refused_in_one_sentence(corett: Run) -> None:
    done = corett("report", "reach", "nada")

    assert done.returncode == 1
    assert done.stdout == ""
    assert "«nada»" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_matrix_is_printed_for_a_period(corett: Run) -> None:
    lines = json.loads(corett("report", "matrix", "--period", "2027-Q3", "--dashboard", "--json").stdout)
    assert len(lines) == 12

    done = corett("report", "matrix", "--period", "julio")
    assert done.returncode == 1
    assert "2027-Q3" in done.stderr
