"""Bluesky against the network's own server code: what it validates, we did not write."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from foundation.ids import new_id
from networks import bluesky
from networks.contract import Account, Outgoing, Receipt, Rejected, SignedOut
from tests.networks.contract import IN_TIME, Kept
from tests.networks.samples import DELIVERY, LINK, image, outgoing, video
from tests.servers.bluesky.peer import running_peer

pytestmark = [pytest.mark.peers, pytest.mark.timeout(600)]
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
HANDLE = "coalicion.test"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_peer() as url:
        yield url


@pytest.fixture(scope="module")
def app_password(server: str) -> str:
    """An account with an app password, as a person makes them."""
    facts = {"handle": HANDLE, "email": "coalicion@example.org", "password": "the-account's-own"}
    made = httpx.post(f"{server}/xrpc/com.atproto.server.createAccount", json=facts).raise_for_status().json()
    ask = {"headers": {"Authorization": f"Bearer {made['accessJwt']}"}, "json": {"name": "corett"}}
    answer = httpx.post(f"{server}/xrpc/com.atproto.server.createAppPassword", **ask)  # type: ignore[arg-type]
    return str(answer.raise_for_status().json()["password"])


@pytest.fixture
def account(server: str, app_password: str) -> Account:
    settings = bluesky.Settings(api_url=server, video_url="", appview_url=server)
    return Account("azul", settings, bluesky.Credentials(handle=HANDLE, app_password=app_password), IN_TIME)


async def publish(account: Account, message: Outgoing) -> tuple[Receipt, dict[str, object]]:
    """The receipt, and the record as the server gives it to everyone."""
    network, kept = bluesky.connect(account), Kept()
    try:
        receipt = await network.publish(await network.prepare(message, kept, kept.keep), new_id())
    finally:
        await network.close()
    repo, collection, rkey = receipt.ref.removeprefix("at://").split("/")
    address = f"{account.settings.api_url}/xrpc/com.atproto.repo.getRecord"
    where = {"repo": repo, "collection": collection, "rkey": rkey}
    async with httpx.AsyncClient() as anyone:
        return receipt, (await anyone.get(address, params=where)).raise_for_status().json()["value"]


async def test_a_text_with_links_tags_and_emoji_is_taken(account: Account) -> None:
    _, record = await publish(account, outgoing(f"¡Atención! 💙👩‍👩‍👧 #CorazónAzul {LINK}"))

    assert record["langs"] == ["es"]
    assert len(record["facets"]) == 2  # type: ignore[arg-type]


async def test_four_images_with_their_descriptions_are_taken(account: Account, tmp_path: Path) -> None:
    _, record = await publish(account, outgoing(media=tuple(image(tmp_path, number=at, alt=f"Escena {at}") for at in range(4))))

    assert [one["alt"] for one in record["embed"]["images"]] == [f"Escena {at}" for at in range(4)]  # type: ignore[index]


async def test_a_video_with_spanish_subtitles_is_taken(account: Account, tmp_path: Path) -> None:
    _, record = await publish(account, outgoing(media=(video(tmp_path, captions=True),)))

    assert record["embed"]["captions"][0]["lang"] == "es"  # type: ignore[index]


async def test_the_same_delivery_twice_is_one_record_and_absence_is_proven(account: Account) -> None:
    network, kept = bluesky.connect(account), Kept()
    prepared = await network.prepare(outgoing(), kept, kept.keep)

    assert await network.find(DELIVERY, prepared, SINCE) is None
    first = await network.publish(prepared, DELIVERY)
    assert await network.publish(prepared, DELIVERY) == first
    assert await network.find(DELIVERY, prepared, SINCE) == first
    await network.close()


async def test_what_is_too_long_or_too_large_is_refused_by_the_server_as_by_us(account: Account, tmp_path: Path) -> None:
    network = bluesky.connect(account)
    assert network.check(outgoing("á" * 301))
    await network.close()
    with pytest.raises(Rejected, match="grapheme"):
        await publish(account, outgoing("á" * 301))
    with pytest.raises(Rejected, match="3000"):
        await publish(account, outgoing("👩‍👩‍👧‍👦" * 121))
    heavy = tmp_path / "heavy.jpg"
    heavy.write_bytes(b"\xff\xd8" + b"x" * 6_000_000)
    with pytest.raises(Rejected):
        await publish(account, outgoing(media=(replace(image(tmp_path), path=heavy, sha256="1" * 64, size=6_000_002),)))


async def test_it_knows_who_it_is_and_a_wrong_password_signs_out(account: Account) -> None:
    network = bluesky.connect(account)
    identity = await network.whoami()
    await network.close()
    assert (identity.handle, identity.ref[:8]) == (f"@{HANDLE}", "did:plc:")

    stranger = bluesky.connect(replace(account, credentials=bluesky.Credentials(handle=HANDLE, app_password="wrong")))
    with pytest.raises(SignedOut):
        await stranger.whoami()
    await stranger.close()
