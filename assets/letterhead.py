"""The letterhead in A4 or Letter, to write on (Word) or to print (PDF): logo and names on top, the contact line below."""

import io
from typing import Any, Final

from assets.brand import Kit
from assets.documents import fill, pdf
from assets.logos import logo_png, partner_png, side_by_side
from foundation.texts import N_, Texts

SIZES: Final = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
"""Millimetres."""
ROW_MM: Final = (160.0, 12.0)
"""The partners' row: its length and the height of a square logo."""
OFFICE: Final = N_("Presidencia y Secretaría Técnica de la CORETT")
TO_FILL: Final = N_("[correo] · [dirección web]")


def letterhead(kit: Kit, page: str, language: str, contact: str = "") -> bytes:
    """The DOCX file's bytes. `page` is `A4` or `Letter`; `contact` says where to write, else there is a place to fill in."""
    from docx import Document  # noqa: PLC0415 - only letterheads need it
    from docx.shared import Mm  # noqa: PLC0415

    texts, document = Texts(language), Document()
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in SIZES[page])
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin, section.bottom_margin = Mm(42), Mm(28)
    section.header_distance, section.footer_distance = Mm(12), Mm(10)
    dress(document, kit, language)
    fill_header(section.header, kit, language)
    fill_footer(section.footer, kit, office(texts, contact or texts(TO_FILL)))
    if kit.partners(kit.territory):
        section.bottom_margin = Mm(42)
        add_partners(section.footer, kit)
    document.add_paragraph(texts(N_("[Lugar y fecha]")))
    document.add_paragraph(texts(N_("[Nombre y cargo de quien recibe]")))
    document.add_paragraph(
        texts(N_("[Escriba aquí su mensaje. El texto va en Atkinson Hyperlegible de 11 puntos, alineado a la izquierda.]"))
    )
    document.add_paragraph(texts(N_("[Nombre y cargo de quien firma]")))
    document.core_properties.title = title(kit, texts)
    document.core_properties.language, document.core_properties.author = language, kit.file.short_name
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def printed_letterhead(kit: Kit, page: str, language: str, contact: str = "") -> bytes:
    """An empty sheet as PDF/UA-1, to print and write on. `page` is `A4` or `Letter`."""
    texts = Texts(language)
    return pdf(fill(kit, "letterhead.html", language, title=title(kit, texts), contact=office(texts, contact), page=page), kit)


def office(texts: Texts, contact: str) -> str:
    """Who writes, and where to answer."""
    return " · ".join(filter(None, [texts(OFFICE), contact]))


def title(kit: Kit, texts: Texts) -> str:
    """What the file calls itself."""
    return f"{kit.file.short_name} · " + texts(N_("Hoja membretada"))


def dress(document: Any, kit: Kit, language: str) -> None:
    """The brand's type and colours as the document's styles, and its language for spelling and screen readers."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    for name, size, colour in (
        ("Normal", 11, "ink"),
        ("Heading 1", 20, "navy"),
        ("Heading 2", 14, "navy"),
        ("Title", 26, "navy"),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = kit.file.type.text, Pt(size), RGBColor(*kit.colour(colour))
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), kit.file.type.text)
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(kind), None)
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(10), 1.3
    spoken = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): language})
    normal.element.get_or_add_rPr().append(spoken)


def fill_header(header: Any, kit: Kit, language: str) -> None:
    """The mark with its alt text, the short and the long name, an amber line."""
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

    if kit.file.logo.file:
        return fill_own_header(header, kit, language)
    table = header.add_table(1, 2, Mm(160))
    table.autofit = False
    left, right = table.rows[0].cells
    for column, width in zip(table.columns, (28, 132), strict=True):
        column.width = Mm(width)
    left.width, right.width = Mm(28), Mm(132)
    picture = left.paragraphs[0].add_run().add_picture(io.BytesIO(logo_png(kit, 600)), width=Mm(22))
    picture._inline.docPr.set("descr", kit.file.short_name)  # noqa: SLF001 - python-docx has no public way to alt text
    short = right.paragraphs[0].add_run(kit.file.short_name)
    short.font.bold, short.font.size, short.font.color.rgb = True, Pt(17), RGBColor(*kit.colour("navy"))
    right.paragraphs[0].paragraph_format.space_before, right.paragraphs[0].paragraph_format.space_after = Pt(11), Pt(0)
    name = right.add_paragraph().add_run(kit.long_name(language))
    name.font.size, name.font.color.rgb = Pt(8.5), RGBColor(*kit.colour("navy"))
    header.paragraphs[0]._element.getparent().remove(header.paragraphs[0]._element)  # noqa: SLF001
    return line(header.add_paragraph(), "bottom", "{:02X}{:02X}{:02X}".format(*kit.colour("amber")), 18)


def fill_own_header(header: Any, kit: Kit, language: str) -> None:
    """The kit's own logo, which carries the name."""
    from docx.shared import Mm  # noqa: PLC0415

    picture = header.paragraphs[0].add_run().add_picture(io.BytesIO(logo_png(kit, 600)), height=Mm(max(20, kit.file.logo.min_mm)))
    picture._inline.docPr.set("descr", f"{kit.file.short_name}: {kit.long_name(language)}")  # noqa: SLF001
    line(header.add_paragraph(), "bottom", "{:02X}{:02X}{:02X}".format(*kit.colour("amber")), 18)


def add_partners(footer: Any, kit: Kit) -> None:
    """The institutions that sign beside the Coalition, in one row above the contact line."""
    from docx.shared import Mm, Pt, RGBColor  # noqa: PLC0415

    paragraph = footer.paragraphs[0].insert_paragraph_before()
    paragraph.paragraph_format.space_after = Pt(8)
    for sign in side_by_side(kit.partners(kit.territory), ROW_MM[0], ROW_MM[1], kit.file.logo.clear_space, 4):
        run = paragraph.add_run()
        if sign.partner.file:
            picture = run.add_picture(io.BytesIO(partner_png(sign.partner.file)), height=Mm(sign.height))
            picture._inline.docPr.set("descr", sign.partner.name)  # noqa: SLF001
        else:
            run.text = sign.partner.name
            run.font.bold, run.font.size, run.font.color.rgb = True, Pt(10), RGBColor(*kit.colour("navy"))
        paragraph.add_run("\u2003\u2003")


def fill_footer(footer: Any, kit: Kit, words: str) -> None:
    """The line that says where to write."""
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    paragraph = footer.paragraphs[0]
    line(paragraph, "top", "{:02X}{:02X}{:02X}".format(*kit.colour("mist")), 6)
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor(*kit.colour("grey"))


def line(paragraph: Any, edge: str, colour: str, eighths: int) -> None:
    """A rule over or under a paragraph; its weight is in eighths of a point."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    borders, border = OxmlElement("w:pBdr"), OxmlElement(f"w:{edge}")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "6"), ("color", colour)):
        border.set(qn(f"w:{key}"), value)
    borders.append(border)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001
