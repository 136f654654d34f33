"""`corett asset`: takes files into the library, hands them out, records consent, hides faces, withdraws."""

import tomllib
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.errors import MissingLicence, NoSuchFile, WrongConsent
from assets.face_finding import suggest_faces
from assets.faces import parse_region, pixelate
from assets.intake import FACES, alt_texts, keep, lookalikes, make_looked
from assets.library import (
    asset_numbered,
    check_identity,
    consents_of,
    identity_of,
    record_consent,
    renew,
    uses_of,
)
from assets.models import Asset
from assets.settings import AssetsSection
from assets.store import open_store, write_whole
from campaigns.withdrawing import TakenOut, hold_if_barred, take_out, take_out_expired, where_used
from corett.acting import By, Json, ready_house
from corett.cli import language as reader
from corett.options import Language, Out
from corett.output import print_json, print_listing, say
from corett.wiring import House
from foundation.people import user_named
from foundation.settings import parse_section
from foundation.texts import N_, Texts

app = typer.Typer(no_args_is_help=True)
_ = Texts(reader())

Number = Annotated[int, typer.Argument(metavar="ID", help=_(N_("Número del archivo en la biblioteca")))]
Until = Annotated[str, typer.Option("--until", help=_(N_("Nueva fecha final: 2028-12-31")))]
Boxes = Annotated[list[str], typer.Option("--box", help=_(N_("IZQUIERDA,ARRIBA,ANCHO,ALTO en píxeles; repita la opción")))]
Why = Annotated[str, typer.Option("--why", help=_(N_("Por qué se retira; queda registrado")))]


