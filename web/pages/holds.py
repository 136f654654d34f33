"""The crisis pause: stop everything, or a country, a network, a campaign; and let it go on."""

from typing import Annotated

from fastapi import APIRouter, Form
from sqlalchemy import select
from starlette.responses import RedirectResponse, Response

from campaigns.models import Campaign, Profile
from foundation.clock import instant, wall_time, zone_named
from foundation.errors import CorettError
from foundation.people import REGION, Role, user_named
from foundation.texts import Texts
from moderation.holds import active_holds, lift_hold, place_hold
from web.access import SignedIn
from web.choices import zones
from web.entries import HOME_ZONE, places
from web.front import Front, Fronted
from web.queueing import campaigns
from web.saying import field_of, say_here
from web.sessions import Person

router = APIRouter(prefix="/console/holds")

Text = Annotated[str, Form()]


@router.get("")
def listing(front: Fronted, person: SignedIn) -> Response:
    """The pauses in force and the form for a new one."""
    return holds_page(front, person)


@router.post("")
def place(
    front: Fronted,
    person: SignedIn,
    reason: Text = "",
    territory: Text = REGION,
    network: Text = "",
    campaign: Text = "",
    until: Text = "",
    zone: Text = HOME_ZONE,
) -> Response:
    """Pauses; when the answer comes back, no attempt starts any more."""
    typed = {"reason": reason, "territory": territory, "network": network, "campaign": campaign, "until": until, "zone": zone}
    try:
        ends = instant(wall_time(until.replace("T", " "), "until"), zone_named(zone), "until") if until else None
        with front.database.writing() as session:
            slug = select(Campaign.id).where(Campaign.slug == campaign)
            place_hold(
                session,
                user_named(session, person.name),
                reason,
                front.clock.now(),
                territory=territory or REGION,
                network=network or None,
                campaign_id=session.scalar(slug) if campaign else None,
                expires_at=ends,
            )
    except CorettError as error:
        return holds_page(front, person, typed, error)
    return RedirectResponse("/console/holds", 303)


@router.post("/{number}/lift")
def lift(number: int, front: Fronted, person: SignedIn) -> Response:
    """Ends a pause."""
    try:
        with front.database.writing() as session:
            lift_hold(session, number, user_named(session, person.name), front.clock.now())
    except CorettError as error:
        return holds_page(front, person, error=error)
    return RedirectResponse("/console/holds", 303)


def holds_page(front: Front, person: Person, typed: dict[str, str] | None = None, error: CorettError | None = None) -> Response:
    """The page, with what was typed and what is wrong with it."""
    with front.database.reading() as session:
        known = campaigns(session)
        in_force = active_holds(session, front.clock.now())
        session.expunge_all()
        networks = sorted(session.scalars(select(Profile.network).distinct()))
        facts = {"places": places(session, person.language), "zones": zones(session) or [HOME_ZONE]}
    return front.page(
        "console/holds.html",
        person.language,
        422 if error else 200,
        person=person,
        here="holds",
        holds=in_force,
        campaigns=known,
        campaign_titles={one.id: one.title_en if person.language == "en" else one.title_es for one in known},
        networks=networks,
        typed={"reason": "", "territory": REGION, "network": "", "campaign": "", "until": "", "zone": HOME_ZONE} | (typed or {}),
        problem=say_here(error, Texts(person.language)) if error else "",
        wrong_field=field_of(error) if error else "",
        may_hold=person.reaches(Role.REVIEWER),
        **facts,
    )
