"""The guard: compares a text with its translation and says what forbids its approval, why, and what to do about it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from foundation.texts import N_
from languages.contract import Finding, Severity
from languages.identifying import other_language
from languages.masking import FINDER, MASK, MaskKind
from languages.memory import normal
from languages.models import ExceptionKind, FormKind
from languages.swaps import months, swapped_crimes
from languages.terms import EVERY_LANGUAGE, Hit, Term, Termbase, quoted_spans, within

Measure = Callable[[str], Mapping[str, tuple[int, int]]]
"""For each network the text is meant for: its length as that network counts it, and the limit."""

KEPT: Final[Mapping[MaskKind, tuple[str, Severity, str]]] = {
    MaskKind.LINK: ("links", Severity.BLOCK, N_("los enlaces deben ser los mismos que en el original")),
    MaskKind.MAIL: ("links", Severity.BLOCK, N_("las direcciones de correo deben ser las mismas que en el original")),
    MaskKind.HASHTAG: ("hashtags", Severity.BLOCK, N_("las etiquetas deben ser las mismas que en el original")),
    MaskKind.HANDLE: ("handles", Severity.BLOCK, N_("las cuentas mencionadas deben ser las mismas que en el original")),
    MaskKind.PLACEHOLDER: ("placeholders", Severity.BLOCK, N_("los marcadores de la plantilla no se traducen")),
    MaskKind.EMOJI: ("emoji", Severity.WARN, N_("los emojis difieren del original")),
}
NUMBER: Final = re.compile(r"\d+(?:[.,\u00A0\u202F' ]\d{3})*(?:[.,]\d+)?")
STRICT: Final = frozenset({"G039", "G072"})  # one word that insults a person is never an everyday word


def guard(
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    termbase: Termbase,
    *,
    teaching: bool = False,
    measure: Measure | None = None,
) -> tuple[Finding, ...]:
    """Everything found, worst first. `teaching`: the text explains why a term is wrong, so avoided forms only warn.

    `measure` tells lengths, because only the networks know how they count.
    """
    found = [
        *emptiness(source, target),
        *required(source, target, source_language, target_language, termbase),
        *forbidden(source, target, source_language, target_language, termbase, teaching=teaching),
        *lost_masks(source, target),
        *kept_pieces(source, target),
        *swapped_crimes(*bare_pair(source, target), source_language, target_language, termbase),
        *numbers(source, target),
        *months(source, target, source_language, target_language),
        *claimed_language(target, target_language),
        *(lengths(target, measure) if measure else ()),
    ]
    order = list(Severity)
    return tuple(sorted(unique(found), key=lambda finding: order.index(finding.severity)))


def bare_pair(source: str, target: str) -> tuple[str, str]:
    """Both texts without links, hashtags and the like."""
    return without_masked_words(source), without_masked_words(target)


def unique(findings: Iterable[Finding]) -> list[Finding]:
    """Each rule says the same words once."""
    return list({(finding.rule, finding.words.lower(), finding.severity): finding for finding in findings}.values())


def words_to_avoid(text: str, language: str, termbase: Termbase, *, teaching: bool = False) -> tuple[Finding, ...]:
    """The avoided words in a text of one language, without an original to compare it with."""
    found = forbidden(text, text, language, language, termbase, teaching=teaching)
    order = list(Severity)
    return tuple(sorted(unique(found), key=lambda finding: order.index(finding.severity)))


def emptiness(source: str, target: str) -> list[Finding]:
    """Nothing there, or nothing translated."""
    if not normal(target):
        why, fix = N_("la traducción está vacía"), N_("Escriba la traducción.")
        return [Finding("empty", Severity.BLOCK, "", why, fix)]
    words = re.findall(r"[^\W\d_]{2,}", FINDER.sub(" ", source))
    if len(words) > 3 and normal(source).lower() == normal(target).lower():
        why, fix = N_("el texto es igual al original: no está traducido"), N_("Traduzca el texto.")
        return [Finding("untranslated", Severity.BLOCK, normal(target)[:80], why, fix)]
    return []


def required(source: str, target: str, source_language: str, target_language: str, termbase: Termbase) -> list[Finding]:
    """Every term of the original in its right form."""
    findings = []
    hits = termbase.right_in(without_masked_words(source), source_language)
    for code, count in Counter(hit.term.code for hit in hits).items():
        term = termbase.by_code[code]
        right = term.right(target_language)
        if not right or everyday_term(term, hits):
            continue
        kept = [hit.form.text for hit in hits if hit.term is term and hit.form.language == EVERY_LANGUAGE]
        lost = [name for name in kept if not found_in(name, target)]
        there = 0 if lost else termbase.count(term, target, target_language)
        if there >= count or named_by_law(term, hits, source, target, target_language, termbase):
            continue
        findings.append(missing(term, lost, right[0].text, there, inner_is_there(term, hits, target, target_language, termbase)))
    return findings


def named_by_law(term: Term, hits: Sequence[Hit], source: str, target: str, language: str, termbase: Termbase) -> bool:
    """Whether the original only quotes the term, and the translation quotes a national law's own name for it."""
    said, labelled = quoted_spans(without_masked_words(source)), national_labels(without_masked_words(target), language, termbase)
    return bool(labelled) and all(within(hit.start, hit.end, said) for hit in hits if hit.term is term)


