"""Threads keeps the contract; what is its own is in test_containers.py."""

from collections.abc import Iterator

import pytest

from networks.contract import Account
from networks.threads import Credentials, Settings
from tests.networks.contract import NetworkContract
from tests.networks.stage import IN_TIME, Arrived, Seen, Stage
from tests.servers.faults import HTTP_FAULTS, Fault
from tests.servers.threads import ThreadsServer


class ThreadsStage(Stage):
    faults = HTTP_FAULTS

    def __init__(self, server: ThreadsServer) -> None:
        self.server = server

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        token = "THAA-wrong-token" if wrong_secret else ThreadsServer.token
        settings = Settings(api_url=self.server.url, poll_s=0.01)
        credentials = Credentials(user_id=ThreadsServer.user, access_token=token)
        return Account("th-reg", settings, credentials, timeout_s, public_url="https://prensa.example.org")

    def secrets(self) -> list[str]:
        return [ThreadsServer.token, "THAA-wrong-token"]

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


class TestThreads(NetworkContract):
    network = "threads"

    @pytest.fixture
    def stage(self) -> Iterator[Stage]:
        with ThreadsServer() as server:
            yield ThreadsStage(server)
