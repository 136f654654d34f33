"""Two lists people look things up in: campaigns with what became of them, profiles with their health."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from campaigns.models import Campaign, Delivery, Post, Profile
from campaigns.status import NEEDS_A_PERSON, DeliveryStatus
from web.access import SignedIn
from web.entries import places
from web.front import Fronted, Line

router = APIRouter(prefix="/console")

WAITS = case(((Delivery.status == DeliveryStatus.PLANNED) & Delivery.seal.is_(None), 1))
PLANNED = case(((Delivery.status == DeliveryStatus.PLANNED) & Delivery.seal.is_not(None), 1))
SENT = case((Delivery.status == DeliveryStatus.SENT, 1))
TROUBLED = case((Delivery.status.in_(NEEDS_A_PERSON), 1))
COUNTS = (
    func.count(WAITS).label("to_approve"),
    func.count(PLANNED).label("planned"),
    func.count(SENT).label("sent"),
    func.count(TROUBLED).label("troubled"),
)


@router.get("/campaigns")
def campaigns(front: Fronted, person: SignedIn) -> Response:
    """Every campaign with the counts of its deliveries."""
    with front.database.reading() as session:
        facts = {"rows": campaign_rows(session), "places": places(session, person.language)}
    return front.page("console/campaigns.html", person.language, person=person, here="campaigns", **facts)


@router.get("/profiles")
def profiles(front: Fronted, person: SignedIn) -> Response:
    """Every profile: can it be used, what went out last, what comes next, what troubles it."""
    with front.database.reading() as session:
        facts = {"rows": profile_rows(session), "places": places(session, person.language)}
    return front.page("console/profiles.html", person.language, person=person, here="profiles", **facts)


def campaign_rows(session: Session) -> Sequence[Line]:
    """Campaigns, the newest first."""
    columns = (
        Campaign.slug,
        Campaign.title_es,
        Campaign.title_en,
        Campaign.territory,
        Campaign.status,
        Campaign.hashtag,
        Campaign.starts_on,
        Campaign.ends_on,
    )
    posts = select(func.count(Post.id)).where(Post.campaign_id == Campaign.id).scalar_subquery().label("posts")
    return session.execute(
        select(*columns, posts, *COUNTS)
        .outerjoin(Delivery, Delivery.campaign_id == Campaign.id)
        .group_by(Campaign.id)
        .order_by(Campaign.id.desc())
    ).all()


def profile_rows(session: Session) -> Sequence[Line]:
    """Profiles by territory and name."""
    columns = (
        Profile.name,
        Profile.network,
        Profile.territory,
        Profile.language,
        Profile.status,
        Profile.status_reason,
        Profile.handle,
        Profile.expires_at,
        Profile.next_due,
    )
    last = func.max(case((Delivery.status == DeliveryStatus.SENT, Delivery.finished_at))).label("last_sent")
    return session.execute(
        select(*columns, last, *COUNTS)
        .outerjoin(Delivery, Delivery.profile_id == Profile.id)
        .group_by(Profile.id)
        .order_by(Profile.territory, Profile.name)
    ).all()
