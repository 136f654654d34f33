"""A rendered card as a file of the library, with its drafted alt text and the photograph it was made from."""

from datetime import datetime
from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session

from assets.cards import Card
from assets.fresh import Fresh
from assets.intake import alt_texts, keep
from assets.library import made_from
from assets.looks import look_of
from assets.models import Asset
from assets.sniffing import Kind
from assets.store import Store


def keep_card(
    store: Store,
    session: Session,
    card: Card,
    language: str,
    by: str,
    now: datetime,
    *,
    alt: str = "",
    name: str = "",
    photo: Asset | None = None,
) -> Asset:
    """The card as an asset; the same card a second time is the asset it already was. `alt` replaces the drafted text."""
    with Image.open(BytesIO(card.content)) as opened:
        look = look_of(opened)
    fresh = Fresh(card.content, card.mime, Kind.IMAGE, card.width, card.height, look=look, facts={"card": card.key})
    asset = keep(store, session, fresh, alt_texts({language: alt or card.alt}), "CORETT", by, now, name=name or "tarjeta")
    if photo is not None:
        made_from(session, asset, [photo.id])
    return asset
