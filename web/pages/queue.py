"""The queue: what waits for a person, what is going out, what comes next. It renews itself; without scripts it reloads."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from foundation.errors import NotFound
from foundation.people import Role
from foundation.texts import N_
from moderation.holds import active_holds
from web.access import SignedIn
from web.front import Front, Fronted, media_url
from web.queueing import STATUSES, campaigns, counts, delivery_of, glance, page_of
from web.sessions import Person

router = APIRouter(prefix="/console")


@router.get("")
def start(person: SignedIn) -> Response:  # noqa: ARG001 - only a signed-in person passes
    """The console begins with the queue."""
    return RedirectResponse("/console/queue", 303)


@router.get("/queue")
def queue(
    request: Request, front: Fronted, person: SignedIn, status: str = "", campaign: str = "", page: int = 1, still: str = ""
) -> Response:
    """The queue, whole or only the part that moves."""
    part = "hx-request" in request.headers
    with front.database.reading() as session:
        known = campaigns(session)
        chosen = next((one for one in known if one.slug == campaign), None)
        campaign_id = chosen.id if chosen else None
        numbers = counts(session, campaign_id)
        reasons = [hold.reason for hold in active_holds(session, front.clock.now())]
        facts: dict[str, Any] = {"glance": None, "found": None, "reasons": reasons}
        if status in STATUSES:
            facts["found"] = page_of(session, status, campaign_id, page, numbers.get(status, 0))
        else:
            facts["glance"] = glance(session, front.clock.now(), campaign_id)
    return front.page(
        "console/queue_part.html" if part else "console/queue.html",
        person.language,
        person=person,
        here="queue",
        campaigns=known,
        chosen=chosen,
        status=status if status in STATUSES else "",
        statuses=STATUSES,
        counts=numbers,
        still=bool(still),
        **facts,
    )


@router.get("/queue/{ident}")
def delivery(ident: UUID, front: Fronted, person: SignedIn) -> Response:
    """One delivery: what is sent, where it stands, what became of it."""
    return delivery_page(front, person, ident)


def delivery_page(front: Front, person: Person, ident: UUID, problem: str = "") -> Response:
    """The page of a delivery, with what was refused above it."""
    with front.database.reading() as session:
        row = delivery_of(session, ident)
    if row is None:
        raise NotFound(kind=N_("entrega"), name=ident)
    payload = json.loads(row.payload)
    pictures = [one | {"url": media_url(one)} for one in payload.get("media", [])]
    return front.page(
        "console/delivery.html",
        person.language,
        422 if problem else 200,
        person=person,
        here="queue",
        row=row,
        payload=payload,
        pictures=pictures,
        problem=problem,
        may_decide=person.reaches(Role.REVIEWER),
    )
