from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.ids import new_id
from networks import bluesky
from networks._bluesky_record import SORTABLE, as_vtt, facets, record_key
from networks.contract import Account, CannotLook, Outgoing, Receipt, Rejected, SignedOut, Unavailable
from tests.networks.contract import NetworkContract
from tests.networks.samples import DELIVERY, LINK, image, outgoing, subtitles, video
from tests.networks.stage import IN_TIME, Arrived, Kept, Seen, Stage, digest
from tests.servers.bluesky.standin import HANDLE, HANDLES, PASSWORD, BlueskyServer
from tests.servers.faults import HTTP_FAULTS, Fault


class BlueskyStage(Stage):
    faults = HTTP_FAULTS

    def __init__(self, server: BlueskyServer) -> None:
        self.server = server
        self.stored: list[Mapping[str, str]] = []

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False, session: str | None = None) -> Account:
        async def store(secrets: Mapping[str, str]) -> None:
            self.stored.append(secrets)

        where = self.server.url
        password = "wrong-password-of-nobody" if wrong_secret else PASSWORD
        return Account(
            "azul",
            bluesky.Settings(api_url=where, appview_url=where, video_url=where),
            bluesky.Credentials(handle=HANDLE, app_password=password, session=session),
            timeout_s,
            store_credentials=store,
        )

    def secrets(self) -> list[str]:
        return [PASSWORD, "wrong-password-of-nobody", "eyJ"]

    def posts(self) -> list[Seen]:
        return [seen(record) for record in self.server.records.values()]

    def arrived(self) -> list[Arrived]:
        embed = list(self.server.records.values())[-1].get("embed", {})
        films = [embed["video"]] if "video" in embed else []
        blobs = [*films, *(one["image"] for one in embed.get("images", []))]
        words = {one["lang"]: self.content(one["file"]).decode() for one in embed.get("captions", [])}
        return [Arrived(digest(self.content(blob)), words) for blob in blobs]

    def content(self, blob: Mapping[str, Any]) -> bytes:
        return self.server.contents[blob["ref"]["$link"]]

    def will(self, fault: Fault) -> None:
        self.server.will(fault)

    def uploads(self) -> int:
        return self.server.uploaded

    def complaints(self) -> list[str]:
        return self.server.complaints


def seen(record: Mapping[str, Any]) -> Seen:
    embed = record.get("embed", {})
    alts = [one["alt"] for one in embed.get("images", [])] or ([embed["alt"]] if "alt" in embed else [])
    return Seen(record["text"], alts, embed.get("external", {}).get("uri", "") if LINK not in record["text"] else "")


@pytest.fixture
def server() -> Iterator[BlueskyServer]:
    with BlueskyServer() as server:
        yield server


@pytest.fixture
def stage(server: BlueskyServer) -> BlueskyStage:
    return BlueskyStage(server)


class TestBluesky(NetworkContract):
    network = "bluesky"

    @pytest.fixture
    def stage(self, server: BlueskyServer) -> Stage:
        return BlueskyStage(server)


async def publish(account: Account, message: Outgoing, delivery: UUID = DELIVERY) -> Receipt:
    network, kept = bluesky.connect(account), Kept()
    try:
        return await network.publish(await network.prepare(message, kept, kept.keep), delivery)
    finally:
        await network.close()


async def test_the_same_delivery_twice_is_one_record_and_the_same_receipt(stage: BlueskyStage) -> None:
    first = await publish(stage.account(), outgoing())
    second = await publish(stage.account(), outgoing())

    assert first == second
    assert first.url.startswith(f"https://bsky.app/profile/{HANDLE}/post/")
    assert len(stage.server.records) == 1


async def test_another_text_under_the_same_key_is_never_overwritten_nor_taken_for_ours(stage: BlueskyStage) -> None:
    await publish(stage.account(), outgoing("Primero"))

    with pytest.raises(CannotLook):
        await publish(stage.account(), outgoing("Segundo"))
    assert [record["text"] for record in stage.server.records.values()] == ["Primero"]


async def test_a_link_without_files_is_a_card_in_the_language_of_the_text(stage: BlueskyStage) -> None:
    await publish(stage.account(), replace(outgoing(), about={"campaign_title": "30 de julio"}))

    [record] = stage.server.records.values()
    assert record["langs"] == ["es"]
    assert record["embed"]["external"] == {"uri": LINK, "title": "Corazón Azul", "description": "30 de julio"}


async def test_beside_an_image_the_link_stands_in_the_text_and_can_be_followed(stage: BlueskyStage, tmp_path: Path) -> None:
    await publish(stage.account(), outgoing("¡Atención! 💙 #CorazónAzul", media=(image(tmp_path),)))

    [record] = stage.server.records.values()
    text = record["text"].encode()
    marked = {text[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0] for one in record["facets"]}
    assert marked[LINK]["uri"] == LINK
    assert marked["#CorazónAzul"]["tag"] == "CorazónAzul"
    assert record["embed"]["images"][0]["aspectRatio"] == {"width": 320, "height": 320}


