"""What every network's declared limits refuse. An adapter's `check` starts here and adds what only it knows."""

from collections.abc import Iterator
from typing import Final

from foundation.texts import N_
from networks.contract import CaptionFile, Limits, Media, MediaKind, Outgoing, Problem
from networks.text import sent_text

BURNED: Final = "burned_in"
CAPTION_TYPES: Final = {"srt": "application/x-subrip", "vtt": "text/vtt"}


def problems(limits: Limits, outgoing: Outgoing) -> list[Problem]:
    """Every reason in the declared limits why the network would refuse the message. Pure."""
    return [*text_problems(limits, outgoing), *media_problems(limits, outgoing.media)]


def text_problems(limits: Limits, outgoing: Outgoing) -> Iterator[Problem]:
    """Too long as the network counts, or nothing to say at all."""
    text = sent_text(outgoing) if limits.link == "text" else outgoing.text
    length = limits.count(text)
    limit = limits.max_text
    if outgoing.media and limits.max_text_with_media is not None:
        limit = limits.max_text_with_media
    if limit is not None and length > limit:
        yield Problem(
            "text_too_long",
            "text",
            N_("{network}: el texto mide {length} y el límite es {limit} ({unit}). Acórtelo en {over}."),
            {"network": limits.network, "length": length, "limit": limit, "unit": limits.text_unit, "over": length - limit},
        )
    yield from cap_problems(limits, text)
    if not outgoing.text.strip() and not outgoing.media:
        yield Problem(
            "nothing_to_say", "text", N_("{network}: no hay texto ni archivo que publicar."), {"network": limits.network}
        )


def cap_problems(limits: Limits, text: str) -> Iterator[Problem]:
    """What breaks one of the network's further limits on the text."""
    for cap in limits.caps:
        if (count := cap.count(text)) > cap.most:
            yield Problem(
                f"too_many_{cap.name}",
                "text",
                N_("{network}: el texto tiene {count} {unit} y el máximo es {most}. Quite {over}."),
                {"network": limits.network, "count": count, "unit": cap.unit, "most": cap.most, "over": count - cap.most},
            )


def same_language(one: str, other: str) -> bool:
    """Whether two BCP-47 tags name one language, whatever the country."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def fitting_captions(limits: Limits, captions: tuple[CaptionFile, ...], language: str) -> tuple[CaptionFile, ...]:
    """The caption files that concern the network: of its own kind, the message's language first.

    Where captions must be drawn into the picture, those of the message's language: `problems` asks for such a film.
    """
    wanted = CAPTION_TYPES.get(limits.captions)
    if limits.captions == BURNED:
        return tuple(one for one in captions if same_language(one.language, language))[:1]
    mine = [one for one in captions if one.mime == wanted]
    return tuple(sorted(mine, key=lambda one: not same_language(one.language, language)))


def media_problems(limits: Limits, media: tuple[Media, ...]) -> Iterator[Problem]:
    """Too many files, the wrong type, too many bytes, or an image nobody described."""
    images = [one for one in media if one.kind is MediaKind.IMAGE]
    videos = [one for one in media if one.kind is MediaKind.VIDEO]
    yield from too_many(limits.network, "images", len(images), limits.max_images)
    yield from too_many(limits.network, "videos", len(videos), limits.max_videos)
    for number, one in enumerate(media, 1):
        yield from file_problems(limits, number, one)


def too_many(network: str, kind: str, count: int, limit: int) -> Iterator[Problem]:
    """More files of a kind than the network takes."""
    if count > limit:
        yield Problem(
            f"too_many_{kind}",
            "asset",
            N_("{network}: lleva {count} archivos de este tipo ({kind}) y admite {limit}. Quite los que sobran."),
            {"network": network, "kind": kind, "count": count, "limit": limit},
        )


def file_problems(limits: Limits, number: int, one: Media) -> Iterator[Problem]:
    """What is wrong with one file."""
    facts = {"network": limits.network, "number": number}
    if not one.alt.strip():
        yield Problem("alt_missing", "alt", N_("Falta el texto alternativo del archivo {number}. Descríbalo con --alt."), facts)
    if limits.max_alt and len(one.alt) > limits.max_alt:
        yield Problem(
            "alt_too_long",
            "alt",
            N_("{network}: el texto alternativo del archivo {number} pasa de {limit} caracteres. Acórtelo."),
            {**facts, "limit": limits.max_alt},
        )
    if one.kind is MediaKind.IMAGE and limits.image_types and one.mime not in limits.image_types:
        yield Problem(
            "type_refused",
            "asset",
            N_("{network}: no admite {mime} (archivo {number}). Use {types}."),
            {**facts, "mime": one.mime, "types": ", ".join(limits.image_types)},
        )
    if limits.captions == BURNED and one.captions:
        yield Problem(
            "captions_not_burned",
            "asset",
            N_(
                "{network}: no admite subtítulos aparte y el video {number} no los tiene grabados en {language}. "
                "Espere a que «corett video list» lo dé por hecho, o pídalo con «corett inclusive captions»."
            ),
            {**facts, "language": one.captions[0].language},
        )
    most = limits.max_image_bytes if one.kind is MediaKind.IMAGE else limits.max_video_bytes
    if most and one.size > most:
        yield Problem(
            "file_too_big",
            "asset",
            N_("{network}: el archivo {number} pesa {size} bytes y el límite es {limit}. Use uno más ligero."),
            {**facts, "size": one.size, "limit": most},
        )


def no_documents(limits: Limits, outgoing: Outgoing) -> Iterator[Problem]:
    """For a network that takes pictures and video only."""
    if any(one.kind is MediaKind.DOCUMENT for one in outgoing.media):
        yield Problem(
            "type_refused", "asset", N_("{network}: no admite documentos. Publique su enlace."), {"network": limits.network}
        )
