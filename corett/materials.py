"""Makes a campaign's files, piece by piece: cards in every size and language, captioned clips, Braille, a fact sheet.

A piece that is there and was made of the same things is not made again, so it can be stopped and begun anew at any time.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from sqlalchemy.orm import Session

from assets.braille import brf, unicode_braille
from assets.brand import Kit, load_kit
from assets.captions.cue import Cue
from assets.card_templates import load_template
from assets.cards import ENGINE, Card, card_key, checked_values, render_card
from assets.documents import Sheet, render_document
from assets.fresh import Fresh
from assets.inclusive.films import caption_film, captions_of
from assets.intake import keep
from assets.looks import look_of
from assets.settings import AssetsSection
from assets.sniffing import Kind
from assets.store import Store, open_store, write_whole
from assets.video.clip import Scene, card_size, clip
from assets.video.recipe import VERSION, Recipe
from assets.video.rendering import render
from campaigns.finding import campaign_named
from campaigns.materials import attach_material, known_keys, materials_made, materials_of
from campaigns.starter.posts import starter_campaign, starter_posts
from corett.campaign_sheet import campaign_sheet, card_words
from corett.films import kitchen_of
from corett.wiring import House
from foundation.errors import CorettError
from foundation.people import REGION
from foundation.settings import parse_section
from foundation.texts import LANGUAGES, N_, Texts

SIZES: Final = (
    (1080, 1080),
    (1080, 1350),
    (1080, 1920),
    (1200, 630),
    (1200, 675),
    (1280, 720),
    (1600, 900),
    (1920, 1080),
)
"""What the networks declare (a test compares), and stories."""
SHAPES: Final = ("16:9", "9:16")
SPOKEN: Final = 3
"""Cards in a clip: the campaign's last ones, which speak to the population; about 45 seconds."""
LICENCE: Final = "CORETT"
CLIP_ALT: Final = N_("Video de la campaña «{title}»: tarjetas con voz y subtítulos.")
BRF_ALT: Final = N_("Mensajes de la campaña «{title}» en Braille para impresora (BRF).")
CELLS_ALT: Final = N_("Mensajes de la campaña «{title}» en celdas Braille Unicode, solo para descargar.")
SHEET_ALT: Final = N_("Hoja informativa de la campaña «{title}» (PDF accesible).")


@dataclass(frozen=True)
class Words:
    """What a campaign says in one language: the values of its cards, its title, its sheet."""

    language: str
    title: str
    cards: Sequence[Mapping[str, str]]
    sheet: Sheet
    territory: str = REGION


@dataclass(frozen=True)
class Draft:
    """A piece as it was made: its content, its alt text, and a film's captions."""

    fresh: Fresh
    alt: str
    cues: Sequence[Cue] = ()


@dataclass(frozen=True)
class Piece:
    """A file to be made. `name` is its place among the campaign's files, `key` the hash of what it is made of."""

    name: str
    language: str
    key: str
    make: Callable[[], Draft]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one piece: `made`, `there` or `failed`, with the library's number or the reason."""

    piece: str
    language: str
    state: str
    asset: int | None = None
    why: str = ""


def make_materials(
    house: House, slug: str, step: Callable[[float], None], languages: Sequence[str] = LANGUAGES
) -> Iterator[Report]:
    """Makes what is missing of a campaign's files; each is in the library as soon as it is told.

    Raises:
        NotFound: no such campaign.
    """
    store = open_store(house.settings)
    with house.database.reading() as session:
        known = known_keys(session, campaign_named(session, slug))
        told = [words_of(session, house, slug, language) for language in languages]
    wanted = [piece for words in told for piece in pieces(house, words)]
    for number, piece in enumerate(wanted, start=1):
        report = Report(piece.name, piece.language, "there") if known.get(piece.name) == piece.key else None
        report = report or made(house, store, slug, piece)
        step(number / len(wanted))
        yield report
    with house.database.writing() as session:
        materials_made(campaign_named(session, slug))


def made(house: House, store: Store, slug: str, piece: Piece) -> Report:
    """One piece, made beside any transaction and then kept."""
    try:
        draft = piece.make()
        with house.database.writing() as session:
            return Report(piece.name, piece.language, "made", kept(session, house, store, slug, piece, draft))
    except CorettError as error:
        return Report(piece.name, piece.language, "failed", why=error.say(house.texts))


def kept(session: Session, house: House, store: Store, slug: str, piece: Piece, draft: Draft) -> int:
    """The draft as a file of the library and of the campaign; its number."""
    campaign, now, by = campaign_named(session, slug), house.clock.now(), house.settings.app.user
    asset = keep(store, session, draft.fresh, {piece.language: draft.alt}, LICENCE, by, now, name=file_name(slug, piece.name))
    session.flush()
    attach_material(session, campaign, asset, piece.name, piece.language, piece.key, now)
    if draft.cues:
        caption_film(session, store, asset, draft.cues, piece.language, by=by, now=now)
    return asset.id


def file_name(slug: str, piece: str) -> str:
    """A piece's name as files may have it."""
    return f"{slug}-{piece.replace('/', '-').replace(':', 'x')}"


