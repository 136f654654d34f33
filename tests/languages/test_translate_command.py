import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation.clock import SystemClock
from foundation.db import open_database
from languages.glossary import load_starter
from tests.commandline import corett
from tests.servers.libretranslate import LibreTranslateServer

KEY = "a-very-secret-key"
ENGLISH = {"Prevención de XT1X y de XT2X.": "Prevention of XT1X and XT2X.", "Hola.": "Hello."}


async def dictionary(text: str, _source: str, _target: str) -> str:
    return ENGLISH.get(text, text)


@pytest.fixture
def home(tmp_path: Path, empty_sqlite: Path) -> Path:
    (tmp_path / "data").mkdir()
    shutil.copyfile(empty_sqlite, tmp_path / "data" / "corett.db")
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'corett.db'}")
    with database.writing() as session:
        load_starter(session, SystemClock().now())
    database.engine.dispose()
    return tmp_path


@pytest.fixture
def server() -> Iterator[LibreTranslateServer]:
    with LibreTranslateServer(engine=dictionary, key=KEY) as server:
        yield server


def translate(home: Path, text: str, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    here = {"CORETT_CONFIG": str(home / "none.toml"), "CORETT_APP__DATA_DIR": str(home / "data"), "CORETT_LOG__LEVEL": "debug"}
    return corett("translate", *words, given=text, **{**here, **settings})


def libre(server: LibreTranslateServer, **more: str) -> dict[str, str]:
    return {"CORETT_LANGUAGES__ENGINE": "libretranslate", "CORETT_LANGUAGES__LIBRETRANSLATE__API_URL": server.url,
            "CORETT_LANGUAGES__LIBRETRANSLATE__API_KEY": KEY, **more}  # fmt: skip


def test_a_text_comes_back_as_json_with_its_terms_right(home: Path, server: LibreTranslateServer) -> None:
    text = "Prevención de la trata de personas y del tráfico ilícito de migrantes.\n"

    answer = translate(home, text, "--from", "es", "--to", "en", "--json", **libre(server))

    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {
        "text": "Prevention of trafficking in persons and smuggling of migrants.",
        "state": "machine",
        "engine": "libretranslate",
        "findings": [],
    }
    assert server.complaints == []
    assert server.asked[0]["api_key"] == KEY


def test_without_an_engine_it_ends_with_one_sentence_and_code_1(home: Path) -> None:
    answer = translate(home, "Hola", "--from", "es", "--to", "en", "--json")

    assert (answer.returncode, answer.stdout) == (1, "")
    assert len(answer.stderr.strip().splitlines()) == 1
    assert "Traceback" not in answer.stderr


def test_a_wrong_key_is_told_without_saying_it(home: Path, server: LibreTranslateServer) -> None:
    server.key = "another"

    answer = translate(home, "Hola.", "--to", "en", **libre(server))

    assert answer.returncode == 1
    assert "api_key" in answer.stderr
    assert KEY not in answer.stderr + answer.stdout


def test_nobody_at_the_address_is_told_and_the_spanish_goes_on(home: Path) -> None:
    answer = translate(
        home,
        "Hola.",
        "--to",
        "en",
        CORETT_LANGUAGES__ENGINE="libretranslate",
        CORETT_LANGUAGES__LIBRETRANSLATE__API_URL="http://127.0.0.1:9/",
    )

    assert answer.returncode == 1
    assert "el español sigue su curso" in answer.stderr


def test_a_hanging_server_meets_the_deadline(home: Path, server: LibreTranslateServer) -> None:
    server.latency = 30

    answer = translate(home, "Hola.", "--to", "en", **libre(server, CORETT_LANGUAGES__DEADLINE_S="0.5"))

    assert answer.returncode == 1
    assert "0.5 s" in answer.stderr


def test_no_language_and_a_malformed_one_are_refused(home: Path) -> None:
    assert translate(home, "Hola", "--from", "es").returncode == 2
    refused = translate(home, "Hola", "--to", "¿?")
    assert refused.returncode == 1
    assert "BCP-47" in refused.stderr


def test_a_text_too_long_for_a_network_is_told(home: Path, server: LibreTranslateServer) -> None:
    done = translate(home, "Hola. " * 60, "--to", "en", "--network", "x", "--json", **libre(server))

    (found,) = [one for one in json.loads(done.stdout)["findings"] if one["rule"] == "length"]
    assert (found["words"], found["severity"]) == ("x", "block")
    assert "280" in found["why"]
    assert translate(home, "Hola.", "--to", "en", "--network", "fax", **libre(server)).returncode == 1


def test_what_may_identify_a_person_stays_inside_and_an_own_server_may_see_it(home: Path, server: LibreTranslateServer) -> None:
    person = "La víctima, María López, tiene 15 años."
    refused = translate(home, person, "--to", "en", **libre(server))
    assert refused.returncode == 1
    assert "datos personales" in refused.stderr
    assert server.asked == []

    own = libre(server, CORETT_LANGUAGES__LIBRETRANSLATE__INSIDE="true")
    assert translate(home, person, "--to", "en", **own).returncode == 0
    assert server.asked != []
