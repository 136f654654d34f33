from sqlalchemy import select

from monitoring.models import Sample
from tests.bot.conftest import Door
from tests.bot.messages import put_out, start_campaign


def test_reactions_under_our_post_are_kept_as_a_sample(door: Door) -> None:
    channel = door.server.find_chat("@coalicion")
    with door.around.database.writing() as session:
        delivery = put_out(start_campaign(session, door.clock))
        delivery.ref = f"{channel.id}/12"
    door.server.people.react("@coalicion", 99, **{"👍": 50})
    door.server.people.react("@coalicion", 12, **{"👍": 4, "🙏": 3})

    def values() -> list[float | None]:
        with door.around.database.reading() as session:
            return list(session.scalars(select(Sample.value).where(Sample.metric == "reactions")))

    assert door.until(values) == [7]


def test_the_bot_asks_telegram_for_reactions_by_name(door: Door) -> None:
    (call, *_) = door.until(lambda: door.server.called("getUpdates"))

    assert set(call.values["allowed_updates"]) == {
        "message", "callback_query", "inline_query", "chosen_inline_result", "message_reaction_count",
    }  # fmt: skip
