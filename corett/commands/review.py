"""`corett review`: the do-no-harm rules over a text or a post, who lets a finding pass, and what members sent in."""

import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer

from assets.store import open_store
from campaigns.balance import balance
from campaigns.finding import territory_coded
from campaigns.hotlines import known_lines
from campaigns.moderating import accept_post, post_readings
from campaigns.withdrawing import take_out_sent_in
from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, print_listing, say
from corett.wiring import House
from foundation.people import REGION
from foundation.texts import N_, Texts
from moderation.checks import About, Finding, Scope, check_text
from moderation.findings import in_language, passes
from moderation.models import SubmissionStatus
from moderation.rules import Rule, rules
from moderation.submissions import decide, shown, submission_numbered, waiting

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Number = Annotated[int, typer.Argument(metavar="POST", help=_(N_("Número de la publicación")))]
Envelope = Annotated[int, typer.Argument(metavar="SUBMISSION", help=_(N_("Número del envío")))]
Where = Annotated[str, typer.Option(help=_(N_("Territorio: REG o el código del país")))]


@app.command("text", help=_(N_("Revisa el texto de la entrada; termina con 1 si una regla lo detiene")))
def review_text(
    language: Annotated[str, typer.Option(help=_(N_("Lengua del texto")))] = "es",
    territory: Where = REGION,
    scope: Annotated[Scope, typer.Option(help=_(N_("Dónde está el texto")))] = Scope.TEXT,
    educational: Annotated[
        bool, typer.Option("--educational", help=_(N_("La pieza enseña por qué un término es incorrecto")))
    ] = False,
    source: Annotated[bool, typer.Option("--source", help=_(N_("Las cifras tienen fuente en el catálogo")))] = False,
    as_json: Json = False,
) -> None:
    """Reads stdin; nothing of it is stored."""
    house = ready_house()
    with house.database.reading() as session:
        place, lines = territory_coded(session, territory).code, known_lines(session)
    about = About(educational=educational, source=source)
    found = check_text(
        sys.stdin.read(), language, place, house.clock.now(), lines=lines, scope=scope, about=about, reader=house.texts.language
    )
    show(house, [finding_row(one) for one in found], as_json=as_json)
    if not passes(found):
        raise typer.Exit(1)


def finding_row(one: Finding) -> dict[str, Any]:
    """A finding for people and scripts."""
    return {
        "rule": one.rule, "severity": one.severity.value, "name": one.name, "words": one.words, "why": one.why, "fix": one.fix,
        "instead": one.instead, "at": one.at,
    }  # fmt: skip


