"""What members send in: kept only with consent, never with somebody who can be recognised, and let go when it is not used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.errors import BadInput, Conflict, NotFound
from foundation.people import REGION, Role, User, require_role
from foundation.texts import N_
from moderation.checks import Finding, HelpLine, check_text
from moderation.distress import looks_like_a_call_for_help
from moderation.models import Submission, SubmissionStatus

IDENTIFIES: Final = frozenset({"R01", "R02", "R07", "R09", "R10"})
"""Rules under which a text is not even stored: it names somebody or leads to somebody."""
MOVES: Final[dict[SubmissionStatus, frozenset[SubmissionStatus]]] = {
    SubmissionStatus.RECEIVED: frozenset({SubmissionStatus.IN_REVIEW, SubmissionStatus.REJECTED, SubmissionStatus.WITHDRAWN}),
    SubmissionStatus.IN_REVIEW: frozenset({SubmissionStatus.ACCEPTED, SubmissionStatus.REJECTED, SubmissionStatus.WITHDRAWN}),
    SubmissionStatus.ACCEPTED: frozenset({SubmissionStatus.WITHDRAWN}),
    SubmissionStatus.REJECTED: frozenset(),
    SubmissionStatus.WITHDRAWN: frozenset(),
}
GONE: Final = frozenset({SubmissionStatus.REJECTED, SubmissionStatus.WITHDRAWN})


class CallForHelp(BadInput):
    """Somebody asks for help: this is no submission. Whoever catches it answers with help lines and stores nothing."""

    code = "call_for_help"
    sentence = N_(
        "Esto parece un pedido de ayuda. CORETT no recibe denuncias ni guarda este mensaje: use la línea oficial de su país."
    )


class ConsentMissing(BadInput):
    """Nothing is kept without the sender's word that it may be published."""

    code = "consent_missing"
    sentence = N_("{field}: sin su permiso para publicarlo no se puede recibir. Confirme el permiso y envíelo de nuevo.")


class PeopleMissing(BadInput):
    """People can be seen and have not agreed."""

    code = "people_missing"
    sentence = N_("{field}: se ve a personas que no han dado permiso. Envíe otra imagen o pida antes su permiso por escrito.")


class Identifies(BadInput):
    """The text names somebody or leads to somebody."""

    code = "identifies"
    sentence = N_("{field}: el texto puede identificar a una persona ({rules}) y no se guarda. Quite nombres, edades y lugares.")


class NothingSent(BadInput):
    """Neither text nor file."""

    code = "nothing_sent"
    sentence = N_("{field}: está vacío. Envíe un texto, una imagen o un video.")


class WrongSubmissionMove(Conflict):
    """A submission cannot go from its status to another."""

    code = "wrong_submission_move"
    sentence = N_("El envío {number} está «{status}»: así no se puede pasar a «{to}».")


class ReasonWanted(BadInput):
    """Members are told why."""

    code = "reason_wanted"
    sentence = N_("{field}: diga por qué se rechaza; quien lo envió recibe esta razón.")


@dataclass(frozen=True)
class Sent:
    """What a member hands over. `sent_by` is a reference such as `member:12`, never a name."""

    sent_by: str
    territory: str
    language: str
    text: str = ""
    asset_id: int | None = None
    may_publish: bool = False
    people_visible: bool = False
    people_agreed: bool = False


def refuse_unwanted(sent: Sent) -> None:
    """Before anything is stored, and before a file is even downloaded.

    Raises:
        CallForHelp, NothingSent, ConsentMissing, PeopleMissing.
    """
    if looks_like_a_call_for_help(sent.text):
        raise CallForHelp(field="text")
    if not sent.text.strip() and sent.asset_id is None:
        raise NothingSent(field="text")
    if not sent.may_publish:
        raise ConsentMissing(field="may_publish")
    if sent.people_visible and not sent.people_agreed:
        raise PeopleMissing(field="people")


