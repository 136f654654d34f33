"""The Bot API on loopback (`python -m tests.servers.telegram --port N`): channels, people, long polling, and a bot to watch.

server.channel("@coalicion")                     a channel where the bot may post
server.people.say(7, "/start", language="en")    a member writes; also .press(…), .ask_inline(…), .react(…)
server.sent(7)                                   what the bot sent there, oldest first, as Bot API messages
"""

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from aiohttp import web

from tests.servers.loopback import Loopback, serve
from tests.servers.telegram_people import Chat, People
from tests.servers.telegram_rules import album_rules, check_text, plain_text
from tests.servers.telegram_spec import BadRequest, Call, checked, spec

TOKEN: Final = "4242:loopback-telegram-token"
BOT: Final = {
    "id": 4242,
    "is_bot": True,
    "first_name": "CORETT",
    "username": "corett_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}
MEDIA: Final = {
    "sendPhoto": "photo",
    "sendVideo": "video",
    "sendDocument": "document",
    "sendAnimation": "animation",
    "sendAudio": "audio",
}
SEPARATE: Final = ("sendMessage", "sendMediaGroup", *MEDIA)


class Refusal(Exception):
    """An answer other than 200 and 400."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.answer = error(status, description, **parameters)


class TelegramServer(Loopback):
    """The Bot API, strict about everything it is sent."""

    name: ClassVar[str] = "telegram"

    def __init__(self, port: int = 0, tokens: Iterable[str] = (TOKEN,)) -> None:
        super().__init__(port)
        self.tokens = set(tokens)
        self.chats: dict[int, Chat] = {}
        self.messages: list[dict[str, Any]] = []
        self.calls: list[Call] = []
        self.files: dict[str, bytes] = {}
        self.updates: list[dict[str, Any]] = []
        self.last_update = 0
        self.retry_after = 3
        self.people = People(self)
        self.channel("@coalicion")

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.answer),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    def publishes(self, request: web.Request) -> bool:
        return request.match_info.get("method", "") in SEPARATE

    def rate_limited(self) -> web.StreamResponse:
        return error(429, f"Too Many Requests: retry after {self.retry_after}", retry_after=self.retry_after)

    def broken(self) -> web.StreamResponse:
        return error(500, "Internal Server Error")

    # -- what a test asks for -----------------------------------------------------------------------------------------

    def channel(self, username: str, *, may_post: bool = True) -> Chat:
        """A channel; `may_post` says whether the bot is an administrator with the right to post."""
        chat = Chat(-1001000000000 - len(self.chats), "channel", username.removeprefix("@"), f"Canal {username}", may_post)
        self.chats[chat.id] = chat
        return chat

    def sent(self, chat: int | str | None = None) -> list[dict[str, Any]]:
        """What the bot sent (to that chat), oldest first."""
        wanted = None if chat is None else self.find_chat(chat).id
        mine = [message for message in self.messages if message.get("from", BOT)["id"] == BOT["id"]]
        return [message for message in mine if wanted is None or message["chat"]["id"] == wanted]

    def called(self, method: str) -> list[Call]:
        """Every accepted call of that method."""
        return [call for call in self.calls if call.method == method]

    def push(self, **update: Any) -> int:
        """An update for whoever polls."""
        self.last_update += 1
        self.updates.append({"update_id": self.last_update, **update})
        return self.last_update

    def find_chat(self, wanted: int | str) -> Chat:
        for chat in self.chats.values():
            if str(wanted) in {str(chat.id), f"@{chat.username}"}:
                return chat
        raise BadRequest("chat not found")

    # -- the wire -----------------------------------------------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] not in self.tokens:
            return error(401, "Unauthorized")
        try:
            values, files = await body_of(request)
            call = checked(request.match_info["method"], values, files)
            result = await self.do(call)
        except BadRequest as refused:
            self.complaints.append(str(refused))
            return error(400, f"Bad Request: {refused}")
        except Refusal as refused:
            return refused.answer
        self.calls.append(call)
        return web.json_response({"ok": True, "result": result})

    async def do(self, call: Call) -> Any:
        act = getattr(self, f"do_{call.method}", None)
        if act is not None:
            return await act(call) if asyncio.iscoroutinefunction(act) else act(call)
        if call.method in MEDIA:
            return self.post(
                call, {**self.media_of(call, MEDIA[call.method], call.values[MEDIA[call.method]]), **caption_of(call.values)}
            )
        rules = spec()
        if rules is None or rules["methods"][call.method].get("returns") == ["Boolean"]:
            return True
        raise BadRequest(f"this stand-in does not act out {call.method}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        content = self.files.get(request.match_info["path"])
        return web.Response(body=content) if content is not None else error(404, "Not Found")

    # -- methods ------------------------------------------------------------------------------------------------------

    def do_getMe(self, call: Call) -> Any:  # noqa: N802
        return BOT

    def do_getChat(self, call: Call) -> Any:  # noqa: N802
        chat = self.find_chat(call.values["chat_id"])
        return {**chat.described(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}

    def do_getChatMemberCount(self, call: Call) -> Any:  # noqa: N802
        return self.find_chat(call.values["chat_id"]).members

    def do_getChatMember(self, call: Call) -> Any:  # noqa: N802
        chat = self.find_chat(call.values["chat_id"])
        return {**RIGHTS, "status": "administrator", "user": BOT} if chat.may_post else {"status": "left", "user": BOT}

    def do_getFile(self, call: Call) -> Any:  # noqa: N802
        if call.values["file_id"] not in self.files:
            raise BadRequest("wrong file_id or the file is temporarily unavailable")
        return {"file_id": call.values["file_id"], "file_unique_id": call.values["file_id"], "file_path": call.values["file_id"]}

    async def do_getUpdates(self, call: Call) -> Any:  # noqa: N802
        offset = call.values.get("offset", 0)
        self.updates = [one for one in self.updates if one["update_id"] >= offset]
        until = asyncio.get_running_loop().time() + min(call.values.get("timeout", 0), 50)
        allowed = call.values.get("allowed_updates")
        while True:
            ready = [one for one in self.updates if not allowed or set(one) & set(allowed)]
            if ready or asyncio.get_running_loop().time() >= until:
                return ready[: call.values.get("limit", 100)]
            await asyncio.sleep(0.02)

    def do_sendMessage(self, call: Call) -> Any:  # noqa: N802
        text = plain_text(call.values["text"], call.values.get("parse_mode"))
        check_text(text, 4096, "message")
        return self.post(call, {"text": text, **entities_of(call.values, "entities")})

    def do_sendMediaGroup(self, call: Call) -> Any:  # noqa: N802
        album = call.values["media"]
        album_rules(album)
        group = {"media_group_id": str(len(self.messages) + 1)}
        return [self.post(call, {**self.media_of(call, one["type"], one["media"]), **caption_of(one), **group}) for one in album]

    def do_editMessageText(self, call: Call) -> Any:  # noqa: N802
        text = plain_text(call.values["text"], call.values.get("parse_mode"))
        check_text(text, 4096, "message")
        return self.edit(call, {"text": text})

    def do_editMessageCaption(self, call: Call) -> Any:  # noqa: N802
        return self.edit(call, caption_of(call.values))

    def do_editMessageReplyMarkup(self, call: Call) -> Any:  # noqa: N802
        return self.edit(call, {})

    def do_deleteMessage(self, call: Call) -> Any:  # noqa: N802
        self.messages.remove(self.message(call))
        return True

    # -- state --------------------------------------------------------------------------------------------------------

    def post(self, call: Call, content: Mapping[str, Any]) -> dict[str, Any]:
        chat = self.find_chat(call.values["chat_id"])
        if not chat.may_post:
            raise Refusal(
                403,
                "Forbidden: bot was kicked from the channel chat"
                if chat.kind == "channel"
                else "Forbidden: bot was blocked by the user",
            )
        reply = call.values.get("reply_parameters")
        message = {**self.stamp(chat), **content}
        if reply is not None:
            message["reply_to_message"] = self.message_at(chat, reply["message_id"])
        if "reply_markup" in call.values and "inline_keyboard" in call.values["reply_markup"]:
            message["reply_markup"] = call.values["reply_markup"]
        self.messages.append(message)
        return message

    def stamp(self, chat: Chat) -> dict[str, Any]:
        """A message's number, time and place."""
        chat.last_message += 1
        who = {"sender_chat": chat.described()} if chat.kind == "channel" else {"from": BOT}
        return {"message_id": chat.last_message, "date": int(time.time()), "chat": chat.described(), **who}

    def edit(self, call: Call, content: Mapping[str, Any]) -> Any:
        if "inline_message_id" in call.values:
            return True
        message = self.message(call)
        markup = {"reply_markup": call.values["reply_markup"]} if "reply_markup" in call.values else {}
        if all(message.get(key) == value for key, value in {**content, **markup}.items()) and set(markup) == set(message) & {
            "reply_markup"
        }:
            raise BadRequest("message is not modified")
        message.pop("reply_markup", None)
        message.update(content, **markup)
        return message

    def message(self, call: Call) -> dict[str, Any]:
        return self.message_at(self.find_chat(call.values["chat_id"]), call.values["message_id"])

    def message_at(self, chat: Chat, number: int) -> dict[str, Any]:
        for message in self.messages:
            if (message["chat"]["id"], message["message_id"]) == (chat.id, number):
                return message
        raise BadRequest("message to be replied not found")

    def media_of(self, call: Call, kind: str, value: str) -> dict[str, Any]:
        content = call.file_of(value)
        if content is None and value not in self.files:
            raise BadRequest("wrong file identifier/HTTP URL specified")
        ref = value if content is None else f"{kind}-{len(self.files)}"
        self.files.setdefault(ref, content or b"")
        size = len(self.files[ref])
        if size == 0:
            raise BadRequest("file must be non-empty")
        if size > (10_000_000 if kind == "photo" else 50_000_000):
            raise Refusal(413, "Request Entity Too Large")
        if kind == "photo" and not self.files[ref].startswith((b"\xff\xd8", b"\x89PNG", b"RIFF", b"GIF8")):
            raise BadRequest("IMAGE_PROCESS_FAILED")
        base = {"file_id": ref, "file_unique_id": ref, "file_size": size}
        if kind == "photo":
            return {"photo": [{**base, "width": 320, "height": 320}]}
        return {kind: {**base, "width": 320, "height": 320, "duration": 1} if kind in {"video", "animation"} else base}


GIFTS: Final = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
NO_GIFTS: Final = dict.fromkeys(GIFTS.split(), False)
DENIED: Final = (
    "can_be_edited is_anonymous can_manage_video_chats can_restrict_members can_promote_members can_change_info"
    " can_invite_users can_post_stories can_edit_stories can_delete_stories"
)
GRANTED: Final = "can_manage_chat can_delete_messages can_post_messages can_edit_messages can_send_welcome_messages"
RIGHTS: Final = {**dict.fromkeys(DENIED.split(), False), **dict.fromkeys(GRANTED.split(), True)}


def caption_of(values: Mapping[str, Any]) -> dict[str, Any]:
    caption = plain_text(values.get("caption") or "", values.get("parse_mode"))
    check_text(caption, 1024, "caption", empty=True)
    return {"caption": caption, **entities_of(values, "caption_entities")} if caption else {}


def entities_of(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {name: values[name]} if values.get(name) else {}


async def body_of(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Parameters and files, however they came."""
    if request.content_type == "application/json":
        return dict(json.loads(await request.text() or "{}")), {}
    values: dict[str, Any] = dict(request.query)
    files: dict[str, bytes] = {}
    if request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = value.file.read()
            else:
                values[name] = value
    return values, files


def error(status: int, description: str, **parameters: int) -> web.Response:
    extra = {"parameters": parameters} if parameters else {}
    return web.json_response({"ok": False, "error_code": status, "description": description, **extra}, status=status)


if __name__ == "__main__":
    serve(TelegramServer)
