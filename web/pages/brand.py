"""The brand: colours with their measured contrast, letters, the mark, and everything the kit makes, to download."""

import io
import zipfile
from typing import Any, Final

from fastapi import APIRouter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assets.brand import Kit
from assets.colour import contrast, hexadecimal
from assets.mark import mark_svg
from foundation.texts import LANGUAGES
from web.access import SignedIn
from web.front import Fronted
from web.pages.cards import kit_of

router = APIRouter(prefix="/console/brand")

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SLIDES: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DAY: Final = {"cache-control": "private, max-age=300"}


@router.get("")
def brand(front: Fronted, person: SignedIn) -> Response:
    """The kit, shown."""
    kit, spoken = kit_of(front), person.language
    return front.page(
        "console/brand.html",
        spoken,
        person=person,
        here="library",
        kit=kit,
        idea=kit.said(kit.file.idea, spoken) if kit.file.idea else "",
        why=kit.said(kit.file.type.why, spoken) if kit.file.type.why else "",
        colours=[
            {"name": kit.said(kit.colour_names.get(name, {"es": name}), spoken), "value": hexadecimal(colour)}
            for name, colour in kit.colours.items()
        ],
        pairs=pairs(kit, spoken),
        marks=[{"dark": dark, "drawing": drawing(kit, dark=dark)} for dark in (False, True)],
        languages=LANGUAGES,
        partners={code: [one.name for one in about.partners] for code, about in kit.file.territories.items() if about.partners},
    )


def pairs(kit: Kit, language: str) -> list[dict[str, Any]]:
    """Each allowed pair of text and ground with its contrast, by WCAG 2.2."""
    rows = []
    for pair in kit.file.pairs:
        ratio = contrast(kit.colour(pair.text), kit.colour(pair.ground))
        named = [kit.said(kit.colour_names.get(name, {"es": name}), language) for name in (pair.text, pair.ground)]
        shown = f"{ratio:.1f}" if language == "en" else f"{ratio:.1f}".replace(".", ",")
        rows.append({"text": named[0], "ground": named[1], "ratio": shown, "large": pair.size == "large"})
    return rows


def drawing(kit: Kit, *, dark: bool) -> Markup:
    """The mark as SVG, whose colours are attributes: the page's policy allows no inline styles."""
    logo = kit.file.logo.on_dark if dark else kit.file.logo.on_light
    return Markup(mark_svg(kit.colour(logo.petals), kit.colour(logo.dot), kit.file.short_name))  # noqa: S704 - our own drawing


@router.get("/kit.css")
def sheet(front: Fronted, person: SignedIn) -> Response:  # noqa: ARG001 - only for those inside
    """The kit's colours as classes: the samples are real text on real grounds, which axe can measure."""
    kit = kit_of(front)
    rules = [
        f".pair-{number}{{color:{hexadecimal(kit.colour(pair.text))};background:{hexadecimal(kit.colour(pair.ground))}}}"
        for number, pair in enumerate(kit.file.pairs)
    ]
    logo = kit.file.logo
    rules += [f".ground-{name}{{background:{hexadecimal(kit.colour(one.ground))}}}" for name, one in grounds(logo)]
    return Response("\n".join(rules), media_type="text/css", headers=DAY)


def grounds(logo: Any) -> list[tuple[str, Any]]:
    """The logo's two grounds by the class that paints them."""
    return [("light", logo.on_light), ("dark", logo.on_dark)]


@router.get("/{product}")
def product(product: str, front: Fronted, person: SignedIn, language: str = "") -> Response:
    """Something the kit makes: a few seconds, made when it is asked for."""
    spoken = language if language in LANGUAGES else person.language
    makers = {
        "manual.pdf": manual,
        "letterhead-a4.docx": a4,
        "letterhead-letter.docx": letter,
        "presentation.pptx": presentation,
        "profile-images.zip": profile_images,
        "mark.svg": mark,
    }
    if product not in makers:
        raise HTTPException(404)
    kit = kit_of(front)
    content, mime = makers[product](kit, spoken)
    stem, _, suffix = product.rpartition(".")
    said = {"content-disposition": f'attachment; filename="{kit.name}-{stem}-{spoken}.{suffix}"', **DAY}
    return Response(content, media_type=mime, headers=said)


def manual(kit: Kit, language: str) -> tuple[bytes, str]:
    """The manual."""
    from assets.brand_manual import brand_manual  # noqa: PLC0415 - each product brings its own library

    return brand_manual(kit, language), "application/pdf"


def a4(kit: Kit, language: str) -> tuple[bytes, str]:
    """The letterhead for nearly everybody."""
    from assets.letterhead import letterhead  # noqa: PLC0415

    return letterhead(kit, "A4", language), WORD


def letter(kit: Kit, language: str) -> tuple[bytes, str]:
    """The letterhead on the paper of Mexico and Central America."""
    from assets.letterhead import letterhead  # noqa: PLC0415

    return letterhead(kit, "Letter", language), WORD


def presentation(kit: Kit, language: str) -> tuple[bytes, str]:
    """The presentation template."""
    from assets.presentation import presentation as slides  # noqa: PLC0415

    return slides(kit, language), SLIDES


def profile_images(kit: Kit, language: str) -> tuple[bytes, str]:
    """Avatars and covers of every network in one file."""
    from assets.profile_images import drawn_images  # noqa: PLC0415

    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, picture, _alt in drawn_images(kit, language):
            one = io.BytesIO()
            picture.save(one, "PNG", compress_level=6)
            archive.writestr(name, one.getvalue())
    return whole.getvalue(), "application/zip"


def mark(kit: Kit, _language: str) -> tuple[bytes, str]:
    """The mark alone."""
    return str(drawing(kit, dark=False)).encode(), "image/svg+xml"
