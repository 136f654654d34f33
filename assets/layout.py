"""Where everything goes on a card: margins, picture, column and footer for any size, and the largest type that fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assets.card_templates import Item, Template
from assets.errors import DoesNotFit
from assets.fonts import Weight, clusters
from assets.typesetting import REFERENCE, count_lines, lines_of, longest_word, width_of

TALL: Final = 1.6
WIDE: Final = 1.25
LEGIBLE: Final = 0.019
"""Share of the card's width below which no words are set: a telephone shows the whole width on some 360 points."""
BAND: Final = 11
"""Units of the partners' band."""
STEPS: Final = 8
"""Halvings of the search between the smallest and the largest type: finer than a pixel."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a card. `unit` is a hundredth of its mean side, in pixels."""

    width: int
    height: int
    unit: float
    column: Box
    footer: Box
    photo: Box | None
    code: Box | None
    partners: Box | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """An item with its words set: lines, size in pixels, and the height it takes."""

    item: Item
    lines: tuple[str, ...]
    size: float
    height: float
    gap: float
    rows: tuple[tuple[str, float | None], ...] = ()


def plan_card(width: int, height: int, *, photo: bool, code: bool, headroom: float = 0, partners: bool = False) -> Plan:
    """The parts of a card of that size; `partners` asks for the white band at the foot in which other institutions sign.

    In a tall card (a story) the upper and the lower eighth stay free of words: the applications put their buttons there.
    """
    unit = min((width * height) ** 0.5, width / 0.8, height / 0.86) / 100
    margin, tall, wide = 7 * unit, height / width >= TALL, width / height >= WIDE
    top, bottom = (height * 0.125, height * 0.875) if tall else (margin, height - margin * 0.86)
    band = Box(0, bottom - BAND * unit if tall else height - BAND * unit, width, height) if partners else None
    bottom = band.top - margin * 0.5 if band else bottom
    footer = Box(margin, bottom - 9 * unit, width - margin, bottom)
    picture = None
    column = Box(margin, top, width - margin, footer.top - 4.5 * unit)
    if photo and wide:
        picture = Box(width * 0.58, 0, width, band.top if band else height)
        column, footer = replace_right(column, width * 0.58 - margin * 0.8), replace_right(footer, width * 0.58 - margin * 0.8)
    elif photo:
        picture = Box(0, 0, width, height * (0.46 if tall else 0.42))
        column = Box(column.left, picture.bottom + 5 * unit, column.right, column.bottom)
    elif wide:
        column = replace_right(column, width - margin - headroom * unit)
    else:
        column = Box(column.left, column.top + headroom * unit * (0.3 if tall else 1), column.right, column.bottom)
    square = code_box(footer, unit) if code else None
    if square:
        column = Box(column.left, column.top, column.right, min(column.bottom, square.top - 2.5 * unit))
    return Plan(width, height, unit, column, footer, picture, square, band)


def replace_right(box: Box, right: float) -> Box:
    """The box with another right edge."""
    return Box(box.left, box.top, right, box.bottom)


def code_box(footer: Box, unit: float) -> Box:
    """The QR code's square at the right end of the footer, standing on its lower edge."""
    side = 15 * unit
    return Box(footer.right - side, footer.bottom - side, footer.right, footer.bottom)


def fit(template: Template, plan: Plan, values: Mapping[str, str]) -> list[Block]:
    """The items set as large as the column allows.

    Raises:
        DoesNotFit: names the longest field, its length and about how many characters there is room for.
    """
    items = [item for item in template.items if item.literal or item.kind == "rule" or values.get(item.field)]
    if too_high(items, plan, values, 0):
        refuse_overflow(items, plan, values)
    low, high = 0.0, 1.0
    if too_high(items, plan, values, 1):
        for _ in range(STEPS):
            middle = (low + high) / 2
            low, high = (low, middle) if too_high(items, plan, values, middle) else (middle, high)
    else:
        low = 1.0
    return [set_item(item, plan, values, low, balance=True) for item in items]


def too_high(items: Sequence[Item], plan: Plan, values: Mapping[str, str], scale: float) -> bool:
    """Whether the items overflow the column at that scale (0 smallest, 1 largest)."""
    for item in items:
        if item.kind == "text" and not item.literal and too_narrow(item, plan, values, scale):
            return True
    blocks = [set_item(item, plan, values, scale, balance=False) for item in items]
    return total_height(blocks) > plan.column.height


def total_height(blocks: Sequence[Block]) -> float:
    """Pixels from the first block's top to the last one's bottom."""
    return sum(block.height for block in blocks) + sum(block.gap for block in blocks[:-1])


