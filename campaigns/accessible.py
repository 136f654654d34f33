"""A post as the room of accessible formats sees it: its words per language, what it shows, who signs it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.inclusive.message import Message, Shown
from assets.models import Asset
from assets.sniffing import Kind
from campaigns.composing import compose, facts_for
from campaigns.finding import post_numbered, territory_coded
from campaigns.models import Campaign, Post, PostAsset, Territory, Variant
from foundation.people import REGION


def message_of(session: Session, number: int) -> Message:
    """The post of that number.

    Raises:
        NotFound: there is none. UnknownPlaceholder, WrongTemplate: its text cannot be composed.
    """
    post = post_numbered(session, number)
    campaign = session.get_one(Campaign, post.campaign_id)
    territory = territory_coded(session, campaign.territory)
    texts = {
        language: compose(text, facts_for(campaign, territory, None, language, campaign.link))
        for language, text in templates_of(session, post).items()
    }
    shown = [(Shown(one.asset_id, one.alt, one.language), asset.kind) for one, asset in shown_by(session, post)]
    return Message(
        subject=f"post:{post.id}",
        language=post.language,
        texts=texts,
        title=post.title or campaign.title_es,
        pictures=tuple(one for one, kind in shown if kind == Kind.IMAGE),
        films=tuple(one for one, kind in shown if kind == Kind.VIDEO),
        sign_languages=signed_in(session, territory),
    )


def templates_of(session: Session, post: Post) -> dict[str, str]:
    """The source's text, and for every other language its longest variant: networks only ever shorten."""
    found = session.scalars(select(Variant).where(Variant.post_id == post.id).order_by(Variant.id))
    texts: dict[str, str] = {post.language: post.text}
    for variant in found:
        if variant.language != post.language and len(variant.text) > len(texts.get(variant.language, "")):
            texts[variant.language] = variant.text
    return texts


def shown_by(session: Session, post: Post) -> list[tuple[PostAsset, Asset]]:
    """The post's files, in order."""
    rows = session.execute(
        select(PostAsset, Asset)
        .join(Asset, Asset.id == PostAsset.asset_id)
        .where(PostAsset.post_id == post.id)
        .order_by(PostAsset.position)
    )
    return [(one, asset) for one, asset in rows]


def signed_in(session: Session, territory: Territory) -> tuple[str, ...]:
    """The sign languages of a territory; of the region, all of them."""
    wanted = select(Territory.sign_language).where(Territory.sign_language.is_not(None)).order_by(Territory.code)
    if territory.code != REGION:
        wanted = wanted.where(Territory.code == territory.code)
    return tuple(dict.fromkeys(code for code in session.scalars(wanted) if code))
