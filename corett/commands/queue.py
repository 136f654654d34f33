"""`corett queue`: what waits, what left, and what people decide about the rest."""

from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.deciding import delivery_identified, drop, reschedule, resolve_not_sent, resolve_sent, retry
from campaigns.errors import MissingField
from campaigns.listing import queue_rows
from campaigns.models import Delivery
from campaigns.status import DeliveryStatus
from campaigns.timing import When
from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, print_listing, print_table, say
from foundation.texts import N_, Texts
from schedulers.models import Attempt

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Identifier = Annotated[str, typer.Argument(metavar="DELIVERY", help=_(N_("Identificador de la entrega")))]


@app.command("list", help=_(N_("Las entregas, en el orden en que salen")))
def list_queue(
    status: Annotated[DeliveryStatus | None, typer.Option(help=_(N_("Solo las que están así")))] = None,
    campaign: Annotated[str, typer.Option(help=_(N_("Solo las de esta campaña")))] = "",
    limit: Annotated[int, typer.Option(min=0, help=_(N_("Cuántas; 0 = todas")))] = 0,
    as_json: Json = False,
) -> None:
    """Every delivery, in full in JSON."""
    house = ready_house()
    with house.database.reading() as session:
        rows = queue_rows(session, status, campaign or None, limit or None)
    headings = {
        "id": _(N_("Entrega")), "profile": _(N_("Perfil")), "language": _(N_("Lengua")), "wall_time": _(N_("Hora local")),
        "zone": _(N_("Zona")), "status": _(N_("Estado")), "url": _(N_("Dirección")), "error": _(N_("Motivo")),
    }  # fmt: skip
    print_listing(rows if as_json else [as_people_see(row, house.texts) for row in rows], headings, as_json=as_json)


def as_people_see(row: dict[str, Any], texts: Texts) -> dict[str, Any]:
    """The row with a word for what nobody has approved yet."""
    waits = row["status"] is DeliveryStatus.PLANNED and row["approved_by"] is None
    return {**row, "status": texts(N_("Sin aprobar"))} if waits else row


@app.command("show", help=_(N_("Una entrega con cada intento y lo que se sabe de él")))
def show(identifier: Identifier, as_json: Json = False) -> None:
    """The delivery and its attempts."""
    house = ready_house()
    with house.database.reading() as session:
        delivery = delivery_identified(session, identifier)
        attempts = attempts_of(session, delivery)
        facts = {
            "id": delivery.id, "post": delivery.post_id, "status": delivery.status, "due_at": delivery.due_at,
            "retry_at": delivery.retry_at, "approved_by": delivery.approved_by, "ref": delivery.ref, "url": delivery.url,
            "error": delivery.error, "attempts": attempts,
        }  # fmt: skip
    if as_json:
        print_json(facts)
        return
    names = {
        "id": _(N_("Entrega")), "post": _(N_("Publicación")), "status": _(N_("Estado")), "due_at": _(N_("Sale (UTC)")),
        "retry_at": _(N_("Se reintenta (UTC)")), "approved_by": _(N_("La aprobó")), "ref": _(N_("Referencia en la red")),
        "url": _(N_("Dirección")), "error": _(N_("Motivo")),
    }  # fmt: skip
    known = {**facts, "id": str(delivery.id)}
    print_table([_(N_("Dato")), _(N_("Valor"))], [[name, known[key]] for key, name in names.items() if known[key] is not None])
    if attempts:
        say("")
        print_table(
            ["n", _(N_("Empezó")), _(N_("Terminó")), _(N_("Resultado")), _(N_("Motivo"))],
            [[one["n"], one["started_at"], one["finished_at"], outcome_word(one["outcome"]), one["error"]] for one in attempts],
        )


def outcome_word(outcome: str | None) -> object:
    """How an attempt ended; an open one has not."""
    return DeliveryStatus(outcome) if outcome in list(DeliveryStatus) else outcome


def attempts_of(session: Session, delivery: Delivery) -> list[dict[str, Any]]:
    """Every attempt with its times and what is known."""
    rows = session.scalars(select(Attempt).where(Attempt.delivery_id == delivery.id).order_by(Attempt.n))
    return [
        {
            "n": one.n, "started_at": one.started_at, "finished_at": one.finished_at, "outcome": one.outcome, "error": one.error,
            "error_code": one.error_code, "looks": one.looks, "look_after": one.look_after,
        }
        for one in rows
    ]  # fmt: skip


@app.command("resolve", help=_(N_("Decide una entrega sin confirmar: salió (con su dirección) o no salió")))
def resolve(
    identifier: Identifier,
    sent: Annotated[str, typer.Option("--sent", help=_(N_("Dirección de la publicación en el perfil")))] = "",
    not_sent: Annotated[bool, typer.Option("--not-sent", help=_(N_("Se miró en el perfil y no está")))] = False,
    by: By = "",
) -> None:
    """A person looked on the profile."""
    if bool(sent) == not_sent:
        raise MissingField(field="--sent / --not-sent", hint=_(N_("Elija una de las dos.")))
    house = ready_house()
    with house.database.writing() as session:
        delivery, user, now = delivery_identified(session, identifier), actor(session, house, by), house.clock.now()
        if sent:
            resolve_sent(session, delivery, sent, user, now)
        else:
            resolve_not_sent(session, delivery, user, now)
        tell(house.texts, delivery)


@app.command("retry", help=_(N_("Envía de nuevo una entrega fallida, perdida o retenida")))
def retry_one(identifier: Identifier, by: By = "") -> None:
    """Never one whose end is unknown: resolve that first."""
    house = ready_house()
    with house.database.writing() as session:
        delivery = delivery_identified(session, identifier)
        retry(session, delivery, actor(session, house, by), house.clock.now())
        tell(house.texts, delivery)


@app.command("drop", help=_(N_("Cancela una entrega")))
def drop_one(identifier: Identifier, by: By = "") -> None:
    """It will not be sent."""
    house = ready_house()
    with house.database.writing() as session:
        delivery = delivery_identified(session, identifier)
        drop(session, delivery, actor(session, house, by), house.clock.now())
        tell(house.texts, delivery)


@app.command("reschedule", help=_(N_("Pone una entrega en otra fecha y hora")))
def reschedule_one(
    identifier: Identifier,
    at: Annotated[str, typer.Option(help=_(N_("Fecha y hora local: «2027-07-30 09:00»")))],
    zone: Annotated[str, typer.Option(help=_(N_("Zona IANA, o «local» para la de la entrega")))] = "local",
    by: By = "",
) -> None:
    """The approval moves with it, in the name of who decides."""
    house = ready_house()
    with house.database.writing() as session:
        delivery = delivery_identified(session, identifier)
        reschedule(session, delivery, When(at, zone), actor(session, house, by), house.clock.now())
        tell(house.texts, delivery)


def tell(texts: Texts, delivery: Delivery) -> None:
    """Where the delivery stands now."""
    say(texts(N_("Entrega {delivery}: {status}."), delivery=delivery.id, status=texts.word(delivery.status)))
