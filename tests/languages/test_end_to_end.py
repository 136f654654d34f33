"""As a coordinator works: from a Spanish campaign to pages in other languages on the newsroom, by commands and a worker."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from assets.store import Store
from foundation.clock import SystemClock
from foundation.db import open_database
from foundation.settings import App, Settings, WebSection
from foundation.vault import Vault
from tests import commandline, needs
from tests.servers.libretranslate import LibreTranslateServer
from web.app import make_app

HOST = "http://127.0.0.1:8000"
KICHE = "Uk’ayixik winaq are jun nimalaj mak. Maj jun winaq kak’ayixik."
SPANISH = "La trata de personas es un delito. Nadie está en venta."
TEXTS = (
    "La trata de personas y el tráfico ilícito de migrantes son delitos distintos. {{ campaign.hashtag }}",
    "Prevenimos la trata de personas en 9 países. {{ link }}",
    "Las víctimas de trata de personas tienen derechos. Súmese antes del 30 de julio.",
)
WRONG = {
    "en": r"treats? (?:it )?of people|traffick\w+ (?:of|in) migrants|human smuggling|people smuggling|illegal migrant",
    "fr": r"trafic (?:de personnes|humain)|traite (?:de|des) migrants|traite des blanches",
    "pt": r"trata de pessoas|tráfico de brancas|trata de migrantes",
}
RIGHT = {
    "en": ("trafficking in persons", "smuggling of migrants"),
    "fr": ("traite des personnes", "trafic illicite de migrants"),
    "pt": ("tráfico de pessoas", "tráfico ilícito de migrantes"),
}


class Coordinator:
    """Somebody at a terminal, in a house of her own; `newsroom` is what the public sees meanwhile."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home, self.environment = home, {"CORETT_APP__DATA_DIR": str(home / "data"), **environment}

    def __call__(self, *words: str, given: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        with chdir(self.home):
            answer = commandline.corett(*words, given=given, **self.environment)
        assert answer.returncode == code, (words, answer.stdout, answer.stderr)
        return answer

    def json(self, *words: str, given: str = "") -> Any:
        return json.loads(self(*words, "--json", given=given).stdout)

    def work(self) -> None:
        self("worker", "--until-idle")

    def newsroom(self, path: str) -> tuple[int, str]:
        data = self.home / "data"
        database = open_database(f"sqlite:///{data / 'corett.db'}")
        settings = Settings(app=App(data_dir=data), web=WebSection())
        app = make_app(
            settings=settings, database=database, clock=SystemClock(), vault=Vault(data / "key"), store=Store(data / "assets")
        )
        with TestClient(app, base_url=HOST) as client:
            answer = client.get(path)
        database.engine.dispose()
        return answer.status_code, answer.text


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("house")
    Coordinator(home)("init")
    return home


@pytest.fixture
def home(tmp_path: Path, opened: Path) -> Path:
    shutil.copytree(opened, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def libretranslate() -> Iterator[LibreTranslateServer]:
    with LibreTranslateServer() as server:
        yield server


def spanish_campaign(corett: Coordinator) -> list[int]:
    """A new campaign with three Spanish posts for the newsroom, due at once."""
    corett(
        "campaign", "create", "prueba", "--title", "Prueba", "--title-en", "Test", "--hashtag", "#NadieEnVenta",
        "--link", "https://example.org/a",
    )  # fmt: skip
    made = []
    for text in TEXTS:
        words = ("--campaign", "prueba", "--profile", "sala-de-prensa", "--title", "Prueba", "--text", text, "--now")
        made.append(int(corett.json("post", "create", *words)["post"]))
    return made


def publish_in(corett: Coordinator, languages: tuple[str, ...], *options: str) -> None:
    """Drafts, reviews, approves and sends; then looks at what the public reads."""
    posts = spanish_campaign(corett)
    to = [word for language in languages for word in ("--to", language)]
    drafts = corett.json("translate", "campaign", "prueba", *to, *options)
    assert {(one["post"], one["language"], one["state"]) for one in drafts} == {
        (post, language, "machine") for post in posts for language in languages
    }
    assert [found for one in drafts for found in one["findings"] if found["severity"] == "block"] == []
    for post in posts:
        assert "borrador automático" in corett("post", "approve", str(post), code=1).stderr
        for language in languages:
            corett("post", "review", str(post), "--language", language)
        corett("post", "approve", str(post))
    corett.work()
    statuses = {(row["language"], row["status"]) for row in corett.json("queue", "list", "--campaign", "prueba")}
    assert statuses == {(language, "sent") for language in ("es", *languages)}
    for language in languages:
        status, page = corett.newsroom(f"/{language}/c/prueba")
        entries = [corett.newsroom(path)[1] for path in set(re.findall(rf'href="(/{language}/[\w-]+)"', page))]
        text = re.sub(r"<[^>]+>", " ", " ".join(entries)).lower()
        assert status == 200
        for name in RIGHT[language]:
            assert name in text
        assert re.search(WRONG[language], text) is None
        assert "30" in text
        assert "#nadieenventa" in text


def test_a_spanish_campaign_is_read_in_english_french_and_portuguese(home: Path) -> None:
    needs.program("apertium", "apertium-fra-cat")

    publish_in(Coordinator(home), ("en", "fr", "pt"), "--engine", "apertium")


def test_the_same_through_the_packages_client_and_a_server(home: Path, libretranslate: LibreTranslateServer) -> None:
    needs.program("apertium", "apertium-fra-cat")
    told = {"CORETT_LANGUAGES__ENGINE": "libretranslate", "CORETT_LANGUAGES__LIBRETRANSLATE__API_URL": libretranslate.url}

    publish_in(Coordinator(home, **told), ("en", "fr", "pt"))
    assert libretranslate.complaints == []
    assert not [asked for asked in libretranslate.asked if "trata de personas" in asked["q"]]


def test_a_kiche_version_is_published_and_its_readers_see_the_spanish_until_then(home: Path) -> None:
    corett = Coordinator(home)
    for name in ("maria", "luz"):
        corett("user", "add", name, "--role", "translator", "--territory", "GT")
    words = ("--campaign", "dia-mundial-trata", "--profile", "sala-de-prensa", "--title", "Nadie está en venta")
    made = corett("post", "create", *words, "--text", SPANISH, "--language", "es", "--language", "quc", "--now")
    assert "Pedida a personas: traducción 1 a quc" in made.stderr
    post = str(max(row["post"] for row in corett.json("post", "list")))
    assert (
        "Hasta que se apruebe la versión en k’iche’, en sala-de-prensa se muestra en español."
        in corett("post", "preview", post).stderr
    )
    corett("post", "approve", post)
    corett.work()

    status, page = corett.newsroom("/quc")
    assert status == 200
    assert "Pronto en K’iche’; mientras tanto, en Español." in page
    (slug,) = set(re.findall(r'href="/quc/([\w-]+)"><', page) or re.findall(r'<h2><a href="/quc/([\w-]+)"', page))
    status, page = corett.newsroom(f"/quc/{slug}")
    assert status == 200
    assert "lo traducen personas" in page
    assert "Nadie está en venta." in page

    corett("translate", "assign", "1", "maria")
    corett("translate", "export", "work.xlf", "--assignee", "maria")
    file = home / "work.xlf"
    file.write_text(
        re.sub(r"<target[^>]*/>|<target[^>]*></target>", f"<target>{KICHE}</target>", file.read_text("utf-8")), "utf-8"
    )
    assert corett.json("translate", "import", "work.xlf", "--by", "maria")[0]["findings"] == []
    assert "otra persona" in corett("translate", "accept", "1", "--by", "maria", code=1).stderr
    corett("translate", "accept", "1", "--by", "luz")
    assert "lo traducen personas" in corett.newsroom(f"/quc/{slug}")[1]  # accepted, but nobody has approved it
    corett("post", "approve", post)
    corett.work()

    status, page = corett.newsroom(f"/quc/{slug}")
    assert status == 200
    assert "Uk’ayixik winaq" in page
    assert "lo traducen personas" not in page
    assert "Pronto en" not in corett.newsroom("/quc")[1]
    assert corett.json("memory", "search", "--to", "quc", given=SPANISH)[0]["score"] == 100


def test_an_audience_that_waits_gets_both_at_once(home: Path) -> None:
    corett = Coordinator(home)
    for name in ("maria", "luz"):
        corett("user", "add", name, "--role", "translator", "--territory", "GT")
    corett("translate", "fallback", "P5", "wait")
    words = ("--campaign", "dia-mundial-trata", "--profile", "sala-de-prensa", "--audience", "P5")
    corett("post", "create", *words, "--title", "Espera", "--text", SPANISH, "--language", "es", "--language", "quc", "--now")
    post = str(max(row["post"] for row in corett.json("post", "list")))
    assert "espera su versión en: quc" in corett("post", "approve", post, code=1).stderr
    corett("translate", "deliver", "1", "--by", "maria", given=KICHE)
    corett("translate", "accept", "1", "--by", "luz")
    corett("post", "approve", post)
    corett.work()

    rows = [row for row in corett.json("queue", "list") if str(row["post"]) == post]
    assert {(row["language"], row["status"]) for row in rows} == {("es", "sent"), ("quc", "sent")}


def test_an_edit_after_approval_is_told_and_the_difference_shown(home: Path) -> None:
    corett = Coordinator(home)
    for name in ("maria", "luz"):
        corett("user", "add", name, "--role", "translator", "--territory", "GT")
    words = ("--campaign", "dia-mundial-trata", "--profile", "sala-de-prensa", "--title", "Cambia")
    when = ("--at", "2030-07-30 09:00", "--zone", "local")
    corett("post", "create", *words, "--text", SPANISH, "--language", "es", "--language", "quc", *when)
    post = str(max(row["post"] for row in corett.json("post", "list")))
    corett("translate", "deliver", "1", "--by", "maria", given=KICHE)
    corett("translate", "accept", "1", "--by", "luz")
    corett("post", "approve", post)

    done = corett.json("post", "edit", post, "--text", SPANISH.replace("un delito", "un delito grave"))
    assert done == {
        "post": int(post), "stale": ["quc"], "unsealed": 2,
        "reopened": [{"request": 1, "language": "quc", "assignee": "maria"}],
    }  # fmt: skip
    assert "{+ grave+}" in corett("translate", "changes", "1").stdout
    assert "traduce un original que cambió" in corett("post", "approve", post, code=1).stderr


def test_the_engine_is_not_asked_about_people(home: Path, libretranslate: LibreTranslateServer) -> None:
    told = {"CORETT_LANGUAGES__ENGINE": "libretranslate", "CORETT_LANGUAGES__LIBRETRANSLATE__API_URL": libretranslate.url}
    corett = Coordinator(home, **told)
    person = "La víctima, María López, tiene 15 años."
    refused = corett("translate", "--to", "en", given=person, code=1)

    assert "tiene datos personales" in refused.stderr
    assert libretranslate.asked == []
