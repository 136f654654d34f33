"""Puts a term's right form into a translated text and makes its neighbours agree: articles, contractions, elisions, capitals."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from languages.masking import MASK, Mask, MaskKind
from languages.models import FormKind
from languages.terms import Form, base, fold

SMALL: Final = re.compile(
    r"(?:an?|and|against|among|by|con|contra|d[aeo]s?|del|el?|em|en|et|for|in|l[ae]s?|los|o[fnr]?|ou|para|por|pour|to|y)",
    re.IGNORECASE,
)
ARTICLES: Final[Mapping[str, Mapping[tuple[str, bool], str]]] = {
    "es": {("m", False): "el", ("f", False): "la", ("m", True): "los", ("f", True): "las"},
    "fr": {("m", False): "le", ("f", False): "la", ("m", True): "les", ("f", True): "les"},
    "pt": {("m", False): "o", ("f", False): "a", ("m", True): "os", ("f", True): "as"},
}
CONTRACTIONS: Final[Mapping[str, str]] = {
    "es": "de+el=del a+el=al",
    "fr": "de+le=du de+les=des à+le=au à+les=aux",
    "pt": (
        "de+o=do de+a=da de+os=dos de+as=das em+o=no em+a=na em+os=nos em+as=nas "
        "por+o=pelo por+a=pela por+os=pelos por+as=pelas a+o=ao a+a=à a+os=aos a+as=às"
    ),
}
PAIRS: Final[Mapping[str, str]] = {  # masculine/feminine
    "es": "el/la los/las un/una este/esta ese/esa dicho/dicha nuestro/nuestra del/de_la al/a_la",
    "fr": "le/la un/une ce/cette cet/cette tout/toute ledit/ladite du/de_la au/à_la",
    "pt": (
        "o/a os/as do/da dos/das no/na nos/nas pelo/pela ao/à um/uma este/esta deste/desta neste/nesta esse/essa desse/dessa "
        "nosso/nossa todo/toda"
    ),
}
VOWELS: Final = re.compile(r"[aeiouyâàéèêëîïôöûüœAEIOUYÉÈÊÎÔÛŒ]|[Hh](?:omme|abit|istoi|umain|umanit|eure)")
ENGLISH_AN: Final = re.compile(r"(?<!\w)([Aa])n?\s+$")


def restore(text: str, masks: tuple[Mask, ...], target: str, form_of: Callable[[Mask], Form | None]) -> str:
    """The translated text with every mask replaced by what belongs there in the target language."""
    by_number = {mask.n: mask for mask in masks}
    out, at = "", 0
    for match in MASK.finditer(text):
        mask = by_number.get(int(match.group(1)))
        if mask is None:
            continue
        out += text[at : match.start()]
        out = put(out.rstrip() if mask.glued[0] else out, mask, target, form_of(mask))
        at = match.end()
        if mask.glued[1]:
            at += len(text[at:]) - len(text[at:].lstrip())
    return out + text[at:]


def put(before: str, mask: Mask, target: str, form: Form | None) -> str:
    """The text so far with the mask's own words, or its term's form, put behind it."""
    if mask.kind is not MaskKind.TERM or form is None:
        return before + mask.source
    language = base(target)
    words = cased(form.text, mask.source, starts_sentence=not before.strip() or before.rstrip()[-1] in ".!?…:¡¿")
    if mask.definite and language in ARTICLES and form.gender:
        return with_article(before, words, form, language)
    if mask.definite and language == "en" and form.gender != "n":
        starts = not before.strip() or before.rstrip()[-1] in ".!?…"
        return before + ("The " if starts else "the ") + uncapped(words, form.text)
    return agreed(before, words, form, language)


def with_article(before: str, words: str, form: Form, language: str) -> str:
    """The term behind its definite article, joined with the preposition that came before: `de o tráfico` is `do tráfico`."""
    article = ARTICLES[language][form.gender, form.kind is FormKind.PLURAL]
    words = uncapped(words, form.text)
    if not before.strip() or before.rstrip()[-1] in ".!?…":
        article = article.capitalize()
    if language == "fr" and article.lower() in {"le", "la"} and VOWELS.match(words):
        return before + f"{article[0]}’{words}"
    found = re.search(r"(?<!\w)(\w+)\s+$", before)
    joined = contractions(language).get(f"{found.group(1).lower()}+{article}") if found else None
    if found and joined:
        return before[: found.start()] + matched_case(joined, found.group(1)) + f" {words}"
    return before + f"{article} {words}"


def contractions(language: str) -> dict[str, str]:
    """Preposition and article, joined: `de+le` is `du`."""
    return dict(one.split("=") for one in CONTRACTIONS[language].split())


def agreed(before: str, words: str, form: Form, language: str) -> str:
    """The term behind the determiner the engine chose, in the term's gender."""
    if language == "en":
        an = "an" if words[:1].lower() in "aeiou" else "a"
        return ENGLISH_AN.sub(lambda match: f"{match.group(1)}{an[1:]} ", before) + words
    if form.gender:
        before = in_gender(before, form.gender, language)
    if language == "fr":
        before = elided(before, words)
    return before + words


def in_gender(before: str, gender: str, language: str) -> str:
    """The determiner just before, turned into the term's gender: `esta tráfico` is `este tráfico`."""
    for masculine, feminine in (pair.replace("_", " ").split("/") for pair in PAIRS.get(language, "").split()):
        wrong, right = (feminine, masculine) if gender == "m" else (masculine, feminine)
        found = re.search(rf"(?<!\w){wrong}\s+$", before, re.IGNORECASE)
        if found:
            return before[: found.start()] + matched_case(right, found.group()) + " "
    return before


def elided(before: str, words: str) -> str:
    """French `de exploitation` as `d’exploitation`, and `d’` before a consonant as `de`."""
    if VOWELS.match(words):
        return re.sub(r"(?<!\w)([DdLlNnSsJj])[eaE]\s+$", r"\1’", before)
    return re.sub(r"(?<!\w)([DdNn])['’]\s*$", r"\1e ", before)


def uncapped(words: str, model: str) -> str:
    """The words without the capital that only their place at the start of a sentence gave them: an article stands there now."""
    return words[:1].lower() + words[1:] if words[1:] == model[1:] and model[:1].islower() else words


def matched_case(words: str, model: str) -> str:
    """The words with the model's first capital."""
    return words[:1].upper() + words[1:] if model[:1].isupper() else words


def cased(words: str, source: str, *, starts_sentence: bool) -> str:
    """The target form with the capitals of the source: SHOUTED, Title of an Institution, or the first letter of a sentence."""
    if len(source) > 4 and source.isupper():
        return words.upper()
    big = [word for word in re.findall(r"[^\W\d_]+", source) if not SMALL.fullmatch(fold(word))]
    if len(big) > 1 and all(word[:1].isupper() for word in big):
        return re.sub(r"[^\W\d_][\w’'-]*", lambda match: titled(match.group()), words)
    if starts_sentence or (source[:1].isupper() and not source[1:2].isupper()):
        return words[:1].upper() + words[1:]
    return words


def titled(word: str) -> str:
    """A word of a title: the small ones stay small."""
    return word if SMALL.fullmatch(word) else word[:1].upper() + word[1:]
