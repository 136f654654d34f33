"""What can be set and what can be called is explained, or this fails."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import foundation.settings
from corett.reference import paths
from foundation.settings import Section
from networks.contract import Credentials
from networks.registry import network_module, network_names

ROOT = Path(__file__).parents[1]
SETTINGS = (ROOT / "docs" / "settings.md").read_text()
EXAMPLE = (ROOT / "config.example.toml").read_text()
ROOMS = ("assets", "bot", "languages", "moderation", "monitoring")


def sections(kind: type[Section]) -> Iterator[type[Section]]:
    for one in kind.__subclasses__():
        if not issubclass(one, Credentials):
            yield one
            yield from sections(one)


def settings_sections() -> set[type[Section]]:
    """The sections of the configuration: those of the rooms' `settings` modules, of the foundation and of the networks."""
    homes = {foundation.settings.__name__} | {f"networks.{name}" for name in network_names()}
    for name in network_names():
        network_module(name)
    for room in ROOMS:
        folder = importlib.import_module(room).__path__
        if "settings" in {module.name for module in pkgutil.iter_modules(folder)}:
            homes.add(importlib.import_module(f"{room}.settings").__name__)
    return {one for one in sections(Section) if one.__module__ in homes}


def test_every_setting_is_explained() -> None:
    missing = [
        f"{section.__module__}.{section.__name__}.{key}"
        for section in settings_sections()
        for key in section.model_fields
        if f"`{key}`" not in SETTINGS and f".{key}" not in SETTINGS
    ]

    assert missing == []


@pytest.mark.parametrize("section", ["app", "database", "log", "web", "delivery", "networks", "languages", "assets", "bot"])
def test_every_section_stands_in_the_example(section: str) -> None:
    assert f"[{section}]" in EXAMPLE or f"[{section}." in EXAMPLE
    assert f"[{section}]" in SETTINGS


def test_every_command_is_in_the_reference() -> None:
    reference = (ROOT / "docs" / "commands.md").read_text()

    assert [path for path, _ in paths() if f"`{path}" not in reference] == []  # write it anew: make docs


def test_every_option_is_explained_in_both_languages() -> None:
    halves = (ROOT / "docs" / "commands.md").read_text().split("\n---\n\n")
    spanish, english = ([line for line in half.splitlines() if line.startswith("  - ")] for half in halves)

    assert [line for line in spanish if line.endswith("`")] == []
    assert [one for one, other in zip(spanish, english, strict=True) if one == other] == []


def test_the_example_configuration_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(__import__("os").environ):
        if name.startswith("CORETT_"):
            monkeypatch.delenv(name)

    assert foundation.settings.load_settings(ROOT / "config.example.toml").app.language == "es"


def test_the_readme_fits_on_a_page() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 100
