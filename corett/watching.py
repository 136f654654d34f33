"""What the terminal shows while the platform runs: a live table of what went where, or plain lines without a terminal."""

import json
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from campaigns.status import DeliveryStatus
from foundation.clock import Clock
from foundation.texts import N_, Texts
from schedulers.outbox import Claim, Outcome

ROWS: Final = 14
COLUMNS: Final = (
    (N_("Hora"), 2),
    (N_("Red"), 2),
    (N_("Perfil"), 3),
    (N_("Lengua"), 1),
    (N_("Mensaje"), 6),
    (N_("Estado"), 3),
    (N_("Dónde"), 7),
)
WORDS: Final[dict[DeliveryStatus, tuple[str, str]]] = {
    DeliveryStatus.SENT: (N_("enviada"), "green"),
    DeliveryStatus.PLANNED: (N_("se reintentará"), "yellow"),
    DeliveryStatus.UNCONFIRMED: (N_("sin confirmar"), "yellow"),
    DeliveryStatus.FAILED: (N_("falló"), "red"),
    DeliveryStatus.MISSED: (N_("perdió su hora"), "red"),
    DeliveryStatus.HELD: (N_("retenida"), "yellow"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome as people read it."""

    at: str
    network: str
    profile: str
    language: str
    words: str
    status: DeliveryStatus
    where: str


@dataclass
class Watch:
    """The live table. `profile_of` gives a profile's name, `counts` how many deliveries stand where."""

    texts: Texts
    clock: Clock
    profile_of: Callable[[int], str]
    counts: Callable[[], dict[str, int]]
    notices: list[str] = field(default_factory=list)
    rows: deque[Row] = field(default_factory=lambda: deque(maxlen=ROWS))
    live: Live | None = None

    def __enter__(self) -> "Watch":
        if sys.stdout.isatty():
            self.live = Live(self.picture(), refresh_per_second=4, transient=False)
            self.live.start()
        return self

    def __exit__(self, *failure: object) -> None:
        if self.live is not None:
            self.live.update(self.picture())
            self.live.stop()

    def notice(self, sentence: str) -> None:
        """A line above the table: addresses, warnings."""
        self.notices.append(sentence)
        if self.live is None:
            sys.stdout.write(sentence + "\n")
            sys.stdout.flush()
        else:
            self.refresh()

    def outcome(self, claim: Claim, outcome: Outcome) -> None:
        """One more delivery was decided."""
        content = json.loads(claim.payload)
        row = Row(
            at=f"{self.clock.now().astimezone():%H:%M:%S}",
            network=claim.network,
            profile=self.profile_of(claim.profile_id),
            language=content["language"],
            words=" ".join(content["text"].split())[:60],
            status=outcome.status,
            where=outcome.url or (outcome.error.say(self.texts) if outcome.error else ""),
        )
        self.rows.append(row)
        if self.live is None:
            sys.stdout.write(f"{row.at} {row.network}/{row.profile} [{row.language}] {self.word(row.status)[0]} {row.where}\n")
            sys.stdout.flush()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Draws the table anew."""
        if self.live is not None:
            self.live.update(self.picture())

    def picture(self) -> RenderableType:
        """Notices, table and counts."""
        table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
        for heading, ratio in COLUMNS:
            word = self.texts(heading)
            table.add_column(word, ratio=ratio, min_width=len(word), no_wrap=True, overflow="ellipsis")
        for row in self.rows:
            word, colour = self.word(row.status)
            table.add_row(row.at, row.network, row.profile, row.language, row.words, Text(word, style=colour), row.where)
        return Group(*(Text(notice) for notice in self.notices), Text(""), table, Text(""), Text(self.summary(), style="dim"))

    def word(self, status: DeliveryStatus) -> tuple[str, str]:
        """The status in plain words and its colour."""
        word, colour = WORDS.get(status, (status.value, "white"))
        return self.texts(word), colour

    def summary(self) -> str:
        """How many stand where."""
        counts = self.counts()
        waiting = sum(
            counts.get(one.value, 0) for one in (DeliveryStatus.UNCONFIRMED, DeliveryStatus.HELD, DeliveryStatus.MISSED)
        )
        return self.texts(
            N_("{planned} programadas · {sent} enviadas · {person} esperan a una persona · Ctrl-C para terminar"),
            planned=counts.get("planned", 0),
            sent=counts.get("sent", 0),
            person=waiting + counts.get("failed", 0),
        )
