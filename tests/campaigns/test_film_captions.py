"""The captions the library keeps for a film travel with every post that shows it, inside what a person approves."""

from pathlib import Path

from assets.captions.cue import Cue
from assets.inclusive.films import caption_film
from assets.models import Asset
from assets.store import Store
from campaigns.models import Delivery
from campaigns.scheduling import Attachment, PostOrder, create_post
from campaigns.sealing import thaw
from campaigns.timing import When
from foundation.db import Database
from networks.contract import Limits
from tests.clock import FrozenClock
from tests.planting import plant_campaign, plant_profiles, world_at

LIMITS = Limits(network="toy", max_text=280, text_unit="characters", count=len, max_videos=1, max_video_bytes=10_000)


def test_a_films_captions_are_part_of_what_is_approved_and_sent(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    now, store = clock.now(), Store(tmp_path)
    with database.writing() as session:
        plant_campaign(session, now)
        [profile] = plant_profiles(session, now)
        film = Asset(
            sha256=store.put(b"film", "video/mp4"),
            kind="video",
            mime="video/mp4",
            size=4,
            alt={"es": "Una mano"},
            facts={},
            added_by="ana",
            added_at=now,
        )
        session.add(film)
        session.flush()
        for language, words in (("en", "Call 110."), ("es", "Llame al 110.")):
            caption_film(session, store, film, [Cue(0, 2000, (words,))], language, by="ana", now=now)

        order = PostOrder(
            campaign="prueba",
            profiles=[profile.name],
            text="Hola",
            when=When("2027-07-30 09:00", "UTC"),
            attachments=[Attachment(film.id, {})],
        )
        _, [planned] = create_post(session, order, "ana", world_at(now, LIMITS))

        payload = session.get_one(Delivery, planned.id).payload
    [media] = thaw(payload, store.path).media
    assert [(one.language, one.mime) for one in media.captions] == [
        ("es", "application/x-subrip"),
        ("es", "text/vtt"),
        ("en", "application/x-subrip"),
        ("en", "text/vtt"),
    ]
    assert "Llame al 110." in media.captions[0].path.read_text("utf-8")
