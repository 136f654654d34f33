"""The people on the other side of the bot: they write, press buttons, ask inline and react."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.servers.telegram import TelegramServer


@dataclass
class Chat:
    """A channel, a group or one person's private chat with the bot."""

    id: int
    kind: str
    username: str
    title: str
    may_post: bool = True
    members: int = 1200
    last_message: int = 0
    language: str = "es"

    def described(self) -> dict[str, Any]:
        name = {"first_name": self.title} if self.kind == "private" else {"title": self.title}
        return {"id": self.id, "type": self.kind, "username": self.username, **name}


class People:
    """Drives the server as Telegram's users would."""

    def __init__(self, server: "TelegramServer") -> None:
        self.server = server

    def person(self, user: int, language: str | None = None) -> Chat:
        """The private chat of that user, who is there from now on."""
        chat = self.server.chats.setdefault(user, Chat(user, "private", f"user{user}", f"Persona {user}"))
        chat.language = language or chat.language
        return chat

    def say(self, user: int, text: str = "", *, language: str | None = None, **content: Any) -> dict[str, Any]:
        """The user writes to the bot; `content` may hold other message fields, e.g. `photo=…`."""
        chat = self.person(user, language)
        chat.last_message += 1
        message: dict[str, Any] = {
            "message_id": chat.last_message,
            "date": int(time.time()),
            "chat": chat.described(),
            "from": self.user(chat),
            **({"text": text} if text else {}),
            **content,
        }
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        self.server.messages.append(message)
        self.server.push(message=message)
        return message

    def send_photo(self, user: int, content: bytes, caption: str = "") -> dict[str, Any]:
        """The user sends a picture that the bot can download."""
        ref = f"user-photo-{len(self.server.files)}"
        self.server.files[ref] = content
        size = {"file_id": ref, "file_unique_id": ref, "width": 320, "height": 320, "file_size": len(content)}
        return self.say(user, photo=[size], **({"caption": caption} if caption else {}))

    def press(self, user: int, data: str, message: dict[str, Any] | None = None) -> str:
        """The user presses the button with that callback data (under the newest message that has it); gives the query's id."""
        chat = self.person(user)
        under = message or next(one for one in reversed(self.server.sent(user)) if data in datas(one))
        if data not in datas(under):
            raise AssertionError(f"no button {data!r} under that message")
        query = str(self.server.last_update + 1000)
        self.server.push(
            callback_query={"id": query, "from": self.user(chat), "chat_instance": "1", "data": data, "message": under}
        )
        return query

    def ask_inline(self, user: int, text: str) -> str:
        """The user types `@bot text` somewhere; gives the query's id."""
        query = str(self.server.last_update + 2000)
        self.server.push(inline_query={"id": query, "from": self.user(self.person(user)), "query": text, "offset": ""})
        return query

    def choose_inline(self, user: int, result: str, text: str = "") -> None:
        """The user sends one of the inline results."""
        self.server.push(chosen_inline_result={"result_id": result, "from": self.user(self.person(user)), "query": text})

    def react(self, chat: int | str, message: int, **counts: int) -> None:
        """Anonymous reactions under a channel post, as counts per emoji."""
        kinds = [{"type": {"type": "emoji", "emoji": emoji}, "total_count": count} for emoji, count in counts.items()]
        self.server.push(
            message_reaction_count={
                "chat": self.server.find_chat(chat).described(),
                "message_id": message,
                "date": int(time.time()),
                "reactions": kinds,
            }
        )

    def block(self, user: int) -> None:
        """The user blocks the bot."""
        self.person(user).may_post = False

    def user(self, chat: Chat) -> dict[str, Any]:
        return {
            "id": chat.id,
            "is_bot": False,
            "first_name": chat.title,
            "username": chat.username,
            "language_code": chat.language,
        }


def datas(message: dict[str, Any]) -> list[str]:
    """The callback data of the buttons under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
