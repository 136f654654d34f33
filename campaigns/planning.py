"""Campaigns from draft to finish: created, adapted by countries, moved only as allowed, paused by a hold, cancelled."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.deciding import drop
from campaigns.errors import MissingField
from campaigns.finding import campaign_named, territory_coded
from campaigns.models import Campaign, CommemorativeDate, Delivery
from campaigns.status import CampaignStatus, DeliveryStatus
from foundation.errors import BadInput, Conflict, NotFound
from foundation.people import Role, User, require_role
from foundation.texts import N_
from moderation.holds import active_holds, lift_hold, place_hold
from moderation.models import Review

MOVES: Final[dict[CampaignStatus, frozenset[CampaignStatus]]] = {
    CampaignStatus.DRAFT: frozenset({CampaignStatus.APPROVED, CampaignStatus.CANCELLED}),
    CampaignStatus.APPROVED: frozenset({CampaignStatus.RUNNING, CampaignStatus.DRAFT, CampaignStatus.CANCELLED}),
    CampaignStatus.RUNNING: frozenset({CampaignStatus.PAUSED, CampaignStatus.FINISHED, CampaignStatus.CANCELLED}),
    CampaignStatus.PAUSED: frozenset({CampaignStatus.RUNNING, CampaignStatus.FINISHED, CampaignStatus.CANCELLED}),
    CampaignStatus.FINISHED: frozenset(),
    CampaignStatus.CANCELLED: frozenset(),
}
ACTS: Final = {
    CampaignStatus.DRAFT: N_("devolverla a borrador"),
    CampaignStatus.APPROVED: N_("aprobarla"),
    CampaignStatus.RUNNING: N_("ponerla en marcha"),
    CampaignStatus.PAUSED: N_("pausarla"),
    CampaignStatus.FINISHED: N_("cerrarla"),
    CampaignStatus.CANCELLED: N_("cancelarla"),
}
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
HASHTAG: Final = re.compile(r"#\w*[^\W\d_]\w*")
NOT_GONE: Final = (DeliveryStatus.PLANNED, DeliveryStatus.HELD, DeliveryStatus.MISSED)


class WrongCampaign(BadInput):
    """A campaign's field that cannot be."""

    code = "wrong_campaign"
    sentence = N_("{field}: «{value}» no vale. {hint}")


class WrongCampaignMove(Conflict):
    """A campaign cannot go from its status to another."""

    code = "wrong_campaign_move"
    sentence = N_("La campaña «{campaign}» está «{status}»: así no se puede {act}.")


class CampaignExists(Conflict):
    """The short name is taken."""

    code = "campaign_exists"
    sentence = N_("Ya hay una campaña «{slug}». Elija otro nombre corto.")


@dataclass(frozen=True)
class CampaignDraft:
    """What a person says of a new campaign."""

    slug: str
    title_es: str
    title_en: str
    territory: str
    hashtag: str = ""
    link: str = ""
    commemorative_date: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


