"""Cards: a template, a size, the words. The same words give the same bytes, kept under the hash of all that was drawn."""

import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image

from assets.brand import Kit
from assets.card_templates import CardTemplate, Template, check_readable, load_template, said
from assets.errors import MissingValue, TooManyCharacters, UnknownValue, WrongSize
from assets.layout import fit, plan_card
from assets.painting import paint_card, paint_photo
from assets.store import digest, write_whole

ENGINE: Final = 2
"""Raise it when the drawing changes: old renderings are then made again."""
JPEG_QUALITY: Final = 90
SMALLEST: Final = 320
LARGEST: Final = 4096


@dataclass(frozen=True, slots=True)
class Card:
    """A rendered card. `key` is the hash of everything that was drawn; `alt` is drafted from the card's own words."""

    content: bytes
    mime: str
    width: int
    height: int
    alt: str
    key: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the library for a card. `focus` is the point to keep, as shares of width and height; `alt` describes it."""

    path: Path
    alt: str = ""
    focus: tuple[float, float] = (0.5, 0.4)


def render_card(
    kit: Kit,
    template: CardTemplate | str,
    size: tuple[int, int],
    values: Mapping[str, str],
    language: str,
    *,
    photo: Photo | None = None,
    mime: str = "image/jpeg",
    cache: Path | None = None,
) -> Card:
    """The card, from the cache when it was drawn before. `size` is width and height in pixels, `mime` JPEG or PNG.

    Raises:
        BadInput: a value is missing, unknown or too long, a character has no glyph, a colour pair cannot be read.
    """
    found = load_template(template) if isinstance(template, str) else template
    words = checked_values(found, values, language, photo=photo is not None)
    check_size(size)
    check_readable(kit, found)
    key = card_key(kit, found, size, words, language, photo, mime)
    kept = cache / key[:2] / f"{key}.{'png' if mime == 'image/png' else 'jpg'}" if cache else None
    content = kept.read_bytes() if kept and kept.is_file() else draw(kit, found.spec, size, words, language, photo, mime)
    if kept and not kept.is_file():
        write_whole(kept, content)
    return Card(content, mime, *size, draft_alt(found.spec, words, photo) + signed_by(kit), key)


def draw(
    kit: Kit, template: Template, size: tuple[int, int], words: Mapping[str, str], language: str, photo: Photo | None, mime: str
) -> bytes:
    """Plans, fits, paints and encodes."""
    plan = plan_card(
        *size,
        photo=photo is not None,
        code=template.link == "qr" and bool(words.get("link")),
        headroom=template.headroom,
        partners=bool(kit.partners(kit.territory)),
    )
    canvas = paint_card(kit, template, plan, fit(template, plan, words), words, language)
    if photo and plan.photo:
        paint_photo(canvas, plan.photo, photo.path, photo.focus)
    return encoded(canvas, mime)


def encoded(canvas: Image.Image, mime: str) -> bytes:
    """The card's bytes: sharp colour edges need full chroma in JPEG."""
    buffer = io.BytesIO()
    if mime == "image/png":
        canvas.save(buffer, "PNG", compress_level=3)
    else:
        canvas.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


def checked_values(template: CardTemplate, values: Mapping[str, str], language: str, *, photo: bool) -> dict[str, str]:
    """Every field's words, with the template's own where none are given."""
    spec = template.spec
    for field in values:
        if field not in spec.fields:
            raise UnknownValue(field=field, template=template.slug, known=", ".join(spec.fields))
    words: dict[str, str] = {}
    for name, about in spec.fields.items():
        text = tidy(values.get(name, "")) or said(about.default, language)
        if about.required and not text:
            raise MissingValue(field=name, template=template.slug)
        if len(text) > about.most:
            raise TooManyCharacters(field=name, length=len(text), limit=about.most)
        words[name] = text
    if photo and spec.photo == "none":
        raise UnknownValue(field="photo", template=template.slug, known=", ".join(spec.fields))
    if not photo and spec.photo == "required":
        raise MissingValue(field="photo", template=template.slug)
    return words


def tidy(text: str) -> str:
    """Without stray spaces; line breaks stay."""
    return "\n".join(line for line in (" ".join(part.split(" ")).strip() for part in text.split("\n")) if line)


def check_size(size: tuple[int, int]) -> None:
    """Refuses what no screen shows."""
    if not all(SMALLEST <= side <= LARGEST for side in size) or max(size) / min(size) > 3:
        raise WrongSize(field="size", value=f"{size[0]}x{size[1]}")


def parse_size(text: str) -> tuple[int, int]:
    """`1080x1350` as width and height.

    Raises:
        WrongSize: it is no size.
    """
    found = re.fullmatch(r"\s*(\d{2,5})\s*[x×X]\s*(\d{2,5})\s*", text)
    if not found:
        raise WrongSize(field="size", value=text)
    return int(found[1]), int(found[2])


def card_key(
    kit: Kit,
    template: CardTemplate,
    size: tuple[int, int],
    words: Mapping[str, str],
    language: str,
    photo: Photo | None,
    mime: str,
) -> str:
    """The hash of everything that is drawn."""
    seen = photo and (photo_digest(photo.path, photo.path.stat().st_mtime_ns), photo.focus)
    parts = (ENGINE, kit.digest, template.digest, size, sorted(words.items()), language, seen, mime)
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@lru_cache(256)
def photo_digest(path: Path, _stamp: int) -> str:
    """The photo's hash, computed once."""
    return digest(path)


def draft_alt(template: Template, words: Mapping[str, str], photo: Photo | None) -> str:
    """Alt text from the card's own words, in reading order: a person checks it before it goes out."""
    parts = [words[item.field] for item in template.items if item.field and words.get(item.field)]
    parts += [words[name] for name in (template.footer.field,) if words.get(name)]
    if photo and photo.alt:
        parts.append(photo.alt)
    return " ".join(ended(part.replace("\n", "; ").replace(" = ", ": ")) for part in parts)


def signed_by(kit: Kit) -> str:
    """The institutions in the card's band, for those who cannot see their logos."""
    names = [one.name for one in kit.partners(kit.territory)]
    return f" {ended(', '.join([kit.file.short_name, *names]))}" if names else ""


def ended(sentence: str) -> str:
    """With a full stop where none stands, so that a screen reader pauses."""
    return sentence if sentence.rstrip("»”\"'").endswith((".", "!", "?", "…", ":")) else f"{sentence}."


def render_carousel(
    kit: Kit,
    size: tuple[int, int],
    cover: Mapping[str, str],
    slides: Sequence[Mapping[str, str]],
    language: str,
    *,
    mime: str = "image/jpeg",
    cache: Path | None = None,
) -> list[Card]:
    """A cover (template `message`) and its slides (template `slide`), numbered; each card has its own alt text.

    Raises:
        BadInput: as `render_card`.
    """
    total = len(slides) + 1
    cards = [render_card(kit, "message", size, cover, language, mime=mime, cache=cache)]
    for number, slide in enumerate(slides, start=2):
        foot = {"footer": cover.get("footer") or kit.file.short_name} if number == total else {}
        values = {**foot, **slide, "page": f"{number} / {total}"}
        cards.append(render_card(kit, "slide", size, values, language, mime=mime, cache=cache))
    return cards
