"""Posts that are out, with the payload that was sealed, and a card in the store."""

import json
from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session

from assets.store import Store
from campaigns.models import CommemorativeDate, Delivery, Post, Variant
from tests.clock import FrozenClock
from tests.monitoring.strategy import Plan, start_plan

TEXT = "30 de julio. Nadie está en venta.\n\n{link} #NadieEnVenta"
TARGET = "https://corett.example/campana"


def start_campaign(session: Session, clock: FrozenClock) -> Plan:
    """The World Day's campaign, with its date."""
    plan = start_plan(session, clock.now(), link=TARGET)
    session.add(
        CommemorativeDate(
            code="trata",
            rrule="FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=30",
            name_es="Día Mundial contra la Trata de Personas",
            name_en="World Day against Trafficking in Persons",
            priority=0,
            audiences=["P4"],
            basis="A/RES/68/192",
        )
    )
    session.flush()
    plan.campaign.commemorative_date = "trata"
    return plan


def put_out(
    plan: Plan,
    title: str = "Nadie está en venta",
    text: str = TEXT,
    *,
    network: str = "telegram",
    territory: str = "GT",
    language: str = "es",
    card: str = "",
    alt: str = "Tarjeta azul con el lema.",
    of_post: int | None = None,
) -> Delivery:
    """A sent delivery whose payload holds these words; `of_post` adds it to a post that is there."""
    delivery = plan.sent(network, territory, language=language)
    session, post = plan.session, plan.session.get_one(Post, delivery.post_id)
    if of_post is not None:
        session.get_one(Variant, delivery.variant_id).post_id = of_post
        delivery.post_id = of_post
        session.flush()
        session.delete(post)
    else:
        post.title, post.text = title, text
    link = f"https://prensa.example/r/{delivery.link_code}"
    file = {"kind": "image", "mime": "image/png", "sha256": card, "alt": alt, "size": 1}
    media = [{**file, "width": 10, "height": 10, "duration": 0, "captions": []}] if card else []
    payload = {"text": text.format(link=link), "language": language, "link": link, "title": title, "about": {}, "media": media}
    delivery.payload = json.dumps(payload)
    session.flush()
    return delivery


def card_in(store: Store, colour: str = "#0b5c8a") -> str:
    """A card in the store; its hash."""
    out = BytesIO()
    Image.new("RGB", (320, 320), colour).save(out, "PNG")
    return store.put(out.getvalue(), "image/png")
