"""What every network module offers and what it is handed. Read this page before any adapter."""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable
from uuid import UUID

from foundation.clock import Clock, SystemClock
from foundation.db import Database
from foundation.settings import Section
from networks.errors import CannotLook, HandedOver, NetworkError, Rejected, SignedOut, Unavailable, Unconfirmed

__all__ = ["CannotLook", "HandedOver", "NetworkError", "Rejected", "SignedOut", "Unavailable", "Unconfirmed"]

Checkpoint = Callable[[str, str], Awaitable[None]]


class MediaKind(StrEnum):
    """What a file is, by content."""

    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"


class NetworkSettings(Section):
    """What every `[networks.<name>]` section knows; a module adds its own keys and defaults.

    `grace_s` must exceed `timeout_s` plus the network's worst visibility lag (`Limits.visibility_lag_s`).
    """

    api_url: str = ""
    timeout_s: float | None = None
    grace_s: float | None = None


class Credentials(Section):
    """A profile's secrets and fixed facts, as its TOML file gives them; a module lists its own keys.

    A field's `description` is what `corett profile connect` asks a person; one without is kept by CORETT. `repr=False`: a secret.
    """


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """A subtitle file beside a video. `language` is BCP-47, `mime` is `application/x-subrip` or `text/vtt`."""

    path: Path
    language: str
    mime: str


