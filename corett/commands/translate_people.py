"""The part of `corett translate` that concerns people: requests, deliveries, reviews, files for translators, fallback rules."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from campaigns.finding import audience_coded, post_numbered
from campaigns.models import Post, Territory
from campaigns.versions import accept_version, measure_of, request_version
from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, print_listing, say
from corett.running import world_of
from corett.wiring import House
from foundation.clock import instant, wall_time, zone_named
from foundation.errors import BadInput, NotFound
from foundation.people import Role, require_role, user_named
from foundation.texts import N_, Texts
from languages.changes import changes
from languages.contract import Finding
from languages.fallback import fallback_for, set_fallback
from languages.models import Fallback, RequestStatus, TranslationRequest
from languages.requesting import assign, deliver, home_of, request_numbered, request_translation, requests, send_back, withdraw
from languages.sheets import read_work, write_work
from languages.table import SOURCE, languages
from languages.xliff import read_xliff, write_xliff

_ = Texts(language())
ZONE = "America/Guatemala"

Number = Annotated[int, typer.Argument(metavar="NUMBER", help=_(N_("Número de la traducción pedida")))]
To = Annotated[str, typer.Option("--to", help=_(N_("Lengua de llegada (BCP-47)")))]
Language = Annotated[str, typer.Option("--language", help=_(N_("Solo esta lengua")))]
Assignee = Annotated[str, typer.Option("--assignee", help=_(N_("Quien traduce")))]
Work = Annotated[Path, typer.Argument(metavar="FILE", help=_(N_("Archivo .xlf, .xliff o .csv")))]


class UnknownWorkFile(BadInput):
    """The file's ending says nothing we can read or write."""

    code = "unknown_work_file"
    sentence = N_("FILE: no se conoce el formato «{value}». Use .xlf, .xliff o .csv.")


def add_people_commands(app: typer.Typer) -> None:
    """Puts these commands into the group."""
    for name, command, told in (
        ("request", ask, N_("Pide a una persona la traducción de una publicación (post:12) o del texto de la entrada")),
        ("requests", listing, N_("Las traducciones pedidas; las abiertas si no se dice estado")),
        ("assign", give, N_("Asigna una traducción pedida")),
        ("deliver", hand_in, N_("Entrega una traducción: el texto de la entrada, o una grabación de la biblioteca")),
        ("accept", take, N_("Aprueba una traducción entregada; la memoria la aprende")),
        ("return", give_back, N_("Devuelve una traducción a quien la hizo, con una nota")),
        ("withdraw", take_back, N_("Retira un pedido de traducción")),
        ("changes", show_changes, N_("Qué cambió en el original desde que se tradujo")),
        ("export", export, N_("Escribe las traducciones pedidas para trabajarlas fuera (XLIFF o CSV)")),
        ("import", import_work, N_("Lee las traducciones hechas fuera y las entrega")),
        ("fallback", fallback, N_("Qué ve un público mientras su lengua no está lista: wait, spanish o both")),
        ("languages", table, N_("Las lenguas de la región: código, nombre propio, dónde se hablan, quién las traduce")),
    ):
        app.command(name, help=_(told))(command)


