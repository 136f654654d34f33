import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from foundation.db import Database, open_database
from foundation.ids import new_id
from networks import site
from networks.contract import Account, CannotLook, CaptionFile, Media, MediaKind, Outgoing, Prepared, Unconfirmed
from networks.models import SiteEntry
from tests.clock import FrozenClock
from tests.networks.contract import NetworkContract
from tests.networks.stage import IN_TIME, Arrived, Seen, Stage


class SiteStage(Stage):
    def __init__(self, database: Database) -> None:
        self.database = database

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        public = "https://prensa.example.org"
        return Account("sala", site.Settings(), site.Credentials(), timeout_s, database=self.database, public_url=public)

    def secrets(self) -> list[str]:
        return []

    def arrived(self) -> list[Arrived]:
        files = entries(self.database)[-1].media
        return [Arrived(one["sha256"], {each["language"]: each["text"] for each in one["captions"]}) for one in files]

    def posts(self) -> list[Seen]:
        return [Seen(entry.text, [one["alt"] for one in entry.media], entry.link) for entry in entries(self.database)]


class TestSite(NetworkContract):
    network = "site"

    @pytest.fixture
    def stage(self, database: Database) -> Stage:
        return SiteStage(database)


SINCE = datetime(2027, 7, 1, tzinfo=UTC)
OUTGOING = Outgoing(
    "Migrar también es un derecho. Infórmate antes de viajar.",
    "es",
    link="https://prensa.example.org/r/ab12",
    title="¡Elige tu propio camino!",
    about={"post": "7", "campaign": "30-julio", "campaign_title": "30 de julio", "territory": "GT", "audience": "P1"},
)


def newsroom(database: Database) -> site.Site:
    return site.connect(
        Account(
            profile="sala",
            settings=site.Settings(),
            credentials=site.Credentials(),
            timeout_s=5,
            database=database,
            public_url="https://prensa.example.org",
            clock=FrozenClock(),
        )
    )


async def nothing(_name: str, _ref: str) -> None: ...


def prepared(outgoing: Outgoing = OUTGOING) -> Prepared:
    return Prepared(outgoing, {}, nothing)


def entries(database: Database) -> list[SiteEntry]:
    with database.reading() as session:
        found = list(session.scalars(select(SiteEntry)))
        session.expunge_all()
        return found


async def test_publishing_writes_one_row_with_an_address_people_can_read(any_database: Database) -> None:
    delivery_id = UUID("0198a1b2-0000-7000-8000-00abcdef1234")

    receipt = await newsroom(any_database).publish(prepared(), delivery_id)

    assert receipt.url == "https://prensa.example.org/es/elige-tu-propio-camino-abcdef1234"
    (entry,) = entries(any_database)
    assert (entry.post, entry.campaign, entry.territory, entry.audience) == ("7", "30-julio", "GT", "P1")
    assert entry.text == OUTGOING.text
    assert entry.published_at == FrozenClock().now()


async def test_the_same_delivery_twice_is_one_entry_and_the_first_one_stays(any_database: Database) -> None:
    delivery_id = new_id()
    room = newsroom(any_database)

    first = await room.publish(prepared(), delivery_id)
    second = await room.publish(prepared(replace(OUTGOING, text="Otra cosa")), delivery_id)

    assert first == second
    assert [entry.text for entry in entries(any_database)] == [OUTGOING.text]


async def test_find_tells_published_from_absent(database: Database) -> None:
    room = newsroom(database)
    published, absent = new_id(), new_id()
    receipt = await room.publish(prepared(), published)

    assert await room.find(published, prepared(), SINCE) == receipt
    assert await room.find(absent, prepared(), SINCE) is None


async def test_two_messages_with_the_same_title_have_two_addresses(database: Database) -> None:
    room = newsroom(database)

    urls = {(await room.publish(prepared(), new_id())).url for _ in range(3)}

    assert len(urls) == 3


async def test_a_database_that_does_not_answer_is_unconfirmed_and_nothing_is_known(tmp_path: Path) -> None:
    room = newsroom(open_database(f"sqlite:///{tmp_path / 'without-schema.db'}"))

    with pytest.raises(Unconfirmed):
        await room.publish(prepared(), new_id())
    with pytest.raises(CannotLook):
        await room.find(new_id(), prepared(), SINCE)


async def test_subtitles_travel_with_the_video(database: Database, tmp_path: Path) -> None:
    subtitles = tmp_path / "video.vtt"
    subtitles.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nNo estás sola.\n", "utf-8")
    video = Media(
        tmp_path / "video.mp4",
        MediaKind.VIDEO,
        "video/mp4",
        "a" * 64,
        1000,
        alt="Una mujer habla a la cámara",
        captions=(CaptionFile(subtitles, "es", "text/vtt"),),
    )

    await newsroom(database).publish(prepared(replace(OUTGOING, media=(video,))), new_id())

    (entry,) = entries(database)
    assert entry.media[0]["captions"][0]["text"].endswith("No estás sola.\n")
    assert entry.media[0]["alt"] == "Una mujer habla a la cámara"


def test_an_image_without_description_is_refused(database: Database) -> None:
    image = Media(Path("foto.jpg"), MediaKind.IMAGE, "image/jpeg", "b" * 64, 10)

    found = newsroom(database).check(replace(OUTGOING, media=(image,)))

    assert [problem.code for problem in found] == ["alt_missing"]


def test_two_workers_at_once_write_one_entry(postgres: Database) -> None:
    delivery_id = new_id()
    room = newsroom(postgres)
    failures: list[Exception] = []

    def insert() -> None:
        try:
            room._insert_once(site.entry_of(OUTGOING, delivery_id, SINCE))
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=insert) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(entries(postgres)) == 1
    assert failures == []