@dataclass(frozen=True, slots=True)
class Media:
    """One file to be sent, already decoded and re-encoded by `assets`. Sizes in pixels, seconds and bytes."""

    path: Path
    kind: MediaKind
    mime: str
    sha256: str
    size: int
    alt: str = ""
    width: int = 0
    height: int = 0
    duration: float = 0
    captions: tuple[CaptionFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Exactly what will be sent: the preview shows it, the approval seals it, the adapter sends it.

    `link` is the delivery's own tracked link; where `text` already holds it, adapters must not add it again.
    `about` carries facts for channels of our own (site, mail): `post`, `campaign`, `campaign_title`, `territory`, `audience`.
    """

    text: str
    language: str
    link: str = ""
    title: str = ""
    media: tuple[Media, ...] = ()
    about: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An outgoing message whose uploads are done. `parts` survive a crash: names to remote ids, in the delivery's row.

    Keys belong to the adapter (`media:<sha256>`, `container`, `sent:1`, …). `keep` stores one more part durably, at once:
    a several-part send calls it after each part, so that a restart resumes at the missing one.
    """

    outgoing: Outgoing
    parts: Mapping[str, str]
    keep: Checkpoint


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that it is out: the network's id and the address people can open (empty where there is none)."""

    ref: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a network would not take an outgoing message. `sentence` is a catalogue sentence that `facts` fill."""

    code: str
    field: str
    sentence: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as people will see it: its text, its files, and the link that the network shows apart (as a card)."""

    text: str
    media: tuple[Media, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric of one post. `value` None means "not available", which is never zero."""

    ref: str
    metric: str
    value: float | None
    unit: str
    source: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Metric:
    """What a network can tell about a post. `kind` is `reach` (people), `views` (times shown), `interaction` or `audience`."""

    name: str
    kind: str
    unit: str
    definition: str
    source: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a profile is, as its network says."""

    ref: str
    handle: str
    name: str = ""
    url: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A declared rate: `count` calls per `per_s` seconds; `scope` is `profile`, `app` or `network`."""

    scope: str
    count: int
    per_s: float
    source: str


@dataclass(frozen=True, slots=True)
class Cap:
    """A second limit on the text, counted in its own way: Bluesky's bytes, Instagram's hashtags, X's forbidden characters."""

    name: str
    most: int
    unit: str
    count: Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a network takes, declared as data: printed by `corett networks`, shown in docs/networks.md, used by `check`.

    `count` is how the network counts text (pure); `text_unit` says it in words; `caps` are further limits on the same text.
    `link` is `text` (written into the text, where it counts) or `field` (handed over apart). `max_images` 0 means none.
    `alt_text`/`captions` say how they reach people: `native`, `in_text`, `reply`, `burned_in`, `none` (captions: `srt`, `vtt` …).
    `idempotency` is `key`, `record_key`, `container`, `fingerprint` or `none`; `looks` tells whether `find` can prove absence.
    `visibility_lag_s` is the worst time between "accepted" and "seen by find", with its source in `sources`.
    `token_days` is how long fresh credentials live where they end and can be renewed; 0 means that they do not end by themselves.
    """

    network: str
    max_text: int | None
    text_unit: str
    count: Callable[[str], int]
    caps: tuple[Cap, ...] = ()
    max_text_with_media: int | None = None
    link: str = "text"
    max_images: int = 0
    max_image_bytes: int = 0
    image_types: tuple[str, ...] = ()
    max_videos: int = 0
    max_video_bytes: int = 0
    alt_text: str = "none"
    max_alt: int = 0
    captions: str = "none"
    idempotency: str = "none"
    looks: bool = False
    visibility_lag_s: float = 0
    rates: tuple[Rate, ...] = ()
    metrics: tuple[Metric, ...] = ()
    card_sizes: tuple[tuple[int, int], ...] = ()
    token_days: int = 0
    sources: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BudgetFact:
    """What the network's last answers said about a budget.

    `scope` is `profile`, `app` or `network`; `name` the network's word for the budget (`POST /2/tweets`, `call_count`).
    `remaining` calls are left until `resets_at`; `used` (0 to 1) is given where the network tells only a share.
    None is "not said".
    """

    scope: str
    name: str
    seen_at: datetime
    remaining: int | None = None
    used: float | None = None
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What `connect` is handed: the network's settings, one profile's credentials and what our own channels need.

    `timeout_s` is the deadline of one call; `clock` tells the time (`Measured.taken_at`, "retry after" dates). `database`,
    `public_url` and `data_dir` serve our own channels (`site`, `mail`, `manual`) and what a module keeps for itself in a file.
    `store_credentials` keeps renewed secrets durably (a compare-and-set in the profile's row).
    """

    profile: str
    settings: NetworkSettings
    credentials: Credentials
    timeout_s: float
    language: str = "es"
    database: Database | None = None
    public_url: str = ""
    data_dir: Path = Path("data")
    clock: Clock = dataclasses.field(default_factory=SystemClock)
    store_credentials: Callable[[Mapping[str, str]], Awaitable[None]] | None = None


class Network(Protocol):
    """One profile on one network.

    `publish` either returns a receipt or raises a `NetworkError`; it never does both, and it never retries.
    Every coroutine keeps to `Account.timeout_s` per call. No error text holds a token.
    """

    limits: ClassVar[Limits]

    def check(self, outgoing: Outgoing) -> list[Problem]:
        """Every reason why the network would refuse it. Pure: no I/O."""

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        """Uploads, minutes before the instant; resumes from `parts`."""

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        """The one short call at the instant."""

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:
        """Did it land? A receipt, or None when the profile was seen in full since then and it is not there.

        Raises:
            CannotLook: the network has no way to look, or did not answer in full.
        """

    async def measure(self, refs: list[str]) -> list[Measured]:
        """What the network counts for these posts; a metric it does not give comes back with value None."""

    async def whoami(self) -> Identity:
        """Who the credentials belong to."""

    async def close(self) -> None:
        """Lets go of connections."""


@runtime_checkable
class TellsBudget(Protocol):
    """A `Network` may also tell what its answers' headers said about rate budgets; whoever paces the calls asks after each one.

    `budget(network)` below asks any network: one that does not tell gives an empty list.
    """

    def budget(self) -> list[BudgetFact]:
        """The newest fact per budget, as heard so far; no I/O."""


def budget(network: Network) -> list[BudgetFact]:
    """What the network's answers said about its budgets, or nothing."""
    return network.budget() if isinstance(network, TellsBudget) else []


@runtime_checkable
class Drains(Protocol):
    """A `Network` that goes on working after `publish` (mail: one copy per recipient); the clock asks it to go on."""

    async def drain(self) -> int:
        """Does what waits and is due; returns how much it did."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """Fresh credentials; only the keys that changed."""

    secrets: Mapping[str, str]
    expires_at: datetime | None


@runtime_checkable
class Renews(Protocol):
    """A `Network` whose credentials end and can be renewed without a person (Instagram, Threads)."""

    async def renew(self) -> Renewed:
        """Asks the network for fresh credentials.

        Raises:
            SignedOut: they are gone; a person must connect the profile again.
        """


class NetworkModule(Protocol):
    """What the folder scan expects of each module of this room."""

    LIMITS: Limits
    Settings: type[NetworkSettings]
    Credentials: type[Credentials]

    @staticmethod
    def connect(account: Account) -> Network:
        """The profile, ready to speak; opens nothing yet."""


@runtime_checkable
class GuidedModule(NetworkModule, Protocol):
    """A module may say what a person does at the network before `corett profile connect` asks its questions."""

    STEPS: tuple[str, ...]


@runtime_checkable
class ShowingModule(NetworkModule, Protocol):
    """A module whose network shows a message otherwise than as one text with its files says how; `publish` goes by the same."""

    @staticmethod
    def shown(outgoing: Outgoing) -> list[Shown]:
        """The messages it becomes, in order. Pure."""


@runtime_checkable
class TellsLimits(Protocol):
    """A `Network` whose limits are its server's own: what it last said, else what is declared."""

    def limits_now(self) -> Limits:
        """No I/O on the network."""


@runtime_checkable
class PricedModule(NetworkModule, Protocol):
    """A module whose network charges for a post also tells the price, before anything is sent."""

    @staticmethod
    def cost(outgoing: Outgoing, settings: NetworkSettings) -> float:
        """US dollars for this message, by the price table in the settings. Pure."""
