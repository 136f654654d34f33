from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from foundation.errors import Conflict, NotAllowed, NotFound
from foundation.people import Role, User, add_user
from languages.approving import approve_translation, overrides
from languages.changes import changes
from languages.contract import Severity, TranslationState
from languages.errors import Blocked, EmptySegment, NotATranslation, NothingDelivered, SameLanguage, SamePerson
from languages.fallback import fallback_for, languages_to_publish, set_fallback
from languages.memory import recall
from languages.models import Fallback, RequestStatus, TranslationRequest
from languages.requesting import (
    accept,
    assign,
    deliver,
    ready,
    request_numbered,
    request_translation,
    requests,
    send_back,
    source_changed,
    withdraw,
)
from languages.sheets import read_work, write_work
from languages.xliff import read_xliff, write_xliff
from tests.clock import FrozenClock

SOURCE = "La trata de personas es un delito. Llame al 1555."
GOOD = "Trafficking in persons is a crime. Call 1555."
KICHE = "Ri uk’ayixik winaq are jun mak. Chatch’awoq pa 1555."


@dataclass
class People:
    manager: User
    maria: User
    luz: User
    reviewer: User
    member: User


@pytest.fixture
def people(session: Session, clock: FrozenClock) -> People:
    return People(
        add_user(session, "gestora", Role.COMMUNITY_MANAGER, "GT", clock.now()),
        add_user(session, "maria", Role.TRANSLATOR, "GT", clock.now()),
        add_user(session, "luz", Role.TRANSLATOR, "GT", clock.now()),
        add_user(session, "revisora", Role.REVIEWER, "GT", clock.now()),
        add_user(session, "socio", Role.MEMBER, "GT", clock.now()),
    )


def ask(session: Session, people: People, clock: FrozenClock, language: str = "quc") -> TranslationRequest:
    return request_translation(
        session, "post:1", SOURCE, language, by=people.manager, now=clock.now(), territory="GT", assignee=people.maria
    )


def test_a_kiche_version_goes_from_request_to_translator_to_a_second_speaker(
    session: Session, people: People, clock: FrozenClock
) -> None:
    request = ask(session, people, clock)
    assert (request.status, request.assignee) == (RequestStatus.ASSIGNED, "maria")
    assert ready(session, "post:1", "quc") is None

    assert deliver(session, request, by=people.maria, now=clock.now(), text=KICHE) == ()
    with pytest.raises(SamePerson, match="maria"):
        accept(session, request, by=people.maria, now=clock.now())
    accept(session, request, by=people.luz, now=clock.now())

    assert ready(session, "post:1", "quc") is request
    learned = recall(session, SOURCE, "es", "quc")
    assert learned is not None
    assert (learned.target, learned.state, learned.author) == (KICHE, TranslationState.APPROVED, "luz")
    assert recall(session, "Llame al 1555.", "es", "quc") is not None


def test_asking_twice_gives_the_same_request(session: Session, people: People, clock: FrozenClock) -> None:
    assert ask(session, people, clock) is ask(session, people, clock)


def test_only_translators_of_the_place_deliver_and_only_the_assignee(
    session: Session, people: People, clock: FrozenClock
) -> None:
    request = ask(session, people, clock)

    for other in (people.luz, people.member):
        with pytest.raises(NotAllowed):
            deliver(session, request, by=other, now=clock.now(), text=KICHE)
    with pytest.raises(NotAllowed):
        assign(session, request, people.member, by=people.manager)
    with pytest.raises(NotAllowed):
        request_translation(session, "post:2", SOURCE, "quc", by=people.member, now=clock.now(), territory="GT")


def test_who_delivers_an_unassigned_request_takes_it(session: Session, people: People, clock: FrozenClock) -> None:
    request = request_translation(session, "post:1", SOURCE, "quc", by=people.manager, now=clock.now(), territory="GT")

    deliver(session, request, by=people.luz, now=clock.now(), text=KICHE)

    assert request.assignee == "luz"


def test_a_recording_is_a_delivery_without_a_text(session: Session, people: People, clock: FrozenClock) -> None:
    request = ask(session, people, clock)

    deliver(session, request, by=people.maria, now=clock.now(), audio_asset=7)
    accept(session, request, by=people.luz, now=clock.now())

    assert (request.status, request.audio_asset, request.text) == (RequestStatus.APPROVED, 7, None)
    assert recall(session, SOURCE, "es", "quc") is None


