"""How reports are shown on the command line: figures in tables, an unknown one as a dash."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from textwrap import shorten

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.models import Audience, Territory
from corett.output import print_table, say
from foundation.texts import N_, Texts
from monitoring.figures import Group, Reach
from monitoring.matrix import Line
from monitoring.pages import number, wording


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
        if groups:
            print_table((heading, *headings), [row for group in groups for row in rows(group)])
    if not found.by_network:
        say(texts(N_("Todavía no se ha medido nada: las cifras llegan cuando las publicaciones han salido.")))
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


def print_matrix(lines: Sequence[Line], texts: Texts) -> None:
    """The indicators in a table; what the platform counted itself is marked."""
    headings = ("", texts(N_("Indicador")), texts(N_("Valor")), texts(N_("Unidad")), texts(N_("Meta")), texts(N_("De dónde")))
    rows = [
        (
            line.code.removeprefix("IND-"),
            shorten(line.name_en if texts.language == "en" else line.name_es, 52, placeholder="…"),
            number(line.value, texts.language),
            line.unit,
            line.target,
            texts(N_("contado")) if line.counted else texts(N_("anotado")) if line.quality else "",
        )
        for line in lines
    ]
    print_table(headings, rows)
