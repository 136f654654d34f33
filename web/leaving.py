"""The way out of a mailing list: one press for people, one click for mail programs; opening the page changes nothing."""

from fastapi import APIRouter, HTTPException
from sqlalchemy import select
from starlette.responses import Response

from networks.mailing import unsubscribe
from networks.models import MailContact
from web.front import Fronted

router = APIRouter()


@router.get("/mail/{token}")
def ask(token: str, front: Fronted) -> Response:
    """Asks before leaving: programs that only look at links must not unsubscribe anyone."""
    with front.database.reading() as session:
        contact = session.scalar(select(MailContact).where(MailContact.token == token))
        if contact is None:
            raise HTTPException(404)
        language, left = contact.language, contact.unsubscribed_at is not None
    return front.page("leaving.html", language, token=token, left=left)


@router.post("/mail/{token}")
def leave(token: str, front: Fronted) -> Response:
    """Takes the contact off the list; twice is once."""
    with front.database.writing() as session:
        contact = unsubscribe(session, token, front.clock.now())
        if contact is None:
            raise HTTPException(404)
        language = contact.language
    return front.page("leaving.html", language, token=token, left=True)
