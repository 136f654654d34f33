"""The queue as people read it: words and reasons in their language, codes for scripts."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from campaigns.models import Delivery
from campaigns.status import DeliveryStatus
from foundation.db import Database
from foundation.ids import new_id
from networks.errors import Rejected
from schedulers.models import Attempt
from tests.clock import FrozenClock
from tests.commandline import corett
from tests.planting import plant_campaign, plant_post, plant_profiles, plant_user

NOW = FrozenClock().now()


@pytest.fixture
def failed(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CORETT_APP__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "400")
    with database.writing() as session:
        plant_campaign(session, NOW)
        plant_profiles(session, NOW, 1)
        plant_user(session, NOW)
        plant_post(session, NOW, ["toy-0"], in_s=60)
        delivery = session.scalars(select(Delivery)).one()
        why = Rejected(network="x", detail="187").phrase()
        delivery.status, delivery.error_code, delivery.error = DeliveryStatus.FAILED, "rejected", why
        session.add(
            Attempt(
                delivery_id=delivery.id,
                n=1,
                worker_id=new_id(),
                payload_hash="",
                started_at=NOW,
                outcome="failed",
                error_code="rejected",
                error=why,
            )
        )
        return str(delivery.id)


@pytest.mark.parametrize(
    ("language", "word", "reason"), [("es", "Falló", "rechazó el contenido"), ("en", "Failed", "rejected the")]
)
def test_status_and_reason_are_in_the_readers_language(failed: str, language: str, word: str, reason: str) -> None:
    for words in (["list"], ["show", failed]):
        told = corett("queue", *words, CORETT_APP__LANGUAGE=language)

        assert told.returncode == 0, told.stderr
        assert word in told.stdout
        assert reason in told.stdout
        assert '{"sentence"' not in told.stdout


def test_scripts_get_codes_and_the_reason_as_a_sentence(failed: str) -> None:
    told = json.loads(corett("queue", "show", failed, "--json", CORETT_APP__LANGUAGE="en").stdout)

    assert (told["status"], told["attempts"][0]["error_code"]) == ("failed", "rejected")
    assert told["error"] == told["attempts"][0]["error"]
    assert told["error"].startswith("x rejected the content: 187.")


def test_what_nobody_approved_is_called_so(failed: str, database: Database) -> None:
    with database.writing() as session:
        session.scalars(select(Delivery)).one().status = DeliveryStatus.PLANNED

    assert "Sin aprobar" in corett("queue", "list").stdout
    assert json.loads(corett("queue", "list", "--json").stdout)[0]["status"] == "planned"


def test_a_move_that_is_not_possible_names_the_status_in_the_readers_language(failed: str, database: Database) -> None:
    with database.writing() as session:
        session.scalars(select(Delivery)).one().status = DeliveryStatus.SENT

    refused = corett("queue", "retry", failed, CORETT_APP__LANGUAGE="en")

    assert refused.returncode == 1
    assert "Published" in refused.stderr
