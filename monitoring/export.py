"""The reach report for spreadsheets: one row per figure, safe to open in any office program."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

from monitoring.figures import Clicks, Group, PostReach, Reach
from monitoring.matrix import Line as MatrixLine
from monitoring.reach import OURS

HEADINGS: Final = (
    "dimension", "group", "network", "metric", "kind", "unit", "rule", "value", "known_posts", "posts", "source", "as_of",
)  # fmt: skip
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")  # https://owasp.org/www-community/attacks/CSV_Injection


def reach_csv(reach: Reach) -> str:
    """The report as CSV; an empty value says "not available"."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([safe(cell) for cell in row] for row in rows_of(reach))
    return out.getvalue()


def matrix_csv(lines: Sequence[MatrixLine]) -> str:
    """The matrix as CSV; an empty value says that nobody counted or entered it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [field.name for field in fields(MatrixLine)]
    writer.writerow(names)
    writer.writerows([safe(getattr(line, name)) for name in names] for line in lines)
    return out.getvalue()


def safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers, an unknown value stays empty."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def rows_of(reach: Reach) -> Iterator[tuple[object, ...]]:
    """Every figure once as stated per post, then per group."""
    for post in reach.posts:
        yield from rows_of_post(post)
    dimensions = {
        "network": reach.by_network,
        "territory": reach.by_territory,
        "audience": reach.by_audience,
        "language": reach.by_language,
    }
    for dimension, groups in dimensions.items():
        for group in groups:
            yield from rows_of_group(dimension, group)
    for act, count in reach.sharing.requests.items():
        yield ("bot", act, "", "requests", "interaction", "n", "sum", count, "", "", OURS, reach.taken_at.isoformat())
    for channel, count in reach.sharing.shares.items():
        yield ("members", channel, "", "shares", "interaction", "n", "sum", count, "", "", OURS, reach.taken_at.isoformat())
    for channel, clicks in reach.sharing.clicks.items():
        yield from click_rows("members", channel, "", clicks, "", reach.taken_at.isoformat())


def rows_of_post(post: PostReach) -> Iterator[tuple[object, ...]]:
    """A post's figures as its network states them."""
    name = f"{post.title or post.post} · {post.profile}"
    for figure in post.figures:
        known = int(figure.value is not None)
        yield (
            "post", name, post.network, figure.metric, figure.kind, figure.unit, "stated", figure.value, known, 1,
            figure.source, figure.as_of.isoformat(),
        )  # fmt: skip
    if post.clicks is not None:
        yield from click_rows("post", name, post.network, post.clicks, 1, "")


def rows_of_group(dimension: str, group: Group) -> Iterator[tuple[object, ...]]:
    """A group's lines, each within one network."""
    for line in group.lines:
        yield (
            dimension, group.name, line.network, line.metric, line.kind, line.unit, line.rule, line.value, line.known, line.posts,
            line.network, "",
        )  # fmt: skip
    if group.clicks is not None:
        yield from click_rows(dimension, group.name, "", group.clicks, group.posts, "")


def click_rows(
    dimension: str, name: str, network: str, clicks: Clicks, posts: object, as_of: str
) -> Iterator[tuple[object, ...]]:
    """Clicks on our own links; robots and those who asked not to be counted stand apart."""
    figures = {
        "link_clicks": clicks.visits,
        "link_daily_uniques_sum": clicks.daily_uniques,
        "link_clicks_private": clicks.private,
        "link_bots": clicks.bots,
    }
    for metric, value in figures.items():
        yield (dimension, name, network, metric, "interaction", "n", "sum", value, posts, posts, OURS, as_of)
