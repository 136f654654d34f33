from sqlalchemy import select

from monitoring.links import resolve
from monitoring.models import RequestDay
from tests.bot.conftest import Door
from tests.bot.messages import TARGET, card_in, put_out, start_campaign


def ask(door: Door, words: str, user: int = 7) -> dict:  # type: ignore[type-arg]
    before = len(door.server.called("answerInlineQuery"))
    door.server.people.ask_inline(user, words)
    door.until(lambda: len(door.server.called("answerInlineQuery")) > before)
    return dict(door.server.called("answerInlineQuery")[-1].values)


def test_a_message_can_be_sent_from_any_chat_with_a_tracked_link(door: Door) -> None:
    with door.around.database.writing() as session:
        post = put_out(start_campaign(session, door.clock)).post_id
    answer = ask(door, "30 julio")

    (result,) = answer["results"]
    assert result["type"] == "article"
    assert result["title"] == "Nadie está en venta"
    assert "https://" not in result["description"]
    words = result["input_message_content"]["message_text"]
    code = words.split("https://prensa.example/r/")[1].split()[0]
    with door.around.database.reading() as session:
        assert resolve(session, code) == TARGET
    assert answer["is_personal"] is True

    door.server.people.choose_inline(7, result["id"], "30 julio")

    def counted() -> dict[str, int]:
        with door.around.database.reading() as session:
            return {row.act: row.count for row in session.scalars(select(RequestDay))}

    assert door.until(lambda: counted() if "share" in counted() else {}) == {"inline": 1, "share": 1}
    assert result["id"] == f"{post}:es"


def test_the_card_goes_with_it_once_telegram_has_it(door: Door) -> None:
    with door.around.database.writing() as session:
        put_out(start_campaign(session, door.clock), card=card_in(door.around.store))
    door.say(7, "/kit venta")
    (result,) = ask(door, "venta")["results"]

    assert result["type"] == "photo"
    assert result["photo_file_id"]
    assert "Nadie está en venta" in result["caption"]


def test_a_share_button_names_its_message_by_number(door: Door) -> None:
    with door.around.database.writing() as session:
        plan = start_campaign(session, door.clock)
        posts = [put_out(plan, title).post_id for title in ("Uno", "Dos")]

    assert [result["title"] for result in ask(door, f"#{posts[0]}")["results"]] == ["Uno"]
    assert ask(door, "#99999")["results"] == []


def test_a_call_for_help_typed_in_a_chat_gets_the_way_to_the_help_lines_and_is_not_counted(door: Door) -> None:
    with door.around.database.writing() as session:
        put_out(start_campaign(session, door.clock))
    answer = ask(door, "necesito ayuda urgente me tienen encerrada")

    assert answer["results"] == []
    assert answer["button"]["start_parameter"] == "ayuda"
    (help_,) = door.say(7, "/start ayuda")
    assert "pida ayuda ahora" in help_["text"]
    with door.around.database.reading() as session:
        assert session.scalars(select(RequestDay)).all() == []