def receive(session: Session, sent: Sent, now: datetime, lines: Sequence[HelpLine] = ()) -> tuple[Submission, list[Finding]]:
    """Keeps what a member sent, for review, with what the rules found in it.

    Raises:
        CallForHelp, NothingSent, ConsentMissing, PeopleMissing; Identifies: a person could be recognised; nothing is stored.
    """
    refuse_unwanted(sent)
    findings = check_text(sent.text, sent.language, sent.territory, now, lines=lines)
    met = sorted({one.rule for one in findings} & IDENTIFIES)
    if met:
        raise Identifies(field="text", rules=", ".join(met))
    row = Submission(
        sent_by=sent.sent_by,
        territory=sent.territory,
        language=sent.language,
        text=sent.text.strip(),
        asset_id=sent.asset_id,
        may_publish=sent.may_publish,
        people_visible=sent.people_visible,
        people_agreed=sent.people_agreed,
        findings={one.rule: one.severity.value for one in findings},
        received_at=now,
    )
    session.add(row)
    session.flush()
    return row, findings


def submission_numbered(session: Session, number: int) -> Submission:
    """The submission of that number.

    Raises:
        NotFound.
    """
    row = session.get(Submission, number)
    if row is None:
        raise NotFound(kind=N_("envío"), name=number)
    return row


def waiting(session: Session, territory: str = REGION) -> list[Submission]:
    """What waits for a decision there, the oldest first; everything for the region."""
    rows = select(Submission).where(Submission.status.in_((SubmissionStatus.RECEIVED, SubmissionStatus.IN_REVIEW)))
    if territory != REGION:
        rows = rows.where(Submission.territory == territory)
    return list(session.scalars(rows.order_by(Submission.received_at, Submission.id)))


def sent_in_by(session: Session, sent_by: str) -> list[Submission]:
    """Everything a member sent, the newest first."""
    rows = select(Submission).where(Submission.sent_by == sent_by).order_by(Submission.received_at.desc(), Submission.id.desc())
    return list(session.scalars(rows))


def decide(session: Session, number: int, to: SubmissionStatus, by: User, now: datetime, reason: str = "") -> Submission:
    """A person takes a submission up, accepts or rejects it; what is rejected loses its text and its file.

    Raises:
        NotFound, NotAllowed, WrongSubmissionMove; ReasonWanted: a rejection nobody explains.
    """
    row = session.get(Submission, number, with_for_update=True) or submission_numbered(session, number)
    require_role(session, by, Role.COMMUNITY_MANAGER, row.territory, act=N_("decidir sobre envíos"))
    if to is SubmissionStatus.REJECTED and not reason.strip():
        raise ReasonWanted(field="reason")
    move(row, to, by.name, now, reason)
    session.flush()
    return row


def withdraw(session: Session, number: int, sent_by: str, now: datetime) -> Submission:
    """Whoever sent it takes it back, at any time before or after it was accepted; text and file go.

    Raises:
        NotFound: no such submission of theirs. WrongSubmissionMove: it is gone already.
    """
    row = submission_numbered(session, number)
    if row.sent_by != sent_by:
        raise NotFound(kind=N_("envío"), name=number)
    move(row, SubmissionStatus.WITHDRAWN, sent_by, now, "")
    session.flush()
    return row


def move(row: Submission, to: SubmissionStatus, by: str, now: datetime, reason: str) -> None:
    """Raises:
    WrongSubmissionMove: its status does not allow it.
    """
    if to not in MOVES.get(row.status, frozenset()):
        raise WrongSubmissionMove(number=row.id, status=row.status, to=to)
    row.status, row.decided_by, row.decided_at, row.reason = to, by, now, reason.strip()
    if to in GONE:
        row.text, row.asset_id = "", None


def shown(row: Submission) -> dict[str, Any]:
    """A submission for people and scripts."""
    return {
        "submission": row.id,
        "sent_by": row.sent_by,
        "territory": row.territory,
        "language": row.language,
        "text": row.text,
        "asset": row.asset_id,
        "findings": row.findings,
        "status": row.status,
        "received_at": row.received_at,
        "decided_by": row.decided_by,
        "decided_at": row.decided_at,
        "reason": row.reason,
    }
