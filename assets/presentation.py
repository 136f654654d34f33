"""The presentation template: the brand in the master, sample slides for each layout, native charts, alt text everywhere."""

import io
from typing import Any, Final

from assets.brand import Kit
from assets.logos import logo_png, partner_png, side_by_side
from foundation.texts import N_, Texts

WIDE, HIGH = 13.333, 7.5
"""Inches: 16:9."""
MARGIN: Final = 0.75
THEME: Final = ("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink")
THEME_COLOURS: Final = ("ink", "white", "navy", "sand", "blue", "amber", "teal", "coral", "mist", "grey", "blue", "teal")
COVER, CONTENT, SECTION, TWO, TITLE_ONLY, BLANK = 0, 1, 2, 3, 5, 6
"""Layouts of python-pptx's own file that stay; the others are taken out."""


def presentation(kit: Kit, language: str) -> bytes:
    """The PPTX file's bytes."""
    from pptx import Presentation  # noqa: PLC0415 - only presentations need it
    from pptx.util import Inches  # noqa: PLC0415

    deck, texts = Presentation(), Texts(language)
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    paint_theme(deck, kit)
    arrange_layouts(deck, kit)
    for make in (cover_slide, agenda_slide, section_slide, two_columns_slide, bars_slide, line_slide, table_slide, closing_slide):
        make(deck, kit, texts)
    name = texts(N_("Plantilla de presentación"))
    deck.core_properties.title = f"{kit.file.short_name} · {name}"
    deck.core_properties.author, deck.core_properties.language = kit.file.short_name, language
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def paint_theme(deck: Any, kit: Kit) -> None:
    """The kit's colours and type as the deck's theme, so that whatever people add is in the brand."""
    from lxml import etree  # noqa: PLC0415 - python-pptx brings it

    part = next(one.target_part for one in deck.slide_master.part.rels.values() if one.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    names = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    scheme = theme.find(".//a:clrScheme", names)
    for slot, name in zip(THEME, THEME_COLOURS, strict=True):
        holder = scheme.find(f"a:{slot}", names)
        for old in list(holder):
            holder.remove(old)
        etree.SubElement(holder, f"{{{names['a']}}}srgbClr", val="{:02X}{:02X}{:02X}".format(*kit.colour(name)))
    for kind in ("majorFont", "minorFont"):
        theme.find(f".//a:{kind}/a:latin", names).set("typeface", kit.file.type.text)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001


def arrange_layouts(deck: Any, kit: Kit) -> None:
    """Every placeholder at its place on 16:9; layouts that are not needed are taken out."""
    master = deck.slide_master
    move(master.placeholders[0], (MARGIN, 0.55, WIDE - 2 * MARGIN, 1.0), 34, kit, "navy")
    move(master.placeholders[1], (MARGIN, 1.8, WIDE - 2 * MARGIN, 4.6), 22, kit, "ink")
    for layout in list(deck.slide_layouts):
        number = deck.slide_layouts.index(layout)
        if layout.name and number not in {COVER, CONTENT, SECTION, TWO, TITLE_ONLY, BLANK}:
            continue
        if number in {COVER, SECTION}:
            layout._element.set("showMasterSp", "0")  # noqa: SLF001 - the dark layouts carry the large mark instead
        for placeholder in layout.placeholders:
            place(placeholder, number, kit)
    for number in sorted({4, 7, 8, 9, 10}, reverse=True):
        deck.slide_layouts.remove(deck.slide_layouts[number])
    put_logo(master, kit)


def place(placeholder: Any, layout: int, kit: Kit) -> None:
    """One placeholder of a layout."""
    kind = placeholder.placeholder_format.idx
    if kind in {10, 11, 12}:
        left = {10: MARGIN, 11: 4.2, 12: 10.2}[kind]
        return move(placeholder, (left, 6.95, 2.4 if kind != 11 else 4.9, 0.35), 11, kit, "grey")
    full = WIDE - 2 * MARGIN
    boxes = {
        (COVER, 0): (MARGIN, 2.2, 7.6, 2.2, 44),
        (COVER, 1): (MARGIN, 4.6, 7.4, 1.1, 22),
        (SECTION, 0): (MARGIN, 2.5, 7.6, 1.6, 42),
        (SECTION, 1): (MARGIN, 4.2, 7.2, 1.2, 22),
        (TWO, 1): (MARGIN, 1.8, 5.7, 4.6, 20),
        (TWO, 2): (6.9, 1.8, 5.7, 4.6, 20),
    }
    left, top, width, height, size = boxes.get(
        (layout, kind), (MARGIN, 0.55 if kind == 0 else 1.8, full, 1.0 if kind == 0 else 4.6, 34 if kind == 0 else 22)
    )
    dark = layout in {COVER, SECTION}
    colour = ("white" if kind == 0 else "mist") if dark else ("navy" if kind == 0 else "ink")
    return move(placeholder, (left, top, width, height), size, kit, colour, pointed=not dark)


def move(shape: Any, box: tuple[float, float, float, float], size: float, kit: Kit, colour: str, *, pointed: bool = True) -> None:
    """Position in inches, size in points, left-aligned, in a colour of the kit."""
    from lxml import etree  # noqa: PLC0415
    from pptx.oxml.ns import qn  # noqa: PLC0415
    from pptx.util import Inches  # noqa: PLC0415

    shape.left, shape.top, shape.width, shape.height = (Inches(side) for side in box)
    body = shape.text_frame._txBody  # noqa: SLF001
    styles = body.find(qn("a:lstStyle"))
    for old in list(styles):
        styles.remove(old)
    level = etree.SubElement(styles, qn("a:lvl1pPr"), algn="l", **({} if pointed else {"marL": "0", "indent": "0"}))
    if not pointed:
        etree.SubElement(level, qn("a:buNone"))
    run = etree.SubElement(level, qn("a:defRPr"), sz=str(round(size * 100)), b="1" if size > 30 else "0")
    fill = etree.SubElement(run, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val="{:02X}{:02X}{:02X}".format(*kit.colour(colour)))


def put_logo(master: Any, kit: Kit) -> None:
    """The mark at the lower right of every light slide, as a decoration that screen readers skip by its empty title."""
    from pptx.util import Inches  # noqa: PLC0415

    _, relation = master.part.get_or_add_image_part(io.BytesIO(logo_png(kit, 400)))
    tree = master.shapes._spTree  # noqa: SLF001 - a master has no add_picture
    tree.add_pic(900, kit.file.short_name, kit.file.short_name, relation, Inches(12.1), Inches(6.62), Inches(0.75), Inches(0.75))


def painted(deck: Any, layout: int, kit: Kit, ground: str) -> Any:
    """A new slide on that layout and ground."""

    index = {COVER: 0, CONTENT: 1, SECTION: 2, TWO: 3, TITLE_ONLY: 4, BLANK: 5}[layout]
    slide = deck.slides.add_slide(deck.slide_layouts[index])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = tone(kit, ground)
    return slide


def add_mark(slide: Any, kit: Kit, left: float, top: float, side: float) -> None:
    """The large light mark, with its alt text."""
    from pptx.util import Inches  # noqa: PLC0415

    picture = slide.shapes.add_picture(io.BytesIO(logo_png(kit, 1200, dark=True)), Inches(left), Inches(top), Inches(side))
    describe(picture, kit.file.short_name)


def add_partners(slide: Any, kit: Kit) -> None:
    """The institutions that sign beside the Coalition, on a white plate at the foot of a dark slide."""
    from pptx.enum.shapes import MSO_SHAPE  # noqa: PLC0415
    from pptx.enum.text import MSO_ANCHOR  # noqa: PLC0415
    from pptx.util import Inches, Pt  # noqa: PLC0415

    signs = side_by_side(kit.partners(kit.territory), 6.8, 0.6, kit.file.logo.clear_space, 0.22)
    if not signs:
        return
    left, top = MARGIN, 6.3
    width = signs[-1].left + signs[-1].width + 0.5
    plate = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, Inches(left), Inches(top), Inches(width), Inches(0.9))
    plate.fill.solid()
    plate.fill.fore_color.rgb = tone(kit, "white")
    plate.line.fill.background()
    for sign in signs:
        at, middle = left + 0.25 + sign.left, top + 0.45
        if sign.partner.file:
            stream = io.BytesIO(partner_png(sign.partner.file))
            box = (Inches(at), Inches(middle - sign.height / 2), Inches(sign.width), Inches(sign.height))
            describe(slide.shapes.add_picture(stream, *box), sign.partner.name)
        else:
            words = slide.shapes.add_textbox(Inches(at - 0.1), Inches(top), Inches(sign.width + 0.3), Inches(0.9))
            words.text_frame.text, words.text_frame.word_wrap = sign.partner.name, False
            words.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            words.text_frame.paragraphs[0].font.size = Pt(round(sign.height * 72))
            words.text_frame.paragraphs[0].font.bold = True
            words.text_frame.paragraphs[0].font.color.rgb = tone(kit, "navy")


