"""Charts as SVG, for pages, reports and documents alike: drawn for reading, told in words for those who listen."""

from collections.abc import Sequence
from html import escape
from typing import Final

WIDTH: Final = 640
ROW: Final = 46
FACE: Final = "'Atkinson Hyperlegible', 'Noto Sans', sans-serif"


def bars_svg(
    rows: Sequence[tuple[str, float | None]],
    title: str,
    *,
    bar: str = "#0f6b66",
    track: str = "#dce6f0",
    ink: str = "#1a2433",
    unknown: str = "sin dato",
    width: int = WIDTH,
) -> str:
    """Horizontal bars, one a row with its words above and its number at the end. A value of None is said, never drawn as zero."""
    most = max((value for _, value in rows if value is not None), default=0) or 1
    room = width - 90
    parts = []
    for number, (label, value) in enumerate(rows):
        top = number * ROW
        length = max(room * (value or 0) / most, 0)
        parts.append(
            f'<text x="0" y="{top + 15}" font-size="15">{escape(label)}</text>'
            f'<rect x="0" y="{top + 22}" width="{room}" height="12" rx="6" fill="{track}"/>'
            + (f'<rect x="0" y="{top + 22}" width="{max(length, 12):.1f}" height="12" rx="6" fill="{bar}"/>' if value else "")
            + f'<text x="{width}" y="{top + 33}" font-size="16" font-weight="700" text-anchor="end">'
            f"{plain_number(value) if value is not None else escape(unknown)}</text>"
        )
    return framed("".join(parts), width, max(len(rows) * ROW - 8, 1), title, told(rows, unknown), ink)


def line_svg(points: Sequence[tuple[str, float]], title: str, *, line: str = "#1f4e8c", ink: str = "#1a2433") -> str:
    """A line over time: `points` are labels with values, oldest first. The first and the last are labelled, and the highest."""
    if not points:
        return framed("", WIDTH, 40, title, "—", ink)
    height, left, right, top, bottom = 240, 8, WIDTH - 8, 34, 200
    most = max(value for _, value in points) or 1
    step = (right - left) / max(len(points) - 1, 1)
    at = [(left + number * step, bottom - (bottom - top) * value / most) for number, (_, value) in enumerate(points)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    peak = max(range(len(points)), key=lambda number: points[number][1])
    marks = "".join(
        f'<circle cx="{at[number][0]:.1f}" cy="{at[number][1]:.1f}" r="5" fill="{line}"/>'
        f'<text x="{at[number][0]:.1f}" y="{at[number][1] - 11:.1f}" font-size="15" font-weight="700" '
        f'text-anchor="{anchor(number, len(points))}">{plain_number(points[number][1])}</text>'
        for number in sorted({0, peak, len(points) - 1})
    )
    ends = "".join(
        f'<text x="{at[number][0]:.1f}" y="{bottom + 24}" font-size="14" text-anchor="{anchor(number, len(points))}">'
        f"{escape(points[number][0])}</text>"
        for number in sorted({0, len(points) - 1})
    )
    drawn = (
        f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{bottom}" stroke="{ink}" stroke-opacity=".3"/>'
        f'<polyline points="{path}" fill="none" stroke="{line}" stroke-width="3" stroke-linejoin="round" stroke-linecap="round"/>'
    )
    return framed(drawn + marks + ends, WIDTH, height, title, told(points, ""), ink)


def anchor(number: int, count: int) -> str:
    """Where a label hangs so that it stays inside."""
    return "start" if number == 0 else "end" if number == count - 1 else "middle"


def told(rows: Sequence[tuple[str, float | None]], unknown: str) -> str:
    """The chart in words."""
    return "; ".join(f"{label}: {plain_number(value) if value is not None else unknown}" for label, value in rows)


def framed(inside: str, width: int, height: int, title: str, description: str, ink: str) -> str:
    """The drawing with its name and its description (https://www.w3.org/TR/svg-aam-1.0/)."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}. {escape(description)}" fill="{ink}" font-family="{FACE}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{inside}</svg>"
    )


def plain_number(value: float) -> str:
    """Thousands apart by a narrow space, as ISO 80000-1 writes them in every language; at most one decimal."""
    whole = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return whole.replace(",", "\u202f").replace(".", ",")
