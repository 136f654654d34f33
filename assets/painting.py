"""Paints a planned card with Pillow: shapes, picture, column, footer. No decision about size or wording is taken here."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageOps

from assets.brand import Kit, is_dark
from assets.card_templates import Item, Shape, Template, said, shape_colour
from assets.colour import RGB, contrast, mixed
from assets.errors import PartnersDoNotFit
from assets.fonts import EMOJI_SIZE, Run, Weight, clusters, drawn, runs
from assets.layout import (
    BAND,
    Block,
    Box,
    Plan,
    line_width,
    panel_padding,
    row_gap,
    row_height,
    row_indent,
    total_height,
)
from assets.logos import fitted, own_logo, picture_at, side_by_side
from assets.mark import paint_mark
from assets.typesetting import lines_of, width_of

SMALL_PRINT: Final = 0.011
"""Share of the card's width below which a partner's name is not set."""
SEEN: Final = 1.3
"""A dot closer to its ground than this would vanish: it then takes the colour of the words."""
QUIET: Final = 2
"""Modules of white around a QR code, inside its white panel that adds the rest of the four that ISO/IEC 18004 asks."""


def paint_card(
    kit: Kit, template: Template, plan: Plan, blocks: list[Block], values: Mapping[str, str], language: str
) -> Image.Image:
    """The card's pixels, in the order a painter would lay them."""
    canvas = Image.new("RGB", (plan.width, plan.height), kit.colour(template.ground))
    for shape in template.shapes:
        paint_shape(canvas, kit, template, shape)
    paint_column(canvas, kit, plan, blocks, template)
    paint_footer(canvas, kit, template, plan, values, language)
    if plan.partners:
        paint_partners(canvas, kit, plan.partners, plan)
    return canvas


def paint_partners(canvas: Image.Image, kit: Kit, band: Box, plan: Plan) -> None:
    """The institutions that sign beside the Coalition, on white: their colours are their own.

    Raises:
        PartnersDoNotFit: side by side one of them would be smaller than its least size.
    """
    ImageDraw.Draw(canvas).rectangle((band.left, band.top, band.right, band.bottom), fill=(255, 255, 255))
    unit, room = plan.unit, plan.footer
    high, ink = 5.4 * unit, kit.colour("navy")
    for sign in side_by_side(kit.partners(kit.territory), room.width, high, kit.file.logo.clear_space, 2.2 * unit):
        left, middle = room.left + sign.left, band.top + BAND * unit / 2
        if sign.width < sign.partner.min_px or (sign.partner.file is None and sign.height < SMALL_PRINT * plan.width):
            raise PartnersDoNotFit(field="partners", name=sign.partner.name, least=sign.partner.min_px)
        if sign.partner.file is None:
            at = (left, middle + 0.35 * sign.height)
            paint_line(canvas, at, sign.partner.name, Item(weight=Weight.BOLD), sign.height, ink)
        else:
            logo = fitted(picture_at(sign.partner.file), sign.width, sign.height)
            canvas.paste(logo, (round(left), round(middle - logo.height / 2)), logo)


def paint_photo(canvas: Image.Image, box: Box, photo: Path, focus: tuple[float, float]) -> None:
    """The picture, filling its box; what is cut away lies farthest from the focus."""
    left, top, right, bottom = (round(edge) for edge in (box.left, box.top, box.right, box.bottom))
    with Image.open(photo) as source:
        source.draft("RGB", (right - left, bottom - top))
        fitted = ImageOps.fit(source.convert("RGB"), (right - left, bottom - top), Image.Resampling.LANCZOS, centering=focus)
    canvas.paste(fitted, (left, top))


def paint_shape(canvas: Image.Image, kit: Kit, template: Template, shape: Shape) -> None:
    """A large quiet form behind the words."""
    colour = shape_colour(kit, template, shape)
    side = round(shape.size * min(canvas.size))
    short = min(canvas.size)
    down = canvas.height - shape.y * short if shape.corner == "bottom-right" else shape.y * short
    left, top = round(canvas.width - shape.x * short - side / 2), round(down - side / 2)
    if shape.kind == "mark":
        paint_mark(canvas, (left, top), side, colour, kit.colour(shape.dot) if shape.dot else None)
    else:
        disc = disc_mask(side)
        canvas.paste(colour, (left, top, left + side, top + side), disc)