def test_a_wrong_term_blocks_approval_until_a_reviewer_gives_a_reason_that_is_kept(
    session: Session, people: People, clock: FrozenClock
) -> None:
    request = ask(session, people, clock, "en")
    findings = deliver(session, request, by=people.maria, now=clock.now(), text="Human smuggling is a crime. Call 1555.")
    assert {finding.rule for finding in findings if finding.severity is Severity.BLOCK} == {"required_term", "forbidden_term"}

    with pytest.raises(Blocked, match="trafficking in persons"):
        accept(session, request, by=people.reviewer, now=clock.now())
    accept(session, request, by=people.reviewer, now=clock.now(), reason="Título oficial de la fuente")

    kept = overrides(session, request.subject)
    assert {(one.rule, one.reason, one.decided_by) for one in kept} == {
        ("required_term", "Título oficial de la fuente", "revisora"),
        ("forbidden_term", "Título oficial de la fuente", "revisora"),
    }


def test_a_second_speaker_who_is_no_reviewer_cannot_overrule_the_guard(
    session: Session, people: People, clock: FrozenClock
) -> None:
    request = ask(session, people, clock)
    deliver(session, request, by=people.maria, now=clock.now(), text="Ri uk’ayixik winaq. Chatch’awoq pa 1556.")

    with pytest.raises(NotAllowed):
        accept(session, request, by=people.luz, now=clock.now(), reason="Está bien")


def test_a_translation_sent_back_says_what_to_change(session: Session, people: People, clock: FrozenClock) -> None:
    request = ask(session, people, clock)
    with pytest.raises(NothingDelivered):
        send_back(session, request, by=people.luz, now=clock.now(), note="Falta el número")
    deliver(session, request, by=people.maria, now=clock.now(), text=KICHE)
    with pytest.raises(EmptySegment):
        send_back(session, request, by=people.luz, now=clock.now(), note=" ")

    send_back(session, request, by=people.luz, now=clock.now(), note="Falta el número")

    assert (request.status, request.review_note) == (RequestStatus.RETURNED, "Falta el número")
    deliver(session, request, by=people.maria, now=clock.now(), text=KICHE)
    assert request.status is RequestStatus.DELIVERED


def test_an_edit_of_the_original_makes_the_translation_stale_and_shows_what_changed(
    session: Session, people: People, clock: FrozenClock
) -> None:
    request = ask(session, people, clock)
    deliver(session, request, by=people.maria, now=clock.now(), text=KICHE)
    accept(session, request, by=people.luz, now=clock.now())
    edited = SOURCE.replace("1555", "110")

    assert source_changed(session, "post:1", edited, clock.now()) == [request]

    assert ready(session, "post:1", "quc") is None
    assert (request.status, request.stale_since, request.text) == (RequestStatus.ASSIGNED, clock.now(), KICHE)
    assert [(one.kind, one.words) for one in changes(request.source_before or "", request.source) if one.kind != "same"] == [
        ("gone", "1555"),
        ("new", "110"),
    ]
    assert source_changed(session, "post:1", f" {edited} ", clock.now()) == []


def test_the_oldest_translated_original_is_kept_over_several_edits(session: Session, people: People, clock: FrozenClock) -> None:
    request = ask(session, people, clock)
    deliver(session, request, by=people.maria, now=clock.now(), text=KICHE)
    source_changed(session, "post:1", "Segunda versión", clock.now())
    source_changed(session, "post:1", "Tercera versión", clock.now())

    assert request.source_before == SOURCE


def test_requests_are_listed_with_those_due_first(session: Session, people: People, clock: FrozenClock) -> None:
    later = request_translation(session, "post:1", SOURCE, "quc", by=people.manager, now=clock.now(), territory="GT")
    soon = request_translation(
        session, "post:2", SOURCE, "quc", by=people.manager, now=clock.now(), territory="GT", due_at=clock.now()
    )
    gone = request_translation(session, "post:3", SOURCE, "kek", by=people.manager, now=clock.now(), territory="GT")
    withdraw(session, gone, by=people.manager)

    assert requests(session) == [soon, later]
    assert requests(session, status=RequestStatus.WITHDRAWN) == [gone]
    assert requests(session, language="kek") == []
    with pytest.raises(Conflict):
        deliver(session, gone, by=people.maria, now=clock.now(), text="x")
    with pytest.raises(NotFound):
        request_numbered(session, 99)


