"""A picture, and a film with Spanish captions, from `post create` over approval and the worker to each network's stand-in."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from campaigns.models import Campaign
from foundation.db import Database
from foundation.people import REGION, Role, add_user
from tests.clock import FrozenClock
from tests.corett.test_profile_command import corett, corett_home
from tests.networks.samples import SRT, image, one_second_of_video
from tests.networks.stage import Arrived, Stage
from tests.networks.test_bluesky import BlueskyStage
from tests.networks.test_facebook import FacebookStage
from tests.networks.test_telegram import TelegramStage
from tests.networks.test_x import XStage
from tests.servers.bluesky.standin import BlueskyServer
from tests.servers.graph import GraphServer
from tests.servers.telegram import TelegramServer
from tests.servers.x import XServer

__all__ = ["corett_home"]

ALT = "Una mano sostiene un teléfono"


@pytest.fixture
def stages(
    corett_home: Path, database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Stage]]:
    """A campaign and a profile on each of four networks, behind their stand-ins."""
    with database.writing() as session:
        add_user(session, "admin", Role.ADMIN, REGION, clock.now())
        facts = {"territory": "REG", "hashtag": "#P", "link": "https://example.org/a", "created_at": clock.now()}
        session.add(Campaign(slug="prueba", title_es="Prueba", title_en="Test", **facts))
    with ExitStack() as stack:
        found: dict[str, Stage] = {
            "x": XStage(stack.enter_context(XServer())),
            "facebook": FacebookStage(stack.enter_context(GraphServer())),
            "telegram": TelegramStage(stack.enter_context(TelegramServer())),
            "bluesky": BlueskyStage(stack.enter_context(BlueskyServer())),
        }
        for name, stage in found.items():
            account = stage.account()
            for key in ("api_url", "appview_url", "video_url", "poll_s"):
                if hasattr(account.settings, key):
                    monkeypatch.setenv(f"CORETT_NETWORKS__{name.upper()}__{key.upper()}", str(getattr(account.settings, key)))
            file = corett_home / f"{name}.toml"
            keys = account.credentials.model_dump(exclude_none=True)
            file.write_text("".join(f'{key} = "{value}"\n' for key, value in keys.items()))
            assert corett("profile", "add", name, name, "--territory", "GT", "--from", str(file)).returncode == 0
        yield found


def sent(stages: dict[str, Stage], text: str, file: Path) -> dict[str, list[Arrived]]:
    """The file on each network, after it was written, approved and delivered like any other post."""
    profiles = [word for name in stages for word in ("--profile", name)]
    words = ("--campaign", "prueba", "--now", "--text", text, "--asset", str(file), "--alt", ALT, *profiles)
    made = corett("post", "create", *words, "--json")
    assert made.returncode == 0, made.stderr
    number = str(json.loads(made.stdout)["post"])
    approved = corett("post", "approve", number)
    assert approved.returncode == 0, approved.stderr
    assert corett("worker", "--until-idle").returncode == 0
    queue = json.loads(corett("queue", "list", "--json").stdout)
    assert {row["status"] for row in queue} == {"sent"}, queue
    return {name: stage.arrived() for name, stage in stages.items()}


def test_a_picture_with_its_description_reaches_every_network_as_the_library_keeps_it(
    stages: dict[str, Stage], tmp_path: Path
) -> None:
    arrived = sent(stages, "Pida ayuda", image(tmp_path).path)

    assert len({files[0].sha256 for files in arrived.values()}) == 1
    for name, stage in stages.items():
        [seen] = stage.posts()
        assert ALT in [*seen.alts, *([seen.text] if name == "telegram" else [])][-1]
        assert stage.complaints() == []


def test_a_film_goes_with_caption_files_or_with_captions_drawn_in(stages: dict[str, Stage], tmp_path: Path) -> None:
    film, words = tmp_path / "film.mp4", tmp_path / "es.srt"
    film.write_bytes(one_second_of_video())
    words.write_text(SRT)
    asset = json.loads(corett("asset", "add", str(film), "--alt", ALT, "--licence", "propia", "--json").stdout)
    assert corett("inclusive", "captions", str(asset["id"]), str(words)).returncode == 0
    assert corett("video", "work", "--once").returncode == 0
    arrived = sent(stages, "Vea el video", film)

    assert {name: list(files[0].captions) for name, files in arrived.items()} == {
        "x": ["es"],
        "facebook": ["es"],
        "bluesky": ["es"],
        "telegram": [],
    }
    bare = {name: files[0].sha256 for name, files in arrived.items()}
    assert bare["x"] == bare["facebook"] == bare["bluesky"]
    assert bare["telegram"] != bare["x"]
