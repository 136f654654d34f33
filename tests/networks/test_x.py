"""X: the contract, and what only X does."""

from collections.abc import Iterator

import pytest

from networks.contract import Account
from networks.x import Credentials, Settings
from tests.networks.contract import IN_TIME, NetworkContract, Seen, Stage
from tests.servers.faults import Fault
from tests.servers.x import KEYS, XServer, keys


class XStage(Stage):
    faults = frozenset(Fault)

    def __init__(self, server: XServer) -> None:
        self.server = server

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        known = keys(access_token_secret="wrong-secret-4713") if wrong_secret else keys()
        return Account("x-reg", Settings(api_url=self.server.url), Credentials.model_validate(known), timeout_s)

    def secrets(self) -> list[str]:
        return [KEYS["consumer_secret"], KEYS["access_token_secret"], KEYS["access_token"], "wrong-secret-4713"]

    def posts(self) -> list[Seen]:
        return [Seen(post.sent, [self.server.files[ref].alt for ref in post.media]) for post in self.server.posts]

    def will(self, fault: Fault) -> None:
        self.server.will(fault)

    def uploads(self) -> int:
        return len(self.server.files)

    def complaints(self) -> list[str]:
        return self.server.complaints


@pytest.fixture
def server() -> Iterator[XServer]:
    with XServer() as server:
        yield server


class TestX(NetworkContract):
    network = "x"

    @pytest.fixture
    def stage(self, server: XServer) -> Stage:
        return XStage(server)
