"""What a reviewer may approve from Telegram, and the approval itself: bound to exactly what was shown."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.kits import Picture, name_of, picture_of
from bot.members import Reader
from bot.models import Member
from campaigns.approving import approve_post, waiting_deliveries
from campaigns.models import Delivery, Post, Profile, Variant
from campaigns.status import DeliveryStatus
from foundation.errors import CorettError
from foundation.people import Role, User, has_role
from foundation.texts import N_

AT_ONCE: Final = 5


class NotLinked(CorettError):
    """Nobody knows which console user this chat belongs to."""

    code = "not_linked"
    sentence = N_(
        "Este chat no está vinculado con la consola. Pida un código con «corett bot link USUARIO» y escriba /vincular CÓDIGO."
    )


class ChangedMeanwhile(CorettError):
    """What would be approved is no longer what was shown."""

    code = "changed_meanwhile"
    sentence = N_(
        "La publicación cambió desde que se la mostré, así que no la aprobé. Escriba /pendientes para verla como está ahora."
    )


@dataclass(frozen=True, slots=True)
class Version:
    """The post in one language, as it would go out on these profiles."""

    language: str
    profiles: tuple[str, ...]
    text: str
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that waits for approval; `seen` stands for everything that would be sealed."""

    number: int
    title: str
    due: str
    deliveries: int
    versions: tuple[Version, ...]
    seen: str


Rows = Sequence[tuple[Delivery, Variant, Profile]]


def reviewer(session: Session, reader: Reader) -> User:
    """The console user behind a chat.

    Raises:
        NotLinked: there is none, or she is no longer active.
    """
    member = session.get(Member, reader.key)
    user = session.get(User, member.user_id) if member is not None and member.user_id is not None else None
    if user is None or not user.active:
        raise NotLinked
    return user


def waiting_for(session: Session, reader: Reader) -> list[Waiting]:
    """The most urgent posts that this reviewer may approve as a whole.

    Raises:
        NotLinked: the chat belongs to no console user.
    """
    user = reviewer(session, reader)
    numbers = session.execute(
        select(Delivery.post_id, Delivery.due_at)
        .where(Delivery.status == DeliveryStatus.PLANNED, Delivery.seal.is_(None))
        .order_by(Delivery.due_at)
    )
    found: list[Waiting] = []
    for number in dict.fromkeys(post for post, _ in numbers):
        post = session.get_one(Post, number)
        rows = waiting_deliveries(session, post)
        if all(has_role(session, user, Role.REVIEWER, profile.territory) for _, _, profile in rows):
            found.append(as_shown(post, rows))
        if len(found) == AT_ONCE:
            break
    return found


def as_shown(post: Post, rows: Rows) -> Waiting:
    """The post's versions: deliveries with the same words and card are shown once."""
    alike: dict[tuple[str, str, Picture | None], list[str]] = defaultdict(list)
    for delivery, variant, profile in rows:
        payload = json.loads(delivery.payload)
        words = payload["text"].replace(payload["link"], "[…]") if payload.get("link") else payload["text"]
        alike[variant.language, words, picture_of(payload)].append(profile.name)
    return Waiting(
        number=post.id,
        title=name_of(post),
        due=f"{rows[0][0].wall_time} {rows[0][0].zone}",
        deliveries=len(rows),
        versions=tuple(Version(language, tuple(names), words, picture) for (language, words, picture), names in alike.items()),
        seen=seen_of(rows),
    )


def seen_of(rows: Rows) -> str:
    """Sixteen signs that change with anything that would be sealed: words, files, profile or instant."""
    whole = "\n".join(f"{delivery.id} {delivery.profile_id} {delivery.due_at} {delivery.payload}" for delivery, _, _ in rows)
    return sha256(whole.encode()).hexdigest()[:16]


def approve_seen(session: Session, number: int, seen: str, reader: Reader, now: datetime) -> int:
    """Approves the post as it was shown; how many deliveries were sealed.

    Raises:
        NotLinked, ChangedMeanwhile, and what `approve_post` refuses.
    """
    user = reviewer(session, reader)
    post = session.get(Post, number)
    rows = waiting_deliveries(session, post) if post is not None else []
    if rows and seen_of(rows) != seen:
        raise ChangedMeanwhile
    return len(approve_post(session, number, user, now))
