"""`corett strategy`: the Coalition's strategy as data: messages, content plan, and what does not add up in it."""

from pathlib import Path
from typing import Annotated

import typer

from campaigns.errors import WrongImport
from campaigns.plan import import_plan, message_rows, plan_rows
from campaigns.starter import read
from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, print_listing, print_table, say
from foundation.texts import N_, Texts

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Public = Annotated[str, typer.Option(help=_(N_("Solo este público: P1 … P5")))]


@app.command("messages", help=_(N_("Los mensajes clave y cuánto se han dicho")))
def messages(
    audience: Public = "",
    language: Annotated[str, typer.Option(help=_(N_("Lengua de las palabras")))] = "es",
    as_json: Json = False,
) -> None:
    """Every message, with its root when it is a variant."""
    house = ready_house()
    with house.database.reading() as session:
        rows = message_rows(session, language, audience)
    headings = {
        "code": _(N_("Código")), "text": _(N_("Mensaje")), "posts": _(N_("Publicaciones")), "sent": _(N_("Enviadas")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


@app.command("plan", help=_(N_("El plan de contenido: mensaje × producto × medio × periodo")))
def plan(audience: Public = "", as_json: Json = False) -> None:
    """Every entry."""
    house = ready_house()
    with house.database.reading() as session:
        rows = plan_rows(session, audience)
    headings = {
        "key_message": _(N_("Mensaje")), "product": _(N_("Producto")), "medium": _(N_("Medio")), "period": _(N_("Periodo")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


@app.command("plan-import", help=_(N_("Agrega al plan las líneas de un CSV: todas o ninguna")))
def plan_import(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], by: By = "") -> None:
    """Columns key_message, product, medium, period; UTF-8."""
    house = ready_house()
    try:
        lines = file.read_text("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise WrongImport(lines=house.texts(N_("El archivo no está en UTF-8: guárdelo como «CSV UTF-8»."))) from error
    with house.database.writing() as session:
        count = import_plan(session, lines, actor(session, house, by), house.texts)
    say(house.texts(N_("{count} entradas nuevas en el plan."), count=count))


@app.command("axes", help=_(N_("Los objetivos y los nueve ejes, literales")))
def axes(as_json: Json = False) -> None:
    """As the strategy says them."""
    content = read("strategy")
    if as_json:
        print_json(content)
        return
    print_table(
        [_(N_("Objetivo")), _(N_("Texto"))], [[one["code"], one["es"]] for one in (content["objective"], *content["objectives"])]
    )
    print_table(
        ["#", _(N_("Eje")), _(N_("Descripción"))], [[one["number"], one["name"], one["about"]] for one in content["axes"]]
    )


@app.command("notes", help=_(N_("Las diez inconsistencias de la estrategia: se muestran, no se corrigen")))
def notes(as_json: Json = False) -> None:
    """Where, what, and what CORETT does about it."""
    reader = Texts(language()).language
    rows = [
        {"code": one["code"], "where": one["where"], "what": one[reader], "done": one["done"][reader]}
        for one in read("strategy")["inconsistencies"]
    ]
    headings = {"code": "#", "where": _(N_("Dónde")), "what": _(N_("Qué")), "done": _(N_("Qué hace CORETT"))}
    print_listing(rows, headings, as_json=as_json)
