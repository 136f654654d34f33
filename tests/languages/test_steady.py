import asyncio
from collections.abc import Sequence

import pytest

from foundation.errors import NotFound
from languages.engines import engine_names, open_translator
from languages.errors import EngineBusy, EngineError, EngineLacksLanguage, EngineResting, EngineSlow, EngineUnreachable
from languages.settings import LanguagesSettings
from languages.steady import Steady
from tests.clock import FrozenClock


class Failing:
    name, outside = "failing", True

    def __init__(self, *fates: EngineError | None) -> None:
        self.fates, self.calls = list(fates), 0

    def knows(self, source: str, target: str) -> bool:
        return True

    async def translate(self, texts: Sequence[str], source: str, target: str, *, deadline_s: float) -> list[str]:
        self.calls += 1
        fate = self.fates.pop(0) if self.fates else None
        if fate is not None:
            raise fate
        return list(texts)


async def no_wait(_seconds: float) -> None:
    return None


def steady(engine: Failing, clock: FrozenClock, **how: int) -> Steady:
    return Steady(engine, clock, sleep=no_wait, **how)


def call(translator: Steady) -> list[str]:
    return asyncio.run(translator.translate(["Hola"], "es", "en", deadline_s=20))


@pytest.mark.parametrize("fate", [EngineUnreachable(engine="x"), EngineBusy(engine="x", reason="429")])
def test_what_surely_was_not_done_is_asked_again(fate: EngineError, clock: FrozenClock) -> None:
    engine = Failing(fate)

    assert call(steady(engine, clock)) == ["Hola"]
    assert engine.calls == 2


@pytest.mark.parametrize("fate", [EngineSlow(engine="x", seconds="1"), EngineLacksLanguage(engine="x", source="es", target="en")])
def test_what_may_have_been_counted_or_will_not_change_is_not_asked_again(fate: EngineError, clock: FrozenClock) -> None:
    engine = Failing(fate)

    with pytest.raises(type(fate)):
        call(steady(engine, clock))
    assert engine.calls == 1


def test_an_engine_that_keeps_failing_is_left_alone_and_then_tried_once(clock: FrozenClock) -> None:
    engine = Failing(*[EngineSlow(engine="x", seconds="1")] * 4)
    translator = steady(engine, clock, rest_after=3, rest_s=60)
    for _ in range(3):
        with pytest.raises(EngineSlow):
            call(translator)

    with pytest.raises(EngineResting):
        call(translator)
    assert engine.calls == 3
    clock.advance(seconds=61)
    with pytest.raises(EngineSlow):
        call(translator)
    with pytest.raises(EngineResting):
        call(translator)
    clock.advance(seconds=61)
    assert call(translator) == ["Hola"]
    assert translator.failures == 0


def test_a_wrong_language_says_nothing_about_an_engines_health(clock: FrozenClock) -> None:
    translator = steady(Failing(*[EngineLacksLanguage(engine="x", source="es", target="en")] * 9), clock, rest_after=2)
    for _ in range(5):
        with pytest.raises(EngineLacksLanguage):
            call(translator)


def test_the_memory_alone_is_no_engine_and_an_unknown_name_is_refused(clock: FrozenClock) -> None:
    assert open_translator(LanguagesSettings(), clock) is None
    with pytest.raises(NotFound, match="traductor"):
        open_translator(LanguagesSettings(engine="babelfish"), clock)
    assert {"memory", "apertium", "google", "libretranslate"} <= set(engine_names())


def test_another_package_can_bring_an_engine(clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    point = EntryPoint("llm", "tests.languages.test_steady:make_llm", "corett.translators")
    monkeypatch.setattr("languages.engines.entry_points", lambda **_group: [point])
    settings = LanguagesSettings(engine="llm", plugins={"llm": {"model": "m1"}})

    translator = open_translator(settings, clock)

    assert translator is not None
    assert translator.name == "m1"


def make_llm(section: dict[str, str]) -> Failing:
    engine = Failing()
    engine.name = section["model"]
    return engine
