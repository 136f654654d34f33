import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from assets.brand import Kit, load_kit
from assets.card_templates import load_template, said, template_names
from assets.cards import Photo, parse_size, render_card, render_carousel
from assets.errors import DoesNotFit, LowContrast, MissingGlyph, MissingValue, UnknownValue, WrongKit, WrongSize
from assets.fonts import EMOJI_NAME, Weight, clusters, runs, system_font
from assets.intake import lookalikes, take_in
from assets.keeping_cards import keep_card
from assets.layout import fit, plan_card
from assets.library import withdraw
from assets.store import Store
from foundation.db import Database
from foundation.errors import NotFound
from tests.assets import golden
from tests.clock import FrozenClock
from tests.needs import skip_or_fail

SIZES = [(1080, 1080), (1080, 1350), (1080, 1920), (1920, 1080), (1200, 630), (1280, 720)]


@pytest.fixture
def kit() -> Kit:
    return load_kit()


def examples(name: str, language: str) -> dict[str, str]:
    fields = load_template(name).spec.fields
    return {field: said(about.example, language) for field, about in fields.items() if about.example}


def picture(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as opened:
        return opened.convert("RGB")


@pytest.mark.parametrize("name", template_names())
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_template_fits_every_size_in_both_languages(kit: Kit, name: str, size: tuple[int, int], language: str) -> None:
    card = render_card(kit, name, size, examples(name, language), language)

    assert picture(card.content).size == size
    assert card.alt


def test_the_words_are_set_as_large_as_they_fit(kit: Kit) -> None:
    template = load_template("message").spec
    plan = plan_card(1080, 1350, photo=False, code=False)

    short = fit(template, plan, {"title": "No estás sola"})
    long = fit(template, plan, {"title": "Nueve países trabajan juntos " * 8})

    assert short[0].size > 1.3 * long[0].size
    assert short[0].size == pytest.approx(template.items[1].size[1] * plan.unit)


def test_lines_are_balanced_and_none_ends_in_an_article(kit: Kit) -> None:
    template = load_template("message").spec
    plan = plan_card(1080, 1080, photo=False, code=False)

    title = fit(template, plan, {"title": "Prevenir la trata de personas empieza en la escuela y en la casa de cada quien"})[0]

    assert len(title.lines) > 1
    assert not any(line.split()[-1] in {"la", "de", "en", "y"} for line in title.lines[:-1])


def test_words_that_do_not_fit_are_refused_with_the_overflow() -> None:
    template, plan = load_template("message").spec, plan_card(1080, 1080, photo=True, code=False)
    words = {"title": "Nueve países coordinan la protección. " * 7, "body": "Las nueve comisiones coordinan. " * 30}

    with pytest.raises(DoesNotFit, match=r"body: 960 caracteres no caben en 1080x1080; caben unos \d+") as refusal:
        fit(template, plan, words)
    fits = int(str(refusal.value.facts["fits"]))
    assert 0 < fits < 960
    assert fit(template, plan, {**words, "body": words["body"][:fits]})


def test_a_word_wider_than_the_card_is_refused(kit: Kit) -> None:
    with pytest.raises(DoesNotFit):
        render_card(kit, "message", (1080, 1080), {"title": "x" * 120}, "es")


def test_a_character_without_a_glyph_is_named(kit: Kit) -> None:
    with pytest.raises(MissingGlyph, match=r"U\+E123"):
        render_card(kit, "message", (1080, 1080), {"title": "Raro \ue123"}, "es")


@pytest.mark.parametrize("words", ["K’iche’: jun k’ulmatajem", "Q’eqchi’ ʼ ɨ̱ ꞌ", "Ŕ ő ł ū Ñandú", "¿Ayuda? → 24 h · 1° ½ № €"])
def test_the_orthographies_of_the_region_can_all_be_set(kit: Kit, words: str) -> None:
    assert render_card(kit, "message", (1080, 1080), {"title": words}, "es").content


def test_a_letter_keeps_its_accents_and_a_space_is_no_emoji() -> None:
    if system_font(EMOJI_NAME) is None:
        skip_or_fail("no colour emoji here (Debian package fonts-noto-color-emoji)")
    bare = "\u0268\u0331"
    assert clusters(f"k{bare}1") == ["k", bare, "1"]
    assert len(runs(bare, Weight.BOLD)) == 1
    assert [run.font.emoji for run in runs("\U0001f91d a", Weight.REGULAR)] == [True, False]


def test_the_qr_code_is_read_by_a_camera(kit: Kit) -> None:
    link = "https://prensa.example.org/r/k7mxw2pq"
    for size in SIZES:
        card = render_card(kit, "message", size, {"title": "Infórmese", "link": link}, "es")
        found, _, _ = cv2.QRCodeDetector().detectAndDecode(np.asarray(picture(card.content))[:, :, ::-1].copy())
        assert found == link, size


def test_the_alt_text_is_drafted_from_the_cards_own_words(kit: Kit, tmp_path: Path) -> None:
    photo = tmp_path / "foto.jpg"
    Image.new("RGB", (300, 200), "teal").save(photo)
    card = render_card(
        kit,
        "message",
        (1080, 1080),
        {"title": "No estás sola", "footer": "#ContraLaTrata"},
        "es",
        photo=Photo(photo, "Un puente"),
    )

    assert card.alt == "No estás sola. #ContraLaTrata. Un puente."


def test_the_same_words_come_from_the_cache_and_other_words_do_not(kit: Kit, tmp_path: Path) -> None:
    first = render_card(kit, "message", (1080, 1080), {"title": "Uno"}, "es", cache=tmp_path)
    kept = next(tmp_path.rglob("*.jpg"))
    kept.write_bytes(b"from the cache")

    assert render_card(kit, "message", (1080, 1080), {"title": "Uno"}, "es", cache=tmp_path).content == b"from the cache"
    other = render_card(kit, "message", (1080, 1080), {"title": "Dos"}, "es", cache=tmp_path)
    assert other.key != first.key


def test_the_same_card_twice_is_the_same_bytes(kit: Kit) -> None:
    one, two = (render_card(kit, "message", (1080, 1080), {"title": "Uno"}, "es").content for _ in range(2))

    assert one == two


def test_what_a_template_lacks_or_does_not_know_is_named(kit: Kit) -> None:
    with pytest.raises(MissingValue, match="title"):
        render_card(kit, "message", (1080, 1080), {"body": "x"}, "es")
    with pytest.raises(UnknownValue, match=r"colour.*Tiene: kicker, title"):
        render_card(kit, "message", (1080, 1080), {"title": "x", "colour": "red"}, "es")
    with pytest.raises(NotFound):
        render_card(kit, "../../etc/passwd", (1080, 1080), {}, "es")


@pytest.mark.parametrize("text", ["1080", "0x0", "99999x99999", "1080*1350", "x", "320x4096"])
def test_a_size_that_is_none_is_refused(kit: Kit, text: str) -> None:
    with pytest.raises(WrongSize):
        render_card(kit, "message", parse_size(text), {"title": "x"}, "es")


@pytest.mark.parametrize("name", template_names())
def test_the_card_still_looks_like_the_one_that_was_approved(name: str) -> None:
    with Image.open(golden.FOLDER / f"{name}.webp") as approved:
        difference = np.abs(np.asarray(approved.convert("RGB"), dtype=int) - np.asarray(golden.drawn(name), dtype=int))

    assert difference.mean() < 1.5
    blocks = difference[:336, :264].reshape(42, 8, 33, 8, 3).mean(axis=(1, 3, 4))
    assert blocks.max() < 24, "a part of the card changed: look at it, then run python -m tests.assets.golden"


def test_a_carousel_numbers_its_slides_and_each_has_its_alt_text(kit: Kit) -> None:
    slides = [{"title": "Pregunte", "body": "Quién ofrece"}, {"title": "Compruebe"}]
    cards = render_carousel(kit, (1080, 1350), {"title": "Antes de irse", "footer": "#ContraLaTrata"}, slides, "es")

    assert [card.alt for card in cards] == [
        "Antes de irse. #ContraLaTrata.",
        "2 / 3. Pregunte. Quién ofrece. Siga →.",
        "3 / 3. Compruebe. #ContraLaTrata.",
    ]


def test_a_card_becomes_an_asset_once_and_goes_with_its_photograph(kit: Kit, database: Database, tmp_path: Path) -> None:
    store, now = Store(tmp_path / "assets"), FrozenClock().now()
    Image.effect_noise((900, 600), 80).convert("RGB").save(tmp_path / "foto.jpg")
    with database.writing() as session:
        photo = take_in(store, session, tmp_path / "foto.jpg", "Un puente", "propia", "admin", now)
        path = store.path(photo.sha256, photo.mime)
        card = render_card(kit, "message", (1080, 1080), {"title": "Uno"}, "es", photo=Photo(path, "Un puente"))
        asset = keep_card(store, session, card, "es", "admin", now, photo=photo)
        again = keep_card(store, session, card, "es", "admin", now, photo=photo)

        assert (asset.id, asset.alt) == (again.id, {"es": "Uno. Un puente."})
        assert {one.asset.id for one in withdraw(session, store, photo, "venció", now)} == {photo.id, asset.id}


def test_two_cards_of_one_template_are_not_duplicates_of_each_other(kit: Kit, database: Database, tmp_path: Path) -> None:
    store, now = Store(tmp_path / "assets"), FrozenClock().now()
    with database.writing() as session:
        one, other = (
            keep_card(store, session, render_card(kit, "figure", (1080, 1080), words, "es"), "es", "admin", now)
            for words in ({"figure": "9", "title": "países", "source": "x"}, {"figure": "9", "title": "paises", "source": "x"})
        )
        assert one.look is not None
        assert lookalikes(session, other) == []


def own_kit(folder: Path, toml: str) -> Path:
    (folder / "mio").mkdir()
    (folder / "mio" / "brand.toml").write_text(f'name = "mio"\nextends = "corett"\n{toml}', encoding="utf-8")
    return folder


def test_a_territory_extends_the_kit_and_keeps_the_rest(tmp_path: Path) -> None:
    kit = load_kit("mio", own_kit(tmp_path, '[colours]\nblue = "#0a3a6b"\n[[territories.GT.partners]]\nname = "SVET"\n'))

    assert kit.colour("blue") == (10, 58, 107)
    assert kit.colour("navy") == load_kit().colour("navy")
    assert [partner.name for partner in kit.partners("GT")] == ["SVET"]
    assert kit.digest != load_kit().digest


def test_a_kit_with_a_pair_nobody_can_read_does_not_load(tmp_path: Path) -> None:
    with pytest.raises(LowContrast, match="«white» sobre «blue» tiene contraste 1"):
        load_kit("mio", own_kit(tmp_path, '[colours]\nblue = "#e8e8e8"\n'))


@pytest.mark.parametrize(
    ("toml", "named"), [('[colours]\nblue = "azul"\n', r"colours\.blue"), ("[logos]\nx = 1\n", "logos"), ("[", "TOML")]
)
def test_a_wrong_key_of_a_kit_is_named(tmp_path: Path, toml: str, named: str) -> None:
    with pytest.raises(WrongKit, match=named):
        load_kit("mio", own_kit(tmp_path, toml))
