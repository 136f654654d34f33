"""Files on Telegram: which call takes which, streamed from disk or named by the id of an earlier upload."""

from collections.abc import Mapping
from typing import Any, Final

from aiogram.methods import SendDocument, SendMediaGroup, SendPhoto, SendVideo, TelegramMethod
from aiogram.types import FSInputFile, InputMediaDocument, InputMediaPhoto, InputMediaVideo, MediaUnion, Message

from foundation.texts import N_
from networks.contract import Media, MediaKind, Problem, Unavailable

MAX_SIDES: Final = 10_000  # width + height, https://core.telegram.org/bots/api#sendphoto
MAX_RATIO: Final = 20


def media_method(chat: str, media: tuple[Media, ...], caption: str, parts: Mapping[str, str], **more: Any) -> TelegramMethod[Any]:
    """The call that sends one file or an album."""
    if len(media) > 1:
        album: list[MediaUnion] = [album_item(one, parts, caption if at == 0 else "") for at, one in enumerate(media)]
        return SendMediaGroup(chat_id=chat, media=album, **more)
    return file_method(media[0], parts, chat_id=chat, caption=caption or None, **more)


def file_method(media: Media, parts: Mapping[str, str], **more: Any) -> TelegramMethod[Any]:
    """The call that sends one file."""
    if media.kind is MediaKind.IMAGE:
        return SendPhoto(photo=source(media, parts), **more)
    if media.kind is MediaKind.VIDEO:
        return SendVideo(video=source(media, parts), **video_facts(media), **more)
    return SendDocument(document=source(media, parts), **more)


def album_item(media: Media, parts: Mapping[str, str], caption: str | None) -> MediaUnion:
    """One file of an album; the first carries the caption."""
    what: dict[str, Any] = {"media": source(media, parts), "caption": caption or None}
    if media.kind is MediaKind.IMAGE:
        return InputMediaPhoto(**what)
    if media.kind is MediaKind.VIDEO:
        return InputMediaVideo(**what, **video_facts(media))
    return InputMediaDocument(**what)


def video_facts(media: Media) -> dict[str, Any]:
    """What lets Telegram show the player before the file is there."""
    return {
        "width": media.width or None,
        "height": media.height or None,
        "duration": round(media.duration) or None,
        "supports_streaming": True,
    }


def source(media: Media, parts: Mapping[str, str]) -> str | FSInputFile:
    """The uploaded file's id, else the file, streamed from disk."""
    return parts.get(media_key(media)) or FSInputFile(media.path)


def media_key(media: Media) -> str:
    """The key of an upload in the delivery's parts."""
    return f"media:{media.sha256}"


def file_id(message: Message) -> str:
    """The id under which the bot can send that file again."""
    if message.photo:
        return message.photo[-1].file_id
    found = message.video or message.animation or message.document
    if found is None:
        raise Unavailable(network="telegram", detail=N_("la respuesta no trae el archivo"))
    return found.file_id


def shape_problems(media: tuple[Media, ...]) -> list[Problem]:
    """Pictures that Telegram refuses for their shape."""
    return [
        Problem(
            "shape_refused",
            "asset",
            N_("{network}: la imagen {number} mide {width}×{height}. Ancho y alto suman como máximo 10000, y 20 a 1."),
            {"network": "telegram", "number": number, "width": one.width, "height": one.height},
        )
        for number, one in enumerate(media, 1)
        if one.kind is MediaKind.IMAGE and odd_shape(one.width, one.height)
    ]


def odd_shape(width: int, height: int) -> bool:
    """Whether Telegram would refuse a picture of that size (0 is "not known")."""
    return width + height > MAX_SIDES or (min(width, height) > 0 and max(width, height) / min(width, height) > MAX_RATIO)
