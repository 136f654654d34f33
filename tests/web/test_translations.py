"""A translator's work in the browser, from the request to the accepted version beside the post."""

import io
import re
import wave
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from campaigns.models import Delivery, Post, Profile, Variant
from foundation.db import Database
from foundation.people import Role, add_user
from languages.contract import TranslationState
from languages.glossary import entries, load_starter
from languages.memory import teach
from languages.models import Fallback, FallbackRule, Override, RequestStatus, TranslationRequest
from tests.clock import FrozenClock
from tests.web.conftest import HOST, PASSWORD
from tests.web.seeding import lay_out, make_machine_draft, write_post
from web.passwords import hash_password

SPANISH = "La trata de personas es un delito. {{ campaign.hashtag }}"
KICHE = "Uk’ayixik winaq are jun nimalaj mak. {{ campaign.hashtag }}"


@pytest.fixture(autouse=True)
def _campaign(database: Database, clock: FrozenClock) -> None:
    lay_out(database, clock)
    with database.writing() as session:
        load_starter(session, clock.now())
        session.add(Profile(name="gt-quc", network="site", territory="GT", language="quc", created_at=clock.now()))
        for name in ("maria", "luz", "extraña"):
            role = Role.MEMBER if name == "extraña" else Role.TRANSLATOR
            add_user(session, name, role, "GT", clock.now()).password_hash = hash_password(PASSWORD)