def create_campaign(
    session: Session, draft: CampaignDraft, by: User, now: datetime, *, parent: Campaign | None = None
) -> Campaign:
    """A new campaign, as a draft.

    Raises:
        NotAllowed: the person leads no campaigns in that territory.
        WrongCampaign, MissingField, CampaignExists, NotFound: name the field and the way out.
    """
    territory = territory_coded(session, draft.territory)
    require_role(session, by, Role.CAMPAIGN_LEAD, territory.code, act=N_("crear campañas"))
    refuse_wrong(session, draft)
    campaign = Campaign(
        slug=draft.slug,
        title_es=draft.title_es.strip(),
        title_en=draft.title_en.strip() or draft.title_es.strip(),
        territory=territory.code,
        hashtag=draft.hashtag,
        link=draft.link,
        commemorative_date=draft.commemorative_date or None,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        parent_id=parent.id if parent else None,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    return campaign


def refuse_wrong(session: Session, draft: CampaignDraft) -> None:
    """Raises:
    WrongCampaign, MissingField, CampaignExists, NotFound: the first field that cannot be.
    """
    if not SLUG.fullmatch(draft.slug) or len(draft.slug) > 80:
        raise WrongCampaign(
            field="slug", value=draft.slug, hint=N_("Use minúsculas sin tilde, números y guiones: dia-mundial-trata.")
        )
    if not draft.title_es.strip():
        raise MissingField(field="title", hint=N_("Escriba el título en español."))
    if draft.hashtag and not HASHTAG.fullmatch(draft.hashtag):
        raise WrongCampaign(field="hashtag", value=draft.hashtag, hint=N_("Escriba una sola etiqueta: #DíaMundialContraLaTrata."))
    if draft.link and not draft.link.startswith("https://"):
        raise WrongCampaign(field="link", value=draft.link, hint=N_("Use una dirección que empiece por https://."))
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        raise WrongCampaign(field="ends", value=draft.ends_on, hint=N_("El fin no puede ser anterior al comienzo."))
    if draft.commemorative_date and session.get(CommemorativeDate, draft.commemorative_date) is None:
        raise NotFound(kind=N_("fecha conmemorativa"), name=draft.commemorative_date)
    if session.scalar(select(Campaign.id).where(Campaign.slug == draft.slug)) is not None:
        raise CampaignExists(slug=draft.slug)


def adapt_campaign(session: Session, slug: str, territory: str, by: User, now: datetime) -> Campaign:
    """A country's version of a regional campaign, as a draft of its own under `<slug>-<country>`.

    Raises:
        WrongCampaign: the campaign is itself a country's.
        NotAllowed, NotFound, CampaignExists.
    """
    parent = campaign_named(session, slug)
    if parent.parent_id is not None:
        raise WrongCampaign(field="campaign", value=slug, hint=N_("Adapte la campaña regional, no la de otro país."))
    draft = CampaignDraft(
        slug=f"{parent.slug}-{territory.lower()}",
        title_es=parent.title_es,
        title_en=parent.title_en,
        territory=territory,
        hashtag=parent.hashtag,
        link=parent.link,
        commemorative_date=parent.commemorative_date or "",
        starts_on=parent.starts_on,
        ends_on=parent.ends_on,
    )
    return create_campaign(session, draft, by, now, parent=parent)


def move_campaign(session: Session, slug: str, to: CampaignStatus, by: User, now: datetime, reason: str = "") -> Campaign:
    """Changes a campaign's status and keeps who did it and why.

    Pausing places a hold on the campaign, so that nothing of it starts to leave once this has committed; going on lifts it;
    cancelling cancels what has not left.

    Raises:
        WrongCampaignMove, NotAllowed, NotFound, ReasonMissing (pausing without a reason).
    """
    campaign = session.scalars(select(Campaign).where(Campaign.id == campaign_named(session, slug).id).with_for_update()).one()
    require_role(session, by, Role.CAMPAIGN_LEAD, campaign.territory, act=ACTS[to])
    if to not in MOVES.get(campaign.status, frozenset()):
        raise WrongCampaignMove(campaign=slug, status=campaign.status, act=ACTS[to])
    if to is CampaignStatus.PAUSED:
        place_hold(session, by, reason, now, campaign_id=campaign.id, owner=campaign.territory)
    elif campaign.status is CampaignStatus.PAUSED and to is CampaignStatus.RUNNING:
        lift_holds_of(session, campaign, by, now)
    elif to is CampaignStatus.CANCELLED:
        cancel_what_waits(session, campaign, by, now)
    campaign.status = to
    session.add(
        Review(subject=f"campaign:{campaign.id}", seal="", decision=to.value, reason=reason, decided_by=by.name, decided_at=now)
    )
    session.flush()
    return campaign


def lift_holds_of(session: Session, campaign: Campaign, by: User, now: datetime) -> None:
    """Lifts the pauses of this campaign alone; a wider crisis pause stays."""
    for hold in active_holds(session, now):
        if hold.campaign_id == campaign.id and not (hold.territory or hold.network or hold.profile_id):
            lift_hold(session, hold.id, by, now, owner=campaign.territory)


def cancel_what_waits(session: Session, campaign: Campaign, by: User, now: datetime) -> None:
    """Drops every delivery of the campaign that has not left."""
    waiting = (
        select(Delivery).where(Delivery.campaign_id == campaign.id, Delivery.status.in_(NOT_GONE)).order_by(Delivery.profile_id)
    )
    for delivery in session.scalars(waiting).all():
        drop(session, delivery, by, now)
