"""How the command line makes one film: where films are kept, a bar while it cooks, and the file people asked for."""

from pathlib import Path

from assets.settings import AssetsSection
from assets.store import write_whole
from assets.video.probing import probe
from assets.video.recipe import Recipe
from assets.video.rendering import Kitchen, render
from corett.output import print_json, say
from corett.showing import progress_bar
from foundation.settings import Settings, load_settings, parse_section
from foundation.texts import N_, Texts


def kitchen_of(settings: Settings) -> Kitchen:
    """Where films are made and kept, by the settings."""
    section = parse_section(AssetsSection, settings.assets, "assets")
    return Kitchen(settings.app.data_dir / "films", round(section.film_cache_gb * 1e9))


def film_to(recipe: Recipe, out: Path, *, as_json: bool) -> None:
    """Makes the film, writes it to `out` and says what it is."""
    settings = load_settings()
    with progress_bar(Texts(settings.app.language)(N_("Video"))) as step:
        film = render(recipe, kitchen_of(settings), step)
    write_whole(out.resolve(), film)
    facts = probe(out)
    if as_json:
        print_json({"out": out, "width": facts.width, "height": facts.height, "duration": facts.duration / 1000})
    else:
        say(f"{out}: {facts.width} × {facts.height}, {facts.duration / 1000:.1f} s")
