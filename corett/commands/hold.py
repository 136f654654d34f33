"""`corett hold`: crisis pauses. When `place` has returned, nothing in its scope starts to leave."""

import time
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.finding import campaign_named, profiles_named, territory_coded
from campaigns.models import Campaign, Profile
from campaigns.timing import When, slot_for
from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, print_listing, say
from corett.wiring import House
from foundation.errors import NotFound
from foundation.people import REGION
from foundation.texts import N_, Texts
from moderation.holds import active_holds, every_hold, in_force, lift_hold, place_hold
from moderation.models import Hold
from networks.registry import network_names
from schedulers.workers import still_in_flight

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Zone = Annotated[str, typer.Option(help=_(N_("Zona IANA de --until")))]


@app.command("place", help=_(N_("Pausa lo que está por salir; sin alcance, lo pausa todo")))
def place(
    reason: Annotated[str, typer.Option(help=_(N_("Por qué: quien levante la pausa lo necesita")))],
    territory: Annotated[str, typer.Option(help=_(N_("Solo los perfiles de este territorio")))] = "",
    network: Annotated[str, typer.Option(help=_(N_("Solo esta red")))] = "",
    campaign: Annotated[str, typer.Option(help=_(N_("Solo esta campaña")))] = "",
    profile: Annotated[str, typer.Option(help=_(N_("Solo este perfil")))] = "",
    until: Annotated[str, typer.Option(help=_(N_("Fin de la pausa: «2027-07-30 18:00»; sin él, hasta levantarla")))] = "",
    zone: Zone = "America/Guatemala",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Committed behind the gate that claims pass; returns when what was in flight has landed."""
    house = ready_house()
    refuse_unknown_network(network)
    with house.database.writing() as session:
        now = house.clock.now()
        paused = campaign_named(session, campaign) if campaign else None
        silent = profiles_named(session, [profile])[0] if profile else None
        hold = place_hold(
            session,
            actor(session, house, by),
            reason,
            now,
            territory=territory_coded(session, territory).code if territory else None,
            network=network or None,
            campaign_id=paused.id if paused else None,
            profile_id=silent.id if silent else None,
            owner=silent.territory if silent else paused.territory if paused else None,
            expires_at=slot_for(When(until, zone), zone, now).due_at if until else None,
        )
        row = hold_row(session, hold, now)
    let_them_land(house, now)
    if as_json:
        print_json(row)
    say(
        house.texts(
            N_("Pausa {number} activa: {scope}. Levántela con «corett hold lift {number}»."),
            number=row["hold"],
            scope=scope(house, row),
        )
    )


def let_them_land(house: House, since: datetime) -> None:
    """Returns when every send that had begun before the pause has ended, or after the deadline of a call: then it says so."""
    delivery = house.settings.delivery
    end = house.clock.monotonic() + delivery.timeout_s
    while True:
        with house.database.reading() as session:
            left = still_in_flight(session, since, house.clock, timedelta(seconds=delivery.lease_s))
        if not left:
            return
        if house.clock.monotonic() > end:
            say(house.texts(N_("{count} envíos que ya estaban en vuelo no han terminado; mire «corett queue list»."), count=left))
            return
        time.sleep(0.05)


@app.command("lift", help=_(N_("Levanta una pausa; lo retenido espera a que una persona lo suelte")))
def lift(number: Annotated[int, typer.Argument(metavar="HOLD", help=_(N_("Número de la pausa")))], by: By = "") -> None:
    """Nothing stale leaves in a burst: each held delivery is retried or dropped by a person."""
    house = ready_house()
    with house.database.writing() as session:
        lift_hold(session, number, actor(session, house, by), house.clock.now(), owner=owner_of(session, number))
    say(house.texts(N_("Pausa {number} levantada. Revise lo retenido: «corett queue list --status held»."), number=number))


@app.command("list", help=_(N_("Las pausas activas; con --all, también las que terminaron")))
def list_holds(
    every: Annotated[bool, typer.Option("--all", help=_(N_("También las terminadas")))] = False, as_json: Json = False
) -> None:
    """Who paused what, why and until when."""
    house = ready_house()
    with house.database.reading() as session:
        now = house.clock.now()
        rows = [hold_row(session, hold, now) for hold in (every_hold(session) if every else active_holds(session, now))]
    for row in rows if not as_json else []:
        row |= {"scope": scope(house, row), "active": house.texts(N_("sí")) if row["active"] else house.texts(N_("no"))}
        row |= {name: f"{row[name]:%Y-%m-%d %H:%M} UTC" for name in ("placed_at", "expires_at") if row[name]}
    headings = {
        "hold": "#", "scope": _(N_("Alcance")), "reason": _(N_("Motivo")), "placed_by": _(N_("Quién")),
        "placed_at": _(N_("Desde")), "expires_at": _(N_("Hasta")), "active": _(N_("Activa")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


def owner_of(session: Session, number: int) -> str | None:
    """The territory that owns the profile or campaign a pause stops."""
    hold = session.get(Hold, number)
    if hold is None:
        return None
    profile = session.get(Profile, hold.profile_id) if hold.profile_id else None
    campaign = session.get(Campaign, hold.campaign_id) if hold.campaign_id else None
    owned = profile or campaign
    return owned.territory if owned else None


def refuse_unknown_network(name: str) -> None:
    """A pause of a misspelt network would pause nothing. Asks by name: importing Telegram takes seconds that a crisis has not.

    Raises:
        NotFound: no such network.
    """
    if name and name not in network_names():
        raise NotFound(kind=N_("red"), name=name)


def hold_row(session: Session, hold: Hold, now: datetime) -> dict[str, Any]:
    """A pause by the names people use; an empty scope field means "all"."""
    return {
        "hold": hold.id,
        "territory": hold.territory,
        "network": hold.network,
        "campaign": session.scalar(select(Campaign.slug).where(Campaign.id == hold.campaign_id)),
        "profile": session.scalar(select(Profile.name).where(Profile.id == hold.profile_id)),
        "reason": hold.reason,
        "placed_by": hold.placed_by,
        "placed_at": hold.placed_at,
        "expires_at": hold.expires_at,
        "lifted_by": hold.lifted_by,
        "lifted_at": hold.lifted_at,
        "active": in_force(hold, now),
    }


def scope(house: House, row: dict[str, Any]) -> str:
    """The scope in words."""
    named = [str(row[key]) for key in ("territory", "network", "campaign", "profile") if row[key]]
    return " · ".join(named) or house.texts(N_("todo ({region})"), region=REGION)
