"""`corett report`: what a campaign reached, measuring now, entering figures by hand, the monitoring matrix."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import shorten
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Audience, Territory
from corett.output import print_json, print_table, say
from corett.wiring import House, open_house
from foundation.settings import parse_section
from foundation.texts import N_, Texts
from monitoring.figures import Group, Reach
from monitoring.settings import MonitoringSettings

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def report() -> None:
    """Informes: alcance y matriz de monitoreo. / Reports: reach and the monitoring matrix."""


@app.command()
def reach(
    slug: Annotated[str, typer.Argument(help="La campaña / the campaign")],
    as_json: Annotated[bool, typer.Option("--json", help="Un documento JSON / one JSON document")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Para hojas de cálculo / for spreadsheets")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Una página con gráfico / a page with a chart")] = False,
    output: Annotated[Path | None, typer.Option(help="Escribe en este archivo / write to this file")] = None,
) -> None:
    """Alcance de una campaña por red, territorio, público y lengua. / Reach by network, territory, audience and language."""
    from monitoring.reach import reach_of  # noqa: PLC0415 - each form imports only what it needs

    house = open_house()
    with house.database.reading() as session:
        found = reach_of(session, slug, house.clock.now())
        names = names_of(session, house.texts.language)
    if as_json:
        print_json(found)
    elif as_csv:
        from monitoring.export import reach_csv  # noqa: PLC0415

        hand_over(reach_csv(found), output, "utf-8-sig")  # the mark tells spreadsheets that it is UTF-8
    elif as_html:
        from monitoring.pages import reach_html  # noqa: PLC0415

        hand_over(reach_html(found, house.texts, monitoring_settings(house).time_zone, names), output, "utf-8")
    else:
        print_reach(found, house.texts, names)


def monitoring_settings(house: House) -> MonitoringSettings:
    """`[monitoring]`."""
    return parse_section(MonitoringSettings, house.settings.monitoring, "monitoring")


def hand_over(document: str, output: Path | None, encoding: str) -> None:
    """To the file when one was named, else to stdout."""
    if output is None:
        sys.stdout.write(document)
    else:
        output.write_text(document, encoding=encoding, newline="")
        say(str(output))


def names_of(session: Session, language: str) -> dict[str, str]:
    """What people call the territories and audiences; an audience's long name is cut to its first part."""
    english = language == "en"
    places = {row.code: row.name_en if english else row.name_es for row in session.scalars(select(Territory))}
    publics = {row.code: row.name_en if english else row.name_es for row in session.scalars(select(Audience))}
    return places | {
        code: f"{code} · {shorten(re.split('[;:(]', name)[0], 44, placeholder='…')}" for code, name in publics.items()
    }


def print_reach(found: Reach, texts: Texts, names: dict[str, str]) -> None:
    """One table per dimension; an empty value is unknown, not zero."""
    from monitoring.pages import number, wording  # noqa: PLC0415

    label = wording(texts, names)
    dimensions = {
        texts(N_("Red")): found.by_network,
        texts(N_("Territorio")): found.by_territory,
        texts(N_("Público")): found.by_audience,
        texts(N_("Lengua")): found.by_language,
    }
    headings = (texts(N_("Fuente")), texts(N_("Métrica")), texts(N_("Valor")), texts(N_("Cómo")), texts(N_("Con dato")))

    def rows(group: Group) -> Iterator[tuple[str, ...]]:
        for line in group.lines:
            known = texts(N_("{known} de {posts}"), known=line.known, posts=line.posts)
            how = texts(N_("mayor")) if line.rule == "highest" else texts(N_("suma"))
            yield label(group.name), label(line.network), label(line.metric), number(line.value, texts.language), how, known
        if group.clicks is not None:
            people, unique = (number(value, texts.language) for value in (group.clicks.visits, group.clicks.daily_uniques))
            yield label(group.name), "CORETT", texts(N_("clics de personas")), people, texts(N_("suma")), str(group.posts)
            yield label(group.name), "CORETT", texts(N_("únicos por día, sumados")), unique, texts(N_("suma")), str(group.posts)

    for heading, groups in dimensions.items():
        print_table((heading, *headings), [row for group in groups for row in rows(group)])
    if found.sharing.requests or found.sharing.clicks:
        print_table((texts(N_("Lo que hicieron los miembros")), texts(N_("Veces"))), sharing_rows(found, texts, label))
    say(texts(N_("Las vistas y el alcance no se suman entre sí; «—» es un dato que la red no da, no un cero.")))


def sharing_rows(found: Reach, texts: Texts, label: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """What members asked, shared and brought."""
    for act, count in found.sharing.requests.items():
        yield label(act), str(count)
    for channel, count in found.sharing.shares.items():
        yield texts(N_("Compartir empezado: {channel}"), channel=label(channel)), str(count)
    for channel, clicks in found.sharing.clicks.items():
        yield texts(N_("Clics que trajo lo compartido: {channel}"), channel=label(channel)), str(clicks.visits)