def too_narrow(item: Item, plan: Plan, values: Mapping[str, str], scale: float) -> bool:
    """Whether the widest word would stick out."""
    size = size_at(item, plan, scale)
    return longest_word(shown(item, values), item.weight) * size / REFERENCE > inner_width(item, plan, size)


def size_at(item: Item, plan: Plan, scale: float) -> float:
    """The item's size in pixels at that scale."""
    smallest, largest = item.size
    return max((smallest + (largest - smallest) * scale) * plan.unit, LEGIBLE * plan.width)


def inner_width(item: Item, plan: Plan, size: float) -> float:
    """The width its words may take."""
    return plan.column.width - (2 * panel_padding(size) if item.panel else 0)


def panel_padding(size: float) -> float:
    """Pixels around words on a panel."""
    return 0.42 * size


def shown(item: Item, values: Mapping[str, str]) -> str:
    """The words as they are drawn."""
    words = item.literal or values.get(item.field, "")
    words = words.replace(" ", "\u00a0") if item.together else words
    return words.upper() if item.caps else words


def set_item(item: Item, plan: Plan, values: Mapping[str, str], scale: float, *, balance: bool) -> Block:
    """The item at that scale, with its height; lines are only made where they will be drawn."""
    size = size_at(item, plan, scale)
    gap = item.gap * plan.unit * (0.7 + 0.3 * scale)
    if item.kind == "rule":
        return Block(item, (), size, 0.55 * plan.unit, gap)
    if item.kind in {"bars", "steps"}:
        return set_rows(item, plan, values, size, gap)
    words, width = shown(item, values), inner_width(item, plan, size) / (1 + 1.1 * item.tracking)
    if item.literal:
        return Block(item, (words,), size, size * 0.42, gap)
    lines = tuple(lines_of(words, item.weight, size, width)) if balance else ()
    count = len(lines) if balance else count_lines(words, item.weight, size, width)
    return Block(item, lines, size, text_height(item, size, count), gap)


def text_height(item: Item, size: float, count: int) -> float:
    """From the top of the first line's capitals to a descender below the last."""
    height = 0.70 * size + (count - 1) * size * item.leading + 0.12 * size
    return height + (2 * panel_padding(size) - 0.12 * size if item.panel else 0)


def set_rows(item: Item, plan: Plan, values: Mapping[str, str], size: float, gap: float) -> Block:
    """A list, one row a line of the value; `label = 12` carries a number for a bar."""
    rows = tuple(parse_row(line) for line in values.get(item.field, "").replace(";", "\n").split("\n") if line.strip())
    width = plan.column.width - row_indent(item, size)
    heights = [row_height(item, count_lines(text, Weight.REGULAR, size, width), size) for text, _ in rows]
    return Block(item, (), size, sum(heights) + row_gap(item, size) * max(len(rows) - 1, 0), gap, rows)


def row_indent(item: Item, size: float) -> float:
    """What stands left of a row's words."""
    return 2.5 * size if item.kind == "steps" else 0


def row_gap(item: Item, size: float) -> float:
    """Pixels between two rows."""
    return size * (0.85 if item.kind == "bars" else 0.95)


def row_height(item: Item, lines: int, size: float) -> float:
    """Pixels of one row: its words, and its bar below them."""
    words = 0.74 * size + (lines - 1) * size * item.leading
    if item.kind == "steps":
        return max(words, 1.62 * size)
    return words + (1.15 * size if item.kind == "bars" else 0.2 * size)


def parse_row(line: str) -> tuple[str, float | None]:
    """`México = 40` as its words and its number; a row without a number has none."""
    label, sign, number = line.strip().rpartition("=")
    try:
        return (label.strip(), float(number.strip().rstrip("%").replace(",", "."))) if sign else (line.strip(), None)
    except ValueError:
        return line.strip(), None


def refuse_overflow(items: Sequence[Item], plan: Plan, values: Mapping[str, str]) -> None:
    """Finds which words are too many, and how many would fit."""
    worst = max((item for item in items if item.field), key=lambda item: len(values.get(item.field, "")))
    text = values[worst.field]
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = not too_high(items, plan, {**values, worst.field: text[:middle]}, 0)
        low, high = (middle, high) if fits else (low, middle - 1)
    raise DoesNotFit(field=worst.field, length=len(text), size=f"{plan.width}x{plan.height}", fits=low)


def line_width(line: str, item: Item, size: float) -> float:
    """Pixels a set line takes, its tracking included."""
    return width_of(line, item.weight, size) + item.tracking * size * max(len(clusters(line)) - 1, 0)
