"""Facebook: the contract, and what only a Page does."""

from collections.abc import Iterator

import pytest

from networks.contract import Account
from networks.facebook import Credentials, Settings
from tests.networks.contract import IN_TIME, NetworkContract, Seen, Stage
from tests.servers.faults import Fault
from tests.servers.graph import PAGE, TOKEN, GraphServer


class FacebookStage(Stage):
    faults = frozenset(Fault)

    def __init__(self, server: GraphServer) -> None:
        self.server = server

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        token = "EAAB-wrong-token" if wrong_secret else TOKEN
        return Account("fb-reg", Settings(api_url=self.server.url), Credentials(page_id=PAGE, access_token=token), timeout_s)

    def secrets(self) -> list[str]:
        return [TOKEN, "EAAB-wrong-token"]

    def posts(self) -> list[Seen]:
        return [Seen(post.message, [photo.alt for photo in post.photos], post.link) for post in self.server.posts]

    def will(self, fault: Fault) -> None:
        self.server.will(fault)

    def uploads(self) -> int:
        return len(self.server.photos)

    def complaints(self) -> list[str]:
        return self.server.complaints


@pytest.fixture
def server() -> Iterator[GraphServer]:
    with GraphServer() as server:
        yield server


class TestFacebook(NetworkContract):
    network = "facebook"

    @pytest.fixture
    def stage(self, server: GraphServer) -> Stage:
        return FacebookStage(server)
