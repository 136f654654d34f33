"""X: the contract, and what only X does."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from networks._x_media import PIECE
from networks.contract import Account, CannotLook, Media, MediaKind, Outgoing, Rejected, Unavailable, Unconfirmed, budget
from networks.x import Credentials, Prices, Settings, cost
from tests.networks.contract import NetworkContract
from tests.networks.samples import DELIVERY, image, outgoing, video
from tests.networks.stage import IN_TIME, Arrived, Seen, Stage
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

    def arrived(self) -> list[Arrived]:
        files = self.server.files
        return [
            Arrived(
                files[ref].sha.hexdigest(),
                {one["language_code"].lower(): files[one["id"]].start.decode() for one in files[ref].subtitles},
            )
            for ref in self.server.posts[-1].media
        ]

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

    async def test_a_video_alone_and_a_gif_alone_but_never_with_others(self, stage: Stage, tmp_path: Path) -> None:
        network = self.connect(stage)
        gif, picture = image(tmp_path, mime="image/gif"), image(tmp_path, number=1)

        assert network.check(outgoing(media=(video(tmp_path),))) == []
        assert network.check(outgoing(media=(gif,))) == []
        for mixed in ((video(tmp_path), picture), (gif, picture), (gif, gif)):
            assert "stands_alone" in [problem.code for problem in network.check(outgoing(media=mixed))]
        await network.close()

    async def test_a_forbidden_character_is_named(self, stage: Stage) -> None:
        network = self.connect(stage)
        assert [problem.code for problem in network.check(outgoing("Hola\ufeff"))] == ["too_many_forbidden"]
        await network.close()

    async def test_a_video_goes_up_in_pieces_is_waited_for_described_and_subtitled(
        self, stage: Stage, server: XServer, tmp_path: Path
    ) -> None:
        network, clip = self.connect(stage), video(tmp_path, captions=True, alt="Una mujer habla a cámara")
        prepared = await self.ready(network, outgoing(media=(clip,)))
        await network.publish(prepared, DELIVERY)
        await network.close()

        [post] = server.posts
        sent = server.files[post.media[0]]
        assert (sent.kind, sent.sha.hexdigest(), sent.alt) == ("tweet_video", clip.sha256, "Una mujer habla a cámara")
        assert sent.polls == server.processing + 1
        [spoken] = sent.subtitles
        assert (spoken["language_code"], spoken["display_name"]) == ("ES", "Español")
        assert server.complaints == []

    async def test_a_file_x_cannot_process_is_rejected(self, stage: Stage, server: XServer, tmp_path: Path) -> None:
        server.processing_fails = True
        network = self.connect(stage)

        with pytest.raises(Rejected, match="unsupported codec"):
            await self.ready(network, outgoing(media=(video(tmp_path),)))
        await network.close()

    async def test_a_large_file_is_never_whole_in_memory(self, stage: Stage, server: XServer, tmp_path: Path) -> None:
        large = tmp_path / "large.mp4"
        with large.open("wb") as file:
            file.truncate(64 * 1024 * 1024)
        clip = Media(large, MediaKind.VIDEO, "video/mp4", "f" * 64, large.stat().st_size, "Un vídeo largo")
        network = self.connect(stage)
        tracemalloc.start()
        await self.ready(network, outgoing(media=(clip,)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await network.close()

        assert server.largest_piece == PIECE
        assert most < 60_000_000, "a few pieces on our side and the stand-in's in the same process, not 64 MB"

    async def test_used_up_credits_wait_for_the_next_cycle(self, stage: Stage, server: XServer) -> None:
        server.usage_capped = True
        network = self.connect(stage)
        prepared = await self.ready(network, outgoing())
        stage.will(Fault.RATE_LIMIT)

        with pytest.raises(Unavailable) as caught:
            await network.publish(prepared, DELIVERY)
        await network.close()

        assert caught.value.until_cycle

    async def test_the_same_words_again_are_evidence_that_they_are_out(self, stage: Stage) -> None:
        network = self.connect(stage)
        prepared = await self.sent(network, outgoing())

        with pytest.raises(Unconfirmed) as caught:
            await network.publish(prepared, DELIVERY)
        await network.close()

        assert caught.value.landed

    async def test_looking_reads_every_page(self, stage: Stage, server: XServer) -> None:
        server.page_size = 3
        network, since = self.connect(stage), datetime.now(UTC)
        await self.sent(network, outgoing())
        for number in range(7):
            await self.sent(network, outgoing(f"Otro {number}", link=f"https://prensa.example.org/r/{number}"))

        assert await network.find(DELIVERY, await self.ready(network, outgoing()), since) is not None
        await network.close()

    async def test_more_pages_than_it_reads_prove_nothing(self, stage: Stage, server: XServer) -> None:
        server.page_size = 1
        network, since = self.connect(stage), datetime.now(UTC)
        for number in range(11):
            await self.sent(network, outgoing(f"Otro {number}", link=f"https://prensa.example.org/r/{number}"))

        with pytest.raises(CannotLook):
            await network.find(DELIVERY, await self.ready(network, outgoing()), since)
        await network.close()

    @pytest.mark.parametrize("fault", [Fault.DROP, Fault.PROXY_HTML, Fault.RATE_LIMIT, Fault.ACCEPT_THEN_TRUNCATE])
    async def test_a_look_that_fails_proves_nothing(self, stage: Stage, server: XServer, fault: Fault) -> None:
        network = self.connect(stage)
        prepared = await self.ready(network, outgoing())
        server.strikes = "timeline"
        stage.will(fault)

        with pytest.raises(CannotLook):
            await network.find(DELIVERY, prepared, datetime.now(UTC))
        await network.close()

    async def test_a_post_without_link_is_found_by_its_words(self, stage: Stage) -> None:
        network, since, words = self.connect(stage), datetime.now(UTC), outgoing("Vea corett.org,  hoy.\nSin más", link="")
        await self.sent(network, outgoing("Vea corett.org, ayer. Sin más", link=""))
        receipt = await self.out(network, await self.ready(network, words))
        found = await network.find(DELIVERY, await self.ready(network, words), since)
        await network.close()

        assert found == receipt

    async def test_old_posts_lose_only_the_metrics_x_no_longer_tells(self, stage: Stage, server: XServer) -> None:
        network = self.connect(stage)
        receipt = await self.out(network, await self.ready(network, outgoing()))
        server.old = True
        told = {one.metric: one.value for one in await network.measure([receipt.ref])}
        await network.close()

        assert (told["views"], told["link_clicks"]) == (840, None)

    async def test_the_window_left_is_told(self, stage: Stage) -> None:
        network = self.connect(stage)
        await self.sent(network, outgoing())
        facts = {fact.name: fact.remaining for fact in budget(network)}
        await network.close()

        assert facts["POST /2/tweets"] == 99

    async def test_a_blip_of_a_proxy_never_signs_a_profile_out(self, stage: Stage, server: XServer) -> None:
        network = self.connect(stage)
        server.strikes = "me"
        stage.will(Fault.PROXY_HTML)

        with pytest.raises(Unavailable):
            await network.whoami()
        assert (await network.whoami()).handle == "@coalicion"
        await network.close()


@pytest.mark.parametrize(
    ("message", "dollars"),
    [
        (outgoing("Hola", link=""), 0.015),
        (outgoing("Hola", link="https://prensa.gob.gt/r/1"), 0.2),
        (outgoing("Vea corett.org", link=""), 0.2),
    ],
)
def test_the_price_of_a_post_is_known_before(message: Outgoing, dollars: float) -> None:
    assert cost(message, Settings()) == dollars


def test_each_description_has_its_price_and_prices_are_settings(tmp_path: Path) -> None:
    album = outgoing("Hola", link="", media=(image(tmp_path), image(tmp_path, number=1)))

    assert cost(album, Settings()) == 0.025
    assert cost(album, Settings(prices=Prices(post=1, media_metadata=0.5))) == 2.0
