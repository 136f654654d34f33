"""`corett report`: what a campaign reached, measuring now, figures by hand, the monitoring matrix."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, say
from corett.wiring import House, close_networks, network_for
from foundation.settings import parse_section
from foundation.texts import N_, Texts
from monitoring.models import Quality
from monitoring.settings import MonitoringSettings

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
_ = Texts(language())

Csv = Annotated[bool, typer.Option("--csv", help=_(N_("Para hojas de cálculo")))]
Output = Annotated[Path | None, typer.Option(help=_(N_("Escribe en este archivo")))]


def monitoring_settings(house: House) -> MonitoringSettings:
    """`[monitoring]`."""
    return parse_section(MonitoringSettings, house.settings.monitoring, "monitoring")


@app.command(help=_(N_("Alcance de una campaña por red, territorio, público y lengua")))
def reach(
    slug: Annotated[str, typer.Argument(metavar="CAMPAIGN", help=_(N_("La campaña")))],
    as_json: Json = False,
    as_csv: Csv = False,
    as_html: Annotated[bool, typer.Option("--html", help=_(N_("Una página con gráfico")))] = False,
    output: Output = None,
) -> None:
    """Views and reach apart, reach never summed, missing never zero."""
    from corett.reporting import hand_over, names_of, print_reach  # noqa: PLC0415 - help must answer in half a second
    from monitoring.export import reach_csv  # noqa: PLC0415
    from monitoring.pages import reach_html  # noqa: PLC0415
    from monitoring.reach import reach_of  # noqa: PLC0415

    house = ready_house()
    with house.database.reading() as session:
        found = reach_of(session, slug, house.clock.now())
        names = names_of(session, house.texts.language)
    if as_json:
        print_json(found)
    elif as_csv:
        hand_over(reach_csv(found), output, "utf-8-sig")  # the mark tells spreadsheets that it is UTF-8
    elif as_html:
        hand_over(reach_html(found, house.texts, monitoring_settings(house).time_zone, names), output, "utf-8")
    else:
        print_reach(found, house.texts, names)


@app.command(help=_(N_("Matriz de monitoreo de un período: lo que se cuenta solo y lo que se anotó")))
def matrix(
    period: Annotated[str, typer.Option(help=_(N_("2027, 2027-H1, 2027-Q3 o 2027-07; si falta, el mes en curso")))] = "",
    dashboard: Annotated[bool, typer.Option("--dashboard", help=_(N_("Solo el tablero mínimo")))] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    output: Output = None,
) -> None:
    """A reading that a person entered outranks what was counted."""
    from corett.reporting import hand_over, print_matrix  # noqa: PLC0415
    from monitoring.export import matrix_csv  # noqa: PLC0415
    from monitoring.matrix import matrix_of  # noqa: PLC0415

    house = ready_house()
    zone, now = monitoring_settings(house).time_zone, house.clock.now()
    with house.database.reading() as session:
        lines = matrix_of(session, period or f"{now.astimezone(zone):%Y-%m}", zone, now)
    shown = [line for line in lines if line.on_dashboard or not dashboard]
    if as_json:
        print_json(shown)
    elif as_csv:
        hand_over(matrix_csv(shown), output, "utf-8-sig")
    else:
        print_matrix(shown, house.texts)


@app.command(help=_(N_("Anota el valor de un indicador en un período; los anteriores quedan")))
def enter(
    indicator: Annotated[str, typer.Argument(help=_(N_("El código, por ejemplo IND-E4-01")))],
    value: Annotated[float | None, typer.Argument(help=_(N_("El valor; si falta, explique por qué con --note")))] = None,
    period: Annotated[str, typer.Option(help=_(N_("2027, 2027-H1, 2027-Q3 o 2027-07")))] = "",
    territory: Annotated[str, typer.Option(help=_(N_("El territorio; si falta, la región")))] = "REG",
    quality: Annotated[Quality, typer.Option(help=_(N_("Qué tan firme es el dato")))] = Quality.COMPLETE,
    note: Annotated[str, typer.Option(help=_(N_("De dónde sale, o por qué falta")))] = "",
    by: By = "",
) -> None:
    """Nothing is overwritten."""
    from monitoring.indicators import enter_reading  # noqa: PLC0415

    house = ready_house()
    with house.database.writing() as session:
        user = actor(session, house, by)
        enter_reading(
            session, indicator, period=period, territory=territory, value=value, quality=quality, note=note,
            entered_by=user.name, now=house.clock.now(),
        )  # fmt: skip
    say(house.texts(N_("Anotado: {indicator} en {period}."), indicator=indicator, period=period))


@app.command(help=_(N_("Anota a mano una cifra de una entrega que su red no da, por ejemplo las vistas de Telegram")))
def sample(
    delivery: Annotated[str, typer.Argument(help=_(N_("La entrega, como la muestra «corett queue list»")))],
    metric: Annotated[str, typer.Argument(help=_(N_("La métrica, por ejemplo views")))],
    value: Annotated[float, typer.Argument(min=0)],
    by: By = "",
) -> None:
    """Its source says that a person read it, and who."""
    from campaigns.deciding import delivery_identified  # noqa: PLC0415
    from monitoring.by_hand import enter_sample  # noqa: PLC0415

    house = ready_house()
    with house.database.writing() as session:
        user = actor(session, house, by)
        enter_sample(session, delivery_identified(session, delivery), metric, value, user, house.clock.now())
    say(house.texts(N_("Anotado: {metric} = {value:g}."), metric=metric, value=value))


@app.command(help=_(N_("Pregunta ahora a las redes por todas las publicaciones que aún se miden")))
def measure() -> None:
    """Without waiting for their turns."""
    house = ready_house()
    found = asyncio.run(measure_now(house))
    sentence = N_("{posts} publicaciones medidas, {samples} cifras nuevas, {failed} sin respuesta.")
    say(house.texts(sentence, posts=found[0], samples=found[1], failed=found[2]))


async def measure_now(house: House) -> tuple[int, int, int]:
    """One round over everything."""
    from monitoring.collecting import collect  # noqa: PLC0415

    try:
        done = await collect(house.database, partial(network_for, house), house.clock, everything=True)
    finally:
        await close_networks(house)
    return done.posts, done.samples, done.failed
