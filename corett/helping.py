"""The frame of a help page in the reader's language: typer writes it in English only."""

import re
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from foundation.configuration import reader_language
from foundation.texts import N_, Texts

FRAME: Final = tuple(
    (re.compile(pattern, re.MULTILINE), sentence)
    for pattern, sentence in (
        (r"^Usage:", N_("Uso:")),
        (r"^Arguments:$", N_("Argumentos:")),
        (r"^Options:$", N_("Opciones:")),
        (r"^Commands:$", N_("Órdenes:")),
        (r"Show this message and exit\.$", N_("Muestra esta ayuda.")),
        (r"(?<=[\[ ])required(?=\])", N_("obligatorio")),
        (r"(?<=[\[ ])default:", N_("si falta:")),
    )
)


def framed(page: str) -> str:
    """The page with its frame in the reader's language."""
    texts = Texts(reader_language())
    for pattern, sentence in FRAME:
        page = pattern.sub(texts(sentence), page)
    return page


class Group(TyperGroup):
    """A command with commands under it."""

    def get_help(self, ctx: Any) -> str:
        """Its page."""
        return framed(super().get_help(ctx))


class Command(TyperCommand):
    """A command that does something."""

    def get_help(self, ctx: Any) -> str:
        """Its page."""
        return framed(super().get_help(ctx))


def helped(app: typer.Typer) -> typer.Typer:
    """The application, its pages and those of its commands framed in the reader's language."""
    app.info.cls = Group
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            helped(group.typer_instance)
    return app
