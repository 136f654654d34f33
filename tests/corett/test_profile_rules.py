"""Planning, preview and approval go by what each very profile's network takes, shows and charges."""

import json
from pathlib import Path

import pytest

from campaigns.models import Campaign
from foundation.db import Database
from foundation.people import REGION, Role, add_user
from tests.clock import FrozenClock
from tests.corett.test_profile_command import corett, corett_home
from tests.networks.samples import image
from tests.servers.x import KEYS

__all__ = ["corett_home"]


@pytest.fixture
def ready(corett_home: Path, database: Database, clock: FrozenClock) -> Path:
    """A campaign, and a profile on each network the tests below speak of."""
    with database.writing() as session:
        add_user(session, "admin", Role.ADMIN, REGION, clock.now())
        session.add(
            Campaign(
                slug="prueba",
                title_es="Prueba",
                title_en="Test",
                territory="REG",
                hashtag="#P",
                link="",
                created_at=clock.now(),
            )
        )
    files = {
        "x": KEYS,
        "telegram": {"token": "4242:loopback", "channel": "@coalicion"},
        "instagram": {"user_id": "1", "access_token": "t"},
    }
    for network, keys in files.items():
        file = corett_home / f"{network}.toml"
        file.write_text("".join(f'{key} = "{value}"\n' for key, value in keys.items()))
        assert corett("profile", "add", network, network, "--territory", "GT", "--from", str(file)).returncode == 0
    return corett_home


def created(*words: str) -> int:
    done = corett("post", "create", "--campaign", "prueba", "--now", *words, "--json")
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout)["post"])


def test_what_only_the_network_itself_knows_is_refused_before_anything_is_scheduled(ready: Path) -> None:
    done = corett("post", "create", "--campaign", "prueba", "--now", "--profile", "instagram", "--text", "Hola")

    assert done.returncode == 1
    assert "Instagram: falta una imagen o un video." in done.stderr


def test_the_price_of_a_post_is_told_before_it_is_approved(ready: Path) -> None:
    dear = created("--profile", "x", "--text", "Denuncie", "--link", "https://example.org/a")
    cheap = created("--profile", "x", "--profile", "telegram", "--text", "Denuncie sin enlace")
    told = {post: json.loads(corett("post", "preview", str(post), "--json").stdout) for post in (dear, cheap)}

    assert [one["cost_usd"] for one in told[dear]] == [0.2]
    assert {one["network"]: one["cost_usd"] for one in told[cheap]} == {"x": 0.015, "telegram": None}
    assert "0.200" in corett("post", "preview", str(dear)).stdout


def test_a_preview_for_telegram_shows_the_very_messages(ready: Path, tmp_path: Path) -> None:
    picture, text = image(tmp_path, alt="Un cartel azul"), "Una frase larga. " * 80
    post = created("--profile", "telegram", "--text", text, "--asset", str(picture.path), "--alt", "Un cartel azul")
    [one] = json.loads(corett("post", "preview", str(post), "--json").stdout)
    told = corett("post", "preview", str(post)).stdout

    assert len(one["messages"]) == 2
    assert len(one["messages"][0]["text"]) <= 1024
    assert one["messages"][0]["files"]
    assert "Imagen: Un cartel azul" in one["messages"][1]["text"]
    assert "Mensaje 2, en respuesta al primero" in told
