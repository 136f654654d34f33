"""Each network's own way of counting."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from networks._x_count import weighted_length
from networks.contract import Outgoing
from networks.text import (
    bluesky_length,
    facebook_length,
    graphemes,
    hashtags,
    instagram_length,
    mastodon_length,
    mentions,
    sent_text,
    telegram_length,
    threads_length,
    utf8_length,
    utf16_length,
    x_forbidden,
    x_length,
    x_links,
)
from tests.needs import shared_data

FAMILY = "👨‍👩‍👧‍👦"
LINK = "https://prensa.example.org/r/k7Qp2x"
EVERY = (bluesky_length, facebook_length, instagram_length, mastodon_length, telegram_length, threads_length, x_length)


def conformance(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = yaml.safe_load(shared_data("twitter-text-validate.yml").read_text())["tests"][name]
    return cases


@pytest.mark.parametrize(
    ("name", "emoji_as_one"),
    [
        ("WeightedTweetsCounterTest", False),
        ("WeightedTweetsWithDiscountedEmojiCounterTest", True),
        ("UnicodeDirectionalMarkerCounterTest", True),
    ],
)
def test_x_is_counted_as_its_own_conformance_data_says(name: str, emoji_as_one: bool) -> None:
    cases = conformance(name)
    told = [(weighted_length(case["text"], emoji_as_one=emoji_as_one), is_valid(case["text"], emoji_as_one)) for case in cases]

    assert cases
    assert told == [(case["expected"]["weightedLength"], case["expected"]["valid"]) for case in cases]


def is_valid(text: str, emoji_as_one: bool) -> bool:
    return 0 < weighted_length(text, emoji_as_one=emoji_as_one) <= 280 and not x_forbidden(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Hola", 4),
        ("ñ", 1),
        ("n\u0303", 1),
        ("日本", 4),
        (FAMILY, 2),
        ("🇬🇹", 2),
        ("© 2027", 6),
        ("a\r\nb", 4),
        (f"Denuncie: {LINK}", 10 + 23),
        ("Denuncie: https://prensa.gob.gt/r/k7Qp2x", 33),
        ("corett.org", 23),
        ("a.gt", 23),
        ("https://a.example/xxx", 21),
    ],
)
def test_x_weighs_what_it_shows(text: str, length: int) -> None:
    assert x_length(text) == length


def test_x_charges_for_what_it_takes_for_a_link() -> None:
    assert x_links("Vea corett.org y https://prensa.gob.gt/r/1, no a.example") == 2
    assert x_links("Sin enlaces. De verdad.") == 0


def test_x_forbids_three_characters() -> None:
    assert x_forbidden("a\ufeffb\ufffe\uffff") == 3


@pytest.mark.parametrize(
    ("text", "length"),
    [
        (f"Lea {LINK}", 4 + 23),
        ("Lea http://a.gt/x y https://b.gt.", 4 + 23 + 3 + 23 + 1),
        ("Sin protocolo: corett.org", 25),
        ("Gracias @ong@mastodon.social", 8 + 4),
        ("Gracias @ong", 12),
        ("correo@example.org", 18),
        (FAMILY, 1),
    ],
)
def test_mastodon_counts_links_as_23_and_only_the_name_of_remote_accounts(text: str, length: int) -> None:
    assert mastodon_length(text) == length


def test_a_mastodon_server_may_reserve_another_length_for_links() -> None:
    assert mastodon_length(LINK, per_url=30) == 30


@pytest.mark.parametrize(("text", "length"), [("á" * 300, 300), (FAMILY * 120, 120), ("a\u0301", 1), ("\r\n", 1)])
def test_bluesky_counts_graphemes_and_bytes_apart(text: str, length: int) -> None:
    assert bluesky_length(text) == length


def test_the_family_that_is_one_grapheme_is_25_bytes_on_bluesky() -> None:
    assert utf8_length(FAMILY * 121) == 3025


@pytest.mark.parametrize(
    ("text", "length"), [("niña", 4), ("👍", 4), ("👍🏽", 8), (FAMILY, 25), ("🇬🇹", 8), ("1️⃣", 7), ("1 # *", 5), ("©", 2)]
)
def test_threads_counts_an_emoji_as_its_bytes(text: str, length: int) -> None:
    assert threads_length(text) == length


@pytest.mark.parametrize(("text", "length"), [("niña", 4), ("👍", 2), (FAMILY, 11), ("  Hola\n", 4)])
def test_telegram_counts_utf16_of_the_trimmed_text(text: str, length: int) -> None:
    assert telegram_length(text) == length


@pytest.mark.parametrize(
    ("text", "count"),
    [("#TrataDePersonas y #30Julio", 2), ("#2027", 0), ("a#b &#39; /#x", 0), ("#corazón_azul", 1), ("##doble", 0), ("#日本", 1)],
)
def test_a_hashtag_needs_a_letter_and_a_fresh_start(text: str, count: int) -> None:
    assert hashtags(text) == count


@pytest.mark.parametrize(("text", "count"), [("@oim_gt y @unodc.ca", 2), ("correo@example.org", 0), ("@", 0)])
def test_an_address_is_no_mention(text: str, count: int) -> None:
    assert mentions(text) == count


@pytest.mark.parametrize(
    ("text", "link", "sent"),
    [
        ("Hola", "", "Hola"),
        ("Hola", LINK, f"Hola\n{LINK}"),
        (f"Lea {LINK} hoy", LINK, f"Lea {LINK} hoy"),
        ("", LINK, LINK),
    ],
)
def test_the_link_is_added_once_and_only_where_it_is_missing(text: str, link: str, sent: str) -> None:
    assert sent_text(Outgoing(text, "es", link=link)) == sent


words = st.text(st.characters(codec="utf-8"), max_size=80)


@given(words)
def test_no_text_breaks_a_count_and_no_count_is_negative(text: str) -> None:
    assert all(count(text) >= 0 for count in EVERY)
    assert hashtags(text) <= len(text)


@given(words)
def test_counts_stand_in_order(text: str) -> None:
    assert graphemes(text) <= len(text) <= utf16_length(text) <= utf8_length(text)
    assert threads_length(text) >= len(text) - text.count("\u200d") - text.count("\ufe0f")


@given(words, words)
def test_utf16_and_bytes_add_up_whatever_the_neighbours(one: str, other: str) -> None:
    assert facebook_length(one + other) == facebook_length(one) + facebook_length(other)
    assert utf8_length(one + other) == utf8_length(one) + utf8_length(other)


@given(st.text(st.sampled_from("abcñé ,;:!?¿¡"), max_size=200))
def test_plain_spanish_is_one_a_character_everywhere(text: str) -> None:
    assert x_length(text) == mastodon_length(text) == threads_length(text) == bluesky_length(text) == len(text)


@given(words)
def test_x_never_weighs_less_than_one_nor_more_than_two_a_character_without_links(text: str) -> None:
    if not x_links(text):
        assert x_length(text) <= 2 * len(text)