def national_labels(bare: str, language: str, termbase: Termbase) -> list[tuple[int, int]]:
    """Where a national law's own name for a crime stands in quotation marks."""
    quotes = quoted_spans(bare)
    return [span for span in termbase.exempt_spans(bare, language, ExceptionKind.NATIONAL) if within(*span, quotes)]


def everyday_term(term: Term, hits: Sequence[Hit]) -> bool:
    """Whether this is one common word ("prevention") of which another word may be as good a translation."""
    return term.severity is Severity.INFO and all(" " not in hit.form.text for hit in hits if hit.term is term)


def missing(term: Term, lost: Sequence[str], preferred: str, there: int, inner: bool) -> Finding:
    """The finding for a term that is absent, or there fewer times than in the original, or only in part."""
    words = ", ".join(dict.fromkeys(lost)) or preferred
    severity = term.severity if not there and not inner else softer(term.severity)
    why = (
        N_("falta el término «{words}» ({code}): {reason}")
        if not there
        else N_("«{words}» ({code}) está menos veces que en el original")
    )
    fix = N_("Escriba «{words}».")
    return Finding("required_term", severity, words, why, fix, facts_of(term, words))


def facts_of(term: Term, words: str) -> dict[str, object]:
    """What the sentences about a term are filled with, in both languages."""
    return {"words": words, "code": term.code, "reason": term.reason, "reason_en": term.said("en")}


def softer(severity: Severity) -> Severity:
    """One step less."""
    return Severity.WARN if severity is Severity.BLOCK else Severity.INFO


def inner_is_there(term: Term, hits: Sequence[Hit], target: str, language: str, termbase: Termbase) -> bool:
    """Whether a shorter term inside this one (`trata de personas` in `víctima de trata de personas`) is there."""
    forms = {hit.form for hit in hits if hit.term is term}
    inner = {hit.term.code for form in forms for hit in termbase.all_right_in(form.text, form.language) if hit.term is not term}
    legal = (term for term in map(termbase.by_code.__getitem__, inner) if term.severity is Severity.BLOCK)
    return any(termbase.count(one, target, language) for one in legal)


def found_in(words: str, text: str) -> bool:
    """Whether the words stand in the text, whole."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def forbidden(
    source: str, target: str, source_language: str, target_language: str, termbase: Termbase, *, teaching: bool
) -> list[Finding]:
    """Avoided forms, unless they stand in an official title, in a national label, or are another term's right form here."""
    bare = without_masked_words(target)
    wrong = termbase.wrong_in(bare, target_language)
    if not wrong:
        return []
    quotes = quoted_spans(bare)
    titles = termbase.exempt_spans(bare, target_language, ExceptionKind.TITLE)
    labels = national_labels(bare, target_language, termbase)
    there = {hit.term.code for hit in termbase.all_right_in(without_masked_words(source), source_language)}
    right = termbase.all_right_in(bare, target_language)
    findings = []
    for hit in wrong:
        if within(hit.start, hit.end, titles) or covered(hit, right, there) or everyday_word(hit, there):
            continue
        severity = weight(hit, there, teaching=teaching, quoted=within(hit.start, hit.end, quotes))
        if within(hit.start, hit.end, labels):
            severity = Severity.INFO
        findings.append(avoided(hit, bare[hit.start : hit.end], severity, target_language))
    return findings


def covered(hit: Hit, right: Iterable[Hit], there: set[str]) -> bool:
    """Whether the avoided words are, or are part of, a right form.

    Where they are by themselves the name of another crime, that crime must be in the original:
    "human trafficking" is no smuggling.
    """
    around = [one for one in right if one.start <= hit.start and hit.end <= one.end]
    confusable = any((one.start, one.end) == (hit.start, hit.end) for one in around)
    return any(one.term.code in there or not confusable for one in around)


def everyday_word(hit: Hit, there: set[str]) -> bool:
    """Whether this is a word such as "work", wrong only in a sense that the original does not speak of."""
    return hit.form.kind is FormKind.DEPENDS and " " not in hit.form.text and hit.term.code not in there


def weight(hit: Hit, there: set[str], *, teaching: bool, quoted: bool) -> Severity:
    """How bad it is here: a form wrong only in one sense, or one everyday word without its term, is for a person to judge."""
    severity = hit.term.severity
    if hit.form.kind is FormKind.DEPENDS:
        return Severity.INFO if hit.term.code not in there else softer(severity)
    everyday = " " not in hit.form.text and hit.term.code not in there and hit.term.code not in STRICT
    if severity is Severity.BLOCK and (teaching or quoted or everyday):
        return Severity.WARN
    return severity


