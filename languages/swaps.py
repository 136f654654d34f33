"""What a translation may exchange without any word being wrong by itself: one crime for the other, one month for another."""

import re
from collections import Counter
from typing import Final

from foundation.texts import N_
from languages.contract import Finding, Severity
from languages.terms import Termbase, base, fold

PAIRS: Final = (("G001", "G002"), ("G005", "G006"))
"""The crimes of the two Palermo protocols, and those who commit them."""
CRIMES: Final = {"G001": "T", "G024": "T", "G002": "S", "G003": "S"}
MONTHS: Final = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "en": "january february march april may june july august september october november december",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
}


def swapped_crimes(source: str, target: str, source_language: str, target_language: str, terms: Termbase) -> list[Finding]:
    """One crime less than in the original and the other one more: somebody exchanged them. In another order they want a look."""
    for one, other in PAIRS:
        if one not in terms.by_code or other not in terms.by_code:
            continue
        less = {
            code: terms.count(terms.by_code[code], target, target_language)
            - terms.count(terms.by_code[code], source, source_language)
            for code in (one, other)
        }
        if min(less.values()) < 0 < max(less.values()):
            put, wanted = (one, other) if less[one] > 0 else (other, one)
            return [swap(put, wanted, target_language, terms)]
    if sequence(source, source_language, terms) != sequence(target, target_language, terms):
        why, fix = (
            N_("los dos delitos están en otro orden que en el original"),
            N_("Mire que cada frase diga el delito que dice el original."),
        )
        return [Finding("crime_order", Severity.WARN, "", why, fix)]
    return []


def swap(put: str, wanted: str, language: str, terms: Termbase) -> Finding:
    """The finding for one crime in the other's place."""
    names = {code: next(iter(terms.by_code[code].right(language))).text for code in (put, wanted)}
    facts = {"put": names[put], "wanted": names[wanted], "reason": terms.by_code[wanted].reason}
    facts["reason_en"] = terms.by_code[wanted].said("en")
    why = N_("dice «{put}» donde el original habla de «{wanted}»: {reason}")
    return Finding("other_crime", Severity.BLOCK, names[put], why, N_("Escriba «{wanted}»."), facts)


def sequence(text: str, language: str, terms: Termbase) -> str:
    """The crimes of a text in their order; empty where it speaks of one of them only, or of one more than once."""
    found = "".join(CRIMES.get(hit.term.code, "") for hit in terms.right_in(text, language))
    return found if sorted(set(found)) == ["S", "T"] and len(found) == len(set(found)) else ""


def months(source: str, target: str, source_language: str, target_language: str) -> list[Finding]:
    """The months of the dates: `30 de julio` is not `30 June`."""
    if base(source_language) not in MONTHS or base(target_language) not in MONTHS:
        return []
    ours, theirs = months_in(source, base(source_language)), months_in(target, base(target_language))
    if ours == theirs:
        return []
    names = MONTHS[base(target_language)].split()
    words = " ".join(
        [*(f"−{names[n]}" for n in (ours - theirs).elements()), *(f"+{names[n]}" for n in (theirs - ours).elements())]
    )
    why, fix = N_("las fechas difieren del original"), N_("Compare con el original: − falta, + sobra ({words}).")
    return [Finding("dates", Severity.BLOCK, words, why, fix, {"words": words})]


def months_in(text: str, language: str) -> Counter[int]:
    """The months that stand beside a number: alone, `march` and `may` are other words."""
    names = MONTHS[language].split()
    name = "|".join(names)
    beside = rf"\d(?:er|st|nd|rd|th|[.]?º)?\s+(?:de\s+|of\s+)?(?P<a>{name})(?!\w)|(?<!\w)(?P<b>{name}),?\s+(?:de\s+|of\s+)?\d"
    found = re.finditer(beside, fold(text).lower())
    return Counter(names.index(match["a"] or match["b"]) for match in found)