def paint_column(canvas: Image.Image, kit: Kit, plan: Plan, blocks: list[Block], template: Template) -> None:
    """The blocks one under the other, at the top, in the middle or at the bottom of the column."""
    spare = plan.column.height - total_height(blocks)
    top = plan.column.top + spare * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[template.place]
    for block in blocks:
        paint_block(canvas, kit, plan, block, top, kit.colour(template.ground))
        top += block.height + block.gap


def paint_block(canvas: Image.Image, kit: Kit, plan: Plan, block: Block, top: float, ground: RGB) -> None:
    """One item."""
    colour, left = kit.colour(block.item.colour), plan.column.left
    if block.item.kind == "rule":
        ImageDraw.Draw(canvas).rectangle((left, top, left + 9 * plan.unit, top + block.height), fill=colour)
    elif block.rows:
        paint_rows(canvas, kit, plan, block, top, ground)
    else:
        if block.item.panel:
            left, top = paint_panel(canvas, kit, block, left, top, plan.unit)
        for number, line in enumerate(block.lines):
            baseline = top + 0.70 * block.size + number * block.size * block.item.leading
            paint_line(canvas, (left, baseline), line, block.item, block.size, colour)


def paint_panel(canvas: Image.Image, kit: Kit, block: Block, left: float, top: float, unit: float) -> tuple[float, float]:
    """A plain ground behind the words; returns where they begin."""
    padding = panel_padding(block.size)
    width = max(line_width(line, block.item, block.size) for line in block.lines) + 2 * padding
    box = (left, top, left + width, top + block.height)
    ImageDraw.Draw(canvas).rounded_rectangle(box, radius=1.3 * unit, fill=kit.colour(block.item.panel or ""))
    return left + padding, top + padding


def paint_rows(canvas: Image.Image, kit: Kit, plan: Plan, block: Block, top: float, ground: RGB) -> None:
    """A list: bars under their words, or numbered steps."""
    most = max((abs(number) for _, number in block.rows if number is not None), default=1) or 1
    left = plan.column.left + row_indent(block.item, block.size)
    for index, (text, number) in enumerate(block.rows):
        lines = lines_of(text, Weight.REGULAR, block.size, plan.column.width - row_indent(block.item, block.size))
        height = row_height(block.item, len(lines), block.size)
        if block.item.kind == "steps":
            paint_badge(canvas, kit, plan.column.left, top, block, str(index + 1), ground)
        first = top + (
            0.5 * (height - (0.74 * block.size + (len(lines) - 1) * block.size * block.item.leading))
            if block.item.kind == "steps"
            else 0
        )
        for row, line in enumerate(lines):
            baseline = first + 0.72 * block.size + row * block.size * block.item.leading
            paint_line(canvas, (left, baseline), line, Item(), block.size, kit.colour(block.item.colour))
        if block.item.kind == "bars" and number is not None:
            paint_bar(canvas, kit, plan, block, top + height, number / most, number, ground)
        top += height + row_gap(block.item, block.size)


def paint_badge(canvas: Image.Image, kit: Kit, left: float, top: float, block: Block, text: str, ground: RGB) -> None:
    """A number in a disc."""
    side = 1.62 * block.size
    disc = disc_mask(round(side))
    accent = kit.colour(block.item.accent or block.item.colour)
    canvas.paste(accent, (round(left), round(top), round(left) + disc.width, round(top) + disc.height), disc)
    size = 0.92 * block.size
    at = (left + (side - width_of(text, Weight.BOLD, size)) / 2, top + side / 2 + 0.345 * size)
    paint_line(canvas, at, text, Item(weight=Weight.BOLD), size, ground)


def disc_mask(side: int) -> Image.Image:
    """A smooth disc, four times over and brought down."""
    large = Image.new("L", (side * 4, side * 4), 0)
    ImageDraw.Draw(large).ellipse((0, 0, side * 4 - 1, side * 4 - 1), fill=255)
    return large.resize((side, side), Image.Resampling.LANCZOS)