def tone(kit: Kit, name: str) -> Any:
    """A colour of the kit as python-pptx wants it."""
    from pptx.dml.color import RGBColor  # noqa: PLC0415

    return RGBColor(*kit.colour(name))  # type: ignore[no-untyped-call]


def describe(shape: Any, words: str) -> None:
    """Alt text, which python-pptx has no public way to set."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)  # noqa: SLF001


def bullets(shape: Any, lines: list[str]) -> None:
    """One paragraph a line."""
    shape.text_frame.text = lines[0]
    for words in lines[1:]:
        shape.text_frame.add_paragraph().text = words


def cover_slide(deck: Any, kit: Kit, texts: Texts) -> None:
    """Title and speaker beside the mark."""
    slide = painted(deck, COVER, kit, "navy")
    slide.shapes.title.text = texts(N_("Título de la presentación"))
    slide.placeholders[1].text = texts(N_("Quién presenta · lugar y fecha"))
    add_mark(slide, kit, 8.2, 0.6, 6.2)
    add_partners(slide, kit)


def agenda_slide(deck: Any, kit: Kit, texts: Texts) -> None:
    """What is to come, and how to write slides."""
    slide = painted(deck, CONTENT, kit, "white")
    slide.shapes.title.text = texts(N_("Contenido"))
    bullets(
        slide.placeholders[1],
        [
            texts(N_("Una idea por lámina")),
            texts(N_("Frases cortas, de menos de quince palabras")),
            texts(N_("Datos con su fuente")),
        ],
    )


def section_slide(deck: Any, kit: Kit, texts: Texts) -> None:
    """A new part begins."""
    slide = painted(deck, SECTION, kit, "teal")
    slide.shapes.title.text = texts(N_("Nombre de la sección"))
    slide.placeholders[1].text = texts(N_("De qué trata, en una frase"))
    add_mark(slide, kit, 9.2, 1.2, 5.2)


def two_columns_slide(deck: Any, kit: Kit, texts: Texts) -> None:
    """Two things side by side."""
    slide = painted(deck, TWO, kit, "white")
    slide.shapes.title.text = texts(N_("Dos delitos distintos"))
    bullets(
        slide.placeholders[1],
        [texts(N_("Trata de personas")), texts(N_("Se explota a una persona. Puede ocurrir sin cruzar fronteras."))],
    )
    bullets(
        slide.placeholders[2],
        [texts(N_("Tráfico ilícito de migrantes")), texts(N_("Se facilita por dinero el cruce irregular de una frontera."))],
    )


def bars_slide(deck: Any, kit: Kit, texts: Texts) -> None:
    """A native bar chart."""
    from pptx.enum.chart import XL_CHART_TYPE  # noqa: PLC0415

    rows = [
        (texts(N_("Altas autoridades")), 6),
        (texts(N_("Foros regionales")), 5),
        (texts(N_("Organismos y cooperación")), 5),
        (texts(N_("Sociedad civil")), 5),
    ]
    chart_slide(deck, kit, texts(N_("Mensajes clave por público")), XL_CHART_TYPE.BAR_CLUSTERED, rows, "teal", texts)


def line_slide(deck: Any, kit: Kit, texts: Texts) -> None:
    """A native line chart."""
    from pptx.enum.chart import XL_CHART_TYPE  # noqa: PLC0415

    rows = [(name, value) for name, value in zip("1234", (2, 3, 5, 4), strict=True)]
    chart_slide(deck, kit, texts(N_("Ejemplo de evolución por trimestre")), XL_CHART_TYPE.LINE_MARKERS, rows, "blue", texts)


def chart_slide(deck: Any, kit: Kit, title: str, kind: Any, rows: list[tuple[str, int]], colour: str, texts: Texts) -> None:
    """A native chart that can be edited, told in its alt text."""
    from pptx.chart.data import CategoryChartData  # noqa: PLC0415
    from pptx.util import Inches, Pt  # noqa: PLC0415

    slide = painted(deck, TITLE_ONLY, kit, "white")
    slide.shapes.title.text = title
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [label for label, _ in rows]
    data.add_series(title, [value for _, value in rows])
    frame = slide.shapes.add_chart(kind, Inches(MARGIN), Inches(1.8), Inches(WIDE - 2 * MARGIN), Inches(4.5), data)
    describe(frame, f"{title}. " + "; ".join(f"{label}: {value}" for label, value in rows) + ".")
    chart = frame.chart
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.name, chart.font.color.rgb = Pt(16), kit.file.type.text, tone(kit, "ink")
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(16), True
    chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
    chart.value_axis.minimum_scale = 0
    series = plot.series[0]
    paint = series.format.line if hasattr(series, "smooth") else series.format.fill
    if hasattr(series, "smooth"):
        series.smooth, paint.width = False, Pt(3.5)
        paint.color.rgb = tone(kit, colour)
    else:
        plot.gap_width = 60
        paint.solid()
        paint.fore_color.rgb = tone(kit, colour)
        chart.category_axis.reverse_order = True
    source = slide.shapes.add_textbox(Inches(MARGIN), Inches(6.35), Inches(9), Inches(0.4))
    source.text_frame.text = texts(N_("Fuente: [escriba la fuente y la fecha]"))
    source.text_frame.paragraphs[0].font.size = Pt(13)
    source.text_frame.paragraphs[0].font.color.rgb = tone(kit, "grey")


def table_slide(deck: Any, kit: Kit, texts: Texts) -> None:
    """A table with a heading row."""
    from pptx.util import Inches, Pt  # noqa: PLC0415

    slide = painted(deck, TITLE_ONLY, kit, "white")
    slide.shapes.title.text = texts(N_("Un cuadro sencillo"))
    rows = [
        [texts(N_("Actividad")), texts(N_("Responsable")), texts(N_("Fecha"))],
        ["…", "…", "…"],
        ["…", "…", "…"],
        ["…", "…", "…"],
    ]
    frame = slide.shapes.add_table(len(rows), 3, Inches(MARGIN), Inches(1.9), Inches(WIDE - 2 * MARGIN), Inches(3))
    describe(frame, texts(N_("Cuadro de actividades con responsable y fecha")))
    for at, row in enumerate(rows):
        for column, words in enumerate(row):
            cell = frame.table.cell(at, column)
            cell.text = words
            cell.fill.solid()
            cell.fill.fore_color.rgb = tone(kit, "navy" if at == 0 else "sand" if at % 2 else "white")
            run = cell.text_frame.paragraphs[0].font
            run.size, run.bold, run.color.rgb = Pt(18), at == 0, tone(kit, "white" if at == 0 else "ink")


def closing_slide(deck: Any, kit: Kit, texts: Texts) -> None:
    """The last slide."""
    slide = painted(deck, SECTION, kit, "navy")
    slide.shapes.title.text = texts(N_("Gracias"))
    slide.placeholders[1].text = kit.long_name(texts.language)
    add_mark(slide, kit, 8.2, 0.6, 6.2)
    add_partners(slide, kit)
