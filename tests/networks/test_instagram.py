"""Instagram keeps the contract; what is its own is in test_containers.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from networks.contract import Account, Media, Outgoing
from networks.instagram import Credentials, Settings
from tests.networks.contract import NetworkContract
from tests.networks.samples import LINK, TEXT, image, outgoing
from tests.networks.stage import IN_TIME, Arrived, Seen, Stage
from tests.servers.faults import HTTP_FAULTS, Fault
from tests.servers.instagram import InstagramServer


class InstagramStage(Stage):
    faults = HTTP_FAULTS

    def __init__(self, server: InstagramServer) -> None:
        self.server = server

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        token = "EAAB-wrong-token" if wrong_secret else InstagramServer.token
        settings = Settings(api_url=self.server.url, poll_s=0.01)
        credentials = Credentials(user_id=InstagramServer.user, access_token=token)
        return Account("ig-reg", settings, credentials, timeout_s, public_url="https://prensa.example.org")

    def secrets(self) -> list[str]:
        return [InstagramServer.token, "EAAB-wrong-token"]

    def posts(self) -> list[Seen]:
        return [Seen(post.text, post.alts) for post in self.server.posts]

    def arrived(self) -> list[Arrived]:
        return [Arrived(sha256) for sha256 in self.server.posts[-1].files]

    def will(self, fault: Fault) -> None:
        self.server.will(fault)

    def uploads(self) -> int:
        return len(self.server.containers)

    def complaints(self) -> list[str]:
        return self.server.complaints


class TestInstagram(NetworkContract):
    network = "instagram"

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        with InstagramServer() as server:
            yield InstagramStage(server)

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        type(self).pictures = tmp_path

    pictures = Path()

    def message(self, text: str = TEXT, *, link: str = LINK, media: tuple[Media, ...] = ()) -> Outgoing:
        return outgoing(text, link=link, media=media or (image(self.pictures),))
