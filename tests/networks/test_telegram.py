import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMe
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.ids import new_id
from networks import telegram
from networks._telegram_line import LINES, meaning
from networks._telegram_plan import cut, pieces, steps_of
from networks.contract import (
    Account,
    MediaKind,
    NetworkError,
    Outgoing,
    Receipt,
    Rejected,
    SignedOut,
    Unavailable,
    Unconfirmed,
)
from networks.text import utf16_length
from tests.clock import FrozenClock
from tests.networks.contract import NetworkContract
from tests.networks.samples import DELIVERY, image, outgoing, video
from tests.networks.stage import IN_TIME, Arrived, Kept, Seen, Stage, digest
from tests.servers.faults import HTTP_FAULTS, Fault
from tests.servers.telegram import TOKEN, TelegramServer


class TelegramStage(Stage):
    faults = HTTP_FAULTS

    def __init__(self, server: TelegramServer) -> None:
        self.server = server

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False, **more: Any) -> Account:
        token = "4242:wrong-token-of-nobody" if wrong_secret else TOKEN
        return Account(
            "canal",
            telegram.Settings(api_url=self.server.url, **more.pop("settings", {})),
            telegram.Credentials(**{"token": token, "channel": "@coalicion", **more}),
            timeout_s,
            clock=FrozenClock(),
        )

    def secrets(self) -> list[str]:
        return [TOKEN, TOKEN.partition(":")[2], "wrong-token-of-nobody"]

    def posts(self) -> list[Seen]:
        found: list[Seen] = []
        album = ""
        for message in self.server.sent("@coalicion"):
            words = message.get("text") or message.get("caption") or ""
            if "reply_to_message" in message:
                found[-1] = replace(found[-1], text=f"{found[-1].text}\n{words}")
            elif not album or message.get("media_group_id") != album:
                found.append(Seen(words))
            album = message.get("media_group_id", "")
        return found

    def arrived(self) -> list[Arrived]:
        shown = [one["photo"][-1] if "photo" in one else one.get("video") for one in self.server.sent("@coalicion")]
        return [Arrived(digest(self.server.files[one["file_id"]])) for one in shown if one]

    def will(self, fault: Fault) -> None:
        self.server.will(fault)

    def uploads(self) -> int:
        return (
            len(self.server.sent("@almacen")) if "@almacen" in {f"@{one.username}" for one in self.server.chats.values()} else 0
        )

    def complaints(self) -> list[str]:
        return self.server.complaints


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer() as server:
        yield server


@pytest.fixture
def stage(server: TelegramServer) -> TelegramStage:
    return TelegramStage(server)


class TestTelegram(NetworkContract):
    network = "telegram"

    @pytest.fixture
    def stage(self, server: TelegramServer) -> Stage:
        return TelegramStage(server)


async def publish(account: Account, message: Outgoing, parts: Kept | None = None) -> Receipt:
    channel = telegram.connect(account)
    kept = Kept() if parts is None else parts
    try:
        return await channel.publish(await channel.prepare(message, kept, kept.keep), DELIVERY)
    finally:
        await channel.close()


async def test_the_receipt_opens_the_post_on_the_channel(stage: TelegramStage) -> None:
    receipt = await publish(stage.account(), outgoing())

    assert receipt.url == "https://t.me/coalicion/1"


async def test_the_preview_is_of_the_tracked_link_and_as_large_as_set(stage: TelegramStage) -> None:
    await publish(stage.account(), outgoing())
    await publish(stage.account(settings={"link_preview": "off"}), outgoing())

    large, off = [call.values["link_preview_options"] for call in stage.server.called("sendMessage")]
    assert large == {"url": "https://prensa.example.org/r/k7Qp2x", "prefer_large_media": True}
    assert off == {"is_disabled": True}


async def test_markup_characters_arrive_as_they_were_written(stage: TelegramStage) -> None:
    await publish(stage.account(), Outgoing("5 < 7 & <b>no</b> _así_", "es"))

    assert stage.server.sent()[0]["text"] == "5 < 7 & <b>no</b> _así_"


async def test_a_text_too_long_for_a_caption_goes_on_as_a_reply(stage: TelegramStage, tmp_path: Path) -> None:
    text = " ".join(f"Oración número {number} 🌎." for number in range(120))
    await publish(stage.account(), outgoing(text, media=(image(tmp_path, alt="Un cartel"),)))

    photo, reply = stage.server.sent("@coalicion")
    assert utf16_length(photo["caption"]) <= 1024
    assert reply["reply_to_message"]["message_id"] == photo["message_id"]
    assert reply["text"].endswith("https://prensa.example.org/r/k7Qp2x\n\nImagen: Un cartel")
    assert f"{photo['caption']} {reply['text']}".startswith(text)
    assert stage.complaints() == []


