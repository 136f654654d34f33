"""Makes the missing languages of a post before it is planned; where that fails, a sentence says so and the Spanish goes on."""

from collections.abc import Iterable, Mapping
from functools import partial

from sqlalchemy.orm import Session

from campaigns.finding import key_message_words
from campaigns.importing import PostRequest
from campaigns.models import Post
from campaigns.scheduling import Words
from campaigns.versions import request_version
from corett.output import say
from corett.wiring import House, languages_of, translator_of
from foundation.errors import CorettError
from foundation.people import REGION, User
from foundation.texts import N_
from languages.table import language_of
from languages.translating import look_up, translate_known
from moderation.private import holds_personal_data


def drafted(house: House, request: PostRequest) -> tuple[PostRequest, dict[str, Words]]:
    """The request with the languages that can be had, and the drafts that had to be made for them.

    A draft of an engine stays `machine` until a person reviews it; until then nobody can approve the post.
    """
    source, *others = request.language or ["es"]
    text, known = original(house, request, source)
    made: dict[str, Words] = {}
    for target in others:
        if target in known or not text:
            continue
        try:
            made[target] = draft(house, text, source, target)
        except CorettError as error:
            say(error.say(house.texts))
            say(house.texts(N_("Se sigue sin la versión «{language}»."), language=target))
    kept = [source, *(one for one in others if one in known or one in made or not text)]
    return request.model_copy(update={"language": kept}), made


def original(house: House, request: PostRequest, source: str) -> tuple[str, Mapping[str, object]]:
    """The text to translate, and the languages that need no translating."""
    if request.text.strip():
        return request.text, {}
    if not request.key_message:
        return "", {}
    with house.database.reading() as session:
        _, rows = key_message_words(session, request.key_message)
    return (rows[source].text if source in rows else ""), rows


def draft(house: House, text: str, source: str, target: str) -> Words:
    """One language, from the memory or by the engine of the settings; personal data never leaves the house."""
    with house.database.reading() as session:
        known = look_up(session, [text], source, target, REGION)
    private = partial(holds_personal_data, language=source, now=house.clock.now())
    one = translate_known(known, translator_of(house, None), private=private, deadline_s=languages_of(house).deadline_s)[0]
    return Words(one.text, one.state, one.engine)


def ask_people(house: House, session: Session, post: Post, languages: Iterable[str], by: User) -> None:
    """Asks people for the languages that no machine made and that people make; until then the audience's rule holds."""
    for code in sorted(languages):
        if language_of(code).human and code != post.language:
            request = request_version(session, post, code, by=by, now=house.clock.now())
            say(house.texts(N_("Pedida a personas: traducción {request} a {language}."), request=request.id, language=code))
