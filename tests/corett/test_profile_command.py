import contextlib
import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from mastodon_mock.testing import MockServer

from campaigns.models import Profile, Territory
from corett.cli import main
from corett.wiring import network_for, open_house
from foundation.db import Database
from tests.servers.oauth import APP, BACK, CODE, PermissionServer
from tests.servers.telegram import TOKEN, TelegramServer


@pytest.fixture
def corett_home(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configured installation whose database knows two territories."""
    with database.writing() as session:
        for code in ("REG", "GT"):
            session.add(
                Territory(code=code, name_es=code, name_en=code, zone="America/Guatemala", zones=[], languages=["es"], facts={})
            )
    (tmp_path / "config.toml").write_text(f'[app]\ndata_dir = "{tmp_path}"\n[web]\npublic_url = "https://prensa.example.org"\n')
    monkeypatch.setenv("CORETT_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path


def corett(*words: str, stdin: object = None) -> subprocess.CompletedProcess[str]:
    """The command in this process: a fresh interpreter each time would take the suite minutes."""
    out, err, code = io.StringIO(), io.StringIO() if stdin is None else ERRORS, 0
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["corett", *words])
        if stdin is not None:
            patch.setattr(sys, "stdin", stdin)
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def test_a_profile_is_added_listed_checked_and_disabled(corett_home: Path) -> None:
    assert corett("profile", "add", "site", "sala", "--territory", "REG").returncode == 0
    listing = json.loads(corett("profile", "list", "--json").stdout)
    checked = json.loads(corett("profile", "check", "sala", "--json").stdout)
    corett("profile", "disable", "sala")

    assert {key: listing[0][key] for key in ("name", "network", "territory", "language", "status")} == {
        "name": "sala",
        "network": "site",
        "territory": "REG",
        "language": "es",
        "status": "active",
    }
    assert checked["handle"] == "https://prensa.example.org"
    assert json.loads(corett("profile", "list", "--json").stdout)[0]["status"] == "disabled"


@pytest.mark.parametrize(
    ("content", "key"),
    [('tokn = "secreto-123"\n', "tokn"), ('token = "secreto-123\n', "TOML"), ("\xff\xfe", "TOML")],
)
def test_a_bad_profile_file_is_one_sentence_that_names_the_key_and_not_the_secret(
    corett_home: Path, content: str, key: str
) -> None:
    file = corett_home / "perfil.toml"
    file.write_bytes(content.encode("latin-1"))

    done = corett("profile", "add", "manual", "tiktok", "--territory", "GT", "--from", str(file))

    assert done.returncode == 1
    assert f"«{key}»" in done.stderr
    assert "secreto-123" not in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(corett("profile", "list", "--json").stdout) == []


def test_a_telegram_channel_is_connected_from_its_file_and_asked_who_it_is(
    corett_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = corett_home / "telegram.toml"
    with TelegramServer() as server:
        monkeypatch.setenv("CORETT_NETWORKS__TELEGRAM__API_URL", server.url)
        file.write_text(f'token = "{TOKEN}"\nchannel = "@coalicion"\n')
        added = corett("profile", "add", "telegram", "canal", "--territory", "GT", "--from", str(file), "--json")
        good = corett("profile", "check", "canal", "--json")
        file.write_text('token = "4242:revoked-token"\nchannel = "@coalicion"\n')
        corett("profile", "add", "telegram", "canal", "--territory", "GT", "--from", str(file))
        bad = corett("profile", "check", "canal")

    assert TOKEN not in added.stdout + added.stderr
    assert json.loads(good.stdout)["handle"] == "@coalicion"
    assert bad.returncode == 1
    assert "revoked-token" not in bad.stderr
    assert json.loads(corett("profile", "list", "--json").stdout)[0]["status"] == "signed_out"


ERRORS = io.StringIO()


class Person:
    """Reads the address that the command shows, says yes at mastodon-mock, pastes the code."""

    def readline(self) -> str:
        address = re.findall(r"http://\S+/oauth/authorize\S+", ERRORS.getvalue())[-1]
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        page = requests.post(address.partition("?")[0], data={**asked, "username": "alice"}, timeout=60)
        code: str = re.findall(r"mockcode_[\w.=-]+", page.text)[0]
        return code + "\n"


def test_a_mastodon_account_is_connected_by_saying_yes_there(corett_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    file = corett_home / "app.toml"
    with MockServer(startup_timeout=60) as server:
        file.write_text(f'server = "http://127.0.0.1:{server._port}"\n')
        words = ("mastodon", "azul", "--territory", "GT", "--from", str(file), "--json")
        done = corett("profile", "connect", *words, stdin=Person())

    assert done.returncode == 0, done.stderr
    assert '"handle": "@alice@' in done.stdout
    assert json.loads(corett("profile", "list", "--json").stdout)[0]["status"] == "active"


class Answers:
    """A person who types one line after another."""

    def __init__(self, *lines: str) -> None:
        self.lines = iter(lines)

    def readline(self) -> str:
        return f"{next(self.lines)}\n"


@pytest.fixture
def secrets_may_be_piped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hidden answer is read from the terminal itself; a test has none."""
    monkeypatch.setattr("getpass.getpass", lambda *_words, **_how: sys.stdin.readline().rstrip("\n"))


@pytest.mark.usefixtures("secrets_may_be_piped")
def test_a_telegram_channel_is_connected_by_answering_and_tried_before_it_is_kept(
    corett_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TelegramServer() as server:
        monkeypatch.setenv("CORETT_NETWORKS__TELEGRAM__API_URL", server.url)
        words = ("profile", "connect", "telegram", "canal", "--territory", "GT")
        refused = corett(*words, stdin=Answers("4242:revoked-token", "@coalicion", ""))
        kept_nothing = json.loads(corett("profile", "list", "--json").stdout)
        done = corett(*words, stdin=Answers(TOKEN, "@coalicion", ""))
        again = corett(*words, stdin=Answers("4242:revoked-token", "@coalicion", ""))

    assert (refused.returncode, kept_nothing) == (1, [])
    assert "Unauthorized" in ERRORS.getvalue()
    assert done.returncode == 0
    assert again.returncode == 1
    [profile] = json.loads(corett("profile", "list", "--json").stdout)
    assert (profile["handle"], profile["status"]) == ("@coalicion", "active")
    assert "@BotFather" in ERRORS.getvalue()
    assert TOKEN not in ERRORS.getvalue()


class AtMeta:
    """Says yes and pastes the whole address the browser ended at."""

    def readline(self) -> str:
        address = re.findall(r"https://threads.net/oauth/authorize\S+", ERRORS.getvalue())[-1]
        state = parse_qs(urlsplit(address).query)["state"][0]
        return f"{BACK}?code={CODE}&state={state}#_\n"


def test_threads_is_connected_by_pasting_the_address_and_its_end_is_known(
    corett_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = corett_home / "app.toml"
    file.write_text(f'app_id = "{APP[0]}"\napp_secret = "{APP[1]}"\n')
    with PermissionServer() as server:
        monkeypatch.setenv("CORETT_NETWORKS__THREADS__API_URL", server.url)
        done = corett(
            "profile", "connect", "threads", "hilos", "--territory", "GT", "--from", str(file), "--json", stdin=AtMeta()
        )

    assert done.returncode == 0, ERRORS.getvalue()[-500:]
    profile = json.loads(done.stdout)
    left = datetime.fromisoformat(profile["expires_at"]) - datetime.now(UTC)
    assert profile["handle"] == "@coalicion"
    assert timedelta(days=59) < left < timedelta(days=60)
    assert APP[1] not in ERRORS.getvalue()


def test_all_profiles_are_checked_at_once_and_one_that_fails_keeps_no_other_back(
    corett_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = corett_home / "telegram.toml"
    file.write_text('token = "4242:revoked-token"\nchannel = "@coalicion"\n')
    with TelegramServer() as server:
        monkeypatch.setenv("CORETT_NETWORKS__TELEGRAM__API_URL", server.url)
        corett("profile", "add", "telegram", "canal", "--territory", "GT", "--from", str(file))
        corett("profile", "add", "site", "sala", "--territory", "REG")
        done = corett("profile", "check", "--json")

    found = {row["name"]: row["trouble"] for row in json.loads(done.stdout)}
    assert done.returncode == 1
    assert found["sala"] is None
    assert "credenciales" in found["canal"]
    assert "revoked-token" not in done.stdout


def test_a_missing_profile_file_is_named(corett_home: Path) -> None:
    done = corett("profile", "add", "manual", "tiktok", "--territory", "GT", "--from", str(corett_home / "nada.toml"))

    assert done.returncode == 1
    assert "nada.toml" in done.stderr


def test_a_connection_is_kept_until_the_credentials_change(corett_home: Path, database: Database) -> None:
    corett("profile", "add", "site", "sala", "--territory", "REG")
    house = open_house()
    with house.database.reading() as session:
        profile = session.query(Profile).one()
        session.expunge(profile)

    first = network_for(house, profile)
    assert network_for(house, profile) is first
    profile.credentials_version += 1
    assert network_for(house, profile) is not first
    assert house.connections.replaced == [first]
    house.database.engine.dispose()


def test_an_unknown_key_of_a_network_section_is_named(corett_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corett("profile", "add", "site", "sala", "--territory", "REG")
    monkeypatch.setenv("CORETT_NETWORKS__SITE__ADRESS", "x")

    done = corett("profile", "check", "sala")

    assert done.returncode == 1
    assert "networks.site.adress" in done.stderr