def enter(client: TestClient, name: str) -> TestClient:
    client.cookies.clear()
    assert client.post("/console/login", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def asked(inside: TestClient, database: Database, clock: FrozenClock, **more: str) -> tuple[int, int]:
    """The numbers of a post and of the request for its K’iche’ version."""
    post = write_post(database, clock, text=SPANISH, profiles=("x-gt", "gt-quc"))
    answer = inside.post("/console/translations", data={"post": post, "language": "quc", **more})
    assert answer.status_code == 303, answer.text
    return post, int(answer.headers["location"].rsplit("/", 1)[1])


def request_of(database: Database, number: int) -> TranslationRequest:
    with database.reading() as session:
        return session.get_one(TranslationRequest, number)


def test_a_kiche_version_goes_from_the_request_to_the_post(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    post, number = asked(inside, database, clock, assignee="maria", due="2027-07-20T17:00")
    page = inside.get(f"/console/posts/{post}").text
    assert "Hasta que se apruebe la versión en k’iche’, en gt-quc se muestra en español" in page
    assert request_of(database, number).territory == "GT"

    maria = enter(inside, "maria")
    assert "La trata de personas es un delito." in maria.get("/console/translations?assignee=maria").text
    work = maria.get(f"/console/translations/{number}").text
    assert "<mark>" not in work  # the glossary has no K’iche’ form yet
    maria.post(f"/console/translations/{number}", data={"act": "save", "text": "Uk’ayixik"})
    assert "Uk’ayixik</textarea>" in maria.get(f"/console/translations/{number}").text
    live = maria.post(f"/console/translations/{number}/check", data={"text": "Uk’ayixik winaq 110"}).text
    assert "las cifras difieren" in live
    assert "los marcadores de la plantilla no se traducen" in live
    maria.post(f"/console/translations/{number}", data={"act": "deliver", "text": KICHE})
    refused = maria.post(f"/console/translations/{number}", data={"act": "accept"})
    assert "la revisa otra persona" in refused.text

    luz = enter(inside, "luz")
    assert "Aceptar" in luz.get(f"/console/translations/{number}").text
    assert luz.post(f"/console/translations/{number}", data={"act": "accept"}).status_code == 303
    assert request_of(database, number).status is RequestStatus.APPROVED

    admin = enter(inside, "admin")
    page = admin.get(f"/console/posts/{post}").text
    assert "Uk’ayixik winaq are jun nimalaj mak. #NadieEnVenta" in page
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)
    assert admin.post(f"/console/posts/{post}/approve", data={"seen": seen[-1]}).status_code == 303
    with database.reading() as session:
        sealed = session.execute(
            select(Profile.name, Variant.language).select_from(Delivery)
            .join(Variant, Variant.id == Delivery.variant_id).join(Profile, Profile.id == Delivery.profile_id)
            .where(Delivery.seal.is_not(None), Delivery.status == "planned")
        ).all()  # fmt: skip
    assert sorted(tuple(row) for row in sealed) == [("gt-quc", "quc"), ("x-gt", "es"), ("x-gt", "quc")]


def test_the_page_shows_terms_memory_and_what_changed(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    post = write_post(database, clock, text=SPANISH)
    with database.writing() as session:
        teach(
            session, "La trata de personas es un delito grave.", "Trafficking in persons is a serious crime.", "es", "en",
            TranslationState.APPROVED, "ana", clock.now(),
        )  # fmt: skip
    number = inside.post("/console/translations", data={"post": post, "language": "en"}).headers["location"].rsplit("/", 1)[1]
    text = "Trafficking in persons is a crime. {{ campaign.hashtag }}"
    inside.post(f"/console/translations/{number}", data={"act": "deliver", "text": text})
    inside.post(f"/console/posts/{post}/edit", data={"text": SPANISH.replace("delito", "delito grave")})

    page = inside.get(f"/console/translations/{number}").text
    assert "<mark>trata de personas</mark>" in page
    assert "Trafficking in persons is a serious crime." in page
    assert "<ins>grave" in page or "<ins>" in page
    assert "El original cambió desde que se tradujo" in page
    assert "El original cambió" in inside.get("/console/translations").text


def test_a_blocked_translation_is_accepted_only_with_a_reason_that_is_kept(
    inside: TestClient, database: Database, clock: FrozenClock
) -> None:
    post = write_post(database, clock, text=SPANISH)
    number = inside.post("/console/translations", data={"post": post, "language": "en"}).headers["location"].rsplit("/", 1)[1]
    wrong = "Human smuggling is a crime. {{ campaign.hashtag }}"
    inside.post(f"/console/translations/{number}", data={"act": "deliver", "text": wrong})

    refused = inside.post(f"/console/translations/{number}", data={"act": "accept"})
    assert refused.status_code == 422
    assert "trafficking in persons" in refused.text
    assert 'name="reason"' in refused.text
    accepted = inside.post(f"/console/translations/{number}", data={"act": "accept", "reason": "Cita literal de la ley"})
    assert accepted.status_code == 303
    with database.reading() as session:
        kept = session.scalars(select(Override)).all()
    assert {(one.subject, one.reason, one.decided_by) for one in kept} == {(f"post:{post}", "Cita literal de la ley", "admin")}


def test_what_is_returned_says_what_to_change(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    _, number = asked(inside, database, clock)
    inside.post(f"/console/translations/{number}", data={"act": "deliver", "text": KICHE})
    luz = enter(inside, "luz")
    assert "Diga qué hay que cambiar" in luz.post(f"/console/translations/{number}", data={"act": "return"}).text
    luz.post(f"/console/translations/{number}", data={"act": "return", "note": "Falta el saludo"})

    assert "Falta el saludo" in enter(inside, "admin").get(f"/console/translations/{number}").text


def test_a_recording_is_an_answer_too(inside: TestClient, database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    _, number = asked(inside, database, clock)
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 8000)
    answer = inside.post(
        f"/console/translations/{number}",
        data={"act": "deliver", "text": ""},
        files={"file": ("voz.wav", sound.getvalue(), "audio/wav")},
    )
    assert answer.status_code == 303, answer.text
    luz = enter(inside, "luz")
    page = luz.get(f"/console/translations/{number}").text
    found = re.search(r'<audio controls preload="none" src="([^"]+)"', page)
    assert found is not None
    assert luz.get(found[1]).headers["content-type"].startswith("audio/")
    assert luz.post(f"/console/translations/{number}", data={"act": "accept"}).status_code == 303


def test_people_see_only_the_work_of_their_territories(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    _, number = asked(inside, database, clock)
    with database.writing() as session:
        add_user(session, "dominicana", Role.TRANSLATOR, "DO", clock.now()).password_hash = hash_password(PASSWORD)
    other = enter(inside, "dominicana")
    assert "delito" not in other.get("/console/translations").text
    assert other.get(f"/console/translations/{number}").status_code == 403
    assert other.post(f"/console/translations/{number}", data={"act": "save", "text": "x"}).status_code == 403
    assert enter(inside, "extraña").get("/console/translations").status_code == 403


def test_a_stale_version_is_shown_beside_the_difference_and_reviewed_on_the_posts_page(
    inside: TestClient, database: Database, clock: FrozenClock
) -> None:
    post = write_post(database, clock, text=SPANISH)
    _ = inside.post("/console/translations", data={"post": post, "language": "en"})
    with database.writing() as session:
        for one in session.scalars(select(Variant)).all():
            session.add(
                Variant(
                    post_id=post, language="en", network=one.network,
                    text="Trafficking in persons is a crime. {{ campaign.hashtag }}",
                    state=TranslationState.REVIEWED, source=SPANISH,
                )
            )  # fmt: skip
    inside.post(f"/console/posts/{post}/edit", data={"text": SPANISH.replace("un delito", "un delito grave")})
    page = inside.get(f"/console/posts/{post}").text
    assert "El original cambió" in page
    assert "<ins>" in page
    inside.post(
        f"/console/posts/{post}/review",
        data={"language": "en", "text": "Trafficking in persons is a serious crime. {{ campaign.hashtag }}"},
    )
    assert "Esta versión traduce el texto de antes" not in inside.get(f"/console/posts/{post}").text
    with database.reading() as session:
        assert session.get_one(Post, post).text.endswith("grave. {{ campaign.hashtag }}")


def test_only_what_was_read_can_be_approved_by_itself(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    post = write_post(database, clock, text=SPANISH)
    with database.writing() as session:
        one = session.scalars(select(Variant)).one()
        session.add(Variant(post_id=post, language="en", network=one.network, text="Draft.", state=TranslationState.MACHINE))
    page = inside.get(f"/console/posts/{post}").text
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)
    assert "Aprobar solo lo revisado" in page
    inside.post(f"/console/posts/{post}/approve", data={"seen": seen[0], "only_ready": "1"})
    with database.reading() as session:
        assert session.scalars(select(Delivery.approved_by)).all() == ["admin"]


def test_rules_and_terms_are_changed_in_the_browser(inside: TestClient, database: Database) -> None:
    assert "G001" in inside.get("/console/languages?language=en&words=trata").text
    assert inside.post("/console/languages/fallback", data={"audience": "P4", "rule": "wait"}).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(FallbackRule.rule)).all() == [Fallback.WAIT]
    assert "P99" in inside.post("/console/languages/fallback", data={"audience": "P99", "rule": "wait"}).text
    form = {"form": "uk’ayixik winaq", "language": "quc", "kind": "preferred", "territory": "GT", "note": "ALMG"}
    assert inside.post("/console/languages/terms/G001", data=form).status_code == 303
    assert "uk’ayixik winaq" in inside.get("/console/languages/terms/G001").text
    inside.post("/console/languages/terms/G001", data={**form, "act": "remove"})
    assert "uk’ayixik winaq" not in inside.get("/console/languages/terms/G001").text
    new = {"code": "P001", "form": "voz propia", "why": "Suena mejor", "why_en": "Sounds better", "severity": "info"}
    assert inside.post("/console/languages/terms", data=new).status_code == 303
    with database.reading() as session:
        assert entries(session, ["P001"])[0].why_en == "Sounds better"
    assert inside.post("/console/languages/terms/G001", data={"form": "", "language": "en"}).status_code == 422
    assert inside.get("/console/languages/terms/NADA").status_code == 404
    assert HOST


def test_a_translator_looks_at_the_glossary_but_does_not_change_it(inside: TestClient, database: Database) -> None:
    maria = enter(inside, "maria")
    assert "Añadir o cambiar una forma" not in maria.get("/console/languages/terms/G001").text
    answer = maria.post("/console/languages/terms/G001", data={"form": "x", "language": "quc", "territory": "GT"})
    assert "maria no tiene permiso" in answer.text
    assert "maria no tiene permiso" in maria.post("/console/languages/fallback", data={"audience": "P4", "rule": "wait"}).text


def test_english_readers_get_the_reasons_in_english(inside: TestClient, database: Database, clock: FrozenClock) -> None:
    inside.post("/console/language", data={"language": "en"})
    post = write_post(database, clock, text="La trata de personas es un delito.")
    make_machine_draft(database, post)
    number = inside.post("/console/translations", data={"post": post, "language": "en"}).headers["location"].rsplit("/", 1)[1]
    live = inside.post(f"/console/translations/{number}/check", data={"text": "Human smuggling is a crime."}).text

    assert "A crime against the person" in live
    assert "Delito contra la persona" not in live