@app.command("add", help=_(N_("Toma un archivo: lo reconoce por su contenido, lo hace de nuevo y lo guarda una sola vez")))
def add(
    file: Path,
    alt: Annotated[str, typer.Option("--alt", help=_(N_("Texto alternativo: en una frase, lo que se ve")))] = "",
    licence: Annotated[str, typer.Option("--licence", help=_(N_("Licencia o dueño, por ejemplo CC BY 4.0 o «propia»")))] = "",
    consent: Annotated[
        Path | None, typer.Option("--consent", help=_(N_("El permiso firmado, o un TOML con who, purpose, until y form")))
    ] = None,
    language: Language = "es",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Takes one file in: told apart by content, made anew, kept once."""
    house = ready_house()
    limits = parse_section(AssetsSection, house.settings.assets, "assets")
    words = alt_texts({language: alt})
    if not licence.strip():
        raise MissingLicence(field="licence")
    allowed = read_consent(consent) if consent else None
    fresh, who = make_looked(file, limits), by or house.settings.app.user
    with house.database.writing() as session:
        asset = keep(open_store(house.settings), session, fresh, words, licence, who, house.clock.now(), name=file.name)
        if allowed:
            record_consent(session, house.vault, asset, by=who, now=house.clock.now(), **allowed)
        alike = [other.id for other in lookalikes(session, asset)]
    if as_json:
        print_json({**about(asset), "alike": alike})
        return
    say(house.texts(N_("{id}  {kind}  {width}×{height}  {mime}  {sha256}"), **about(asset)))
    if asset.facts.get(FACES):
        say(
            house.texts(
                N_("Se ven rostros ({count}): «corett asset faces {id}», y antes de publicar «corett asset review {id}»."),
                count=asset.facts[FACES],
                id=asset.id,
            )
        )
    if alike:
        say(house.texts(N_("Se parece a {ids}: revise si es la misma imagen."), ids=", ".join(map(str, alike))))


def about(asset: Asset) -> dict[str, Any]:
    """What scripts read."""
    names = ("id", "sha256", "kind", "mime", "size", "width", "height", "duration", "name", "alt", "licence")
    return {name: getattr(asset, name) for name in names}


def read_consent(file: Path) -> dict[str, Any]:
    """The consent a TOML file tells; any other file is itself the signed form and must be told about by name."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise NoSuchFile(field="consent", name=str(file)) from error
    if file.suffix.lower() != ".toml":
        return {"who": file.stem, "purpose": "—", "until": None, "form": content}
    try:
        told = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongConsent(field="consent", reason=str(error)) from error
    unknown, until = told.keys() - {"who", "purpose", "until", "form"}, told.get("until")
    if unknown or not (until is None or isinstance(until, date)):
        raise WrongConsent(field="consent", reason=", ".join(sorted(unknown)) or f"until = {until!r}")
    form = file.parent / str(told["form"]) if told.get("form") else None
    if form and not form.is_file():
        raise NoSuchFile(field="consent.form", name=str(form))
    return {
        "who": str(told.get("who", "")),
        "purpose": str(told.get("purpose", "")),
        "until": until,
        "form": form.read_bytes() if form else b"",
    }


@app.command("list", help=_(N_("Los archivos de la biblioteca, los más nuevos primero")))
def listing(as_json: Json = False) -> None:
    """Every file of the library, newest first."""
    house = ready_house()
    with house.database.reading() as session:
        assets = session.scalars(select(Asset).order_by(Asset.id.desc())).all()
        rows = [
            {**about(asset), "added_by": asset.added_by, "added_at": asset.added_at, "state": state(session, house, asset)}
            for asset in assets
        ]
    headings = {
        "id": "id",
        "kind": house.texts(N_("clase")),
        "name": house.texts(N_("nombre")),
        "licence": house.texts(N_("licencia")),
    }
    print_listing(rows, {**headings, "state": house.texts(N_("estado"))}, as_json=as_json)


def state(session: Session, house: House, asset: Asset) -> str:
    """In one or two words, what a person should know before using it."""
    if asset.withdrawn_at is not None:
        return house.texts(N_("retirado"))
    ends = [consent.until for consent in consents_of(session, asset) if consent.until]
    if ends:
        return house.texts(N_("consentimiento hasta {date}"), date=min(ends).isoformat())
    check = identity_of(session, asset)
    return house.texts(N_("sin persona reconocible")) if check and check.nobody_identifiable else ""


@app.command("show", help=_(N_("Un archivo: su ficha, permisos, revisiones y usos")))
def show(number: Number, as_json: Json = False) -> None:
    """One file: its record, consents, reviews and uses."""
    house = ready_house()
    with house.database.reading() as session:
        asset = asset_numbered(session, number)
        check = identity_of(session, asset)
        told = {
            **about(asset),
            "state": state(session, house, asset),
            "consents": [
                {"id": one.id, "purpose": one.purpose, "until": one.until, "form": one.has_form}
                for one in consents_of(session, asset)
            ],
            "nobody_identifiable": check.nobody_identifiable if check else None,
            "reviewer": check.reviewer if check else None,
            "uses": [{"table": use.table, "key": use.key} for use in uses_of(session, asset)],
            "deliveries": [asdict(place) for place in where_used(session, asset)],
            "withdrawn_at": asset.withdrawn_at,
            "withdrawn_why": asset.withdrawn_why,
        }
    print_json(told) if as_json else print_listing(
        [{"key": key, "value": value} for key, value in told.items()], {"key": "", "value": ""}, as_json=False
    )


@app.command("export", help=_(N_("Entrega los bytes guardados, tal como los reciben las redes")))
def export(number: Number, out: Out) -> None:
    """The stored bytes, as networks would get them."""
    house = ready_house()
    with house.database.reading() as session:
        asset = asset_numbered(session, number)
        write_whole(out, open_store(house.settings).path(asset.sha256, asset.mime))


@app.command("consent", help=_(N_("Anota el permiso de una persona más para un archivo")))
def consent(number: Number, file: Path, by: By = "") -> None:
    """Records one more person's permission for a file."""
    house = ready_house()
    allowed = read_consent(file)
    with house.database.writing() as session:
        asset = asset_numbered(session, number)
        record_consent(session, house.vault, asset, by=by or house.settings.app.user, now=house.clock.now(), **allowed)


@app.command("renew", help=_(N_("Prolonga los permisos de un archivo hasta una fecha")))
def renew_consents(number: Number, until: Until) -> None:
    """Extends every consent of a file to a date."""
    house = ready_house()
    try:
        day = date.fromisoformat(until)
    except ValueError as error:
        raise WrongConsent(field="until", reason=until) from error
    with house.database.writing() as session:
        for one in consents_of(session, asset_numbered(session, number)):
            renew(one, day)


@app.command("review", help=_(N_("La palabra de quien revisa: si se puede reconocer a alguien")))
def review(
    number: Number,
    by: Annotated[str, typer.Option("--by", help=_(N_("Quien lo miró")))],
    recognisable: Annotated[
        bool, typer.Option("--recognisable/--nobody", help=_(N_("Se reconoce a alguien, o a nadie")))
    ] = False,
) -> None:
    """A reviewer's word on whether a person can be recognised."""
    house = ready_house()
    with house.database.writing() as session:
        asset, reviewer = asset_numbered(session, number), user_named(session, by)
        check_identity(session, asset, reviewer, house.clock.now(), nobody_identifiable=not recognisable)
        held = hold_if_barred(session, asset, house.clock.now())
    if held:
        say(house.texts.plural("{count} entrega detenida", "{count} entregas detenidas", held))


@app.command("faces", help=_(N_("Sugiere recuadros alrededor de los rostros; una persona los completa")))
def faces(number: Number, as_json: Json = False) -> None:
    """Suggests boxes around faces; a person completes them."""
    house = ready_house()
    limits = parse_section(AssetsSection, house.settings.assets, "assets")
    with house.database.reading() as session:
        asset = asset_numbered(session, number)
        path = open_store(house.settings).path(asset.sha256, asset.mime)
    rows = [{"box": f"{one.left},{one.top},{one.width},{one.height}"} for one in suggest_faces(path, limits.face_model)]
    print_listing(rows, {"box": house.texts(N_("recuadro"))}, as_json=as_json)


@app.command("pixelate", help=_(N_("Hace un archivo nuevo en el que los recuadros no se reconocen")))
def hide(
    number: Number,
    box: Boxes,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Makes a new file in which the boxes (LEFT,TOP,WIDTH,HEIGHT) cannot be recognised."""
    house = ready_house()
    regions = [parse_region(text) for text in box]
    with house.database.writing() as session:
        made = pixelate(
            session,
            open_store(house.settings),
            asset_numbered(session, number),
            regions,
            by or house.settings.app.user,
            house.clock.now(),
        )
    print_json(about(made)) if as_json else say(f"{made.id}  {made.sha256}")


@app.command("withdraw", help=_(N_("Retira un archivo y lo que se hizo con él, y dice dónde se usó")))
def withdraw_file(
    number: Number,
    why: Why,
    as_json: Json = False,
) -> None:
    """Takes a file and what was made from it out of the library, and says where it was used."""
    house = ready_house()
    with house.database.writing() as session:
        done = take_out(session, open_store(house.settings), asset_numbered(session, number), why, house.clock.now())
    tell(house, done, as_json=as_json)


@app.command("expire", help=_(N_("Retira los archivos cuyo permiso terminó")))
def expire(as_json: Json = False) -> None:
    """Withdraws every file whose consent has ended."""
    house = ready_house()
    with house.database.writing() as session:
        done = take_out_expired(session, open_store(house.settings), house.clock.now())
    tell(house, done, as_json=as_json)


def tell(house: House, done: list[TakenOut], *, as_json: bool) -> None:
    """What was withdrawn, what was held because of it, and where people still have to take it down."""
    rows = [
        {
            "id": one.asset.id,
            "name": one.asset.name,
            "why": house.texts(one.why),
            "uses": list(one.uses),
            "held": one.held,
            "deliveries": [
                {
                    "id": place.delivery,
                    "post": place.post,
                    "profile": place.profile,
                    "status": place.status,
                    "due_at": place.due_at,
                    "url": place.url,
                }
                for place in one.places
            ],
        }
        for one in done
    ]
    headings = {
        "id": "id",
        "name": house.texts(N_("nombre")),
        "why": house.texts(N_("motivo")),
        "uses": house.texts(N_("usado en")),
        "held": house.texts(N_("detenidas")),
    }
    print_listing(rows, headings, as_json=as_json)
    for place in (place for one in done for place in one.places if place.url and place.network != "site"):
        say(house.texts(N_("Ya publicado en {profile}: retírelo usted en {url}"), profile=place.profile, url=place.url))