def show(house: House, rows: list[dict[str, Any]], *, as_json: bool) -> None:
    """The findings, or that there are none."""
    if not rows and not as_json:
        say(house.texts(N_("Ninguna regla encontró nada.")))
        return
    headings = {
        "severity": _(N_("Gravedad")), "rule": _(N_("Regla")), "words": _(N_("Palabras")), "why": _(N_("Por qué")),
        "instead": _(N_("En su lugar")), "fix": _(N_("Qué hacer")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


@app.command("post", help=_(N_("Lo que las reglas encuentran en una publicación, antes de aprobarla")))
def review_post(number: Number, as_json: Json = False) -> None:
    """Each wording once."""
    house = ready_house()
    with house.database.reading() as session:
        rows = [
            {"territory": reading.territory, **finding_row(in_language(one, house.texts.language))}
            for reading in post_readings(session, number, house.clock.now())
            for one in reading.findings
        ]
    show(house, rows, as_json=as_json)


@app.command("accept", help=_(N_("Deja pasar lo hallado en una publicación, con su razón, para estas palabras exactas")))
def accept(
    number: Number,
    reason: Annotated[str, typer.Option(help=_(N_("Fuente, permiso o contexto que lo justifica")))],
    by: By = "",
) -> None:
    """Not by whoever wrote it; some rules admit no exception."""
    house = ready_house()
    with house.database.writing() as session:
        absent = accept_post(session, number, actor(session, house, by), reason, house.clock.now())
    if absent:
        say(house.texts(N_("Aceptado. Falta(n) {count} persona(s) más."), count=absent))
    else:
        say(house.texts(N_("Aceptado. Ya se puede aprobar: «corett post approve {post}»."), post=number))


@app.command("rules", help=_(N_("Las reglas de acción sin daño, con su razón y sus fuentes")))
def list_rules(as_json: Json = False) -> None:
    """All 53."""
    reader = ready_house().texts.language
    rows = [rule_row(rule, reader) for rule in rules()]
    headings = {
        "rule": _(N_("Regla")), "severity": _(N_("Gravedad")), "name": _(N_("Nombre")), "why": _(N_("Por qué")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


def rule_row(rule: Rule, reader: str) -> dict[str, Any]:
    """A rule for people and scripts."""
    return {
        "rule": rule.id, "severity": rule.severity.value, "name": rule.name[reader], "why": rule.why[reader],
        "fix": rule.fix[reader], "scopes": sorted(rule.scopes), "needs": sorted(rule.needs), "by_words": bool(rule.patterns),
        "never_accepted": rule.never_accepted, "sources": list(rule.sources),
    }  # fmt: skip


@app.command("balance", help=_(N_("Cuánto se habla de trata de personas y cuánto de tráfico ilícito de migrantes")))
def show_balance(
    days: Annotated[int, typer.Option(min=1, help=_(N_("Cuántos días atrás")))] = 90,
    territory: Annotated[str, typer.Option(help=_(N_("Solo las campañas de este territorio")))] = "",
    as_json: Json = False,
) -> None:
    """The strategy names the lower profile of smuggling as a difficulty."""
    house = ready_house()
    with house.database.reading() as session:
        place = territory_coded(session, territory).code if territory else ""
        counted = balance(session, house.clock.now(), days, place)
    row = {**asdict(counted), "finding": counted.found(house.texts.language)}
    headings = {
        "posts": _(N_("Publicaciones")), "only_trafficking": _(N_("Solo trata de personas")),
        "only_smuggling": _(N_("Solo tráfico ilícito de migrantes")), "both": _(N_("Ambos delitos")),
    }  # fmt: skip
    if as_json:
        print_json(row)
        return
    print_listing([row], headings, as_json=False)
    if (found := counted.found(house.texts.language)) is not None:
        say(found.why)


@app.command("submissions", help=_(N_("Lo que enviaron los miembros y espera una decisión")))
def list_submissions(territory: Where = REGION, as_json: Json = False) -> None:
    """The oldest first."""
    house = ready_house()
    with house.database.reading() as session:
        rows = [shown(row) for row in waiting(session, territory_coded(session, territory).code)]
    headings = {
        "submission": "#", "territory": _(N_("Territorio")), "status": _(N_("Estado")), "text": _(N_("Texto")),
        "findings": _(N_("Reglas")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


def settle(number: int, to: SubmissionStatus, by: str, reason: str = "") -> None:
    """Decides on a submission and says where it stands."""
    house = ready_house()
    with house.database.writing() as session:
        now, file = house.clock.now(), submission_numbered(session, number).asset_id
        row = decide(session, number, to, actor(session, house, by), now, reason)
        if row.asset_id is None:
            take_out_sent_in(session, open_store(house.settings), file, row.sent_by, now)
    say(house.texts(N_("Envío {number}: {status}."), number=row.id, status=house.texts.word(row.status)))


@app.command("take", help=_(N_("Toma un envío para revisarlo")))
def take(number: Envelope, by: By = "") -> None:
    """received → in_review."""
    settle(number, SubmissionStatus.IN_REVIEW, by)


@app.command("use", help=_(N_("Acepta un envío")))
def use(number: Envelope, by: By = "") -> None:
    """in_review → accepted."""
    settle(number, SubmissionStatus.ACCEPTED, by)


@app.command("reject", help=_(N_("Rechaza un envío; su texto y su archivo se borran")))
def reject(
    number: Envelope, reason: Annotated[str, typer.Option(help=_(N_("Por qué; quien lo envió la recibe")))], by: By = ""
) -> None:
    """The reason goes to whoever sent it."""
    settle(number, SubmissionStatus.REJECTED, by, reason)