def copy_materials(house: House, slug: str, folder: Path) -> list[Path]:
    """The campaign's files, a film's captions beside it, under names people understand."""
    store, copied = open_store(house.settings), []
    with house.database.reading() as session:
        rows = [(one.piece, asset) for one, asset in materials_of(session, campaign_named(session, slug))]
        captions = {asset.id: captions_of(session, asset.id) for _, asset in rows if asset.kind == Kind.VIDEO}
    for piece, asset in rows:
        stem = file_name(slug, piece.removesuffix(".brf").removesuffix(".txt"))
        for sha256, mime in [(asset.sha256, asset.mime), *((one[0], one[2]) for one in captions.get(asset.id, []))]:
            source = store.path(sha256, mime)
            copied.append(folder / f"{stem}{source.suffix}")
            write_whole(copied[-1], source)
    return copied


def words_of(session: Session, house: House, slug: str, language: str) -> Words:
    """What the campaign says in that language; the starter campaign's cards have words of their own."""
    sheet, territory = campaign_sheet(session, slug, language, house.clock.now()), campaign_named(session, slug).territory
    if slug != starter_campaign().slug:
        return Words(language, sheet.title, card_words(session, slug, language), sheet, territory)
    footer = starter_campaign().hashtag
    cards = [{**asdict(one.card[language]), "footer": footer} for one in starter_posts()]
    return Words(language, sheet.title, cards, sheet, territory)


def pieces(house: House, words: Words) -> Iterator[Piece]:
    """Everything a campaign should have in one language, the quick ones first."""
    section = parse_section(AssetsSection, house.settings.assets, "assets")
    kit, language = load_kit(section.brand, section.brands_dir).signed(words.territory), words.language
    for number, values in enumerate(words.cards, start=1):
        for size in SIZES:
            yield card_piece(kit, words, number, values, size)
    yield braille_piece(words, "brf")
    yield braille_piece(words, "txt")
    dated = words.sheet.model_copy(update={"place_and_date": ""})
    yield Piece(f"sheet/{language}", language, hashed(kit.digest, dated.model_dump(mode="json")), lambda: sheet_draft(kit, words))
    for shape in SHAPES if words.cards else ():
        yield clip_piece(house, kit, words, shape)


def card_piece(kit: Kit, words: Words, number: int, values: Mapping[str, str], size: tuple[int, int]) -> Piece:
    """One card in one size."""
    template, language = load_template("message"), words.language
    key = card_key(kit, template, size, checked_values(template, values, language, photo=False), language, None, "image/jpeg")

    def make() -> Draft:
        card = render_card(kit, template, size, values, language)
        return Draft(fresh_card(card), card.alt)

    return Piece(f"card/{language}/{number}/{size[0]}x{size[1]}", language, key, make)


def fresh_card(card: Card) -> Fresh:
    """A rendered card as a file made anew: it was never anybody else's."""
    with Image.open(BytesIO(card.content)) as opened:
        look = look_of(opened)
    return Fresh(card.content, card.mime, Kind.IMAGE, card.width, card.height, look=look, facts={"card": card.key})


def braille_piece(words: Words, kind: str) -> Piece:
    """The campaign's messages for fingers: BRF for embossers, or Unicode cells to download."""
    text = "\n".join([words.title, *(f"{one['title']}. {one.get('body', '')}".strip() for one in words.cards)])

    def make() -> Draft:
        texts, own = Texts(words.language), {"card": key}
        if kind == "brf":
            content, mime, alt = brf(text, words.language), "application/x-brf", BRF_ALT
        else:
            content, mime, alt = unicode_braille(text, words.language).encode(), "text/plain", CELLS_ALT
        return Draft(Fresh(content, mime, Kind.DOCUMENT, facts=own), texts(alt, title=words.title))

    key = hashed("braille", kind, text, words.language)
    return Piece(f"braille/{words.language}.{kind}", words.language, key, make)


def sheet_draft(kit: Kit, words: Words) -> Draft:
    """The fact sheet."""
    content = render_document(kit, "fact_sheet", words.sheet, words.language)
    alt = Texts(words.language)(SHEET_ALT, title=words.title)
    return Draft(Fresh(content, "application/pdf", Kind.DOCUMENT, facts={"card": hashlib.sha256(content).hexdigest()}), alt)


def clip_piece(house: House, kit: Kit, words: Words, shape: str) -> Piece:
    """A captioned film of the campaign's last cards."""
    chosen, size, language = list(words.cards[-SPOKEN:]), card_size(shape), words.language
    key = hashed(ENGINE, VERSION, kit.digest, load_template("message").digest, shape, size, language, chosen)

    def make() -> Draft:
        shown = [{name: value for name, value in one.items() if name not in {"body", "link"}} for one in chosen]
        cards = [render_card(kit, "message", size, values, language).content for values in shown]
        spoken = [f"{one['title'].rstrip('.')}. {one.get('body', '')}".strip() for one in chosen]
        scenes = [Scene(card, said) for card, said in zip(cards, spoken, strict=True)]
        with tempfile.TemporaryDirectory(prefix="corett-") as folder:
            film = Path(folder) / "film.mp4"
            cues = clip(scenes, language, shape, kit.colour("navy"), film)
            content = render(Recipe(film, None, language=language, burn=tuple(cues)), kitchen_of(house.settings)).read_bytes()
        width, height = {"16:9": (1920, 1080), "9:16": (1080, 1920)}[shape]
        fresh = Fresh(
            content, "video/mp4", Kind.VIDEO, width, height, cues[-1].end / 1000, facts={"card": key, "burned": language}
        )
        return Draft(fresh, Texts(language)(CLIP_ALT, title=words.title), cues)

    return Piece(f"clip/{language}/{shape}", language, key, make)


def hashed(*parts: object) -> str:
    """One hash over everything."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
