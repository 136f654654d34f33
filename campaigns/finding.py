"""Looks things up by the names people use, or says that they do not exist."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.errors import MissingField
from campaigns.models import Audience, Campaign, KeyMessage, KeyMessageText, Post, Profile, Territory
from campaigns.status import ProfileStatus
from foundation.errors import Conflict, NotFound
from foundation.texts import N_


def campaign_named(session: Session, slug: str) -> Campaign:
    """The campaign of that slug.

    Raises:
        NotFound: there is none.
    """
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFound(kind=N_("campaña"), name=slug)
    return campaign


def post_numbered(session: Session, number: int) -> Post:
    """The post of that number.

    Raises:
        NotFound: there is none.
    """
    post = session.get(Post, number)
    if post is None:
        raise NotFound(kind=N_("publicación"), name=number)
    return post


def profiles_named(session: Session, names: Sequence[str]) -> list[Profile]:
    """The profiles of those names, in that order, all usable.

    Raises:
        MissingField: no name was given.
        NotFound: names the first that does not exist.
        Conflict: a profile is disabled.
    """
    if not names:
        raise MissingField(field="profile", hint=N_("Diga en qué perfiles se publica."))
    found = {profile.name: profile for profile in session.scalars(select(Profile).where(Profile.name.in_(names)))}
    for name in names:
        if name not in found:
            raise NotFound(kind=N_("perfil"), name=name)
        if found[name].status is ProfileStatus.DISABLED:
            raise Conflict(thing=name, status=found[name].status, act=N_("publicar"))
    return [found[name] for name in dict.fromkeys(names)]


def territory_coded(session: Session, code: str) -> Territory:
    """The territory of that code, in either case.

    Raises:
        NotFound: there is none.
    """
    territory = session.get(Territory, code.strip().upper())
    if territory is None:
        raise NotFound(kind=N_("territorio"), name=code)
    return territory


def audience_coded(session: Session, code: str) -> Audience:
    """The audience of that code.

    Raises:
        NotFound: there is none.
    """
    audience = session.get(Audience, code)
    if audience is None:
        raise NotFound(kind=N_("público"), name=code)
    return audience


def territories(session: Session) -> dict[str, Territory]:
    """Every territory by its code."""
    return {territory.code: territory for territory in session.scalars(select(Territory))}


def key_message_words(session: Session, code: str) -> tuple[KeyMessage, dict[str, KeyMessageText]]:
    """A key message and its words by language.

    Raises:
        NotFound: there is none.
    """
    message = session.get(KeyMessage, code)
    if message is None:
        raise NotFound(kind=N_("mensaje clave"), name=code)
    rows = session.scalars(select(KeyMessageText).where(KeyMessageText.key_message == code))
    return message, {row.language: row for row in rows}
