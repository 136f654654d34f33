"""What Instagram and Threads share: a container that survives crashes, is looked up by its own status, and goes out once."""

import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from networks import instagram, threads
from networks.contract import (
    Account,
    CannotLook,
    Network,
    Outgoing,
    Prepared,
    Rejected,
    Renews,
    SignedOut,
    Unavailable,
    Unconfirmed,
)
from tests.networks.contract import Kept
from tests.networks.samples import DELIVERY, image, outgoing, video
from tests.servers._containers import ContainerServer
from tests.servers.faults import Fault
from tests.servers.instagram import InstagramServer
from tests.servers.threads import ThreadsServer

PUBLIC = "https://prensa.example.org"
pytestmark = pytest.mark.anyio


def on_instagram(url: str) -> Network:
    settings = instagram.Settings(api_url="http://127.0.0.1:1", login_api_url=url, poll_s=0.01)
    credentials = instagram.Credentials(user_id=InstagramServer.user, access_token=InstagramServer.token, login="instagram")
    return instagram.connect(Account("ig-reg", settings, credentials, 10, public_url=PUBLIC))


def on_threads(url: str) -> Network:
    settings = threads.Settings(api_url=url, poll_s=0.01)
    credentials = threads.Credentials(user_id=ThreadsServer.user, access_token=ThreadsServer.token)
    return threads.connect(Account("th-reg", settings, credentials, 10, public_url=PUBLIC))


