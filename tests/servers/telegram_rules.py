"""What the Bot API refuses beyond types: lengths after entity parsing, broken HTML, albums of the wrong make."""

from html import unescape
from html.parser import HTMLParser
from typing import Any, Final

from tests.servers.telegram_spec import BadRequest

TAGS: Final = frozenset(
    {
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "s",
        "strike",
        "del",
        "span",
        "tg-spoiler",
        "a",
        "tg-emoji",
        "code",
        "pre",
        "blockquote",
    }
)


class Plain(HTMLParser):
    """The text of Telegram's HTML style; refuses what Telegram refuses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise BadRequest(f'can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise BadRequest(f'can\'t parse entities: Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise BadRequest("can't parse entities: Unsupported start tag")
        self.text.append(data)

    def handle_entityref(self, name: str) -> None:
        self.text.append(unescape(f"&{name};") if name in {"lt", "gt", "amp", "quot"} else f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.text.append(unescape(f"&#{name};"))


def plain_text(text: str, parse_mode: str | None) -> str:
    """What is left after entity parsing, its ends trimmed as Telegram does."""
    if parse_mode is None:
        return text.strip()
    if parse_mode.upper() != "HTML":
        raise BadRequest("this stand-in parses HTML only")
    reader = Plain()
    reader.feed(text)
    reader.close()
    if reader.open:
        raise BadRequest(f"can't parse entities: Can't find end tag corresponding to start tag \"{reader.open[-1]}\"")
    return "".join(reader.text).strip()


def check_text(text: str, most: int, what: str, *, empty: bool = False) -> None:
    length = len(text.encode("utf-16-le")) // 2
    if length > most:
        raise BadRequest(f"{what} is too long")
    if not length and not empty:
        raise BadRequest(f"{what} text is empty")


def album_rules(album: list[dict[str, Any]]) -> None:
    kinds = {one["type"] for one in album}
    if not 2 <= len(album) <= 10:
        raise BadRequest("Wrong number of messages to send in an album")
    if kinds & {"document", "audio"} and len(kinds) > 1:
        raise BadRequest("documents and audio can't be mixed with other media types")