def ask(
    to: To,
    subject: Annotated[str, typer.Argument(help=_(N_("Para qué es, por ejemplo post:12")))],
    source: Annotated[str, typer.Option("--from", help=_(N_("Lengua del original (BCP-47)")))] = SOURCE,
    assignee: Assignee = "",
    due: Annotated[str, typer.Option("--due", help=_(N_("Fecha y hora local de entrega")))] = "",
    territory: Annotated[
        str, typer.Option("--territory", help=_(N_("REG o el código del país; si falta, donde se habla la lengua")))
    ] = "",
    note: Annotated[str, typer.Option("--note", help=_(N_("Indicaciones para quien traduce")))] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """A request for one language."""
    house = ready_house()
    text = "" if subject.startswith("post:") else sys.stdin.read()
    with house.database.writing() as session:
        user, where = actor(session, house, by), territory or home_of(to)
        due_at = instant(wall_time(due, "--due"), zone_named(zone_of(session, where)), "--due") if due else None
        translator = user_named(session, assignee) if assignee else None
        if subject.startswith("post:"):
            request = request_version(
                session, post_of(session, subject), to, by=user, now=house.clock.now(), territory=territory, note=note,
                due_at=due_at, assignee=translator,
            )  # fmt: skip
        else:
            request = request_translation(
                session, subject, text, to, by=user, now=house.clock.now(), source_language=source, territory=where,
                note=note, due_at=due_at, assignee=translator,
            )  # fmt: skip
        row = row_of(request)
    show_one(house, row, as_json=as_json)


def post_of(session: Session, subject: str) -> Post:
    """The post of `post:12`.

    Raises:
        NotFound: there is no such post.
    """
    number = subject.removeprefix("post:")
    if not number.isdigit():
        raise NotFound(kind=N_("publicación"), name=number)
    return post_numbered(session, int(number))


def zone_of(session: Session, territory: str) -> str:
    """The zone in which a due date is meant."""
    place = session.get(Territory, territory)
    return place.zone if place else ZONE


def row_of(request: TranslationRequest) -> dict[str, object]:
    """A request as scripts see it."""
    return {
        "request": request.id, "subject": request.subject, "from": request.source_language, "language": request.language,
        "status": request.status, "assignee": request.assignee, "due_at": request.due_at,
        "stale": request.stale_since is not None,
        "source": request.source, "text": request.text, "audio": request.audio_asset, "delivered_by": request.delivered_by,
        "reviewed_by": request.reviewed_by, "note": request.review_note or request.note,
    }  # fmt: skip


def show_one(house: House, row: dict[str, object], findings: tuple[Finding, ...] = (), *, as_json: bool) -> None:
    """One request after something was done to it."""
    told = [finding.said(house.texts) for finding in findings]
    if as_json:
        print_json({**row, "findings": told})
        return
    say(
        _(
            N_("Traducción {request} a {language}: {status}."),
            request=row["request"],
            language=row["language"],
            status=row["status"],
        )
    )
    for one in told:
        say(f"[{one['severity']}] {one['rule']} · {one['words']}: {one['why']}. {one['fix']}")


def listing(
    assignee: Assignee = "",
    language: Language = "",
    status: Annotated[RequestStatus | None, typer.Option("--status", help=_(N_("Solo las que están así")))] = None,
    as_json: Json = False,
) -> None:
    """The requests, due ones first."""
    house = ready_house()
    with house.database.reading() as session:
        rows = [row_of(one) for one in requests(session, assignee=assignee or None, language=language or None, status=status)]
    headings = {
        "request": "N.º", "subject": _(N_("Para")), "language": _(N_("Lengua")), "status": _(N_("Estado")),
        "assignee": _(N_("Quién")),
        "due_at": _(N_("Para cuándo (UTC)")), "stale": _(N_("Original cambiado")), "source": _(N_("Original")),
    }  # fmt: skip
    if not as_json:
        rows = [{**row, "source": shortened(str(row["source"]))} for row in rows]
    print_listing(rows, headings, as_json=as_json)


def shortened(text: str, room: int = 70) -> str:
    """The start of a text in one line of a table."""
    line = " ".join(text.split())
    return line if len(line) <= room else f"{line[: room - 1]}…"


def give(number: Number, assignee: Annotated[str, typer.Argument(metavar="USER")], by: By = "", as_json: Json = False) -> None:
    """Who translates."""
    house = ready_house()
    with house.database.writing() as session:
        request = request_numbered(session, number)
        assign(session, request, user_named(session, assignee), by=actor(session, house, by))
        row = row_of(request)
    show_one(house, row, as_json=as_json)


def hand_in(
    number: Number,
    audio: Annotated[int | None, typer.Option("--audio", help=_(N_("Número del archivo en la biblioteca")))] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """The text on standard input; with `--audio` a recording, and no text is needed."""
    house = ready_house()
    text = None if audio is not None and sys.stdin.isatty() else sys.stdin.read()
    with house.database.writing() as session:
        request = request_numbered(session, number)
        findings = deliver(
            session, request, by=actor(session, house, by), now=house.clock.now(), text=text, audio_asset=audio,
            measure=measure_of(session, request, world_of(house)),
        )  # fmt: skip
        row = row_of(request)
    show_one(house, row, findings, as_json=as_json)


def take(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help=_(N_("Por qué se aprueba pese a un bloqueo")))] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Approval by a person."""
    house = ready_house()
    with house.database.writing() as session:
        request = request_numbered(session, number)
        findings = accept_version(session, request, actor(session, house, by), world_of(house), reason)
        row = row_of(request)
    show_one(house, row, findings, as_json=as_json)


def give_back(
    number: Number,
    note: Annotated[str, typer.Option("--note", help=_(N_("Qué hay que cambiar")))],
    by: By = "",
    as_json: Json = False,
) -> None:
    """Back to the translator."""
    house = ready_house()
    with house.database.writing() as session:
        request = request_numbered(session, number)
        send_back(session, request, by=actor(session, house, by), now=house.clock.now(), note=note)
        row = row_of(request)
    show_one(house, row, as_json=as_json)


def take_back(number: Number, by: By = "", as_json: Json = False) -> None:
    """No longer asked for."""
    house = ready_house()
    with house.database.writing() as session:
        request = request_numbered(session, number)
        withdraw(session, request, by=actor(session, house, by))
        row = row_of(request)
    show_one(house, row, as_json=as_json)


def show_changes(number: Number, as_json: Json = False) -> None:
    """The old and the new original, word by word: [-gone-] {+new+}."""
    house = ready_house()
    with house.database.reading() as session:
        request = request_numbered(session, number)
        found = changes(request.source_before or request.source, request.source)
    if as_json:
        print_json(found)
        return
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    sys.stdout.write("".join(marks[one.kind].format(one.words) for one in found) + "\n")


def export(file: Work, language: Language = "", assignee: Assignee = "") -> None:
    """Open requests as a file."""
    house = ready_house()
    write = write_work if file.suffix.lower() == ".csv" else write_xliff
    if file.suffix.lower() not in {".csv", ".xlf", ".xliff"}:
        raise UnknownWorkFile(value=file.suffix)
    with house.database.reading() as session:
        count = write(file, requests(session, language=language or None, assignee=assignee or None))
    say(_(N_("{count} traducciones pedidas en {file}."), count=count, file=file))


def import_work(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], by: By = "", as_json: Json = False) -> None:
    """Delivers what a translator filled in; all of it or nothing."""
    if file.suffix.lower() not in {".csv", ".xlf", ".xliff"}:
        raise UnknownWorkFile(value=file.suffix)
    house = ready_house()
    done = read_work(file) if file.suffix.lower() == ".csv" else read_xliff(file)
    rows = []
    with house.database.writing() as session:
        user = actor(session, house, by)
        for number, text in done.items():
            request = request_numbered(session, number)
            if text.strip() == (request.text or "").strip():
                continue
            measure = measure_of(session, request, world_of(house))
            findings = deliver(session, request, by=user, now=house.clock.now(), text=text, measure=measure)
            rows.append({**row_of(request), "findings": [finding.said(house.texts) for finding in findings]})
    if as_json:
        print_json(rows)
    say(_(N_("{count} traducciones entregadas."), count=len(rows)))


def fallback(
    audience: Annotated[str, typer.Argument(help=_(N_("Público, por ejemplo P4")))],
    rule: Annotated[Fallback | None, typer.Argument()] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Shows or sets a rule."""
    house = ready_house()
    with house.database.writing() as session:
        if rule is not None:
            user = actor(session, house, by)
            require_role(session, user, Role.CAMPAIGN_LEAD, "REG", _(N_("cambiar la regla de un público")))
            audience_coded(session, audience)
            set_fallback(session, audience, rule, user.name, house.clock.now())
        found = fallback_for(session, audience)
    print_listing(
        [{"audience": audience, "rule": found.value}], {"audience": _(N_("Público")), "rule": _(N_("Regla"))}, as_json=as_json
    )


def table(
    territory: Annotated[str, typer.Option("--territory", help=_(N_("Solo las que se hablan en este país")))] = "",
    as_json: Json = False,
) -> None:
    """The language table."""
    rows = [
        {
            "code": one.code, "endonym": one.endonym, "name": one.name(_.language), "kind": one.kind.value,
            "spoken": list(one.spoken),
            "engines": dict(one.engines), "fallback": one.fallback or None, "checked": one.checked,
        }
        for one in languages().values()
        if territory in ("", *one.spoken)
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    flat = [{**row, "spoken": " ".join(row["spoken"]), "engines": " ".join(row["engines"])} for row in rows]  # type: ignore[arg-type]
    headings = {
        "code": _(N_("Código")), "endonym": _(N_("Nombre propio")), "name": _(N_("Nombre")), "spoken": _(N_("Dónde")),
        "engines": _(N_("Traductores")), "fallback": _(N_("Mientras tanto")),
    }  # fmt: skip
    print_listing(flat, headings, as_json=False)
