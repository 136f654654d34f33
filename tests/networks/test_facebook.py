"""Facebook: the contract, and what only a Page does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from networks.contract import Account, CannotLook, Rejected, SignedOut, Unavailable, budget
from networks.facebook import INSIGHTS, Credentials, Settings
from tests.networks.contract import IN_TIME, NetworkContract, Seen, Stage
from tests.networks.samples import DELIVERY, LINK, outgoing
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

    async def test_a_link_travels_apart_and_with_images_in_the_text(
        self, stage: Stage, server: GraphServer, tmp_path: Path
    ) -> None:
        network = self.connect(stage)
        await self.sent(network, outgoing())
        await self.sent(network, outgoing("Con imagen", media=(self.image(tmp_path),)))
        await network.close()

        alone, with_image = server.posts
        assert (alone.link, LINK in alone.message) == (LINK, False)
        assert (with_image.link, LINK in with_image.message) == ("", True)

    async def test_the_token_is_in_no_address(self, stage: Stage, server: GraphServer) -> None:
        network = self.connect(stage)
        receipt = await self.out(network, await self.ready(network, outgoing()))
        await network.measure([receipt.ref])
        await network.whoami()
        await network.close()

        assert "the token was in the address" not in server.complaints

    async def test_the_version_is_a_setting_and_a_retired_one_is_told_as_meta_tells_it(
        self, stage: Stage, server: GraphServer
    ) -> None:
        account = stage.account()
        old = replace(account, settings=Settings(api_url=server.url, graph_version="v3.1"))
        network = self.module.connect(old)

        with pytest.raises(Rejected, match="deprecated version"):
            await network.whoami()
        await network.close()

    @pytest.mark.parametrize("dead", ["post_media_view", "post_total_media_view_unique"])
    async def test_a_metric_graph_has_dropped_does_not_lose_the_others(
        self, stage: Stage, server: GraphServer, dead: str
    ) -> None:
        network = self.connect(stage)
        receipt = await self.out(network, await self.ready(network, outgoing()))
        server.dead_metrics.add(dead)
        told = {one.metric: one.value for one in await network.measure([receipt.ref])}
        await network.close()

        assert [name for name, value in told.items() if value is None] == [{v: k for k, v in INSIGHTS.items()}[dead]]
        assert told["reactions"] == 41

    async def test_an_expired_token_while_measuring_is_told_not_swallowed(self, stage: Stage) -> None:
        network = self.connect(stage, wrong_secret=True)

        with pytest.raises(SignedOut):
            await network.measure(["1_2"])
        await network.close()

    async def test_looking_reads_every_page_without_following_addresses_that_hold_a_token(
        self, stage: Stage, server: GraphServer
    ) -> None:
        server.page_size = 3
        network, since = self.connect(stage), datetime.now(UTC)
        await self.sent(network, outgoing())
        for number in range(7):
            await self.sent(network, outgoing(f"Otro {number}", link=f"https://prensa.example.org/r/{number}"))

        assert await network.find(DELIVERY, await self.ready(network, outgoing()), since) is not None
        await network.close()
        assert server.complaints == []

    @pytest.mark.parametrize("fault", [Fault.DROP, Fault.PROXY_HTML, Fault.RATE_LIMIT, Fault.ACCEPT_THEN_TRUNCATE])
    async def test_a_look_that_fails_proves_nothing(self, stage: Stage, server: GraphServer, fault: Fault) -> None:
        network = self.connect(stage)
        prepared = await self.ready(network, outgoing())
        server.strikes = "published_posts"
        stage.will(fault)

        with pytest.raises(CannotLook):
            await network.find(DELIVERY, prepared, datetime.now(UTC))
        await network.close()

    async def test_a_post_without_link_is_found_by_its_words(self, stage: Stage) -> None:
        network, since, words = self.connect(stage), datetime.now(UTC), outgoing("Sin  enlace\nhoy", link="")
        await self.sent(network, outgoing("Sin enlace ayer", link=""))
        receipt = await self.out(network, await self.ready(network, words))
        found = await network.find(DELIVERY, await self.ready(network, words), since)
        await network.close()

        assert found is not None
        assert found.ref == receipt.ref

    async def test_the_shares_used_are_told(self, stage: Stage) -> None:
        network = self.connect(stage)
        await self.sent(network, outgoing())
        facts = {(fact.scope, fact.name): fact.used for fact in budget(network)}
        await network.close()

        assert facts["app", "X-App-Usage"] == 0.25

    async def test_a_failed_upload_is_tried_again_because_nothing_is_out(
        self, stage: Stage, server: GraphServer, tmp_path: Path
    ) -> None:
        network, message = self.connect(stage), outgoing(media=(self.image(tmp_path),))
        server.strikes = "photos"
        stage.will(Fault.ACCEPT_THEN_DROP)

        with pytest.raises(Unavailable):
            await self.ready(network, message)
        await self.sent(network, message)
        await network.close()

        assert len(server.posts) == 1
