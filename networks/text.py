"""How each network counts a text: one pure function per network, each with the source of its rule."""

from typing import Final

import regex

from networks.contract import Outgoing

GRAPHEME: Final = regex.compile(r"\X")
WEB_LINK: Final = regex.compile(r"https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]}»”…]", regex.IGNORECASE)
REMOTE_MENTION: Final = regex.compile(r"(?<![\w/=])@(\w+(?:[.-]+\w+)*)@[\w.-]*\w", regex.IGNORECASE)
HASHTAG: Final = regex.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w+")
MENTION: Final = regex.compile(r"(?<![\w/.])@\w[\w.]*")
EMOJI: Final = regex.compile(
    r"\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3"
    r"|(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{Extended_Pictographic})[\p{Emoji_Modifier}\ufe0f\U000e0020-\U000e007f]*"
    r"(?:\u200d\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*)*"
)


def sent_text(outgoing: Outgoing) -> str:
    """The text with its tracked link, which is added on a line of its own only where the text does not hold it already."""
    if not outgoing.link or outgoing.link in outgoing.text:
        return outgoing.text
    return f"{outgoing.text}\n{outgoing.link}" if outgoing.text else outgoing.link


def characters(text: str) -> int:
    """Unicode code points: e-mail subjects, our own pages and whoever says only "characters"."""
    return len(text)


def utf16_length(text: str) -> int:
    """UTF-16 code units, as JavaScript, Telegram and Meta's editors count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_length(text: str) -> int:
    """UTF-8 bytes."""
    return len(text.encode("utf-8", "surrogatepass"))


def graphemes(text: str) -> int:
    """What a reader sees as one character (UAX #29): a family emoji is one."""
    return len(GRAPHEME.findall(text))


def x_length(text: str) -> int:
    """X's weighted length under rules v3: Latin 1, the rest 2, an emoji sequence 2, a link 23, after NFC.

    https://docs.x.com/fundamentals/counting-characters
    """
    from networks._x_count import weighted_length  # noqa: PLC0415 - builds its tables for 0.2 s

    return weighted_length(text)


def x_links(text: str) -> int:
    """How many links X finds (and shortens, and charges for): `corett.org` is one, `https://a.example` is not."""
    from networks._x_count import links  # noqa: PLC0415

    return len(links(text))


def x_forbidden(text: str) -> int:
    """How many characters X refuses outright (U+FFFE, U+FEFF, U+FFFF)."""
    return sum(text.count(bad) for bad in "\ufffe\ufeff\uffff")


def mastodon_length(text: str, per_url: int = 23) -> int:
    """Graphemes, with every http(s) link as `per_url` and a remote mention as its name alone.

    https://docs.joinmastodon.org/user/posting/ ; `per_url` is the server's `characters_reserved_per_url`.
    """
    return graphemes(REMOTE_MENTION.sub(r"@\1", WEB_LINK.sub("x" * per_url, text)))


def bluesky_length(text: str) -> int:
    """Graphemes; the 3,000 bytes are the second limit (`utf8_length`). https://atproto.com/lexicons/app-bsky-feed"""
    return graphemes(text)


def telegram_length(text: str) -> int:
    """UTF-16 units of what is left once entities are parsed and the ends trimmed; we send plain text, so nothing else goes.

    https://core.telegram.org/bots/api#sendmessage
    """
    return utf16_length(text.strip())


def threads_length(text: str) -> int:
    """Characters, an emoji as its UTF-8 bytes. https://developers.facebook.com/docs/threads/posts"""
    return len(EMOJI.sub("", text)) + sum(utf8_length(found) for found in EMOJI.findall(text))


def facebook_length(text: str) -> int:
    """UTF-16 units, the strictest reading of Graph's "characters". https://developers.facebook.com/docs/graph-api/reference/page/feed"""
    return utf16_length(text)


def instagram_length(text: str) -> int:
    """UTF-16 units of the caption. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media"""
    return utf16_length(text)


def hashtags(text: str) -> int:
    """How many hashtags a caption holds: `#` and letters or digits, not digits alone."""
    return len(HASHTAG.findall(text))


def mentions(text: str) -> int:
    """How many accounts a caption names with `@`; an e-mail address names none."""
    return len(MENTION.findall(text))
