"""`corett memory`: what was translated before: look, learn, bring in and take out."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import func, select

from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, print_listing, print_table, say
from foundation.errors import BadInput
from foundation.people import Role, require_role
from foundation.texts import N_, Texts
from languages.approving import approve_translation
from languages.contract import TranslationState
from languages.errors import EmptySegment
from languages.memory import teach_all, units
from languages.memory_xliff import read_memory, write_memory
from languages.models import Segment
from languages.similar import index_of, similar
from languages.table import language_of
from languages.tmx import read_tmx, write_tmx

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

From = Annotated[str, typer.Option("--from", help=_(N_("Lengua del original (BCP-47)")))]
To = Annotated[str, typer.Option("--to", help=_(N_("Lengua de llegada (BCP-47)")))]
File = Annotated[Path, typer.Argument(help=_(N_("Archivo .tmx o .xlf")))]


@app.command("stats", help=_(N_("Cuántos segmentos hay por par de lenguas y estado")))
def stats(as_json: Json = False) -> None:
    """The memory's size."""
    house = ready_house()
    columns = (Segment.source_language, Segment.target_language, Segment.state)
    with house.database.reading() as session:
        found = session.execute(select(*columns, func.count()).group_by(*columns).order_by(*columns)).all()
    rows = [{"from": one[0], "to": one[1], "state": one[2].value, "segments": one[3]} for one in found]
    headings = {"from": _(N_("De")), "to": _(N_("A")), "state": _(N_("Estado")), "segments": _(N_("Segmentos"))}
    print_listing(rows, headings, as_json=as_json)


@app.command("search", help=_(N_("Busca en la memoria segmentos parecidos al texto de la entrada")))
def search(
    to: To,
    source: From = "es",
    most: Annotated[int, typer.Option("--most", min=1, max=50, help=_(N_("Cuántas, como máximo")))] = 5,
    as_json: Json = False,
) -> None:
    """The most similar segments."""
    house = ready_house()
    text = sys.stdin.read().strip()
    if not text:
        raise EmptySegment(field="stdin")
    with house.database.reading() as session:
        matches = similar(index_of(session, source, to), text, most)
    if as_json:
        print_json(matches)
        return
    headings = ["%", _(N_("Original")), _(N_("Traducción")), _(N_("Estado")), _(N_("Quién"))]
    print_table(headings, [[round(one.score), one.source, one.text, one.state.value, one.author] for one in matches])


@app.command("teach", help=_(N_("Aprueba una traducción y la recuerda; el glosario la revisa antes")))
def teach(
    source_text: Annotated[str, typer.Option("--source", help=_(N_("El original")))],
    target_text: Annotated[str, typer.Option("--target", help=_(N_("La traducción")))],
    to: To,
    source: From = "es",
    reason: Annotated[str, typer.Option("--reason", help=_(N_("Por qué se aprueba pese a un bloqueo")))] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Approves a translation by hand."""
    for code, field in ((source, "--from"), (to, "--to")):
        language_of(code, field)
    house = ready_house()
    with house.database.writing() as session:
        user = actor(session, house, by)
        require_role(session, user, Role.REVIEWER, "REG", _(N_("aprobar traducciones")))
        findings = approve_translation(
            session, source_text, target_text, source, to, by=user, now=house.clock.now(), reason=reason
        )
    told = [finding.said(house.texts) for finding in findings]
    if as_json:
        print_json({"state": TranslationState.APPROVED, "findings": told})
    say(_(N_("La memoria lo recuerda.")))


class UnknownMemoryFile(BadInput):
    """The file's ending says nothing we can read or write."""

    code = "unknown_memory_file"
    sentence = N_("FILE: no se conoce el formato «{value}». Use .tmx, .xlf o .xliff.")


def is_xliff(file: Path) -> bool:
    """Whether the file is XLIFF, else TMX.

    Raises:
        UnknownMemoryFile: its ending is neither's.
    """
    ending = file.suffix.lower()
    if ending not in {".tmx", ".xlf", ".xliff"}:
        raise UnknownMemoryFile(value=file.suffix)
    return ending != ".tmx"


@app.command("export", help=_(N_("Escribe la memoria en un archivo TMX o XLIFF")))
def export(file: File, source: From = "", to: To = "") -> None:
    """The memory, or one pair of languages."""
    xliff = is_xliff(file)
    house = ready_house()
    with house.database.reading() as session:
        found = units(session, source or None, to or None)
        count = write_memory(file, found) if xliff else write_tmx(file, found, version("corett"))
    say(_(N_("{count} segmentos en {file}."), count=count, file=file))


@app.command("import", help=_(N_("Lee segmentos de un archivo TMX o XLIFF de cualquier tamaño")))
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=_(N_("Archivo .tmx o .xlf")))],
    to: To,
    source: From = "es",
    state: Annotated[
        TranslationState, typer.Option(help=_(N_("Cuánto se confía en ellos, como máximo")))
    ] = TranslationState.REVIEWED,
    by: By = "",
    as_json: Json = False,
) -> None:
    """The segments of one pair of languages; what is worth more here already stays."""
    for code, field in ((source, "--from"), (to, "--to")):
        language_of(code, field)
    reader = read_memory if is_xliff(file) else read_tmx
    house = ready_house()
    with house.database.writing() as session, bar(file) as progress:
        user = actor(session, house, by)
        require_role(session, user, Role.REVIEWER, "REG", _(N_("importar en la memoria")))
        task = progress.add_task(file.name, total=file.stat().st_size)
        found = reader(
            file,
            source,
            to,
            state=state,
            author=user.name,
            now=house.clock.now(),
            read=lambda at: progress.update(task, completed=at),
        )
        taught = teach_all(session, found)
        progress.update(task, completed=file.stat().st_size)
    if as_json:
        print_json(taught)
    say(
        _(
            N_("Nuevos: {added}; cambiados: {changed}; ya había algo igual o mejor: {kept}."),
            added=taught.added,
            changed=taught.changed,
            kept=taught.kept,
        )
    )


def bar(file: Path) -> Progress:
    """How much of a file has been read, on stderr."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=file.stat().st_size < 1_000_000)