def avoided(hit: Hit, words: str, severity: Severity, language: str) -> Finding:
    """The finding for an avoided form."""
    right = hit.term.right(language)
    facts = {**facts_of(hit.term, words), "note": hit.form.note, "note_en": hit.form.note_en}
    facts["right"] = right[0].text if right else ""
    if hit.form.kind is FormKind.DEPENDS:
        why = N_("«{words}» ({code}) se evita en un sentido ({note}): {reason}")
    else:
        why = N_("«{words}» se evita ({code}): {reason}")
    fix = N_("Escriba «{right}».") if right else N_("Busque otra forma de decirlo.")
    return Finding("forbidden_term", severity, words, why, fix, facts)


@lru_cache(maxsize=64)
def without_masked_words(text: str) -> str:
    """The text with links, handles, hashtags and placeholders blanked, letter for letter: terms inside them are not words."""
    hard = {kind.value for kind in KEPT}
    return FINDER.sub(lambda match: " " * len(match.group()) if match.lastgroup in hard else match.group(), text)


def lost_masks(source: str, target: str) -> list[Finding]:
    """Masks that an engine's answer left behind."""
    own = set(MASK.findall(source))
    left = [match.group() for match in MASK.finditer(target) if match.group(1) not in own]
    why, fix = N_("quedó una marca interna en el texto"), N_("Ponga en su lugar lo que dice el original.")
    return [Finding("mask", Severity.BLOCK, " ".join(left), why, fix)] if left else []


def kept_pieces(source: str, target: str) -> list[Finding]:
    """Links, hashtags, handles, placeholders and emoji: the same ones, as often."""
    findings = []
    ours, theirs = pieces(source), pieces(target)
    for kind, (rule, severity, why) in KEPT.items():
        lost, added = ours[kind] - theirs[kind], theirs[kind] - ours[kind]
        if lost or added:
            words = " ".join([*(f"−{piece}" for piece in lost), *(f"+{piece}" for piece in added)])
            fix = N_("Compare con el original: − falta, + sobra ({words}).")
            findings.append(Finding(rule, severity, words, why, fix, {"words": words}))
    return findings


@lru_cache(maxsize=64)
def pieces(text: str) -> dict[MaskKind, Counter[str]]:
    """What stands in a text that no translation changes."""
    found: dict[MaskKind, Counter[str]] = {kind: Counter() for kind in MaskKind}
    for match in FINDER.finditer(text):
        kind = MaskKind(str(match.lastgroup))
        words = re.sub(r"\s+", " ", match.group())
        found[kind][words.lower() if kind in {MaskKind.HANDLE, MaskKind.HASHTAG} else words.replace("\ufe0f", "")] += 1
    return found


def numbers(source: str, target: str) -> list[Finding]:
    """Every number of the original, and no other; 10.000, 10,000 and 10 000 are the same."""
    ours, theirs = numbers_in(source), numbers_in(target)
    lost, added = ours - theirs, theirs - ours
    if not lost and not added:
        return []
    words = " ".join([*(f"−{number}" for number in lost), *(f"+{number}" for number in added)])
    why, fix = N_("las cifras difieren del original"), N_("Compare con el original: − falta, + sobra ({words}).")
    return [Finding("numbers", Severity.BLOCK, words, why, fix, {"words": words})]


def numbers_in(text: str) -> Counter[str]:
    """The numbers of a text, written in one way."""
    bare = without_masked_words(text)
    return Counter(one_way(match.group()) for match in NUMBER.finditer(MASK.sub(" ", bare)))


def one_way(number: str) -> str:
    """A number without thousands separators, with a decimal point and no leading zero."""
    joined = re.sub(r"[.,\u00A0\u202F' ](?=\d{3}(?!\d))", "", number).replace(",", ".")
    return joined.lstrip("0") or "0"


def claimed_language(target: str, language: str) -> list[Finding]:
    """Whether the text is in the language it says it is."""
    really = other_language(target, language)
    if really is None:
        return []
    facts = {"claimed": language, "really": really}
    why = N_("el texto parece estar en «{really}», no en «{claimed}»")
    return [Finding("language", Severity.BLOCK, normal(target)[:80], why, N_("Ponga el texto en la lengua «{claimed}»."), facts)]


def lengths(target: str, measure: Measure) -> list[Finding]:
    """Whether it fits every network it is meant for."""
    why, fix = N_("no cabe en {network}: mide {length} y el límite es {limit}"), N_("Acorte {over} caracteres.")
    return [
        Finding(
            "length",
            Severity.BLOCK,
            network,
            why,
            fix,
            {"network": network, "length": length, "limit": limit, "over": length - limit},
        )
        for network, (length, limit) in measure(target).items()
        if length > limit
    ]
