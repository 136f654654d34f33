"""The links of a kit: one tracked link per channel for its readers, and one that opens the channel's share window."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from bot.kits import Kit
from bot.members import Reader
from campaigns.models import Post
from monitoring.links import share_link, short_url
from monitoring.models import LinkUse

CHANNELS: Final = ("whatsapp", "x", "facebook", "telegram")
WINDOW_ROOM: Final = 1500  # an address of a few thousand signs still opens everywhere
X_ROOM: Final = 250  # of 280 signs, less 23 for the link and the blank lines before it


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of one kit for one member. `share` by channel; `visit` is the one inside the text."""

    visit: str
    share: Mapping[str, str]


def links_for(session: Session, kit: Kit, reader: Reader, public_url: str, now: datetime, *, channel: str = "telegram") -> Links:
    """Makes the member's links. `channel` is where the text with the `visit` link will be read."""
    post = session.get_one(Post, kit.post)

    def link(use: LinkUse, where: str, target: str) -> str:
        made = share_link(
            session, post, use=use, channel=where, language=kit.language, territory=reader.territory, member=reader.key,
            target=target, now=now,
        )  # fmt: skip
        return short_url(public_url, made.code)

    target = kit.target or public_url
    visits = {where: link(LinkUse.VISIT, where, target) for where in {*CHANNELS, channel}}
    share = {where: link(LinkUse.SHARE, where, share_window(where, kit, visits[where])) for where in CHANNELS}
    return Links(visits[channel], share)


def share_window(channel: str, kit: Kit, link: str) -> str:
    """The address of a network's share window, filled.

    Sources: https://faq.whatsapp.com/5913398998672934, https://developer.x.com/en/docs/x-for-websites/tweet-button/guides/web-intent,
    https://developers.facebook.com/docs/plugins/share-button, https://core.telegram.org/widgets/share
    """
    if channel == "whatsapp":
        return f"https://wa.me/?text={quote(kit.within(WINDOW_ROOM, link), safe='')}"
    if channel == "x":
        return "https://x.com/intent/post?" + urlencode({"text": f"{words_for_x(kit)}\n\n{link}"}, quote_via=quote)
    if channel == "facebook":
        return "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": link}, quote_via=quote)
    return "https://t.me/share/url?" + urlencode({"url": link, "text": kit.without_link()[:WINDOW_ROOM]}, quote_via=quote)


def words_for_x(kit: Kit) -> str:
    """The words cut for X when they exist, else the text if it is short enough, else the title."""
    words = kit.text_for_x or kit.without_link()
    return words if len(words) <= X_ROOM else kit.title[:X_ROOM]