async def test_a_mention_is_resolved_and_an_unknown_one_stays_text(stage: BlueskyStage) -> None:
    stage.server.complaints.clear()
    await publish(stage.account(), outgoing("Con @aliada.test y @nadie.test", link=""))

    [record] = stage.server.records.values()
    assert [one["features"][0]["did"] for one in record["facets"]] == [HANDLES["aliada.test"]]


async def test_a_video_carries_spanish_subtitles_as_webvtt(stage: BlueskyStage, tmp_path: Path) -> None:
    await publish(stage.account(), outgoing(media=(video(tmp_path, captions=True),)))

    [record] = stage.server.records.values()
    [captions] = record["embed"]["captions"]
    assert captions["lang"] == "es"
    assert captions["file"]["mimeType"] == "text/vtt"
    assert record["embed"]["alt"] == "Una mujer habla a cámara"


async def test_a_video_the_network_cannot_process_is_refused(stage: BlueskyStage, tmp_path: Path) -> None:
    stage.server.video_fails = True

    with pytest.raises(Rejected, match="invalid video"):
        await publish(stage.account(), outgoing(media=(video(tmp_path),)))


async def test_subtitles_over_the_limit_are_refused_before_anything_is_out(stage: BlueskyStage, tmp_path: Path) -> None:
    long = replace(subtitles(tmp_path), path=tmp_path / "long.srt")
    long.path.write_text("1\n00:00:00,000 --> 00:00:01,000\n" + "á" * 10_000)
    with pytest.raises(Rejected, match=r"bytes > 20000"):
        await publish(stage.account(), outgoing(media=(replace(video(tmp_path), captions=(long,)),)))


async def test_a_kept_session_is_used_again_instead_of_a_new_login(stage: BlueskyStage) -> None:
    await publish(stage.account(), outgoing())
    session = stage.stored[-1]["session"]
    await publish(stage.account(session=session), outgoing(), new_id())

    assert stage.server.logins == 1


async def test_a_session_that_is_gone_is_replaced_by_a_login(stage: BlueskyStage) -> None:
    await publish(stage.account(), outgoing())
    session = stage.stored[-1]["session"]
    stage.server.valid += 1
    await publish(stage.account(session=session), outgoing(), new_id())

    assert stage.server.logins == 2
    assert stage.stored[-1]["session"] != session


async def test_a_session_that_ends_in_the_middle_is_not_a_sign_out(stage: BlueskyStage) -> None:
    network, kept = bluesky.connect(stage.account()), Kept()
    await network.whoami()
    prepared = await network.prepare(outgoing(), kept, kept.keep)
    stage.server.valid += 1
    with pytest.raises(Unavailable):
        await network.publish(prepared, DELIVERY)
    assert await network.publish(prepared, DELIVERY)
    await network.close()


async def test_a_wrong_app_password_signs_out(stage: BlueskyStage) -> None:
    with pytest.raises(SignedOut, match="Invalid identifier or password"):
        await publish(stage.account(wrong_secret=True), outgoing())


def test_images_and_a_video_do_not_go_together(stage: BlueskyStage, tmp_path: Path) -> None:
    found = bluesky.connect(stage.account()).check(outgoing(media=(image(tmp_path), video(tmp_path))))

    assert [problem.code for problem in found] == ["mixed_media"]


def test_the_link_counts_only_where_it_stands_in_the_text(stage: BlueskyStage, tmp_path: Path) -> None:
    network, text = bluesky.connect(stage.account()), "á" * 290

    assert network.check(outgoing(text)) == []
    assert [one.code for one in network.check(outgoing(text, media=(image(tmp_path),)))] == ["text_too_long"]


def test_a_record_key_is_a_tid_that_sorts_by_time_and_belongs_to_its_delivery() -> None:
    keys = [record_key(new_id()) for _ in range(200)]

    assert len(set(keys)) == 200
    assert all(len(key) == 13 and key[0] in "234567abcdefghij" and set(key) <= set(SORTABLE) for key in keys)
    assert record_key(DELIVERY) == record_key(UUID(str(DELIVERY)))
    assert record_key(UUID("0197a1b2-c3d4-7000-8000-000000000000")) < record_key(UUID("0197a1b2-c3d5-7000-8000-000000000000"))


@settings(deadline=None)
@given(st.text(max_size=120))
def test_facets_never_leave_the_text_nor_cut_a_character(words: str) -> None:
    text = f"{words} https://a.example.org/é #Niñez {words}".encode("utf-8", "ignore").decode()

    for facet in facets(text, {}):
        piece = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        feature = facet["features"][0]
        assert piece.removeprefix("#") == feature.get("tag", piece.removeprefix("#")) or piece.startswith("$")


def test_srt_becomes_webvtt_and_webvtt_stays() -> None:
    assert as_vtt("1\r\n00:00:00,000 --> 00:00:00,900\r\nHola, mundo\r\n") == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:00.900\nHola, mundo\n"
    )
    assert as_vtt("WEBVTT\n\nx") == "WEBVTT\n\nx"