async def test_an_interrupted_message_goes_on_at_the_missing_part(stage: TelegramStage, tmp_path: Path) -> None:
    message = outgoing("Palabra. " * 200, media=(image(tmp_path),))
    parts = Kept()
    stage.server.will(Fault.ACCEPT_THEN_DROP)
    stage.server.faults.clear()
    channel = telegram.connect(stage.account())
    prepared = await channel.prepare(message, parts, parts.keep)
    real = channel._send

    async def send_then_lose_power(step: Any, prepared: Any, first: str | None) -> str:
        if step.name == "sent:1":
            raise Unavailable(network="telegram", detail="refused")
        return await real(step, prepared, first)

    channel._send = send_then_lose_power  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        await channel.publish(prepared, DELIVERY)
    await channel.close()
    await publish(stage.account(), message, parts)

    assert [("photo" in one, "text" in one) for one in stage.server.sent("@coalicion")] == [(True, False), (False, True)]


async def test_a_refused_second_part_is_for_a_person_because_the_first_is_out(stage: TelegramStage, tmp_path: Path) -> None:
    channel = telegram.connect(stage.account())
    parts = Kept()
    prepared = await channel.prepare(outgoing("Palabra. " * 200, media=(image(tmp_path),)), parts, parts.keep)
    real = parts.keep

    async def keep_and_lose_the_right(name: str, value: str) -> None:
        await real(name, value)
        stage.server.find_chat("@coalicion").may_post = False

    with pytest.raises(Unconfirmed) as caught:
        await channel.publish(replace(prepared, keep=keep_and_lose_the_right), DELIVERY)
    await channel.close()

    assert "https://t.me/coalicion/1" in str(caught.value)


async def test_an_album_of_pictures_and_videos_is_one_post_and_documents_follow(stage: TelegramStage, tmp_path: Path) -> None:
    leaflet = tmp_path / "guia.pdf"
    leaflet.write_bytes(b"%PDF-1.7")
    document = replace(image(tmp_path), path=leaflet, kind=MediaKind.DOCUMENT, mime="application/pdf", alt="Guía", size=8)
    files = (image(tmp_path, number=1, alt="Uno"), video(tmp_path, alt="Dos"), document)
    await publish(stage.account(), outgoing(media=files))

    album, sent_document = stage.server.called("sendMediaGroup"), stage.server.called("sendDocument")
    assert [one["type"] for one in album[0].values["media"]] == ["photo", "video"]
    assert album[0].values["media"][1]["supports_streaming"] is True
    assert "Imagen 1: Uno\nVídeo 2: Dos\nArchivo 3: Guía" in album[0].values["media"][0]["caption"]
    assert len(sent_document) == 1


async def test_twelve_pictures_are_two_albums(stage: TelegramStage, tmp_path: Path) -> None:
    await publish(stage.account(), outgoing(media=tuple(image(tmp_path, number=at, alt=f"{at}") for at in range(12))))

    assert [len(call.values["media"]) for call in stage.server.called("sendMediaGroup")] == [10, 2]


async def test_with_a_staging_channel_files_go_up_early_and_only_their_ids_at_the_instant(
    stage: TelegramStage, tmp_path: Path
) -> None:
    stage.server.channel("@almacen")
    parts = Kept()
    channel = telegram.connect(stage.account(staging="@almacen"))
    prepared = await channel.prepare(outgoing(media=(image(tmp_path), video(tmp_path))), parts, parts.keep)
    assert stage.uploads() == 2
    assert await channel.prepare(prepared.outgoing, parts, parts.keep)
    (tmp_path / "video.mp4").unlink()
    await channel.publish(prepared, DELIVERY)
    await channel.close()

    assert stage.uploads() == 2
    assert stage.server.called("sendMediaGroup")[0].files == {}


async def test_profiles_of_one_bot_share_a_line_and_the_last_one_hangs_up(stage: TelegramStage) -> None:
    one, two = telegram.connect(stage.account()), telegram.connect(stage.account())
    await asyncio.gather(one.whoami(), two.whoami())
    lines = LINES[asyncio.get_running_loop()]

    assert len(lines) == 1
    await one.close()
    assert (await two.whoami()).handle == "@coalicion"
    await two.close()
    assert not lines


