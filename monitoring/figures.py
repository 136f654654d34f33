"""The reach report's shape and its rules. Pure: views and reach apart, reach never summed, missing never zero."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from monitoring.models import Kind


class Rule(StrEnum):
    """How a group's figure came about: added up, or the highest single post because its kind must not be added."""

    SUM = "sum"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of one post. `as_of` is when the network last said so."""

    metric: str
    kind: Kind
    value: float | None
    unit: str
    source: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Clicks:
    """Clicks of people on a tracked link. `daily_uniques` is a sum of daily uniques, not a number of people."""

    visits: int = 0
    daily_uniques: int = 0
    private: int = 0
    bots: int = 0


@dataclass(frozen=True, slots=True)
class PostReach:
    """One sent delivery and what is known of it; `clicks` None means its text leads to no tracked link."""

    delivery: UUID
    post: int
    title: str
    profile: str
    network: str
    territory: str
    audience: str | None
    language: str
    sent_at: datetime | None
    url: str | None
    clicks: Clicks | None
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of a group, within one network. `known` of `posts` posts have a value."""

    network: str
    metric: str
    kind: Kind
    unit: str
    rule: Rule
    value: float | None
    known: int
    posts: int


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that share a network, territory, audience or language."""

    name: str
    posts: int
    clicks: Clicks | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """What members did through the bot: requests by act, and per channel the shares begun and the clicks they brought."""

    requests: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, int] = field(default_factory=dict)
    clicks: Mapping[str, Clicks] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reach:
    """The report of one campaign."""

    campaign: str
    title_es: str
    title_en: str
    taken_at: datetime
    posts: tuple[PostReach, ...]
    by_network: tuple[Group, ...]
    by_territory: tuple[Group, ...]
    by_audience: tuple[Group, ...]
    by_language: tuple[Group, ...]
    sharing: Sharing


def grouped(posts: Iterable[PostReach], key: Callable[[PostReach], str]) -> tuple[Group, ...]:
    """The posts by `key`, each metric within its own network: metrics of two networks are never added."""
    groups: dict[str, list[PostReach]] = defaultdict(list)
    for post in posts:
        groups[key(post)].append(post)
    return tuple(
        Group(name, len(members), add_clicks(post.clicks for post in members), lines_of(members))
        for name, members in sorted(groups.items())
    )


def lines_of(posts: Sequence[PostReach]) -> tuple[Line, ...]:
    """One line per network and metric."""
    figures: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for post in posts:
        for figure in post.figures:
            figures[post.network, figure.metric].append(figure)
    in_network: dict[str, int] = defaultdict(int)
    for post in posts:
        in_network[post.network] += 1
    return tuple(summed_up(network, metric, some, in_network[network]) for (network, metric), some in sorted(figures.items()))


def summed_up(network: str, metric: str, figures: Sequence[Figure], posts: int) -> Line:
    """A group's figure: views and interactions add up within a network, reach and followers only show their highest."""
    kind = figures[0].kind
    rule = Rule.SUM if kind in (Kind.VIEWS, Kind.INTERACTION) else Rule.HIGHEST
    known = [figure.value for figure in figures if figure.value is not None]
    value = None if not known else sum(known) if rule is Rule.SUM else max(known)
    return Line(network, metric, kind, figures[0].unit, rule, value, len(known), posts)


def add_clicks(clicks: Iterable[Clicks | None]) -> Clicks | None:
    """Our own clicks added up, None when no post has a tracked link."""
    known = [one for one in clicks if one is not None]
    if not known:
        return None
    return Clicks(
        sum(one.visits for one in known),
        sum(one.daily_uniques for one in known),
        sum(one.private for one in known),
        sum(one.bots for one in known),
    )
