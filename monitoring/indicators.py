"""The lines of the monitoring matrix: the strategy's 60 indicators and the readings people and machines enter."""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.errors import BadInput, NotFound
from foundation.texts import N_
from monitoring.models import Indicator, Quality, Reading

STARTER: Final = Path(__file__).parent / "starter" / "indicators.toml"
PERIOD: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?")


class WrongPeriod(BadInput):
    """Not a period a reading can belong to."""

    code = "wrong_period"
    sentence = N_(
        "{field}: «{value}» no es un período. Escriba un año (2027), semestre (2027-H1), trimestre (2027-Q3) o mes (2027-07)."
    )


class UnexplainedGap(BadInput):
    """A value is missing and nobody says why."""

    code = "unexplained_gap"
    sentence = N_("{field}: un dato que falta necesita su motivo. Dé un valor o explique por qué no lo hay.")


def load_starter(session: Session, now: datetime) -> int:  # noqa: ARG001 - every room's loader has this shape
    """Adds the strategy's indicators that are not there yet; how many were added. What a person changed stays."""
    there = set(session.scalars(select(Indicator.code)))
    fresh = [row for row in starter_rows() if row["code"] not in there]
    session.add_all(Indicator(**row) for row in fresh)
    session.flush()
    return len(fresh)


def starter_rows() -> list[Mapping[str, Any]]:
    """The indicators as the file gives them."""
    rows: list[Mapping[str, Any]] = tomllib.loads(STARTER.read_text(encoding="utf-8"))["indicator"]
    return rows


def enter_reading(
    session: Session,
    code: str,
    *,
    period: str,
    territory: str,
    value: float | None,
    quality: Quality,
    entered_by: str,
    now: datetime,
    note: str = "",
) -> Reading:
    """Enters a value for a period; an earlier one stays on record and the newest counts. `value` None needs a reason in `note`.

    Raises:
        NotFound: no such indicator.
        WrongPeriod: the period cannot be read.
        UnexplainedGap: neither a value nor a reason.
    """
    if session.get(Indicator, code) is None:
        raise NotFound(kind=N_("indicador"), name=code)
    if not PERIOD.fullmatch(period):
        raise WrongPeriod(field="--period", value=period)
    if value is None and not note:
        raise UnexplainedGap(field="--note")
    reading = Reading(
        indicator=code,
        period=period,
        territory=territory,
        value=value,
        quality=Quality.UNAVAILABLE if value is None else quality,
        note=note,
        entered_by=entered_by,
        entered_at=now,
    )
    session.add(reading)
    session.flush()
    return reading


def newest_readings(session: Session, period: str) -> dict[tuple[str, str], Reading]:
    """The reading that counts per indicator and territory in a period."""
    rows = session.scalars(select(Reading).where(Reading.period == period).order_by(Reading.entered_at, Reading.id))
    return {(row.indicator, row.territory): row for row in rows}
