"""Opens the engine the settings name: one of ours, or one that another package offers under `corett.translators`."""

from importlib.metadata import EntryPoint, entry_points
from typing import Final

from foundation.clock import Clock
from foundation.errors import NotFound
from foundation.texts import N_
from languages.contract import Translator
from languages.settings import LanguagesSettings
from languages.steady import Steady

GROUP: Final = "corett.translators"
MEMORY: Final = "memory"
OURS: Final = ("apertium", "deepl", "google", "libretranslate", "microsoft", "mymemory")


def engine_names() -> list[str]:
    """Every engine that can be set."""
    return [MEMORY, *OURS, *sorted(plugins())]


def plugins() -> dict[str, EntryPoint]:
    """Engines other packages offer: a callable that takes `[languages.plugins.<name>]` and returns a `Translator`."""
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in (MEMORY, *OURS)}


def open_translator(settings: LanguagesSettings, clock: Clock, name: str | None = None) -> Translator | None:
    """The engine, steadied; None when the memory alone is to be used. Opens no connection yet.

    Raises:
        NotFound: no engine has that name.
        EngineNotConfigured: its section lacks something.
    """
    wanted = name or settings.engine
    if wanted == MEMORY:
        return None
    return Steady(bare(settings, wanted), clock, settings.retries, settings.rest_after, settings.rest_s)


def bare(settings: LanguagesSettings, name: str) -> Translator:
    """The engine itself; its module is imported now, because deep-translator brings an HTML parser along."""
    if name == "apertium":
        from languages.apertium import Apertium  # noqa: PLC0415

        return Apertium(settings.apertium.program)
    if name in OURS:
        from languages import deep  # noqa: PLC0415

        made: Translator = getattr(deep, name)(getattr(settings, name))
        return made
    if name in plugins():
        offered: Translator = plugins()[name].load()(settings.plugins.get(name, {}))
        return offered
    raise NotFound(kind=N_("traductor"), name=name)