def paint_bar(
    canvas: Image.Image, kit: Kit, plan: Plan, block: Block, bottom: float, share: float, number: float, ground: RGB
) -> None:
    """A bar on its track, with its number at the end."""
    accent, height = kit.colour(block.item.accent or block.item.colour), 0.62 * block.size
    figure = f"{number:g}".replace(".", ",")
    room = plan.column.width - width_of("00000", Weight.BOLD, block.size)
    left, top = plan.column.left, bottom - height
    brush = ImageDraw.Draw(canvas)
    brush.rounded_rectangle((left, top, left + room, bottom), radius=height / 2, fill=mixed(ground, accent, 0.16))
    brush.rounded_rectangle((left, top, left + max(room * share, height), bottom), radius=height / 2, fill=accent)
    right = plan.column.right - width_of(figure, Weight.BOLD, block.size)
    paint_line(
        canvas, (right, bottom - 0.02 * height), figure, Item(weight=Weight.BOLD), block.size, kit.colour(block.item.colour)
    )


def paint_line(canvas: Image.Image, at: tuple[float, float], line: str, item: Item, size: float, colour: RGB) -> None:
    """One line of text from its baseline's left end, each stretch with the font that has its letters."""
    brush, x = ImageDraw.Draw(canvas), at[0]
    pieces = [(cluster, item.tracking * size) for cluster in clusters(line)] if item.tracking else [(line, 0.0)]
    for piece, after in pieces:
        for run in runs(piece, item.weight):
            x += paint_run(canvas, brush, (x, at[1]), run, size, colour)
        x += after


def paint_run(
    canvas: Image.Image, brush: ImageDraw.ImageDraw, at: tuple[float, float], run: Run, size: float, colour: RGB
) -> float:
    """A stretch of one font; returns its width."""
    if run.font.emoji:
        return paint_emoji(canvas, at, run, size)
    font = drawn(run.font, round(size))
    brush.text(at, run.text, font=font, fill=colour, anchor="ls")
    return font.getlength(run.text)


def paint_emoji(canvas: Image.Image, at: tuple[float, float], run: Run, size: float) -> float:
    """An emoji: drawn at its bitmap's one size, then brought down."""
    font = drawn(run.font, EMOJI_SIZE)
    width = font.getlength(run.text)
    layer = Image.new("RGBA", (round(width), round(EMOJI_SIZE * 1.25)), (0, 0, 0, 0))
    ImageDraw.Draw(layer).text((0, EMOJI_SIZE), run.text, font=font, anchor="ls", embedded_color=True)
    scale = size / EMOJI_SIZE
    small = layer.resize((max(1, round(layer.width * scale)), max(1, round(layer.height * scale))), Image.Resampling.LANCZOS)
    canvas.paste(small, (round(at[0]), round(at[1] - EMOJI_SIZE * scale)), small)
    return width * scale


def paint_footer(canvas: Image.Image, kit: Kit, template: Template, plan: Plan, values: Mapping[str, str], language: str) -> None:
    """A hairline, the logo, and at the other end the code or the words."""
    footer, box = template.footer, plan.footer
    if footer.rule:
        end = plan.code.left - 3 * plan.unit if plan.code else box.right
        line = mixed(kit.colour(template.ground), kit.colour(footer.rule), 0.35)
        ImageDraw.Draw(canvas).rectangle((box.left, box.top, end, box.top + max(1, round(0.16 * plan.unit))), fill=line)
    if plan.code:
        paint_code(canvas, kit, plan.code, values["link"])
    right = plan.code.left - 3 * plan.unit if plan.code else box.right
    words = values.get(footer.field, "")
    needed = width_of(words, Weight.BOLD, 2.3 * plan.unit) + 3 * plan.unit if words else 0
    taken = paint_lockup(canvas, kit, template, plan, language, right - needed)
    if words:
        paint_footer_words(canvas, kit.colour(footer.accent), plan, words, right - taken - 3 * plan.unit, right)


