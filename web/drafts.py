"""A post as the compose page's form sends it, and the order it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Form, Request
from sqlalchemy.orm import Session

from campaigns.attaching import Attachment
from campaigns.finding import key_message_words
from campaigns.scheduling import PostOrder, Words
from campaigns.timing import When
from foundation.texts import N_
from languages.contract import TranslationState
from languages.table import language_of
from web.saying import MissingInput

LANGUAGES: Final = ("es", "en", "fr", "pt", "ht")
"""The languages of the form; people are asked for the others."""

Text = Annotated[str, Form()]
Texts = Annotated[list[str], Form()]


@dataclass(frozen=True)
class Made:
    """What an engine or the memory wrote into a language's box, who it was and how far it can be trusted."""

    text: str = ""
    engine: str = ""
    state: str = TranslationState.MACHINE.value


@dataclass(frozen=True)
class Draft:
    """What the form holds, as it was typed. `asset` is the number of a library file, empty for none.

    `made` holds what was drafted automatically: a box that still says the same is nobody's word yet. `ask`: by people.
    """

    campaign: str = ""
    title: str = ""
    key_message: str = ""
    language: Sequence[str] = ("es",)
    texts: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, ""))
    made: Mapping[str, Made] = field(default_factory=dict)
    ask: Sequence[str] = ()
    profile: Sequence[str] = ()
    when: str = "at"
    at: str = ""
    zone: str = "local"
    link: str = ""
    asset: str = ""
    alt_es: str = ""
    alt_en: str = ""

    @property
    def languages(self) -> list[str]:
        """The chosen languages in the form's order."""
        return [one for one in LANGUAGES if one in self.language]

    @property
    def alt(self) -> dict[str, str]:
        """The alt text per language."""
        return {language: text for language, text in (("es", self.alt_es.strip()), ("en", self.alt_en.strip())) if text}


async def draft_of(
    request: Request,
    campaign: Text = "",
    title: Text = "",
    key_message: Text = "",
    language: Texts = [],  # noqa: B006 - FastAPI copies it
    ask: Texts = [],  # noqa: B006
    profile: Texts = [],  # noqa: B006
    when: Text = "at",
    at: Text = "",
    zone: Text = "local",
    link: Text = "",
    asset: Text = "",
    alt_es: Text = "",
    alt_en: Text = "",
) -> Draft:
    """The form of a request; each language's box has fields of its own."""
    form = await request.form()

    def said(name: str) -> str:
        value = form.get(name, "")
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""

    texts = {code: said(f"text_{code}") for code in LANGUAGES}
    made = {
        code: Made(said(f"made_{code}"), said(f"engine_{code}"), said(f"state_{code}"))
        for code in LANGUAGES
        if said(f"made_{code}")
    }
    title, link = title.strip(), link.strip()
    return Draft(campaign, title, key_message, language, texts, made, ask, profile, when, at, zone, link, asset, alt_es, alt_en)


def order_of(session: Session, draft: Draft) -> PostOrder:
    """The order a draft asks for.

    Raises:
        MissingInput: a field that cannot stay empty.
        NotFound: no such key message.
    """
    refuse_gaps(draft)
    words = words_of(session, draft)
    source = draft.languages[0]
    files = [Attachment(int(draft.asset), draft.alt)] if draft.asset.isdecimal() else []
    return PostOrder(
        campaign=draft.campaign,
        profiles=draft.profile,
        languages=draft.languages,
        text=words[source].text if source in words else "",
        key_message=draft.key_message,
        title=draft.title,
        when=When(draft.at.replace("T", " "), draft.zone, now=draft.when == "now"),
        link=draft.link,
        attachments=files,
        translations={language: one for language, one in words.items() if language != source},
    )


def refuse_gaps(draft: Draft) -> None:
    """Raises:
    MissingInput: names the first field that cannot stay empty.
    """
    if not draft.campaign:
        raise MissingInput(field="campaign", hint=N_("Elija la campaña."))
    if not draft.languages:
        raise MissingInput(field="language", hint=N_("Elija al menos una lengua."))
    if not draft.profile:
        raise MissingInput(field="profile", hint=N_("Elija al menos un perfil."))
    for language in draft.languages:
        if not draft.texts[language] and not draft.key_message:
            raise MissingInput(field=f"text_{language}", hint=N_("Escriba el texto o elija un mensaje clave."))
    if draft.link and not draft.link.startswith(("https://", "http://")):
        raise MissingInput(field="link", hint=N_("Escriba la dirección completa, por ejemplo https://…"))


def words_of(session: Session, draft: Draft) -> dict[str, Words]:
    """The words per language: as written, as drafted, else the key message's own."""
    words = {language: written(draft, language) for language in draft.languages if draft.texts[language]}
    if draft.key_message:
        _, rows = key_message_words(session, draft.key_message)
        for language in draft.languages:
            if language not in words and language in rows:
                words[language] = Words(rows[language].text, rows[language].state)
    return words


def written(draft: Draft, language: str) -> Words:
    """The words of a box. A draft somebody corrected was read by her; in a regional language that is not enough."""
    text, made = draft.texts[language], draft.made.get(language)
    if made is None:
        return Words(text)
    if text != made.text and not language_of(language).human:
        return Words(text, TranslationState.REVIEWED, made.engine or None)
    known = made.state in list(TranslationState) and text == made.text
    return Words(text, TranslationState(made.state) if known else TranslationState.MACHINE, made.engine or None)