@pytest.fixture(params=[(InstagramServer, on_instagram), (ThreadsServer, on_threads)], ids=["instagram", "threads"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[ContainerServer, Network]]:
    kind, maker = request.param
    made: Callable[[str], Network] = maker
    with kind() as server:
        yield server, made(server.url)


async def ready(network: Network, message: Outgoing, parts: Kept | None = None) -> Prepared:
    kept = Kept() if parts is None else parts
    return await network.prepare(message, kept, kept.keep)


async def test_the_container_is_kept_before_it_is_published_and_used_again_after_a_crash(
    pair: tuple[ContainerServer, Network], tmp_path: Path
) -> None:
    server, network = pair
    parts, message = Kept(), outgoing(media=(image(tmp_path),))
    await ready(network, message, parts)
    assert list(parts) == ["container"]

    await network.publish(await ready(network, message, parts), DELIVERY)
    await network.close()

    assert (len(server.containers), len(server.posts)) == (1, 1)


async def test_a_container_that_expired_is_made_anew(pair: tuple[ContainerServer, Network], tmp_path: Path) -> None:
    server, network = pair
    parts, message = Kept(), outgoing(media=(image(tmp_path),))
    await ready(network, message, parts)
    server.containers[parts["container"]].broken = True
    await network.publish(await ready(network, message, parts), DELIVERY)
    await network.close()

    assert (len(server.containers), len(server.posts)) == (2, 1)


async def test_meta_fetches_the_file_under_its_hash_from_our_web(pair: tuple[ContainerServer, Network], tmp_path: Path) -> None:
    server, network = pair
    picture = image(tmp_path)
    await ready(network, outgoing(media=(picture,)))
    await network.close()

    [made] = server.containers.values()
    assert made.fields["image_url"] == f"{PUBLIC}/media/{picture.sha256}.jpg"


async def test_published_but_not_listed_yet_is_neither_found_nor_absent(
    pair: tuple[ContainerServer, Network], tmp_path: Path
) -> None:
    server, network = pair
    prepared, since = await ready(network, outgoing(media=(image(tmp_path),))), datetime.now(UTC) - timedelta(seconds=5)
    server.will(Fault.ACCEPT_THEN_DROP)
    with pytest.raises(Unconfirmed):
        await network.publish(prepared, DELIVERY)
    server.unlisted = True

    with pytest.raises(CannotLook):
        await network.find(DELIVERY, prepared, since)
    server.unlisted = False
    assert await network.find(DELIVERY, prepared, since) is not None
    await network.close()


async def test_looking_reads_every_page_back_to_the_time_asked(pair: tuple[ContainerServer, Network], tmp_path: Path) -> None:
    server, network = pair
    server.page_size, since = 2, datetime.now(UTC) - timedelta(seconds=5)
    message = outgoing(media=(image(tmp_path),))
    await network.publish(await ready(network, message), DELIVERY)
    for number in range(5):
        other = outgoing(f"Otro {number}", link=f"{PUBLIC}/r/{number}", media=(image(tmp_path, number=number),))
        await network.publish(await ready(network, other), DELIVERY)

    assert await network.find(DELIVERY, await ready(network, message), since) is not None
    await network.close()
    assert "the token was in the address" not in server.complaints


async def test_one_metric_that_is_gone_does_not_lose_the_others(pair: tuple[ContainerServer, Network], tmp_path: Path) -> None:
    server, network = pair
    receipt = await network.publish(await ready(network, outgoing(media=(image(tmp_path),))), DELIVERY)
    server.dead_metrics.add("views")
    told = {one.metric: one.value for one in await network.measure([receipt.ref])}
    await network.close()

    assert told["views"] is None
    assert told["likes"] == server.metrics["likes"]
    assert receipt.url.startswith("https://meta.example/p/")


async def test_an_address_only_this_machine_knows_is_refused_before_anything_is_scheduled(tmp_path: Path) -> None:
    settings = threads.Settings(api_url="http://127.0.0.1:1")
    credentials = threads.Credentials(user_id="1", access_token="t")
    network = threads.connect(Account("th-reg", settings, credentials, 10, public_url="http://127.0.0.1:8000"))
    found = network.check(outgoing(media=(image(tmp_path),)))
    await network.close()

    assert [problem.code for problem in found] == ["no_public_address"]


async def test_a_token_is_renewed_for_sixty_days_more(pair: tuple[ContainerServer, Network]) -> None:
    server, network = pair
    assert isinstance(network, Renews)
    before = datetime.now(UTC)
    fresh = await network.renew()
    await network.close()

    assert fresh.secrets == {"access_token": server.fresh_token}
    assert fresh.expires_at is not None
    assert timedelta(days=60) <= fresh.expires_at - before < timedelta(days=60, minutes=5)


async def test_a_token_of_today_is_not_renewed_yet_and_that_signs_nobody_out(pair: tuple[ContainerServer, Network]) -> None:
    server, network = pair
    server.token_age_h = 3
    assert isinstance(network, Renews)

    with pytest.raises(Rejected):
        await network.renew()
    await network.close()


async def test_a_token_that_has_ended_cannot_be_renewed_and_is_not_shown(pair: tuple[ContainerServer, Network]) -> None:
    server, network = pair
    type(server).token, was = "another-token-now", server.token
    assert isinstance(network, Renews)
    try:
        with pytest.raises(SignedOut) as caught:
            await network.renew()
    finally:
        type(server).token = was
    await network.close()

    assert was not in "".join(traceback.format_exception(caught.value)) + str(caught.value.facts)


# -- Instagram alone --------------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[InstagramServer]:
    with InstagramServer() as server:
        yield server


async def test_a_reel_goes_up_from_disk_and_needs_no_public_address(server: InstagramServer, tmp_path: Path) -> None:
    network, clip = on_instagram(server.url), video(tmp_path)
    await network.publish(await ready(network, outgoing(media=(clip,))), DELIVERY)
    await network.close()

    [made] = server.containers.values()
    assert (made.fields["media_type"], made.got) == ("REELS", clip.size)
    assert server.complaints == []


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        (9004, 2207052, Unavailable),
        (-2, 2207003, Unavailable),
        (-2, 2207020, Unavailable),
        (9, 2207042, Unavailable),
        (36000, 2207004, Rejected),
        (-1, 2207001, Unavailable),
    ],
)
async def test_instagrams_own_subcodes_are_understood(
    server: InstagramServer, tmp_path: Path, code: int, subcode: int, kind: type[Exception]
) -> None:
    server.next_error = {"message": "M", "code": code, "error_subcode": subcode}
    network = on_instagram(server.url)

    with pytest.raises(kind):
        await ready(network, outgoing(media=(image(tmp_path),)))
    await network.close()


async def test_what_instagram_cannot_show_is_named(server: InstagramServer, tmp_path: Path) -> None:
    network, picture = on_instagram(server.url), image(tmp_path)
    tags, names = "#a " * 31, "@a " * 21

    assert [one.code for one in network.check(outgoing())] == ["media_missing"]
    assert [one.code for one in network.check(outgoing(media=(image(tmp_path, size=(400, 900)),)))] == ["shape_refused"]
    assert [one.code for one in network.check(outgoing(media=(video(tmp_path), picture)))] == ["stands_alone"]
    assert [one.code for one in network.check(outgoing(tags + names, media=(picture,)))] == [
        "too_many_hashtags",
        "too_many_mentions",
    ]
    await network.close()


async def test_a_token_of_a_facebook_login_is_not_renewed_because_it_does_not_end(server: InstagramServer) -> None:
    settings = instagram.Settings(api_url=server.url)
    credentials = instagram.Credentials(user_id=server.user, access_token=server.token)
    network = instagram.connect(Account("ig-reg", settings, credentials, 10, public_url=PUBLIC))
    await network.close()

    assert not isinstance(network, Renews)