def paint_footer_words(canvas: Image.Image, colour: RGB, plan: Plan, words: str, room: float, right: float) -> None:
    """Right-aligned, on at most two lines; they shrink before they would touch the logo."""
    size = 2.5 * plan.unit
    lines = lines_of(words, Weight.BOLD, size, max(room, 12 * plan.unit))
    widest = max(width_of(line, Weight.BOLD, size) for line in lines)
    size *= min(1.0, max(room, 1) / widest, 2 / len(lines))
    middle = (plan.footer.top + plan.footer.bottom) / 2 + 1.0 * plan.unit
    for number, line in enumerate(lines):
        baseline = middle + (number - (len(lines) - 1) / 2) * size * 1.25 + 0.35 * size
        at = (right - width_of(line, Weight.BOLD, size), baseline)
        paint_line(canvas, at, line, Item(weight=Weight.BOLD), size, colour)


def paint_lockup(canvas: Image.Image, kit: Kit, template: Template, plan: Plan, language: str, limit: float) -> float:
    """The mark, the short name and, where there is room up to `limit`, the long name; returns where they end in pixels."""
    logo = kit.file.logo.on_dark if is_dark(kit, template.ground) else kit.file.logo.on_light
    unit, box = plan.unit, plan.footer
    side = max(round(8.6 * unit), kit.file.logo.min_px)
    middle = (box.top + box.bottom) / 2 + 1.0 * unit
    own = own_logo(kit, side, dark=is_dark(kit, template.ground))
    if own is not None:  # it carries the name, and its clear space
        canvas.paste(own, (round(box.left), round(middle - own.height / 2)), own)
        return box.left + own.width + max(kit.file.logo.clear_space * side - 3 * unit, 0)
    words, dot = kit.colour(logo.words), kit.colour(logo.dot)
    seen = dot if contrast(dot, kit.colour(template.ground)) > SEEN else words
    paint_mark(canvas, (round(box.left - 0.02 * side), round(middle - side / 2)), side, kit.colour(logo.petals), seen)
    left = box.left + side + 1.5 * unit
    size = 1.6 * unit
    lines = lines_of(kit.long_name(language), Weight.REGULAR, size, max(min(limit - left, 35 * unit), unit))
    if size < 8 or len(lines) > 2:
        lines = []
    name, baseline = Item(weight=Weight.BOLD, tracking=0.06), middle + (-0.35 if lines else 1.2) * unit
    paint_line(canvas, (left, baseline), kit.file.short_name, name, 3.3 * unit, words)
    for number, line in enumerate(lines):
        paint_line(canvas, (left, middle + 1.95 * unit + number * size * 1.28), line, Item(), size, words)
    short = left + line_width(kit.file.short_name, name, 3.3 * unit)
    return max([short, *(left + width_of(line, Weight.REGULAR, size) for line in lines)])


def paint_code(canvas: Image.Image, kit: Kit, box: Box, link: str) -> None:
    """A QR code of the link, dark on white, modules on whole pixels so that every camera reads it."""
    code = segno.make(link, error="m", micro=False)
    modules = code.symbol_size(border=QUIET)[0]
    scale = max(1, round(box.width) // (modules + 2))
    buffer = io.BytesIO()
    code.save(buffer, kind="png", scale=scale, border=QUIET, dark=kit.colours.get("navy", (0, 0, 0)), light=(255, 255, 255))
    with Image.open(io.BytesIO(buffer.getvalue())) as drawn_code:
        picture = drawn_code.convert("RGB")
    left, top = round(box.right - picture.width), round(box.bottom - picture.height)
    edge = max(2, 2 * scale - 1)
    ImageDraw.Draw(canvas).rounded_rectangle(
        (left - edge, top - edge, left + picture.width + edge - 1, top + picture.height + edge - 1),
        radius=edge * 2,
        fill=(255, 255, 255),
    )
    canvas.paste(picture, (left, top))


def value_in(template: Template, field: str, values: Mapping[str, str], language: str) -> str:
    """The value of a field, or what the template says when none is given."""
    return values.get(field, "").strip() or said(template.fields[field].default, language)
