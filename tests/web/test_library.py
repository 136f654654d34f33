"""The library in the browser: a file comes in with its record, is looked at, hidden, withdrawn."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from starlette.testclient import TestClient

from assets.library import consents_of, identity_of, open_consent
from assets.models import Asset, Consent
from assets.store import Store
from campaigns.attaching import Attachment
from campaigns.models import Campaign, Delivery
from campaigns.scheduling import PostOrder, create_post
from campaigns.status import DeliveryStatus
from campaigns.timing import When
from foundation.db import Database
from foundation.people import Role, add_user
from foundation.vault import Vault
from tests.assets.films import film
from tests.clock import FrozenClock
from tests.web.conftest import PASSWORD
from tests.web.seeding import lay_out, world_at
from web.passwords import hash_password

ALT = "Una promotora habla con vecinas en una plaza"


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((640, 480), 90).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def send(client: TestClient, content: bytes | None = None, name: str = "foto.jpg", **told: Any) -> Any:
    form = {"alt_es": ALT, "licence": "propia", **told}
    return client.post("/console/library/new", data=form, files={"file": (name, content or photo(), "image/jpeg")})


def only(database: Database) -> Asset:
    with database.reading() as session:
        return session.scalars(select(Asset)).one()


def test_a_file_comes_in_with_its_licence_and_a_sealed_permission(inside: TestClient, database: Database, vault: Vault) -> None:
    told = {"who": "Ana Pérez", "purpose": "redes, 30 de julio", "until": "2028-12-31"}
    form = {"alt_es": ALT, "licence": "cedida por escrito", **told}
    files = {"file": ("foto.jpg", photo(), "image/jpeg"), "signed": ("hoja.pdf", b"%PDF-1.4 firma", "application/pdf")}
    answer = inside.post("/console/library/new", data=form, files=files)

    asset = only(database)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/library/{asset.id}")
    assert (asset.licence, asset.added_by, asset.alt) == ("cedida por escrito", "admin", {"es": ALT})
    with database.reading() as session:
        consent = consents_of(session, asset)[0]
        assert b"Ana" not in consent.sealed
        assert open_consent(vault, consent) == ("Ana Pérez", b"%PDF-1.4 firma")
    page = inside.get(answer.headers["location"]).text
    assert "31 de diciembre de 2028" in page
    assert "Ana Pérez" not in page


@pytest.mark.parametrize(
    ("told", "field"),
    [({"licence": " "}, "licence"), ({"alt_es": ""}, "alt"), ({"who": "Ana"}, "purpose"), ({"until": "x"}, "until")],
)
def test_what_lacks_its_record_is_refused_whole_beside_its_field(
    inside: TestClient, database: Database, told: dict[str, Any], field: str
) -> None:
    answer = send(inside, **told)

    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    with database.reading() as session:
        assert session.scalars(select(Asset)).all() == []
        assert session.scalars(select(Consent)).all() == []


def test_a_dangerous_file_is_refused_by_its_content(inside: TestClient) -> None:
    answer = send(inside, b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "foto.jpg")

    assert answer.status_code == 422
    assert "SVG" in answer.text


def test_a_member_adds_nothing(client: TestClient, database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        add_user(session, "rosa", Role.MEMBER, "GT", clock.now()).password_hash = hash_password(PASSWORD)
    client.post("/console/login", data={"name": "rosa", "password": PASSWORD})

    assert send(client).status_code == 403
    assert client.get("/console/library/new").status_code == 403


def test_nobody_outside_sees_the_library(client: TestClient) -> None:
    for path in (
        "/console/library",
        "/console/library/1",
        "/console/library/1/file",
        "/console/cards",
        "/console/brand/manual.pdf",
    ):
        assert client.get(path).headers["location"].startswith("/console/login")


def test_the_list_shows_by_kind_words_and_what_is_still_to_be_looked_at(inside: TestClient, database: Database) -> None:
    send(inside)
    number = only(database).id

    assert f'href="/console/library/{number}"' in inside.get("/console/library?kind=image&words=FOTO").text
    assert f'href="/console/library/{number}"' not in inside.get("/console/library?kind=video").text
    assert f'href="/console/library/{number}"' in inside.get("/console/library?waiting=1").text
    assert "Nadie lo ha mirado" in inside.get("/console/library").text

    inside.post(f"/console/library/{number}/review", data={"nobody": "yes"})

    assert f'href="/console/library/{number}"' not in inside.get("/console/library?waiting=1").text
    assert "Puede publicarse" in inside.get("/console/library").text


def test_thumbnails_and_the_stored_bytes(inside: TestClient, database: Database, store: Store) -> None:
    send(inside)
    asset = only(database)

    with Image.open(io.BytesIO(inside.get(f"/console/library/{asset.id}/small.jpg").content)) as small:
        assert max(small.size) == 360
    whole = inside.get(f"/console/library/{asset.id}/file")
    assert whole.content == store.path(asset.sha256, asset.mime).read_bytes()
    assert 'filename="foto.png"' in whole.headers["content-disposition"]


def test_faces_are_hidden_in_a_copy(inside: TestClient, database: Database, store: Store) -> None:
    send(inside)
    asset = only(database)
    answer = inside.post(f"/console/library/{asset.id}/pixelate", data={"box": ["100,100,120,140", ""]})

    with database.reading() as session:
        made = session.scalars(select(Asset).order_by(Asset.id.desc())).first()
    assert made is not None
    assert answer.headers["location"] == f"/console/library/{made.id}"
    assert made.sha256 != asset.sha256
    assert f'href="/console/library/{made.id}"' in inside.get(f"/console/library/{asset.id}").text
    assert inside.post(f"/console/library/{asset.id}/pixelate", data={"box": ["1,2"]}).status_code == 422
    assert inside.post(f"/console/library/{asset.id}/pixelate", data={}).status_code == 422
    assert "No hay" not in inside.get(f"/console/library/{asset.id}?faces=1").text


def plan_with(database: Database, clock: FrozenClock, asset: Asset) -> int:
    """A post on X with the file, waiting for approval."""
    lay_out(database, clock)
    with database.writing() as session:
        order = PostOrder(
            campaign="30-julio",
            profiles=["x-gt"],
            text="Nadie está en venta.",
            when=When("2027-07-30 09:00", "UTC"),
            attachments=[Attachment(asset.id, {"es": ALT})],
        )
        return create_post(session, order, "ana", world_at(clock))[0].id


def test_withdrawing_holds_what_was_planned_and_says_where_it_is(
    inside: TestClient, database: Database, clock: FrozenClock, store: Store
) -> None:
    send(inside)
    asset = only(database)
    plan_with(database, clock, asset)

    assert inside.post(f"/console/library/{asset.id}/withdraw", data={"why": " "}).status_code == 422
    inside.post(f"/console/library/{asset.id}/withdraw", data={"why": "lo pidió la persona"})

    with database.reading() as session:
        assert session.scalars(select(Delivery.status)).all() == [DeliveryStatus.HELD]
    page = inside.get(f"/console/library/{asset.id}").text
    assert "lo pidió la persona" in page
    assert "x-gt" in page
    assert not store.place(asset.sha256, asset.mime).exists()
    assert inside.get(f"/console/library/{asset.id}/file").status_code == 404


def test_the_page_of_a_post_asks_whether_anybody_can_be_recognised_before_it_is_approved(
    inside: TestClient, database: Database, clock: FrozenClock
) -> None:
    send(inside)
    asset = only(database)
    with database.writing() as session:
        session.get_one(Asset, asset.id).facts = {"faces": 2}
    post = plan_with(database, clock, asset)
    page = inside.get(f"/console/posts/{post}").text
    assert "El programa ve rostros" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    refused = inside.post(f"/console/posts/{post}/approve", data={"seen": seen})
    assert refused.status_code == 422
    assert "El programa ve rostros" in refused.text

    told = {"nobody": "yes", "back": f"/console/posts/{post}"}
    assert inside.post(f"/console/library/{asset.id}/review", data=told).headers["location"] == f"/console/posts/{post}"
    assert inside.post(f"/console/posts/{post}/approve", data={"seen": seen}).status_code == 303
    with database.reading() as session:
        check = identity_of(session, asset)
    assert check is not None
    assert check.reviewer == "admin"


def test_a_film_gets_captions_that_its_player_shows(inside: TestClient, database: Database, tmp_path: Path) -> None:
    clip = film(tmp_path / "clip.mp4")
    send(inside, clip.read_bytes(), "clip.mp4")
    number = only(database).id
    srt = "1\n00:00:00,000 --> 00:00:01,500\nNadie está en venta.\n"
    path = f"/console/library/{number}"

    assert (
        inside.post(f"{path}/captions", data={"language": "es"}, files={"file": ("a.srt", b"nada", "text/plain")}).status_code
        == 422
    )
    inside.post(f"{path}/captions", data={"language": "es"}, files={"file": ("a.srt", srt.encode(), "text/plain")})

    assert f'src="{path}/captions/es.vtt"' in inside.get(path).text
    track = inside.get(f"{path}/captions/es.vtt")
    assert (track.headers["content-type"].split(";")[0], "Nadie está en venta." in track.text) == ("text/vtt", True)
    assert inside.get(f"{path}/captions/en.vtt").status_code == 404
    with Image.open(io.BytesIO(inside.get(f"{path}/small.jpg").content)) as frame:
        assert frame.width > 0


def test_a_campaigns_files_can_be_asked_for(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    lay_out(database, clock)
    assert "Preparar lo que falte" in inside.get("/console/library?campaign=30-julio").text

    inside.post("/console/library/materials", data={"campaign": "30-julio"})

    with database.reading() as session:
        assert session.scalars(select(Campaign.materials_wanted_at)).one() == clock.now()
    assert "se están haciendo" in inside.get("/console/library?campaign=30-julio").text
