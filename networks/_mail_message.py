"""One recipient's copy of a bulletin as an e-mail: text and HTML, pictures with their descriptions, one-click unsubscribe."""

import html
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final

from networks.contract import Media, MediaKind, Outgoing
from networks.text import WEB_LINK, sent_text

LEAVE: Final = {
    "es": "Recibe este boletín porque lo pidió. Para no recibirlo más: {url}",
    "en": "You receive this bulletin because you asked for it. To stop receiving it: {url}",
    "pt": "Você recebe este boletim porque o pediu. Para não receber mais: {url}",
    "fr": "Vous recevez ce bulletin parce que vous l'avez demandé. Pour ne plus le recevoir : {url}",
}
PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body style="font:16px/1.5 sans-serif;max-width:36em;margin:auto;padding:1em">{body}'
    '<hr><p style="font-size:14px">{leave}</p></body></html>'
)


def subject_of(outgoing: Outgoing) -> str:
    """The title, else the first line; a header is one line."""
    return " ".join((outgoing.title or outgoing.text.strip().partition("\n")[0][:120]).split())


def message_id(delivery: str, contact: int, sender: str) -> str:
    """The same copy always has the same id, so that a mailbox can tell a repetition."""
    return f"<{delivery}.{contact}@{sender.rpartition('@')[2]}>"


def letter(outgoing: Outgoing, *, sender: Address, to: Address, ref: str, leave: str, when: str) -> EmailMessage:
    """The whole e-mail. `ref` is its Message-ID, `leave` the recipient's own unsubscribe address (RFC 8058)."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, to, subject_of(outgoing), when
    mail["Message-ID"], mail["Content-Language"] = ref, outgoing.language
    mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"] = f"<{leave}>", "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"], mail["Precedence"] = "auto-generated", "bulk"
    words = LEAVE.get(outgoing.language.partition("-")[0], LEAVE["es"])
    mail.set_content(plain(outgoing) + "\n\n-- \n" + words.format(url=leave) + "\n")
    mail.add_alternative(page(outgoing, words, leave), subtype="html")
    shown = mail.get_payload()[1]  # type: ignore[index]
    for number, media in enumerate(outgoing.media):
        kind, _, subtype = media.mime.partition("/")
        if media.kind is MediaKind.IMAGE:
            shown.add_related(media.path.read_bytes(), kind, subtype, cid=cid(number))  # type: ignore[union-attr]
        else:
            mail.add_attachment(media.path.read_bytes(), kind, subtype, filename=media.path.name)
    return mail


def plain(outgoing: Outgoing) -> str:
    """The text, its link, and what the pictures show."""
    alts = [f"[{media.alt}]" for media in outgoing.media if media.alt]
    return "\n\n".join([sent_text(outgoing), *alts])


def page(outgoing: Outgoing, words: str, leave: str) -> str:
    """The HTML part; everything people wrote is escaped."""
    paragraphs = [f"<p>{linked(one)}</p>" for one in sent_text(outgoing).split("\n\n")]
    pictures = [picture(number, media) for number, media in enumerate(outgoing.media) if media.kind is MediaKind.IMAGE]
    title = html.escape(subject_of(outgoing))
    heading = f"<h1>{title}</h1>" if outgoing.title else ""
    return PAGE.format(
        language=html.escape(outgoing.language),
        title=title,
        body=heading + "".join([*paragraphs, *pictures]),
        leave=html.escape(words.format(url="")) + f'<a href="{html.escape(leave)}">{html.escape(leave)}</a>',
    )


def linked(text: str) -> str:
    """A paragraph with its links to follow."""
    pieces, at = [], 0
    for found in WEB_LINK.finditer(text):
        address = html.escape(found.group())
        pieces += [html.escape(text[at : found.start()]), f'<a href="{address}">{address}</a>']
        at = found.end()
    return "".join([*pieces, html.escape(text[at:])]).replace("\n", "<br>")


def picture(number: int, media: Media) -> str:
    """A picture and its description."""
    return f'<p><img src="cid:{cid(number)[1:-1]}" alt="{html.escape(media.alt)}" style="max-width:100%"></p>'


def cid(number: int) -> str:
    """A picture's name inside the e-mail."""
    return f"<picture-{number}@corett>"
