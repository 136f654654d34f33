"""`corett networks` and `corett check-text`, as a person or a script runs them."""

import json
from typing import Any

import pytest

from tests.commandline import corett


def document(*words: str, stdin: str = "", **environment: str) -> Any:
    done = corett(*words, "--json", given=stdin, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_networks_prints_what_each_network_declares() -> None:
    told = {one["network"]: one for one in document("networks")}

    assert {"facebook", "manual", "site", "telegram", "x"} <= set(told)
    assert (told["x"]["max_text"], told["x"]["captions"], told["x"]["max_images"]) == (280, "srt", 4)
    assert all(metric["definition"] for metric in told["facebook"]["metrics"])


def test_check_text_counts_as_the_network_does() -> None:
    told = document("check-text", "x", stdin="Denuncie: https://prensa.gob.gt/r/k7Qp2x 👨‍👩‍👧\n")

    assert (told["length"], told["limit"], told["valid"], told["problems"], told["cost_usd"]) == (36, 280, True, [], 0.2)


def test_a_text_that_is_too_long_is_told_with_the_way_out_in_the_readers_language() -> None:
    spanish = document("check-text", "x", stdin="ñ" * 281)
    english = document("check-text", "x", stdin="ñ" * 281, CORETT_APP__LANGUAGE="en")

    assert not spanish["valid"]
    assert [problem["code"] for problem in spanish["problems"]] == ["text_too_long"]
    assert "Acórtelo en 1" in spanish["problems"][0]["sentence"]
    assert "weighted characters" in english["problems"][0]["sentence"]


def test_only_the_last_line_end_of_a_file_is_not_text() -> None:
    assert document("check-text", "facebook", stdin="Hola\n\n")["length"] == 5


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [(("check-text", "nada"), b"Hola", "nada"), (("check-text", "x"), b"\xff\xfe", "UTF-8")],
)
def test_an_unknown_network_or_bytes_that_are_no_text_are_refused_in_one_sentence(
    words: tuple[str, ...], stdin: bytes, said: str
) -> None:
    done = corett(*words, given=stdin)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_unknown_price_is_refused_by_its_name() -> None:
    done = corett("check-text", "x", given="Hola", CORETT_NETWORKS='{"x": {"prices": {"post_with_lnk": 1}}}')

    assert done.returncode == 1
    assert "post_with_lnk" in done.stderr


def test_people_see_the_count_and_the_price() -> None:
    done = corett("check-text", "x", given="Hola")

    assert done.stdout.splitlines() == ["4 de 280 caracteres ponderados", "Publicarlo cuesta 0.015 dólares."]
