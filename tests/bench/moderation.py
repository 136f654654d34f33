"""How long the do-no-harm rules and the ear for calls for help take: `python -m tests.bench.moderation`."""

import json
import sys
import time
from collections.abc import Callable, Sequence

from campaigns.starter import starter_posts
from moderation.checks import LONGEST, check_text
from moderation.distress import looks_like_a_call_for_help
from tests.clock import FrozenClock

NOW = FrozenClock().now()
HOSTILE = ("1 víctimas ", "niña de 13 años ", "Ana ", "La Ley de la ", "albergue ", "a b ", "llame 1 ", "«", "mi hija ")


def milliseconds(work: Callable[[str], object], texts: Sequence[str], rounds: int) -> float:
    """The mean for one text."""
    work(texts[0])
    started = time.perf_counter()
    for _ in range(rounds):
        for text in texts:
            work(text)
    return round((time.perf_counter() - started) / rounds / len(texts) * 1000, 2)


def checked(text: str) -> object:
    return check_text(text, "es", "GT", NOW)


def main() -> None:
    posts = [text for post in starter_posts() for text in post.text.values()]
    hostile = {piece.strip(): milliseconds(checked, [(piece * LONGEST)[:LONGEST]], 1) for piece in HOSTILE}
    calls = {piece.strip(): milliseconds(looks_like_a_call_for_help, [(piece * 5_000)[:4_096]], 1) for piece in HOSTILE}
    json.dump(
        {
            "post_ms": milliseconds(checked, posts, 20),
            "hostile_20000_characters_ms": hostile,
            "message_ms": milliseconds(looks_like_a_call_for_help, posts, 20),
            "hostile_message_4096_characters_ms": calls,
        },
        sys.stdout,
        ensure_ascii=False,
        indent=2,
    )


if __name__ == "__main__":
    main()
