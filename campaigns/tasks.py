"""The chain of a commemorative date: from the brief sixty days before to the report four weeks after. Pure rules."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from foundation.texts import N_

WEEKEND: Final = frozenset({5, 6})  # Saturday and Sunday, in all nine countries


@dataclass(frozen=True)
class Step:
    """One step; `days` after the date, negative before it."""

    code: str
    days: int
    name: str


@dataclass(frozen=True)
class Task:
    """A step of one date, due by the end of that day."""

    step: Step
    due_on: date


CHAIN: Final = (
    Step("brief", -60, N_("Encargo de la campaña")),
    Step("script", -30, N_("Guion aprobado")),
    Step("translations", -21, N_("Traducciones")),
    Step("adaptation", -14, N_("Adaptación nacional")),
    Step("accessibility", -7, N_("Accesibilidad: subtítulos, texto alternativo, lectura fácil")),
    Step("approval", -2, N_("Aprobación final")),
    Step("report", 7, N_("Informe a los 7 días")),
    Step("final_report", 28, N_("Informe a los 28 días")),
)
STARTS: Final = {0: -60, 1: -30, 2: -14, 3: -2}
"""By the date's priority: 0 a regional campaign, 1 a regional piece and its adaptation, 2 one piece, 3 optional, 4 a reminder."""


def chain(day: date, priority: int, weekend: Collection[int] = WEEKEND) -> list[Task]:
    """The steps that a date of that priority asks for, in order.

    What falls before the date on a weekend is due on the working day before: nobody approves on a Sunday, the date does not wait.
    """
    first = STARTS.get(priority)
    if first is None:
        return []
    return [Task(step, due(day, step, weekend)) for step in CHAIN if step.days >= first]


def due(day: date, step: Step, weekend: Collection[int] = WEEKEND) -> date:
    """The day by whose end the step is due."""
    when = day + timedelta(days=step.days)
    while step.days < 0 and when.weekday() in weekend:
        when -= timedelta(days=1)
    return when
