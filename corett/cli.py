"""The `corett` command: data on stdout, sentences on stderr, 0 done, 1 refused, 2 wrong usage, no traceback without --debug."""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

import typer
from typer.exceptions import TyperException

from corett.helping import helped
from foundation.configuration import reader_language
from foundation.errors import CorettError
from foundation.texts import N_, Texts

COMMANDS: Final[dict[str, str]] = {
    "init": N_("Crea la base de datos y carga la estrategia inicial"),
    "up": N_("Arranca la plataforma: web, programador y, si hay token, bot"),
    "worker": N_("Arranca solo el programador de entregas"),
    "web": N_("Arranca solo la web: sala de prensa y consola"),
    "bot": N_("Arranca solo el bot de Telegram"),
    "doctor": N_("Revisa la instalación y dice cómo arreglar lo que falle"),
    "db": N_("Base de datos: migrar y ver la versión"),
    "user": N_("Personas y permisos"),
    "profile": N_("Perfiles en redes: agregar, conectar, probar, listar"),
    "contact": N_("Listas de correo: agregar, importar, listar"),
    "networks": N_("Lo que cada red admite"),
    "check-text": N_("Cuenta un texto como lo cuenta la red"),
    "strategy": N_("La estrategia: mensajes, plan de contenido e inconsistencias"),
    "campaign": N_("Campañas"),
    "post": N_("Publicaciones: crear, importar, ver, aprobar"),
    "queue": N_("Cola de entregas: listar, ver, resolver"),
    "review": N_("Acción sin daño: revisar, aceptar, envíos de miembros"),
    "hotline": N_("Líneas de ayuda: verificar y listar"),
    "hold": N_("Pausa de crisis: poner, levantar, listar"),
    "report": N_("Informes de alcance"),
    "translate": N_("Traduce con glosario y memoria"),
    "glossary": N_("Glosario de términos"),
    "memory": N_("Memoria de traducción"),
    "asset": N_("Biblioteca de archivos"),
    "card": N_("Tarjetas gráficas"),
    "caption": N_("Subtítulos"),
    "video": N_("Videos: proporción, subtítulos quemados, lengua de señas, cola de trabajos"),
    "braille": N_("Texto en Braille para impresora"),
    "inclusive": N_("Paquete inclusivo de una publicación: qué formatos accesibles tiene y cuáles faltan"),
    "brand": N_("Manual de marca, membretes, plantillas"),
    "document": N_("Hojas informativas, boletines y otros documentos"),
    "backup": N_("Copia de seguridad"),
    "restore": N_("Restaura una copia de seguridad"),
}


def main() -> None:
    """Runs one command and ends the process with its exit code."""
    words = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        ended = command_line(words)(args=words, prog_name="corett", standalone_mode=False)
        sys.exit(ended if isinstance(ended, int) else 0)
    except TyperException as error:
        misused(error)
    except CorettError as error:
        refuse(error, debug="--debug" in sys.argv)
    except typer.Abort:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        refuse(CorettError(detail=f"{type(error).__name__}"), debug=False)


def command_line(words: list[str]) -> typer.Typer:
    """The command line, with only the named command imported: help must answer in half a second."""
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, help=title()
    )
    app.callback()(lambda: None)
    named = next((word for word in words if not word.startswith("-")), None)
    for name in available_commands():
        app.add_typer(loaded(name) if name == named else outline(name), name=name, help=Texts(language())(COMMANDS[name]))
    return helped(app)


def title() -> str:
    """The first line of the help."""
    return Texts(language())(N_("CORETT: planifica, traduce, publica una sola vez y mide los mensajes de la Coalición."))


def available_commands() -> list[str]:
    """The commands whose module exists, in the order people meet them."""
    modules = {path.stem.replace("_", "-") for path in (Path(__file__).parent / "commands").glob("*.py")}
    return [name for name in COMMANDS if name in modules]


def loaded(name: str) -> typer.Typer:
    """The command's own module, imported now."""
    app: typer.Typer = import_module(f"corett.commands.{name.replace('-', '_')}").app
    return app


def outline(name: str) -> typer.Typer:
    """A command that is only named in the help."""
    app = typer.Typer()
    app.callback(invoke_without_command=True)(lambda: None)
    app.info.name = name
    return app


def language() -> str:
    """The reader's language, known before the settings are."""
    return reader_language()


def misused(error: TyperException) -> None:
    """What is wrong with the command on stderr and exit code 2; a group that was named alone gets its help."""
    from corett.usage import explained  # noqa: PLC0415 - pydantic is not needed for help

    alone = type(error).__name__ == "NoArgsIsHelpError"
    typer.echo(error.format_message() if alone else explained(error, Texts(language())), err=True)
    sys.exit(2)


def refuse(error: CorettError, *, debug: bool) -> None:
    """One sentence on stderr and exit code 1; the traceback only for those who asked."""
    if debug:
        raise error
    typer.echo(error.say(Texts(language())), err=True)
    sys.exit(1)
