import io
from collections.abc import Iterator
from pathlib import Path

import outloud
import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from assets import papers
from assets.captions.cue import Cue
from assets.captions.lettering import NoLetter
from assets.easyread.labelling import validate
from assets.inclusive import signing
from assets.inclusive.alt import for_network, why_wrong
from assets.inclusive.films import SRT, VTT, caption_film, captions_of
from assets.inclusive.keeping import keep, rendition_of, steps_of
from assets.inclusive.message import Message, NoSuchLanguage, Shown, UnknownSignLanguage, needs, sign_languages
from assets.inclusive.pack import absent, keep_files, make_files
from assets.inclusive.score import Score, score
from assets.inclusive.signing import NeedsDeafReviewer, OwnWork, Signing
from assets.inclusive_models import Format
from assets.largeprint import large_print
from assets.models import Asset
from assets.store import Store
from assets.video.probing import probe
from foundation.db import Database
from foundation.errors import Conflict, NotFound
from foundation.texts import Texts
from tests import needs as system
from tests.clock import FrozenClock

TEXT = "La trata de personas es un delito. Llame al 110. #NoALaTrata"
ALT = {"es": "Una mano abierta sobre fondo azul"}
MESSAGE = Message(
    subject="post:1",
    language="es",
    texts={"es": TEXT},
    title="Aviso",
    pictures=(Shown(1, ALT),),
    films=(Shown(2),),
    sign_languages=("gsm",),
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def share(found: Score, wanted: Format) -> float:
    return next(item.share for item in found.items if item.format is wanted)


def test_a_message_needs_what_its_public_needs() -> None:
    assert {one for one, _ in needs(MESSAGE)} == set(Format)
    assert [one for one, _ in needs(Message("post:2", "quc", {"quc": "Utz"}))] == [Format.AUDIO, Format.LARGE_PRINT]


def test_a_picture_of_one_language_is_asked_for_in_that_language_only() -> None:
    message = Message("post:3", "es", {"es": "Hola", "en": "Hello"}, pictures=(Shown(1, ALT, "es"),))

    assert [language for one, language in needs(message) if one is Format.ALT_TEXT] == ["es"]


def test_the_score_counts_what_is_there_and_names_what_is_missing(session: Session, clock: FrozenClock) -> None:
    empty = score(session, MESSAGE)

    assert empty.percent == 20  # the picture is described, nothing else exists
    assert share(empty, Format.BRAILLE) == 0
    assert {item.say(Texts("es"))["missing"] for item in empty.items if item.format is Format.BRAILLE} == {"falta el Braille"}
    assert {item.say(Texts("en"))["missing"] for item in empty.items if item.format is Format.BRAILLE} == {"Braille is missing"}

    keep(session, MESSAGE, Format.BRAILLE, "es", state="made", by="ana", now=clock.now())

    assert score(session, MESSAGE).percent == 25


def test_a_message_that_changed_makes_its_renditions_out_of_date(session: Session, clock: FrozenClock) -> None:
    keep(session, MESSAGE, Format.LARGE_PRINT, "es", state="made", by="ana", now=clock.now())
    changed = Message("post:1", "es", {"es": TEXT + " Ya."})

    assert share(score(session, MESSAGE), Format.LARGE_PRINT) == 1
    assert share(score(session, changed), Format.LARGE_PRINT) == 0


def test_everything_vouched_for_is_a_hundred(session: Session, clock: FrozenClock, store: Store) -> None:
    film = Asset(
        id=2, sha256="0" * 64, kind="video", mime="video/mp4", size=1, alt={}, facts={}, added_by="ana", added_at=clock.now()
    )
    session.add(film)
    caption_film(session, store, film, [Cue(0, 2000, ("Llame al 110.",))], "es", by="ana", now=clock.now())
    for one, state in ((Format.AUDIO, "voice"), (Format.BRAILLE, "checked"), (Format.LARGE_PRINT, "made")):
        keep(session, MESSAGE, one, "es", state=state, by="ana", now=clock.now())
    easy = keep(session, MESSAGE, Format.EASY_READ, "es", state="draft", by="ana", now=clock.now(), text="Llama a la policía.")
    validate(session, easy, [], group="Asociación", readers=2, note="", by="ana", now=clock.now())
    signed(session, clock)

    assert score(session, MESSAGE).percent == 100


def signed(session: Session, clock: FrozenClock) -> None:
    signing.request(session, MESSAGE, "gsm", by="ana", now=clock.now())
    signing.record(session, MESSAGE, "gsm", "a" * 64, by="interprete", now=clock.now())
    signing.review(session, MESSAGE, "gsm", by="sorda", now=clock.now(), deaf_reviewer=True)
    signing.approve(session, MESSAGE, "gsm", by="jefa", now=clock.now())


def test_signing_goes_from_hand_to_hand(session: Session, clock: FrozenClock) -> None:
    signed(session, clock)

    slot = rendition_of(session, "post:1", Format.SIGN_LANGUAGE, "gsm")
    assert slot.state == Signing.APPROVED
    assert [(step.act, step.done_by) for step in steps_of(session, slot)] == [
        ("requested", "ana"),
        ("recorded", "interprete"),
        ("reviewed", "sorda"),
        ("approved", "jefa"),
    ]


def test_nobody_vouches_for_her_own_work_and_only_deaf_people_review(session: Session, clock: FrozenClock) -> None:
    signing.request(session, MESSAGE, "gsm", by="ana", now=clock.now())
    signing.record(session, MESSAGE, "gsm", "a" * 64, by="interprete", now=clock.now())

    with pytest.raises(NeedsDeafReviewer):
        signing.review(session, MESSAGE, "gsm", by="sorda", now=clock.now(), deaf_reviewer=False)
    with pytest.raises(OwnWork):
        signing.review(session, MESSAGE, "gsm", by="interprete", now=clock.now(), deaf_reviewer=True)
    with pytest.raises(Conflict):
        signing.approve(session, MESSAGE, "gsm", by="jefa", now=clock.now())


def test_a_changed_message_cannot_be_signed_off(session: Session, clock: FrozenClock) -> None:
    signing.request(session, MESSAGE, "gsm", by="ana", now=clock.now())
    signing.record(session, MESSAGE, "gsm", "a" * 64, by="interprete", now=clock.now())
    changed = Message("post:1", "es", {"es": "Otro texto"}, sign_languages=("gsm",))

    with pytest.raises(Conflict, match="out of date"):
        signing.review(session, changed, "gsm", by="sorda", now=clock.now(), deaf_reviewer=True)


def test_a_video_sent_back_is_recorded_again(session: Session, clock: FrozenClock) -> None:
    signing.request(session, MESSAGE, "gsm", by="ana", now=clock.now())
    signing.record(session, MESSAGE, "gsm", "a" * 64, by="interprete", now=clock.now())

    signing.send_back(session, MESSAGE, "gsm", by="sorda", now=clock.now(), note="No se ven las manos")

    assert signing.record(session, MESSAGE, "gsm", "b" * 64, by="interprete", now=clock.now()).sha256 == "b" * 64


def test_a_sign_language_of_elsewhere_and_an_unasked_recording_are_refused(session: Session, clock: FrozenClock) -> None:
    assert len(sign_languages()) == 9
    with pytest.raises(UnknownSignLanguage, match="lsp"):
        signing.request(session, MESSAGE, "fsl", by="ana", now=clock.now())
    with pytest.raises(NotFound):
        signing.record(session, MESSAGE, "gsm", "a" * 64, by="ana", now=clock.now())
    with pytest.raises(NoSuchLanguage):
        MESSAGE.words("fr")


def test_the_machine_made_part_is_real_and_is_made_once(session: Session, clock: FrozenClock, store: Store) -> None:
    system.program("espeak-ng", "espeak-ng")
    system.program("lou_translate", "liblouis-bin")
    wanted = absent(session, MESSAGE)

    made, unmade = make_files(store, MESSAGE, wanted)
    keep_files(session, MESSAGE, made, by="ana", now=clock.now())

    assert unmade == []
    assert {one.format for one in made} == {Format.AUDIO, Format.BRAILLE, Format.LARGE_PRINT}
    files = {one.format: store.path(one.sha256, one.mime) for one in made}
    assert files[Format.BRAILLE].read_bytes().startswith(b"  .AVISO\r\n  .LA TRATA DE PERSONAS ES UN DELITO'")
    assert 3000 < probe(files[Format.AUDIO]).duration < 9000
    assert files[Format.AUDIO].stat().st_size < 30_000
    assert files[Format.LARGE_PRINT].read_bytes().startswith(b"%PDF")
    assert absent(session, MESSAGE) == []


def test_what_cannot_be_made_here_is_told_and_the_rest_is_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    made, unmade = make_files(store, MESSAGE, [(Format.AUDIO, "es"), (Format.BRAILLE, "es"), (Format.LARGE_PRINT, "es")])

    assert [one.format for one in made] == [Format.LARGE_PRINT]
    assert {one.format: one.error.code for one in unmade} == {Format.AUDIO: "no_voice", Format.BRAILLE: "missing_program"}


def test_large_print_is_a_tagged_pdf_that_reads_in_order(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(large_print("Aviso", TEXT + "\nK’iche’ ɨ ʼ", "es", "versión en lenguaje sencillo (borrador)"))

    reader = PdfReader(path)
    words = reader.pages[0].extract_text()
    assert str(reader.root_object["/Lang"]) == "es"
    assert papers.claims_accessibility(reader)
    assert [finding for finding in outloud.check(str(path)).findings if finding.severity == "error"] == []
    assert words.index("Aviso") < words.index("borrador") < words.index("Llame al 110.") < words.index("ɨ")
    assert "#" not in words


def test_large_print_never_prints_an_empty_box() -> None:
    with pytest.raises(NoLetter, match="漢"):
        large_print("Aviso", "漢字", "es")


def test_large_print_reads_no_file_that_the_text_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("clave", "utf-8")

    made = large_print(f'<img src="{secret.as_uri()}">', f'<link rel="attachment" href="{secret.as_uri()}">', "es")

    assert b"EmbeddedFile" not in made
    assert "<img" in PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_film_captions_are_kept_in_both_forms(session: Session, clock: FrozenClock, store: Store) -> None:
    film = Asset(
        id=9, sha256="1" * 64, kind="video", mime="video/mp4", size=1, alt={}, facts={}, added_by="ana", added_at=clock.now()
    )
    session.add(film)

    made, findings = caption_film(session, store, film, [Cue(0, 300, ("Llame al 110.",))], "es", by="ana", now=clock.now())

    assert made.state == "draft"
    assert findings
    (srt, language, srt_mime), (vtt, _, vtt_mime) = captions_of(session, 9)
    assert (language, srt_mime, vtt_mime) == ("es", SRT, VTT)
    assert "Llame al 110." in store.path(srt, SRT).read_text("utf-8")
    assert store.path(vtt, VTT).read_text("utf-8").startswith("WEBVTT")


@pytest.mark.parametrize("alt", ["", "Mano", "Imagen de una mano abierta sobre azul", "A photo of an open hand", "m" * 251])
def test_a_bad_alt_text_is_told_why(alt: str) -> None:
    assert why_wrong(alt)


def test_an_alt_text_fits_its_network_in_whole_words() -> None:
    alt = "Una mano abierta sobre azul. Debajo, el número de la línea de ayuda de su país."

    assert why_wrong(alt) is None
    assert for_network(alt, 1000) == alt
    assert for_network(alt, 50) == "Una mano abierta sobre azul."
    assert for_network(alt, 20) == "Una mano abierta…"
    assert all(len(for_network(alt, most)) <= most for most in range(1, 90))
