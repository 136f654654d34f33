"""Writes the reference of the command line from the commands themselves: `make docs` keeps docs/commands.md true."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer

from corett.cli import COMMANDS, available_commands, language, loaded
from foundation.texts import N_, Texts

TARGET: Final = Path(__file__).parents[1] / "docs" / "commands.md"
NOT_OURS: Final = ("help", "install_completion", "show_completion")
TITLE: Final = N_("Órdenes")
INTRO: Final = N_(
    "Datos por la salida, mensajes por el error; código 0 hecho, 1 rechazado (una frase), 2 mal uso. "
    "`--json` da un solo documento; `--debug` muestra el detalle de un fallo."
)


def paths() -> Iterator[tuple[str, Any]]:
    """Every command as people write it, with its Typer command."""
    for name in available_commands():
        yield from below(f"corett {name}", typer.main.get_command(loaded(name)))


def below(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    """A command and its subcommands; a group that does nothing by itself is only a heading."""
    inner = getattr(command, "commands", {})
    if not inner or command.invoke_without_command:
        yield path, command
    for name, one in inner.items():
        yield from below(f"{path} {name}", one)


def written() -> str:
    """The reference in the language of the environment."""
    texts = Texts(language())
    lines = [f"# {texts(TITLE)}", "", texts(INTRO), ""]
    last = ""
    for path, command in paths():
        group = path.split()[1]
        if group != last:
            lines += ["", f"## `corett {group}`", texts(COMMANDS[group]) + ".", ""]
            last = group
        lines += described(path, command)
    return "\n".join(lines) + "\n"


def described(path: str, command: Any) -> Iterator[str]:
    """One command with its arguments and options."""
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    usage = " ".join([path, *(str(one.metavar or one.name).upper() for one in arguments)])
    help_text = "" if path.count(" ") == 1 else (command.help or "").strip().split("\n")[0]
    yield f"- `{usage}` — {help_text}" if help_text else f"- `{usage}`"
    for option in command.params:
        if option.param_type_name == "option" and option.name not in NOT_OURS:
            names = ", ".join(option.opts)
            yield f"  - `{names}`" + (f" {option.help}" if getattr(option, "help", None) else "")


def main() -> None:
    """Writes both languages, Spanish first; one process each, because help texts are made when a module is imported."""
    if "--print" in sys.argv:
        sys.stdout.write(written())
        return
    parts = [
        subprocess.run(
            [sys.executable, "-m", "corett.reference", "--print"],
            env={**os.environ, "CORETT_APP__LANGUAGE": one},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for one in ("es", "en")
    ]
    TARGET.write_text("\n---\n\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
