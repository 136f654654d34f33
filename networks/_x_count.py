"""X's weighted length as X's own twitter-text counts it: NFC, a link 23, an emoji 2, Latin and its neighbours 1, the rest 2.

The patterns, the list of top-level domains and the emoji list come from twitter-text-parser. Its own counting differs from X's,
which is why it is done here: it refuses domains by IDNA rules that X does not apply, reads a bare © or ® as an emoji, makes one
character of a Windows line end, and sees code points where X's patterns see UTF-16 units.

https://docs.x.com/fundamentals/counting-characters ; https://github.com/twitter/twitter-text/blob/master/config/v3.json
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from networks._pkg_resources import answered_for

with answered_for():
    from twitter_text.extract_urls import max_tco_slug_length, max_url_length
    from twitter_text.regexp.emoji import emoji
    from twitter_text.regexp.extract_url import extract_url
    from twitter_text.regexp.invalid_url_without_protocol_preceding_chars import invalid_url_without_protocol_preceding_chars
    from twitter_text.regexp.valid_ascii_domain import valid_ascii_domain
    from twitter_text.regexp.valid_tco_url import valid_tco_url

LINK: Final = 23
EMOJI: Final = 2
LIGHT: Final = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
TEXT_BY_DEFAULT: Final = ("©", "®")
HIGH: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
MAX_LABEL: Final = 63


@dataclass(frozen=True)
class Link:
    """A link in a text, by UTF-16 units."""

    start: int
    end: int


def weighted_length(text: str, *, emoji_as_one: bool = True) -> int:
    """The length X compares with 280; `emoji_as_one=False` is the older configuration 2."""
    normal = unicodedata.normalize("NFC", text)
    units = as_units(normal)
    ends = {link.start: link.end for link in links(normal)}
    emojis = dict(emoji_spans(normal)) if emoji_as_one else {}
    length = at = 0
    while at < len(units):
        if at in ends:
            length, at = length + LINK, ends[at]
        elif at in emojis:
            length, at = length + EMOJI, emojis[at]
        else:
            length, at = length + weight(units[at]), at + size_at(units, at)
    return length


def as_units(text: str) -> str:
    """The text with one character per UTF-16 unit, as JavaScript sees it."""
    if text.isascii() or max(text) < "\U00010000":
        return text
    return "".join(map(chr, memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")))


def size_at(units: str, at: int) -> int:
    """2 where a surrogate pair begins, else 1."""
    return 2 if HIGH.match(units, at) else 1


def emoji_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each emoji begins and ends, by UTF-16 units."""
    seen = shift = 0
    for match in emoji.finditer(text):
        shift += sum(character > "\uffff" for character in text[seen : match.start()])
        start = match.start() + shift
        shift += sum(character > "\uffff" for character in match.group())
        seen = match.end()
        if match.group() not in TEXT_BY_DEFAULT:
            yield start, match.end() + shift


def weight(character: str) -> int:
    """1 for Latin and its neighbours and for common punctuation, 2 for the rest."""
    return 1 if any(first <= ord(character) <= last for first, last in LIGHT) else 2


def links(text: str) -> list[Link]:
    """Every link X would shorten, with or without its protocol."""
    if "." not in text:
        return []
    return [link for match in extract_url.finditer(as_units(text)) for link in links_of(match)]


def links_of(match: re.Match[str]) -> Iterator[Link]:
    """The links in one candidate: one with a protocol; without, each of its ASCII domains, the last with the path."""
    _, before, url, protocol, domain, _, path, _ = match.groups()
    start, end = match.end() - len(url), match.end()
    if not has_valid_labels(domain) or len(url) + (0 if protocol else len("https://")) > max_url_length:
        return
    if protocol:
        if (short := valid_tco_url.search(url)) is not None:
            if len(short.group(1) or "") > max_tco_slug_length:
                return
            end = start + len(short.group(0))
        yield Link(start, end)
        return
    if invalid_url_without_protocol_preceding_chars.search(before):
        return
    found = list(valid_ascii_domain.finditer(domain))
    for number, one in enumerate(found, 1):
        rest = len(url) - len(domain) if path and number == len(found) else 0
        yield Link(start + one.start(), start + one.end() + rest)


def has_valid_labels(domain: str) -> bool:
    """Whether each label fits DNS once it is written in ASCII; nothing else about a domain matters to X."""
    if domain.startswith("xn--") and valid_ascii_domain.search(domain) is None:
        return False
    return all(0 < ascii_size(label) <= MAX_LABEL for label in domain.split("."))


def ascii_size(label: str) -> int:
    """The label's length in punycode."""
    if label.isascii():
        return len(label)
    points = label.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return len("xn--") + len(points.encode("punycode"))
