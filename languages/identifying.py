"""Tells by its small words which language a text is in: enough to see a Spanish text delivered as K'iche' or left untranslated."""

import re
from collections.abc import Mapping
from typing import Final

from languages.masking import FINDER
from languages.terms import base

WORDS: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
SMALL_WORDS: Final[Mapping[str, frozenset[str]]] = {
    code: frozenset(words.split())
    for code, words in {
        "es": "el la los las un una unos unas y o pero de del al en con por para sin sobre entre que como si no más muy es son está están fue ser "
        "ha han hay se su sus lo le les nos esta este estos estas ese esa todo toda todos todas cuando donde quien también ya cada hasta desde "
        "somos estamos tenemos trabajamos contra según así e u porque puede pueden tu tus usted llame si",
        "en": "the a an and or but of to in on at with by for from without about between that which who as if not no more very is are was were be been "
        "has have had it its this these those their they them we our us you your he she all when where also each until since against according can "
        "will must should may do does did so because into through both as well",
        "fr": "le la les un une des et ou mais de du au aux en dans avec par pour sans sur entre que qui comme si ne pas plus très est sont était être "
        "a ont il elle ils elles se sa son ses leur leurs nous vous notre nos votre vos cette ce ces cet tout toute tous toutes quand où aussi chaque "
        "jusque depuis contre selon afin ainsi même donc car sommes avons",
        "pt": "o a os as um uma uns umas e ou mas de do da dos das em no na nos nas ao à aos às com por pelo pela pelos pelas para sem sobre entre que "
        "como se não mais muito é são está estão foi ser tem têm há seu sua seus suas isto este esta estes estas esse essa todo toda todos todas quando "
        "onde quem também já cada até desde contra segundo assim nós somos estamos temos você",
        "ht": "yo nan ak pou sou ki pa se gen te ap li nou ou mwen ka sa tout men oswa kont ansanm fè lè moun lan an la yon pi tankou depi jiska kote",
        "ca": "el la els les un una uns unes i o però de del dels al als en amb per sense sobre entre que com si no més molt és són està ser ha han hi "
        "seva seu aquest aquesta aquests aquestes tot tota tots totes quan on qui també cada fins des contra segons així nosaltres som",
        "it": "il lo la i gli le un una uno e o ma di del della dei delle al alla in nel nella con per senza su tra che come se non più molto è sono era "
        "essere ha hanno si suo sua questo questa questi queste tutto tutta tutti tutte quando dove chi anche ogni fino contro secondo così noi",
    }.items()
}
ENOUGH: Final = 5  # words; below that a slogan could be in any language
CLEAR: Final = 0.22  # share of small words that running text of a language shows
MARGIN: Final = 1.3


def shares(text: str) -> dict[str, float]:
    """For each language we can tell, the share of the text's words that are its small words."""
    words = words_of(text)
    return {code: sum(word in small for word in words) / len(words) for code, small in SMALL_WORDS.items()} if words else {}


def words_of(text: str) -> list[str]:
    """The words that speak for a language: no links, handles, hashtags or placeholders."""
    bare = FINDER.sub(" ", text)
    return [part for word in WORDS.findall(bare.lower()) for part in re.split(r"['’ʼ]", word)]


def other_language(text: str, claimed: str) -> str | None:
    """The language a text really is in, when that is clearly not the one claimed; None when it may well be."""
    words = words_of(text)
    if len(words) < ENOUGH:
        return None
    found = shares(text)
    best = max(found, key=lambda code: found[code])
    own = found.get(base(claimed), 0.0)
    if best == base(claimed) or found[best] < CLEAR or found[best] < own * MARGIN:
        return None
    return best
