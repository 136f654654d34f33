from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.kits import Kit, KitGone, OnHold, find_kits, kit_of, units
from bot.members import Reader
from bot.models import SentFile
from bot.sharing import share_window
from campaigns.status import CampaignStatus, DeliveryStatus
from foundation.db import Database
from moderation.models import Hold
from monitoring.links import resolve
from monitoring.models import LinkUse, RequestDay, ShareLink
from tests.bot.conftest import Door
from tests.bot.messages import TARGET, TEXT, card_in, put_out, start_campaign
from tests.clock import FrozenClock

ANA = Reader("ana", "es", "GT", known=True)
JOHN = Reader("john", "en", "BZ", known=True)


def titles(session: Session, words: str, clock: FrozenClock, reader: Reader = ANA) -> list[str]:
    session.flush()
    return [found.title for found in find_kits(session, words, reader, clock.now())]


@pytest.mark.parametrize(
    "words", ["30 julio", "30 de julio", "July 30", "dia mundial", "DÍA MUNDIAL", "#NadieEnVenta", "venta", "kit del 30 de julio"]
)
def test_a_kit_is_found_by_date_name_hashtag_or_words(database: Database, clock: FrozenClock, words: str) -> None:
    with database.writing() as session:
        put_out(start_campaign(session, clock))

        assert titles(session, words, clock) == ["Nadie está en venta"]


@pytest.mark.parametrize("words", ["18 de diciembre", "3 julio", "migrantes"])
def test_words_that_are_nowhere_find_nothing(database: Database, clock: FrozenClock, words: str) -> None:
    with database.writing() as session:
        put_out(start_campaign(session, clock))

        assert titles(session, words, clock) == []