async def test_a_bot_without_the_right_to_post_is_told_when_checked(stage: TelegramStage) -> None:
    stage.server.channel("@ajeno", may_post=False)
    channel = telegram.connect(stage.account(channel="@ajeno"))

    with pytest.raises(SignedOut, match="no es administrador"):
        await channel.whoami()
    await channel.close()


async def test_subscribers_are_counted_and_views_are_not_available(stage: TelegramStage) -> None:
    channel = telegram.connect(stage.account())
    values = {one.metric: one.value for one in await channel.measure(["-1001000000000/1"])}
    await channel.close()

    assert values == {"members": 1200.0, "views": None}


async def test_sixty_four_at_once_arrive_once_each(stage: TelegramStage) -> None:
    channel = telegram.connect(stage.account(timeout_s=90))

    async def one(number: int) -> None:
        kept = Kept()
        await channel.publish(await channel.prepare(Outgoing(f"Mensaje {number}", "es"), kept, kept.keep), new_id())

    await asyncio.gather(*(one(number) for number in range(64)))
    await channel.close()

    assert sorted(message["text"] for message in stage.server.sent()) == sorted(f"Mensaje {number}" for number in range(64))


@pytest.mark.parametrize("bad", [{"token": "no-number:x"}, {"channel": "coalicion"}, {"channel": "https://t.me/coalicion"}])
def test_a_token_or_channel_that_cannot_be_right_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        telegram.Credentials(**{"token": TOKEN, "channel": "@coalicion", **bad})


def network_error(cause: BaseException) -> TelegramNetworkError:
    error = TelegramNetworkError(method=GetMe(), message="x")
    error.__cause__ = cause
    return error


def api(kind: Callable[..., TelegramAPIError], message: str = "no") -> TelegramAPIError:
    return kind(method=GetMe(), message=message)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TelegramRetryAfter(method=GetMe(), message="flood", retry_after=7), Unavailable),
        (TelegramMigrateToChat(method=GetMe(), message="moved", migrate_to_chat_id=-100), SignedOut),
        (api(TelegramUnauthorizedError), SignedOut),
        (api(TelegramNotFound), SignedOut),
        (api(TelegramForbiddenError, "bot was kicked from the channel chat"), SignedOut),
        (api(TelegramBadRequest, "Bad Request: chat not found"), SignedOut),
        (api(TelegramBadRequest, "Bad Request: need administrator rights in the channel chat"), SignedOut),
        (api(TelegramBadRequest, "Bad Request: wrong file identifier"), Rejected),
        (api(TelegramEntityTooLarge), Rejected),
        (api(TelegramConflictError), Unavailable),
        (api(TelegramServerError, "Bad Gateway"), Unconfirmed),
        (network_error(TimeoutError()), Unconfirmed),
        (network_error(aiohttp.ServerDisconnectedError()), Unconfirmed),
        (network_error(aiohttp.ClientOSError(104, "reset")), Unconfirmed),
        (network_error(aiohttp.ConnectionTimeoutError()), Unavailable),
        (ClientDecodeError("x", ValueError(), "<html>"), Unconfirmed),
    ],
)
def test_each_answer_has_one_meaning(error: AiogramError, expected: type[NetworkError]) -> None:
    found = meaning(error)

    assert type(found) is expected
    if isinstance(error, TelegramRetryAfter):
        assert isinstance(found, Unavailable)
        assert found.retry_after == 7


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(4, 60))
def test_pieces_fit_and_lose_nothing_but_space(text: str, most: int) -> None:
    found = pieces(text, most)

    assert all(0 < utf16_length(piece) <= most for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_cut_prefers_the_end_of_a_paragraph_then_of_a_sentence_then_of_a_word() -> None:
    assert cut("Uno dos.\n\nTres cuatro. Cinco", 16) == ("Uno dos.", "Tres cuatro. Cinco")
    assert cut("Uno dos tres. Cuatro cinco", 18) == ("Uno dos tres.", "Cuatro cinco")
    assert cut("Uno dos tres cuatro", 14) == ("Uno dos tres", "cuatro")
    assert cut("Interminable", 5) == ("Inter", "minable")


def test_an_emoji_is_never_cut_in_two() -> None:
    family = "👩‍👩‍👧‍👦"
    assert cut(family * 4, 16)[0] in {family, ""}


def test_what_fits_a_caption_is_one_message(tmp_path: Path) -> None:
    [step] = steps_of(outgoing(media=(image(tmp_path, alt="Un cartel"),)))

    assert step.text.endswith("\n\nImagen: Un cartel")
