"""What went wrong is kept as sentence and facts, so that every reader gets it in her language, whenever it was written."""

from foundation.db import packed, unpacked
from foundation.texts import N_, Phrase, Texts
from networks.errors import Rejected, Unavailable

ES, EN = Texts("es"), Texts("en")


def test_a_kept_refusal_is_told_in_the_readers_language() -> None:
    kept = unpacked(packed(Rejected(network="x", detail="too long").phrase()))

    assert kept.say(ES) == "x rechazó el contenido: too long. Corrija el texto o el archivo y prográmelo de nuevo."
    assert kept.say(EN).startswith("x rejected the content: too long.")


def test_phrases_inside_phrases_are_kept_too() -> None:
    inner = Phrase(N_("debe ser {ge} o más"), ge=3)
    kept = unpacked(packed(Unavailable(network="x", detail=inner).phrase()))

    assert "debe ser 3 o más" in kept.say(ES)
    assert "must be 3 or more" in kept.say(EN)


def test_a_text_of_an_earlier_release_is_told_as_it_stands() -> None:
    for text in ("x rechazó {eso}: no.", '{"sentences": []}', ""):
        assert unpacked(text).say(EN) == text


def test_braces_that_a_network_said_are_no_placeholders() -> None:
    kept = unpacked(packed(Rejected(network="x", detail="{errors} {0}").phrase()))

    assert "{errors} {0}" in kept.say(ES)