def test_the_title_weighs_more_than_the_text_and_no_words_find_all(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_campaign(session, clock)
        put_out(plan, "Dos delitos", "La ayuda es un derecho. {link}")
        put_out(plan, "La ayuda", "Hay salida. {link}")

        assert titles(session, "ayuda", clock) == ["La ayuda", "Dos delitos"]
        assert len(titles(session, "", clock)) == 2


def test_only_what_is_out_can_be_shared(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        delivery = put_out(start_campaign(session, clock))
        delivery.status = DeliveryStatus.PLANNED

        assert titles(session, "", clock) == []
        with pytest.raises(KitGone):
            kit_of(session, delivery.post_id, ANA, "es", clock.now())


@pytest.mark.parametrize("status", [CampaignStatus.PAUSED, CampaignStatus.CANCELLED])
def test_a_paused_campaign_is_silent(database: Database, clock: FrozenClock, status: CampaignStatus) -> None:
    with database.writing() as session:
        plan = start_campaign(session, clock)
        delivery = put_out(plan)
        plan.campaign.status = status

        assert titles(session, "", clock) == []
        with pytest.raises(OnHold):
            kit_of(session, delivery.post_id, ANA, "es", clock.now())


@pytest.mark.parametrize(
    ("scope", "silent"),
    [
        ({}, True),
        ({"territory": "GT"}, True),
        ({"territory": "BZ"}, False),
        ({"network": "x"}, False),
        ({"campaign_id": 99}, False),
    ],
)
def test_a_crisis_pause_silences_what_it_covers(
    database: Database, clock: FrozenClock, scope: dict[str, Any], silent: bool
) -> None:
    with database.writing() as session:
        plan = start_campaign(session, clock)
        put_out(plan)
        session.add(Hold(reason="crisis", placed_by="ana", placed_at=clock.now(), **scope))

        assert (titles(session, "", clock) == []) is silent


def test_a_pause_that_is_lifted_or_over_silences_nothing(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        put_out(start_campaign(session, clock))
        now = clock.now()
        session.add(Hold(reason="a", placed_by="ana", placed_at=now, lifted_by="ana", lifted_at=now))
        session.add(Hold(reason="b", placed_by="ana", placed_at=now, expires_at=now - timedelta(minutes=1)))

        assert titles(session, "", clock) == ["Nadie está en venta"]


def test_the_text_is_in_the_readers_language_and_from_her_territory(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_campaign(session, clock)
        first = put_out(plan, text="Guatemala {link}")
        for territory, language, text in (("BZ", "es", "Belice {link}"), ("BZ", "en", "Belize {link}")):
            put_out(plan, text=text, territory=territory, language=language, network="facebook", of_post=first.post_id)
        session.flush()

        assert kit_of(session, first.post_id, ANA, "es", clock.now()).text.startswith("Guatemala")
        assert kit_of(session, first.post_id, JOHN, "en", clock.now()).text.startswith("Belize")
        assert kit_of(session, first.post_id, ANA, "fr", clock.now()).language == "es"
        assert kit_of(session, first.post_id, ANA, "es", clock.now()).languages == ("en", "es")


def a_kit(text: str, link: str = "https://old.example/r/a", **more: Any) -> Kit:
    fields = {
        "title": "Título",
        "campaign_title": "Campaña",
        "text_for_x": None,
        "target": TARGET,
        "language": "es",
        "languages": ("es",),
        "picture": None,
    }
    return Kit(post=1, campaign=1, text=text, link=link, **{**fields, **more})


def test_the_members_link_takes_the_place_of_the_one_that_went_out() -> None:
    assert a_kit("Lea https://old.example/r/a hoy").with_link("https://p.example/r/b") == "Lea https://p.example/r/b hoy"
    assert a_kit("Sin enlace", "").with_link("https://p.example/r/b") == "Sin enlace\n\nhttps://p.example/r/b"


@pytest.mark.parametrize("sign", ["a", "ñ", "🕊"])
def test_a_text_too_long_for_telegram_keeps_its_link(sign: str) -> None:
    cut = a_kit(sign * 5000, "").within(4096, "https://p.example/r/b")

    assert units(cut) <= 4096
    assert units(cut) > 4080
    assert cut.endswith("…\n\nhttps://p.example/r/b")


@pytest.mark.parametrize("channel", ["whatsapp", "x", "facebook", "telegram"])
def test_every_share_window_is_filled_and_carries_the_link_once(channel: str) -> None:
    address = share_window(channel, a_kit("Acción & ayuda: 100 %\n\nhttps://old.example/r/a #Ya"), "https://p.example/r/b")

    parts = urlsplit(address)
    assert parts.scheme == "https"
    filled = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert unquote(address).count("https://p.example/r/b") == 1
    assert "old.example" not in unquote(address)
    if channel != "facebook":
        assert "Acción & ayuda: 100 %" in filled["text"]


def test_x_gets_the_words_that_were_cut_for_it_or_the_title() -> None:
    short = share_window("x", a_kit("largo " * 100, text_for_x="Corto para X"), "https://p.example/r/b")
    title = share_window("x", a_kit("largo " * 100), "https://p.example/r/b")

    assert parse_qs(urlsplit(short).query)["text"] == ["Corto para X\n\nhttps://p.example/r/b"]
    assert parse_qs(urlsplit(title).query)["text"] == ["Título\n\nhttps://p.example/r/b"]


def test_a_kit_comes_as_card_words_and_share_buttons_with_tracked_links(door: Door) -> None:
    with door.around.database.writing() as session:
        put_out(start_campaign(session, door.clock), card=card_in(door.around.store))
    kit, note = door.say(7, "/kit 30 julio")

    assert kit["photo"]
    visit = kit["caption"].split("https://prensa.example/r/")[1].split()[0]
    assert kit["caption"] == TEXT.format(link=f"https://prensa.example/r/{visit}")
    assert "Tarjeta azul con el lema." in note["text"]
    buttons = [button for row in kit["reply_markup"]["inline_keyboard"] for button in row]
    assert [button["text"] for button in buttons[:4]] == ["WhatsApp", "X", "Facebook", "Telegram"]
    with door.around.database.reading() as session:
        assert resolve(session, visit) == TARGET
        for button, host in zip(buttons, ("wa.me", "x.com", "www.facebook.com", "t.me"), strict=False):
            target = resolve(session, button["url"].removeprefix("https://prensa.example/r/"))
            assert target is not None
            assert urlsplit(target).hostname == host
            assert "https://prensa.example/r/" in unquote(target)
        assert session.scalar(select(func.count()).select_from(ShareLink).where(ShareLink.use == LinkUse.SHARE)) == 4
        kits = session.scalars(select(RequestDay).where(RequestDay.act == "kit")).one()
        assert (kits.count, kits.territory, kits.language) == (1, "REG", "es")


def test_plain_words_are_a_search_too(door: Door) -> None:
    with door.around.database.writing() as session:
        put_out(start_campaign(session, door.clock))
    (kit,) = door.say(7, "nadie en venta")

    assert "Nadie está en venta" in kit["text"]


def test_the_second_time_the_card_is_not_uploaded_again_and_the_links_are_the_same(door: Door) -> None:
    with door.around.database.writing() as session:
        put_out(start_campaign(session, door.clock), card=card_in(door.around.store))
    first, _ = door.say(7, "/kit venta")
    second, _ = door.say(7, "/kit venta")

    assert first["caption"] == second["caption"]
    uploads = [bool(call.files) for call in door.server.called("sendPhoto")]
    assert uploads == [True, False]
    with door.around.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SentFile)) == 1


def test_a_withdrawn_card_leaves_the_words(door: Door) -> None:
    with door.around.database.writing() as session:
        put_out(start_campaign(session, door.clock), card="0" * 64)
    (kit,) = door.say(7, "/kit venta")

    assert "Nadie está en venta" in kit["text"]
    assert kit["reply_markup"]["inline_keyboard"]


def test_words_too_long_for_a_caption_follow_the_card(door: Door) -> None:
    with door.around.database.writing() as session:
        put_out(start_campaign(session, door.clock), text="Palabra <b> & " * 90 + "{link}", card=card_in(door.around.store))
    card, words, _ = door.say(7, "/kit venta")

    assert "caption" not in card
    assert words["text"].startswith("Palabra <b> & ")
    assert words["reply_markup"]["inline_keyboard"]


def test_without_words_the_newest_are_listed_and_one_touch_brings_the_kit(door: Door) -> None:
    with door.around.database.writing() as session:
        plan = start_campaign(session, door.clock)
        posts = [put_out(plan, title).post_id for title in ("Uno", "Dos")]
    (listed,) = door.say(7, "/kit")
    assert sorted(row[0]["text"] for row in listed["reply_markup"]["inline_keyboard"]) == ["Dos", "Uno"]

    (kit,) = door.press(7, f"kit:{posts[0]}")
    assert "Nadie está en venta" in kit["text"]


def test_the_best_comes_at_once_and_the_others_are_offered(door: Door) -> None:
    with door.around.database.writing() as session:
        plan = start_campaign(session, door.clock)
        for title in ("Uno", "Dos", "Tres"):
            put_out(plan, title)
    _, more = door.say(7, "/kit 30 julio")

    assert len(more["reply_markup"]["inline_keyboard"]) == 2


def test_another_language_is_one_touch_away(door: Door) -> None:
    with door.around.database.writing() as session:
        plan = start_campaign(session, door.clock)
        first = put_out(plan)
        put_out(plan, text="No one is for sale. {link}", language="en", of_post=first.post_id)
    (kit,) = door.say(7, "/kit venta")
    assert "English" in [button["text"] for row in kit["reply_markup"]["inline_keyboard"] for button in row]
    (kit,) = door.press(7, f"kit:{first.post_id}:en")

    assert kit["text"].startswith("No one is for sale.")


def test_who_reads_english_is_told_when_a_message_has_none(door: Door) -> None:
    with door.around.database.writing() as session:
        put_out(start_campaign(session, door.clock))
    _, note = door.say(7, "/kit 30 July", language="en")

    assert "does not exist in English yet" in note["text"]


def test_nothing_found_says_what_to_do(door: Door) -> None:
    (answer,) = door.say(7, "/kit <b>zanahoria</b>")

    assert "No encontré nada con «<b>zanahoria</b>»" in answer["text"]
    assert "/ayuda" in answer["text"]


def test_a_kit_that_is_gone_says_so(door: Door) -> None:
    with door.around.database.writing() as session:
        plan = start_campaign(session, door.clock)
        delivery = put_out(plan, "Uno")
        put_out(plan, "Dos")
    door.say(7, "/kit")
    with door.around.database.writing() as session:
        session.merge(delivery).status = DeliveryStatus.CANCELLED
    (answer,) = door.press(7, f"kit:{delivery.post_id}")

    assert "ya no se comparte" in answer["text"]


def test_too_many_requests_are_slowed_down_but_a_call_for_help_never_is(door: Door) -> None:
    for _ in range(30):
        door.server.people.say(7, "/privacidad")
    door.until(lambda: len(door.server.sent(7)) >= 30)
    door.settle()
    (answer,) = door.say(7, "/privacidad")
    assert "Espere un minuto" in answer["text"]
    (answer,) = door.say(7, "me tienen encerrada")
    assert "pida ayuda ahora" in answer["text"]


def test_the_list_speaks_the_readers_language(database: Database, clock: FrozenClock) -> None:
    with database.writing() as session:
        plan = start_campaign(session, clock)
        first = put_out(plan, "Actuamos en conjunto")
        put_out(plan, "We act together", text="We act. {link}", language="en", of_post=first.post_id)

        assert titles(session, "", clock) == ["Actuamos en conjunto"]
        assert titles(session, "", clock, JOHN) == ["We act together"]
