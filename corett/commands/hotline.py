"""`corett hotline`: the register of help lines; only what a national body confirmed in the last 180 days may be published."""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import select

from campaigns.finding import territory_coded
from campaigns.hotlines import add_line, lines_to_verify, verify_line, withdraw_line
from campaigns.models import Hotline
from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_listing, say
from foundation.texts import N_, Texts
from moderation.helplines import GOOD_FOR, is_fresh

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Country = Annotated[str, typer.Argument(metavar="TERRITORY", help=_(N_("Código del país")))]
Digits = Annotated[str, typer.Argument(metavar="NUMBER", help=_(N_("El número, como se marca en el país")))]


@app.command("list", help=_(N_("Las líneas de ayuda y hasta cuándo valen")))
def list_lines(
    territory: Annotated[str, typer.Option(help=_(N_("Solo las de este país")))] = "",
    due: Annotated[bool, typer.Option("--due", help=_(N_("Solo las que hay que verificar ya")))] = False,
    as_json: Json = False,
) -> None:
    """An unverified line is shown, never published."""
    house = ready_house()
    with house.database.reading() as session:
        now = house.clock.now()
        code = territory_coded(session, territory).code if territory else None
        lines = lines_to_verify(session, now) if due else session.scalars(select(Hotline).order_by(Hotline.territory, Hotline.id))
        rows = [line_row(line, now) for line in lines if code in (None, line.territory)]
    headings = {
        "territory": _(N_("País")), "number": _(N_("Número")), "name": _(N_("Nombre")), "valid_until": _(N_("Vale hasta")),
        "verified_by": _(N_("Verificó")), "source": _(N_("Fuente")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


def line_row(line: Hotline, now: datetime) -> dict[str, Any]:
    """A line for people and scripts."""
    return {
        "territory": line.territory,
        "number": line.number,
        "name": line.name,
        "publishable": is_fresh(line.verified_at, now),
        "valid_until": (line.verified_at + GOOD_FOR).date().isoformat() if line.verified_at else None,
        "verified_by": line.verified_by,
        "verified_at": line.verified_at,
        "source": line.source,
    }


@app.command("verify", help=_(N_("Da fe de que el ente rector confirmó la línea por escrito: vale 180 días")))
def verify(
    territory: Country, number: Digits, proof: Annotated[str, typer.Option(help=_(N_("Quién lo confirmó y cómo")))], by: By = ""
) -> None:
    """From now on it may be published and answered in its country."""
    house = ready_house()
    with house.database.writing() as session:
        line = verify_line(session, territory, number, proof, actor(session, house, by), house.clock.now())
        until = (house.clock.now() + GOOD_FOR).date()
    say(
        house.texts(
            N_("{territory} {number}: verificada hasta el {until}."), territory=line.territory, number=line.number, until=until
        )
    )


@app.command("withdraw", help=_(N_("Retira la verificación: desde ahora no se publica")))
def withdraw(territory: Country, number: Digits, by: By = "") -> None:
    """The line stays in the register, unverified."""
    house = ready_house()
    with house.database.writing() as session:
        line = withdraw_line(session, territory, number, actor(session, house, by))
    say(house.texts(N_("{territory} {number}: sin verificar."), territory=line.territory, number=line.number))


@app.command("add", help=_(N_("Agrega una línea, sin verificar")))
def add(
    territory: Country,
    number: Digits,
    name: Annotated[str, typer.Option(help=_(N_("Nombre de la línea")))],
    source: Annotated[str, typer.Option(help=_(N_("De dónde sale el dato")))],
    by: By = "",
) -> None:
    """Verify it before use."""
    house = ready_house()
    with house.database.writing() as session:
        line = add_line(session, territory, number, name, source, actor(session, house, by))
    say(house.texts(N_("{territory} {number}: sin verificar."), territory=line.territory, number=line.number))
