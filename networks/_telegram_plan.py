"""What a message becomes on Telegram: which messages, in which order, with which caption. Pure."""

from dataclasses import dataclass
from typing import Final

import regex

from networks.contract import Media, MediaKind, Outgoing
from networks.text import GRAPHEME, sent_text, utf16_length

MAX_TEXT: Final = 4096  # https://core.telegram.org/bots/api#sendmessage
MAX_CAPTION: Final = 1024  # https://core.telegram.org/bots/api#sendphoto
MAX_ALBUM: Final = 10  # https://core.telegram.org/bots/api#sendmediagroup
PICTURE: Final = {"es": "Imagen", "en": "Image", "pt": "Imagem", "fr": "Image", "ca": "Imatge", "ht": "Imaj", "nl": "Afbeelding"}
VIDEO: Final = {"es": "Vídeo", "en": "Video", "pt": "Vídeo", "fr": "Vidéo", "ca": "Vídeo", "ht": "Videyo", "nl": "Video"}
FILE: Final = {"es": "Archivo", "en": "File", "pt": "Arquivo", "fr": "Fichier", "ca": "Fitxer", "ht": "Fichye", "nl": "Bestand"}
PLACES: Final = (
    regex.compile(r"\n\s*\n"),
    regex.compile(r"(?<=[.!?…»”\"])\s|\n"),
    regex.compile(r"\s"),
    GRAPHEME,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One message, or one album. `name` is its key in the delivery's parts."""

    name: str
    text: str = ""
    media: tuple[Media, ...] = ()


def steps_of(outgoing: Outgoing) -> list[Step]:
    """The messages in order; the second and later ones answer the first."""
    text = sent_text(outgoing)
    if not outgoing.media:
        return [Step("sent:0", text)]
    caption, rest = caption_and_rest(text, descriptions(outgoing))
    albums = albums_of(outgoing.media)
    first = Step("sent:0", caption, albums[0])
    others = [Step(f"sent:{number}", media=album) for number, album in enumerate(albums[1:], 1)]
    replies = [Step(f"sent:{number}", piece) for number, piece in enumerate(pieces(rest, MAX_TEXT), len(albums))]
    return [first, *others, *replies]


def caption_and_rest(text: str, alts: str) -> tuple[str, str]:
    """The caption, and what does not fit and follows as a reply: first the descriptions go there, then the end of the text."""
    whole = f"{text}\n\n{alts}".strip()
    if utf16_length(whole) <= MAX_CAPTION:
        return whole, ""
    if utf16_length(text) <= MAX_CAPTION:
        return text, alts
    head, tail = cut(text, MAX_CAPTION)
    return head, f"{tail}\n\n{alts}"


def descriptions(outgoing: Outgoing) -> str:
    """The files' descriptions as lines: Telegram has no field for them."""
    described = [media for media in outgoing.media if media.alt.strip()]
    many = len(outgoing.media) > 1
    return "\n".join(
        f"{label(media.kind, outgoing.language)}{f' {number}' if many else ''}: {media.alt.strip()}"
        for number, media in enumerate(outgoing.media, 1)
        if media in described
    )


def label(kind: MediaKind, language: str) -> str:
    """What a description is called in the message's own language."""
    words = {MediaKind.IMAGE: PICTURE, MediaKind.VIDEO: VIDEO, MediaKind.DOCUMENT: FILE}[kind]
    return words.get(language.partition("-")[0], words["es"])


def albums_of(media: tuple[Media, ...]) -> list[tuple[Media, ...]]:
    """Groups that fit one message: up to ten pictures and videos together, documents apart."""
    shown = tuple(one for one in media if one.kind is not MediaKind.DOCUMENT)
    files = tuple(one for one in media if one.kind is MediaKind.DOCUMENT)
    return [group[at : at + MAX_ALBUM] for group in (shown, files) for at in range(0, len(group), MAX_ALBUM)]


def pieces(text: str, most: int) -> list[str]:
    """The text in parts of at most `most` UTF-16 units."""
    found = []
    rest = text.strip()
    while rest:
        head, rest = cut(rest, most)
        found.append(head)
    return found


def cut(text: str, most: int) -> tuple[str, str]:
    """The longest start that fits and ends between paragraphs, else sentences, else words, else characters; and the rest."""
    if utf16_length(text) <= most:
        return text, ""
    end = most
    while utf16_length(text[:end]) > most:
        end -= 1
    for place in PLACES:
        ends = [found.start() for found in place.finditer(text, 0, end + 1) if end // 2 < found.start() <= end]
        if ends:
            return text[: ends[-1]].rstrip(), text[ends[-1] :].lstrip()
    return text[:end], text[end:]
