"""Telegram channels through a bot: text, pictures, albums, video and documents, each part of a message checkpointed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Literal, cast
from uuid import UUID

from aiogram.methods import GetChat, GetChatMember, GetChatMemberCount, GetMe, SendMessage, TelegramMethod
from aiogram.types import LinkPreviewOptions, Message, ReplyParameters
from pydantic import Field

from foundation.texts import N_
from networks._telegram_files import file_id, media_key, media_method, shape_problems
from networks._telegram_line import NETWORK, Line, leave_line, take_line
from networks._telegram_plan import MAX_TEXT, Step, steps_of
from networks.checking import problems
from networks.contract import (
    Account,
    CannotLook,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    Media,
    Metric,
    NetworkError,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Rate,
    Receipt,
    Rejected,
    Shown,
    SignedOut,
    Unavailable,
    Unconfirmed,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import telegram_length

FAQ: Final = "https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"
LIMITS: Final = Limits(
    network=NETWORK,
    max_text=MAX_TEXT,
    text_unit=N_("unidades UTF-16"),
    count=telegram_length,
    max_images=10,
    max_image_bytes=10_000_000,
    image_types=("image/jpeg", "image/png", "image/webp"),
    max_videos=10,
    max_video_bytes=50_000_000,
    alt_text="in_text",
    captions="burned_in",
    idempotency="none",
    looks=False,
    rates=(Rate("profile", 1, 1.0, FAQ), Rate("app", 30, 1.0, FAQ)),
    metrics=(
        Metric("members", "audience", N_("personas"), "Subscribers of the channel when asked", "getChatMemberCount"),
        Metric("views", "views", N_("veces"), "Not given by the Bot API: enter it by hand from the channel", "Telegram app"),
    ),
    card_sizes=((1280, 720), (1080, 1080)),
    sources={
        "max_text": "https://core.telegram.org/bots/api#sendmessage",
        "max_images": "https://core.telegram.org/bots/api#sendmediagroup",
        "max_image_bytes": "https://core.telegram.org/bots/api#sending-files",
        "rates": FAQ,
    },
)
SLOW_LINE: Final = 200_000  # bytes a second that an upload ahead of time is given at worst


STEPS: Final = (
    N_("En Telegram escriba a @BotFather, envíe /newbot y dele un nombre: responde con el token del bot."),
    N_("En su canal: Administradores → Añadir administrador; busque el bot y dele el permiso de publicar mensajes."),
)


class Settings(NetworkSettings):
    """`[networks.telegram]`"""

    api_url: str = "https://api.telegram.org"
    link_preview: Literal["large", "small", "off"] = "large"
    silent: bool = False


class Credentials(BaseCredentials):
    """`staging`, if given, is a private channel of the same bot: files are uploaded there minutes before the instant."""

    token: str = Field(pattern=r"^\d+:\S+$", repr=False, description=N_("Token del bot"))
    channel: str = Field(pattern=r"^(@\w{4,}|-?\d+)$", description=N_("Canal: @nombre, o el número -100… si es privado"))
    staging: str | None = Field(
        None, pattern=r"^(@\w{4,}|-?\d+)$", description=N_("Canal privado para subir archivos antes de tiempo (vacío: ninguno)")
    )


class Telegram:
    """One channel."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, account: Account) -> None:
        self.account = account
        self.settings = cast("Settings", account.settings)
        self.credentials = cast("Credentials", account.credentials)
        self._line: Line | None = None

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return [*problems(LIMITS, outgoing), *shape_problems(outgoing.media)]

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        """Uploads to the staging channel, where the profile has one; else files travel with the message."""
        known = dict(parts)
        for media in outgoing.media if self.credentials.staging else ():
            if media_key(media) not in known:
                known[media_key(media)] = await self._upload(media)
                await keep(media_key(media), known[media_key(media)])
        return Prepared(outgoing, known, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:  # noqa: ARG002 - no field takes it
        done = dict(prepared.parts)
        for step in steps_of(prepared.outgoing):
            if step.name not in done:
                done[step.name] = await self._send(step, prepared, done.get("sent:0"))
                await prepared.keep(step.name, done[step.name])
        return receipt_of(done["sent:0"])

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        raise CannotLook(network=NETWORK, detail=N_("un bot no puede leer el canal"))

    async def measure(self, refs: list[str]) -> list[Measured]:
        ours = {ref for ref in refs if "/" in ref}
        members = float(await self._read(GetChatMemberCount(chat_id=self.credentials.channel))) if ours else None
        now = self.account.clock.now()
        return [
            Measured(ref, one.name, members if ref in ours and one.name == "members" else None, one.unit, one.source, now)
            for ref in refs
            for one in LIMITS.metrics
        ]

    async def whoami(self) -> Identity:
        """The channel, provided that the bot may post there."""
        me = await self._read(GetMe())
        chat = await self._read(GetChat(chat_id=self.credentials.channel))
        member: Any = await self._read(GetChatMember(chat_id=chat.id, user_id=me.id))
        if member.status != "creator" and not getattr(member, "can_post_messages", False):
            raise SignedOut(network=NETWORK, detail=f"@{me.username} no es administrador con permiso de publicar en {chat.title}")
        handle = f"@{chat.username}" if chat.username else str(chat.title)
        return Identity(str(chat.id), handle, chat.title or "", channel_url(chat.id, chat.username or ""))

    async def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await leave_line(line)

    @property
    def line(self) -> Line:
        """The bot's line, taken when first needed."""
        if self._line is None:
            self._line = take_line(self.credentials.token, self.settings.api_url, self.account.timeout_s)
        return self._line

    async def _read(self, method: TelegramMethod[Any]) -> Any:
        try:
            return await self.line.ask(method)
        except (Unconfirmed, Rejected) as error:  # nothing was to go out: a blip, not an open question
            raise Unavailable(network=NETWORK, detail=error.facts.get("detail")) from error

    async def _upload(self, media: Media) -> str:
        patience = max(self.account.timeout_s, media.size / SLOW_LINE)
        method = media_method(str(self.credentials.staging), (media,), "", {}, disable_notification=True)
        try:
            message = await self.line.ask(method, patience)
        except Unconfirmed as error:  # a copy too many in the staging channel hurts nobody
            raise Unavailable(network=NETWORK, detail=error.facts.get("detail")) from error
        return file_id(cast("Message", message))

    async def _send(self, step: Step, prepared: Prepared, first: str | None) -> str:
        try:
            answer = await self.line.ask(self._method(step, prepared, first))
        except (Rejected, SignedOut) as error:
            if first is None:
                raise
            raise half_out(first, error) from error
        message = answer[0] if isinstance(answer, list) else answer
        return f"{message.chat.id}/{message.message_id}/{message.chat.username or ''}"

    def _method(self, step: Step, prepared: Prepared, first: str | None) -> TelegramMethod[Any]:
        more: dict[str, Any] = {"disable_notification": True} if self.settings.silent or first else {}
        if first:
            more["reply_parameters"] = ReplyParameters(message_id=int(first.split("/")[1]))
        if step.media:
            return media_method(self.credentials.channel, step.media, step.text, prepared.parts, **more)
        return SendMessage(
            chat_id=self.credentials.channel, text=step.text, link_preview_options=self._preview(prepared.outgoing, first), **more
        )

    def _preview(self, outgoing: Outgoing, first: str | None) -> LinkPreviewOptions:
        if self.settings.link_preview == "off" or first:
            return LinkPreviewOptions(is_disabled=True)
        small = self.settings.link_preview == "small"
        return LinkPreviewOptions(
            url=outgoing.link or None, prefer_small_media=small or None, prefer_large_media=not small or None
        )


def connect(account: Account) -> Telegram:
    """The channel, ready to speak."""
    return Telegram(account)


def shown(outgoing: Outgoing) -> list[Shown]:
    """The messages on the channel: captions with the descriptions, albums, and the replies that take what does not fit."""
    return [Shown(step.text, step.media) for step in steps_of(outgoing)]


def receipt_of(part: str) -> Receipt:
    """The first message is the post: its id and address."""
    chat, number, username = part.split("/")
    url = channel_url(int(chat), username)
    return Receipt(f"{chat}/{number}", f"{url}/{number}" if url else "")


def channel_url(chat: int, username: str) -> str:
    """https://t.me/name, or the address that members of a private channel can open."""
    if username:
        return f"https://t.me/{username}"
    return f"https://t.me/c/{str(chat).removeprefix('-100')}" if str(chat).startswith("-100") else ""


def half_out(first: str, error: NetworkError) -> Unconfirmed:
    """The first part is on the channel and a later one was refused: only a person can say what becomes of it."""
    where = receipt_of(first).url or first
    return Unconfirmed(network=NETWORK, detail=f"{where}: {error.facts.get('detail', '')}")
