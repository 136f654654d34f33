"""A film's captions travel with every post that shows it as its network takes them, inside what a person approves."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from assets.captions.cue import Cue
from assets.inclusive.films import burned_facts, burned_of, caption_film
from assets.library import made_from
from assets.models import Asset
from assets.store import Store
from campaigns.attaching import Attachment
from campaigns.errors import Unpublishable
from campaigns.models import Delivery
from campaigns.scheduling import PostOrder, create_post
from campaigns.sealing import thaw
from campaigns.timing import When
from foundation.db import Database
from networks.contract import Limits, Media
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_profiles, world_at

LIMITS = Limits(network="toy", max_text=280, text_unit="characters", count=len, max_videos=1, max_video_bytes=10_000)
SPANISH = [Cue(0, 2000, ("Llame al 110.",))]


def film(session: Session, store: Store, clock: FrozenClock, content: bytes = b"film", **facts: str) -> Asset:
    made = Asset(
        sha256=store.put(content, "video/mp4"),
        kind="video",
        mime="video/mp4",
        size=len(content),
        alt={"es": "Una mano"},
        facts=dict(facts),
        added_by="ana",
        added_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def captioned(database: Database, clock: FrozenClock, store: Store) -> int:
    """A film with Spanish and English captions."""
    with database.writing() as session:
        plant_campaign(session, clock.now())
        plant_profiles(session, clock.now())
        footage = film(session, store, clock)
        for language, cues in (("en", [Cue(0, 2000, ("Call 110.",))]), ("es", SPANISH)):
            caption_film(session, store, footage, cues, language, by="ana", now=clock.now())
        return footage.id


def sent(database: Database, clock: FrozenClock, store: Store, number: int, captions: str) -> Media:
    """The film as a network that takes captions in that way would get it."""
    when = When("2027-07-30 09:00", "UTC")
    order = PostOrder(campaign="prueba", profiles=["toy-0"], text="Hola", when=when, attachments=[Attachment(number, {})])
    with database.writing() as session:
        _, [planned] = create_post(session, order, "ana", world_at(clock.now(), replace(LIMITS, captions=captions)))
        payload = session.get_one(Delivery, planned.id).payload
    [media] = thaw(payload, store.path).media
    return media


@pytest.mark.parametrize(("captions", "mime"), [("srt", "application/x-subrip"), ("vtt", "text/vtt")])
def test_a_network_gets_the_caption_files_of_its_kind_the_posts_language_first(
    database: Database, clock: FrozenClock, store: Store, captioned: int, captions: str, mime: str
) -> None:
    media = sent(database, clock, store, captioned, captions)

    assert [(one.language, one.mime) for one in media.captions] == [("es", mime), ("en", mime)]
    assert "Llame al 110." in media.captions[0].path.read_text("utf-8")


def test_a_network_that_knows_no_captions_at_all_gets_none(
    database: Database, clock: FrozenClock, store: Store, captioned: int
) -> None:
    assert sent(database, clock, store, captioned, "none").captions == ()


def test_where_captions_must_be_drawn_in_the_bare_film_is_refused_and_the_drawn_copy_is_chosen(
    database: Database, clock: FrozenClock, store: Store, captioned: int
) -> None:
    with pytest.raises(Unpublishable, match="no los tiene grabados en es"):
        sent(database, clock, store, captioned, "burned_in")

    with database.writing() as session:
        copy = film(session, store, clock, b"film with words", **burned_facts("es", SPANISH))
        made_from(session, copy, [captioned])
    media = sent(database, clock, store, captioned, "burned_in")

    assert (media.sha256, media.captions) == (copy.sha256, ())
    assert media.alt == "Una mano"


def test_a_copy_with_earlier_captions_is_not_taken_for_the_new_ones(
    database: Database, clock: FrozenClock, store: Store, captioned: int
) -> None:
    with database.writing() as session:
        copy = film(session, store, clock, b"old", **burned_facts("es", [Cue(0, 2000, ("Llame al 111.",))]))
        made_from(session, copy, [captioned])

        assert burned_of(session, session.get_one(Asset, captioned)) == {}


def test_a_film_that_was_made_with_its_captions_drawn_in_needs_no_copy_and_no_second_track(
    database: Database, clock: FrozenClock, store: Store
) -> None:
    with database.writing() as session:
        plant_campaign(session, clock.now())
        plant_profiles(session, clock.now())
        clip = film(session, store, clock, burned="es")
        caption_film(session, store, clip, SPANISH, "es", by="ana", now=clock.now())

    for captions in ("burned_in", "srt"):
        media = sent(database, clock, store, clip.id, captions)
        assert (media.sha256, media.captions) == (clip.sha256, ())
