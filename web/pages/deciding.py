"""What people decide about one delivery: it is out, it is not, try again, put on another hour, drop."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from campaigns.deciding import delivery_identified, drop, reschedule, resolve_not_sent, resolve_sent, retry
from campaigns.timing import When
from foundation.errors import CorettError
from foundation.people import user_named
from foundation.texts import N_, Texts
from web.access import SignedIn
from web.front import Fronted
from web.pages.queue import delivery_page
from web.saying import MissingInput, say_here

router = APIRouter(prefix="/console/queue")

Text = Annotated[str, Form()]
ACTS: Final = ("sent", "not_sent", "retry", "drop", "move")


@router.post("/{ident}")
def decide(
    ident: UUID, front: Fronted, person: SignedIn, act: Text = "", url: Text = "", at: Text = "", zone: Text = ""
) -> Response:
    """One decision of one person; what is refused is told on the delivery's page."""
    now = front.clock.now()
    try:
        with front.database.writing() as session:
            user, delivery = user_named(session, person.name), delivery_identified(session, ident)
            if act == "sent":
                if not url.startswith(("https://", "http://")):
                    raise MissingInput(field="url", hint=N_("Copie la dirección de la publicación, por ejemplo https://…"))
                resolve_sent(session, delivery, url.strip(), user, now)
            elif act == "not_sent":
                resolve_not_sent(session, delivery, user, now)
            elif act == "retry":
                retry(session, delivery, user, now)
            elif act == "drop":
                drop(session, delivery, user, now)
            elif act == "move":
                reschedule(session, delivery, When(at.replace("T", " "), zone or delivery.zone), user, now)
            else:
                raise MissingInput(field="act", hint=N_("Elija qué hacer con la entrega."))
    except CorettError as error:
        return delivery_page(front, person, ident, say_here(error, Texts(person.language)))
    return RedirectResponse(f"/console/queue/{ident}", 303)
