"""The content plan: what the strategy asks for, what has been said of it, and how people change it with a spreadsheet."""

import csv
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.errors import WrongImport
from campaigns.models import Delivery, KeyMessage, KeyMessageText, PlanEntry, Post
from campaigns.status import DeliveryStatus
from foundation.people import REGION, Role, User, require_role
from foundation.texts import N_, Texts

COLUMNS: Final = ("key_message", "product", "medium", "period")
LONGEST: Final[Mapping[str, int]] = {"key_message": 20, "product": 200, "medium": 200, "period": 40}
SHOWN: Final = 10


def plan_rows(session: Session, audience: str = "") -> list[dict[str, Any]]:
    """Every entry of the plan, in the order of audiences and messages."""
    query = select(PlanEntry).order_by(PlanEntry.key_message, PlanEntry.id)
    if audience:
        query = query.where(PlanEntry.audience == audience.upper())
    return [{"audience": row.audience, **{name: getattr(row, name) for name in COLUMNS}} for row in session.scalars(query)]


def message_rows(session: Session, language: str, audience: str = "") -> list[dict[str, Any]]:
    """Every key message with its words and how often it has been planned and sent; a language nobody wrote yet is empty."""
    words = dict(
        session.execute(select(KeyMessageText.key_message, KeyMessageText.text).where(KeyMessageText.language == language)).all()
    )
    posts = dict(session.execute(select(Post.key_message, func.count()).group_by(Post.key_message)).all())
    sent = dict(
        session.execute(
            select(Post.key_message, func.count())
            .join(Delivery, Delivery.post_id == Post.id)
            .where(Delivery.status == DeliveryStatus.SENT)
            .group_by(Post.key_message)
        ).all()
    )
    query = select(KeyMessage).order_by(KeyMessage.code)
    if audience:
        query = query.where(KeyMessage.audience == audience.upper())
    return [
        {
            "code": row.code,
            "audience": row.audience,
            "root": row.root,
            "text": words.get(row.code),
            "posts": posts.get(row.code, 0),
            "sent": sent.get(row.code, 0),
            "note": row.note,
        }
        for row in session.scalars(query)
    ]


def import_plan(session: Session, lines: Iterable[str], by: User, texts: Texts) -> int:
    """Adds the entries of a CSV (key_message, product, medium, period) that are not there yet; returns how many are new.

    Raises:
        NotAllowed; WrongImport: names every bad line; nothing was saved.
    """
    require_role(session, by, Role.CAMPAIGN_LEAD, REGION, act=N_("cambiar el plan"))
    audiences = dict(session.execute(select(KeyMessage.code, KeyMessage.audience)).all())
    rows, wrong = read_plan(lines, audiences, texts)
    if wrong:
        raise WrongImport(lines=" ".join(wrong[:SHOWN]))
    known = {tuple(row) for row in session.execute(select(*(getattr(PlanEntry, name) for name in COLUMNS)))}
    fresh = [row for row in dict.fromkeys(rows) if row not in known]
    session.add_all(PlanEntry(audience=audiences[row[0]], **dict(zip(COLUMNS, row, strict=True))) for row in fresh)
    session.flush()
    return len(fresh)


def read_plan(lines: Iterable[str], audiences: Mapping[str, str], texts: Texts) -> tuple[list[tuple[str, ...]], list[str]]:
    """The entries of a CSV and what is wrong with it, line by line."""
    reader = csv.DictReader(without_mark(lines))
    absent = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if absent:
        return [], [
            texts(
                N_("Línea {number}: {reason}"), number=1, reason=texts(N_("faltan las columnas {names}"), names=", ".join(absent))
            )
        ]
    rows: list[tuple[str, ...]] = []
    wrong: list[str] = []
    for line in reader:
        row = tuple((line[name] or "").strip() for name in COLUMNS)
        reason = wrong_entry(row, audiences, texts)
        if reason:
            wrong.append(texts(N_("Línea {number}: {reason}"), number=reader.line_num, reason=reason))
        rows.append(row)
    return rows, wrong


def wrong_entry(row: tuple[str, ...], audiences: Mapping[str, str], texts: Texts) -> str:
    """Why an entry cannot be, or nothing."""
    for name, value in zip(COLUMNS, row, strict=True):
        if not value:
            return texts(N_("falta {name}."), name=name)
        if len(value) > LONGEST[name]:
            return texts(N_("{name} pasa de {longest} caracteres."), name=name, longest=LONGEST[name])
    return "" if row[0] in audiences else texts(N_("no hay mensaje clave «{code}»."), code=row[0])


def without_mark(lines: Iterable[str]) -> Iterable[str]:
    """The lines without the byte-order mark that spreadsheets put first."""
    for number, line in enumerate(lines):
        yield line.removeprefix("\ufeff") if number == 0 else line
