"""Facebook: the contract, and what only a Page does."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from networks._facebook_video import locale_of
from networks.contract import Account, CannotLook, Media, MediaKind, Rejected, SignedOut, Unavailable, Unconfirmed, budget
from networks.facebook import INSIGHTS, Credentials, Settings, connect
from tests.clock import FrozenClock
from tests.networks.contract import NetworkContract
from tests.networks.samples import DELIVERY, LINK, image, outgoing, video
from tests.networks.stage import IN_TIME, Arrived, Kept, Seen, Stage
from tests.servers.faults import Fault
from tests.servers.graph import PAGE, TOKEN, GraphServer


class FacebookStage(Stage):
    faults = frozenset(Fault)

    def __init__(self, server: GraphServer) -> None:
        self.server = server

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        token = "EAAB-wrong-token" if wrong_secret else TOKEN
        return Account(
            "fb-reg", Settings(api_url=self.server.url, poll_s=0.01), Credentials(page_id=PAGE, access_token=token), timeout_s
        )

    def secrets(self) -> list[str]:
        return [TOKEN, "EAAB-wrong-token"]

    def posts(self) -> list[Seen]:
        return [Seen(post.message, [photo.alt for photo in post.photos], post.link) for post in self.server.posts]

    def arrived(self) -> list[Arrived]:
        post = self.server.posts[-1]
        if post.film is None:
            return [Arrived(photo.sha256) for photo in post.photos]
        words = {locale.partition("_")[0]: content.decode() for locale, content in post.film.captions.items()}
        return [Arrived(post.film.sha.hexdigest(), words)]

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

    async def test_a_film_is_uploaded_subtitled_and_waited_for_before_its_instant(
        self, stage: Stage, server: GraphServer, tmp_path: Path
    ) -> None:
        network, clip = self.connect(stage), video(tmp_path, captions=True)
        prepared = await self.ready(network, outgoing(media=(clip,)))
        [film] = server.videos.values()
        assert (film.published, film.sha.hexdigest(), list(film.captions)) == (False, clip.sha256, ["es_LA"])
        assert server.posts == []

        receipt = await network.publish(prepared, DELIVERY)
        await network.close()

        assert film.published
        assert (receipt.ref, receipt.url) == (f"{PAGE}_{film.id}", f"https://www.facebook.com/watch/{film.id}")
        assert LINK in server.posts[0].message
        assert server.complaints == []

    async def test_an_upright_short_film_is_a_reel(self, stage: Stage, server: GraphServer, tmp_path: Path) -> None:
        network, clip = self.connect(stage), replace(video(tmp_path, captions=True), width=1080, height=1920, duration=30)
        await self.sent(network, outgoing(media=(clip,)))
        await network.close()

        [reel] = server.videos.values()
        assert (reel.kind, reel.published, reel.sha.hexdigest(), list(reel.captions)) == ("reel", True, clip.sha256, ["es_LA"])
        assert server.complaints == []

    async def test_the_token_goes_to_no_strange_upload_address(self, stage: Stage, server: GraphServer, tmp_path: Path) -> None:
        server.upload_host = "http://127.0.0.1:1"
        network, clip = self.connect(stage), replace(video(tmp_path), width=1080, height=1920, duration=30)

        with pytest.raises(Unavailable, match="no es de Meta"):
            await self.ready(network, outgoing(media=(clip,)))
        await network.close()

    async def test_a_film_whose_answer_was_lost_is_found_by_its_own_number(
        self, stage: Stage, server: GraphServer, tmp_path: Path
    ) -> None:
        network, since = self.connect(stage), datetime.now(UTC)
        prepared = await self.ready(network, outgoing(media=(video(tmp_path),)))
        assert await network.find(DELIVERY, prepared, since) is None
        server.strikes = "anything"
        stage.will(Fault.ACCEPT_THEN_DROP)
        with pytest.raises(Unconfirmed):
            await network.publish(prepared, DELIVERY)
        server.posts.clear()
        found = await network.find(DELIVERY, prepared, since)
        await network.close()

        assert found is not None

    async def test_a_film_facebook_cannot_process_is_rejected(self, stage: Stage, server: GraphServer, tmp_path: Path) -> None:
        server.processing_fails = True
        network = self.connect(stage)

        with pytest.raises(Rejected, match="codec"):
            await self.ready(network, outgoing(media=(video(tmp_path),)))
        await network.close()

    @pytest.mark.parametrize("shape", [(320, 320, 1.0), (1080, 1920, 30.0)])
    async def test_a_large_film_is_never_whole_in_memory(
        self, stage: Stage, server: GraphServer, tmp_path: Path, shape: tuple[int, int, float]
    ) -> None:
        large = tmp_path / "large.mp4"
        with large.open("wb") as file:
            file.truncate(80 * 1024 * 1024)
        width, height, duration = shape
        clip = Media(large, MediaKind.VIDEO, "video/mp4", "f" * 64, 80 * 1024 * 1024, "Un video largo", width, height, duration)
        network = self.connect(stage)
        tracemalloc.start()
        await self.ready(network, outgoing(media=(clip,)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await network.close()

        assert server.complaints == []
        assert most < 40_000_000, "a few pieces on both sides in one process, not 80 MB"

    async def test_pictures_and_films_do_not_mix(self, stage: Stage, tmp_path: Path) -> None:
        network = self.connect(stage)
        assert "stands_alone" in [one.code for one in network.check(outgoing(media=(video(tmp_path), self.image(tmp_path))))]
        await network.close()


@pytest.mark.parametrize(
    ("language", "locale"), [("es", "es_LA"), ("es-GT", "es_LA"), ("en", "en_US"), ("fr", "fr_FR"), ("ht", "ht_HT")]
)
def test_captions_carry_facebooks_own_locale(language: str, locale: str) -> None:
    assert locale_of(language) == locale


@pytest.mark.parametrize(("ends", "told"), [(0, None), (1_830_000_000, datetime.fromtimestamp(1_830_000_000, UTC))])
@pytest.mark.anyio
async def test_when_the_token_ends_is_told_and_never_is_none(server: GraphServer, ends: int, told: datetime | None) -> None:
    server.token_ends = ends
    page = connect(FacebookStage(server).account())
    identity = await page.whoami()
    await page.close()

    assert identity.expires_at == told


@pytest.mark.anyio
async def test_an_upload_older_than_a_day_is_made_again(server: GraphServer, tmp_path: Path, clock: FrozenClock) -> None:
    page, parts, message = (
        connect(replace(FacebookStage(server).account(), clock=clock)),
        Kept(),
        outgoing(media=(image(tmp_path),)),
    )
    await page.prepare(message, parts, parts.keep)
    clock.advance(hours=19)
    await page.prepare(message, parts, parts.keep)
    assert len(server.photos) == 1

    clock.advance(hours=2)
    await page.prepare(message, parts, parts.keep)
    await page.close()
    assert len(server.photos) == 2
