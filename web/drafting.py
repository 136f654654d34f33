"""Drafts another language of a text that is being written, and reads all of them by the glossary's guard."""

from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from campaigns.finding import campaign_named, key_message_words
from foundation.people import REGION
from foundation.texts import N_, Texts
from languages.approving import check_translation
from languages.engines import open_translator
from languages.glossary import termbase
from languages.guard import words_to_avoid
from languages.settings import languages_settings
from languages.translating import look_up, translate_known
from moderation.private import holds_personal_data
from web.drafts import Draft, Made
from web.front import Front
from web.saying import MissingInput
from web.translating import said


def drafted(front: Front, draft: Draft, target: str) -> Draft:
    """The form with that language's box filled from the memory or by the engine of the settings; personal data stays inside.

    Raises:
        MissingInput: there is nothing to translate.
        EngineError: no usable text; the boxes stay as they are.
    """
    settings = languages_settings(front.settings.languages)
    with front.database.reading() as session:
        source, text = original(session, draft, target)
        territory = campaign_named(session, draft.campaign).territory if draft.campaign else REGION
        known = look_up(session, [text], source, target, territory)
    private = partial(holds_personal_data, language=source, now=front.clock.now(), territory=territory)
    translator = open_translator(settings, front.clock)
    made = translate_known(known, translator, private=private, deadline_s=settings.deadline_s)[0]
    return replace(
        draft,
        language=[*draft.language, *([] if target in draft.language else [target])],
        texts={**draft.texts, target: made.text.strip()},
        made={**draft.made, target: Made(made.text.strip(), made.engine, made.state.value)},
    )


def original(session: Session, draft: Draft, target: str) -> tuple[str, str]:
    """The language that was written first, and its words; the key message's where none were.

    Raises:
        MissingInput: there are none.
    """
    for language in draft.languages or ["es"]:
        if language == target:
            continue
        if draft.texts[language]:
            return language, draft.texts[language]
        if draft.key_message:
            _, rows = key_message_words(session, draft.key_message)
            if language in rows:
                return language, rows[language].text
    raise MissingInput(field="text_es", hint=N_("Escriba primero el texto que hay que traducir."))


def guard_of(session: Session, draft: Draft, texts: Texts) -> list[dict[str, Any]]:
    """What the glossary's guard says of each language of the form."""
    written = {code: draft.texts[code] for code in draft.languages if draft.texts[code]}
    if not written:
        return []
    source = next(iter(written))
    found = [(source, words_to_avoid(written[source], source, termbase(session)))]
    for code, text in written.items():
        if code != source:
            found.append((code, check_translation(session, written[source], text, source, code)))
    return [{"language": code, "findings": said(one, texts)} for code, one in found if one]