def test_nothing_sensible_is_refused(session: Session, people: People, clock: FrozenClock) -> None:
    with pytest.raises(SameLanguage):
        request_translation(session, "post:1", SOURCE, "es", by=people.manager, now=clock.now(), territory="GT")
    with pytest.raises(EmptySegment):
        request_translation(session, "post:1", " ", "quc", by=people.manager, now=clock.now(), territory="GT")
    with pytest.raises(EmptySegment):
        deliver(session, ask(session, people, clock), by=people.maria, now=clock.now(), text=" ")


@pytest.mark.parametrize(("name", "write", "read"), [("w.xlf", write_xliff, read_xliff), ("w.csv", write_work, read_work)])
def test_requests_go_to_a_translators_file_and_come_back(
    session: Session, people: People, clock: FrozenClock, tmp_path: Path, name: str, write: object, read: object
) -> None:
    request = ask(session, people, clock)
    empty = request_translation(session, "post:2", "Dos & <tres>", "kek", by=people.manager, now=clock.now(), territory="GT")
    deliver(session, request, by=people.maria, now=clock.now(), text=KICHE)

    assert write(tmp_path / name, [request, empty]) == 2  # type: ignore[operator]

    assert read(tmp_path / name) == {request.id: KICHE}  # type: ignore[operator]


def test_the_toolkit_reads_our_xliff_and_we_read_what_it_saved(
    session: Session, people: People, clock: FrozenClock, tmp_path: Path
) -> None:
    from translate.storage.xliff import xlifffile

    request = ask(session, people, clock)
    write_xliff(tmp_path / "w.xlf", [request])

    store: Any = cast("Any", xlifffile).parsefile(str(tmp_path / "w.xlf"))
    assert [unit.source for unit in store.units] == [SOURCE]
    assert (store.sourcelanguage, store.targetlanguage) == ("es", "quc")
    store.units[0].target = KICHE
    store.savefile(str(tmp_path / "done.xlf"))

    assert read_xliff(tmp_path / "done.xlf") == {request.id: KICHE}


@pytest.mark.parametrize("content", ["", "<xliff/>", '<xliff><trans-unit id="x"><target>y</target></trans-unit></xliff>'])
def test_what_is_no_xliff_of_ours_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "b.xlf").write_text(content)

    with pytest.raises(NotATranslation, match=r"b[.]xlf"):
        read_xliff(tmp_path / "b.xlf")


def test_approving_any_text_teaches_the_memory(session: Session, people: People, clock: FrozenClock) -> None:
    assert approve_translation(session, SOURCE, GOOD, "es", "en", by=people.reviewer, now=clock.now(), territory="GT") == ()

    learned = recall(session, "La trata de personas es un delito.", "es", "en")
    assert learned is not None
    assert learned.target == "Trafficking in persons is a crime."


@pytest.mark.parametrize(
    ("rule", "is_ready", "published"),
    [
        (Fallback.WAIT, False, ()),
        (Fallback.WAIT, True, ("quc",)),
        (Fallback.SPANISH, False, ("es",)),
        (Fallback.SPANISH, True, ("quc",)),
        (Fallback.BOTH, False, ("es",)),
        (Fallback.BOTH, True, ("es", "quc")),
    ],
)
def test_an_audience_sees_what_its_rule_says(rule: Fallback, is_ready: bool, published: tuple[str, ...]) -> None:
    assert languages_to_publish("quc", rule, lambda _code: is_ready) == published


def test_kriol_readers_are_shown_english_before_spanish() -> None:
    assert languages_to_publish("bzj", Fallback.SPANISH, lambda code: code == "en") == ("en",)
    assert languages_to_publish("es", Fallback.WAIT, lambda _code: False) == ("es",)


def test_the_rule_of_an_audience_is_spanish_until_somebody_sets_it(session: Session, clock: FrozenClock) -> None:
    assert fallback_for(session, "P4") is Fallback.SPANISH
    set_fallback(session, "P4", Fallback.BOTH, "ana", clock.now())
    set_fallback(session, "P4", Fallback.WAIT, "ana", clock.now())

    assert fallback_for(session, "P4") is Fallback.WAIT
    assert fallback_for(session, None) is Fallback.SPANISH
