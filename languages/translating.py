"""Makes drafts: from the memory where it knows the sentence, else by an engine that sees masks where terms and links stood."""

import asyncio
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from foundation.people import REGION
from foundation.texts import N_
from languages.agreement import restore
from languages.contract import Draft, Finding, Private, Severity, TranslationState, Translator
from languages.errors import EmptySegment, EngineError, EngineLacksLanguage, KeptInside, NotInMemory, SameLanguage
from languages.glossary import termbase
from languages.guard import Measure, guard
from languages.masking import Mask, Masked, MaskKind, between, complete, mask, mended
from languages.memory import key_of, recall_all
from languages.models import FormKind, Segment
from languages.segments import segments_of
from languages.table import language_of
from languages.terms import EVERY_LANGUAGE, Form, Hit, Termbase

MEMORY: Final = "memory"
DEADLINE_S: Final = 20.0
STATES: Final = tuple(TranslationState)
LEADING: Final = re.compile(r"(XT[0-9]+X\s+)([^\W\d_])(?=[a-zà-ÿ])")


@dataclass(frozen=True)
class Known:
    """What the database knew about some texts: enough to finish without it, so that no transaction waits for an engine."""

    texts: tuple[str, ...]
    source: str
    target: str
    termbase: Termbase
    remembered: Mapping[str, Segment]

    def missing(self) -> list[str]:
        """The segments the memory does not hold, each once."""
        wanted: dict[str, None] = {}
        for text in self.texts:
            if key_of(text) not in self.remembered:
                wanted.update(dict.fromkeys(part for part in segments_of(text)[::2] if self.to_translate(part)))
        return list(wanted)

    def to_translate(self, segment: str) -> bool:
        """Whether a segment holds words that the memory does not know."""
        return any(letter.isalpha() for letter in segment) and key_of(segment) not in self.remembered


def look_up(session: Session, texts: Sequence[str], source: str, target: str, territory: str = REGION) -> Known:
    """Reads from the database all that translating these texts needs.

    Raises:
        SameLanguage: there is nothing to translate.
        EmptySegment: a text is empty.
    """
    if source == target:
        raise SameLanguage(field="to", language=target)
    composed = tuple(unicodedata.normalize("NFC", text) for text in texts)
    if not all(text.strip() for text in composed):
        raise EmptySegment(field="text")
    parts = [part for text in composed for part in segments_of(text)[::2]]
    remembered = recall_all(session, [*composed, *parts], source, target)
    return Known(composed, source, target, termbase(session, territory), remembered)


def translate_text(
    session: Session,
    text: str,
    source: str,
    target: str,
    *,
    translator: Translator | None = None,
    territory: str = REGION,
    private: Private = False,
    deadline_s: float = DEADLINE_S,
    teaching: bool = False,
    measure: Measure | None = None,
) -> Draft:
    """One text in another language: from the memory when it is there, else by the engine as a draft that a person must approve.

    Call it with a reading session: an engine may take seconds. `translator` None means the memory alone.

    Raises:
        NotInMemory: the memory lacks it and there is no engine.
        KeptInside: it is private and the engine is outside.
        EngineError: the engine gave nothing usable; the original goes on without it.
    """
    known = look_up(session, [text], source, target, territory)
    return translate_known(known, translator, private=private, deadline_s=deadline_s, teaching=teaching, measure=measure)[0]


def translate_known(
    known: Known,
    translator: Translator | None,
    *,
    private: Private = False,
    deadline_s: float = DEADLINE_S,
    teaching: bool = False,
    measure: Measure | None = None,
) -> list[Draft]:
    """The drafts of texts already looked up, all of them in one turn of the engine. For callers that run in a thread."""
    made = asyncio.run(draft_segments(known, translator, private=private, deadline_s=deadline_s))
    engine = translator.name if translator else MEMORY
    return [finish(known, text, made, engine, teaching=teaching, measure=measure) for text in known.texts]


async def draft_segments(known: Known, translator: Translator | None, *, private: Private, deadline_s: float) -> dict[str, str]:
    """The engine's text for each segment the memory lacks."""
    missing = known.missing()
    if not missing:
        return {}
    engine = allowed_engine(known, translator, private)
    masked = [masked_for(segment, known) for segment in missing]
    answers = [
        mended(answer)
        for answer in await engine.translate([one.text for one in masked], known.source, known.target, deadline_s=deadline_s)
    ]
    broken = [index for index, answer in enumerate(answers) if not complete(answer, masked[index].masks)]
    if broken:
        pieces = await between_masks([masked[index].text for index in broken], engine, known, deadline_s)
        for index, answer in zip(broken, pieces, strict=True):
            answers[index] = answer
    return {
        segment: spaced_like(segment, restored(answer, one, known.target))
        for segment, answer, one in zip(missing, answers, masked, strict=True)
    }


def allowed_engine(known: Known, translator: Translator | None, private: Private) -> Translator:
    """The engine, if there is one that may see these texts and knows the languages."""
    if translator is None:
        raise NotInMemory(engine=MEMORY, target=known.target)
    told = any(private(text) for text in known.texts) if callable(private) else private
    if told and translator.outside:
        raise KeptInside(engine=translator.name)
    if not translator.knows(known.source, known.target):
        raise EngineLacksLanguage(engine=translator.name, source=known.source, target=known.target)
    return translator


async def between_masks(masked: Sequence[str], engine: Translator, known: Known, deadline_s: float) -> list[str]:
    """Texts whose masks an engine lost, made from what lies between the masks."""
    cut = [between(text) for text in masked]
    wanted = list(dict.fromkeys(piece.strip() for pieces in cut for piece in pieces[::2] if has_words(piece)))
    answers = await engine.translate(wanted, known.source, known.target, deadline_s=deadline_s) if wanted else []
    told = dict(zip(wanted, answers, strict=True))
    return ["".join(spaced_like(piece, told.get(piece.strip(), piece)) for piece in pieces) for pieces in cut]


def has_words(piece: str) -> bool:
    """Whether there is anything to translate."""
    return any(letter.isalpha() for letter in piece)


def spaced_like(model: str, text: str) -> str:
    """The text with the white space around it that the model has."""
    bare = model.strip()
    if not bare:
        return model
    head, tail = model[: model.index(bare)], model[model.index(bare) + len(bare) :]
    return f"{head}{text.strip()}{tail}"


def masked_for(segment: str, known: Known) -> Masked:
    """The segment as the engine sees it: a term is hidden where the target language has a form to put there."""
    return mask(segment, known.source, known.termbase, lambda hit: worth_hiding(hit, known.target))


def worth_hiding(hit: Hit, target: str) -> bool:
    """Whether a term is hidden from engines: legal and several-word terms; a plain noun helps them to build the sentence."""
    if hit.form.language == EVERY_LANGUAGE:
        return True
    if not hit.term.right(target) or hit.term.category == "comunicación":
        return False
    return hit.term.severity.value == "block" or " " in hit.form.text or hit.form.text.isupper()


def restored(answer: str, masked: Masked, target: str) -> str:
    """The engine's answer with everything put back."""
    return restore(small_again(answer, masked.text), masked.masks, target, lambda one: form_for(one, target))


def small_again(answer: str, masked: str) -> str:
    """The answer without the capital that some engines give the word behind a mask at the start of a sentence."""
    word = re.match(r"XT[0-9]+X\s+(\w)", masked)
    if word is None or not word.group(1).islower():
        return answer
    return LEADING.sub(lambda match: match.group(1) + match.group(2).lower(), answer, count=1)


def form_for(one: Mask, target: str) -> Form | None:
    """The right form of a mask's term in the target language, plural for plural; None where its own words stay."""
    if one.kind is not MaskKind.TERM or one.hit is None or one.hit.form.language == EVERY_LANGUAGE:
        return None
    forms = [form for form in one.hit.term.right(target) if form.language != EVERY_LANGUAGE and not form.after]
    plural = one.hit.form.kind is FormKind.PLURAL
    fitting = [form for form in forms if (form.kind is FormKind.PLURAL) is plural and form.kind is not FormKind.ALLOWED]
    return next(iter(fitting or forms), None)


def finish(known: Known, text: str, made: Mapping[str, str], engine: str, *, teaching: bool, measure: Measure | None) -> Draft:
    """The draft of one text: its segments joined, its state the lowest of theirs, checked by the guard."""
    whole = known.remembered.get(key_of(text))
    if whole is not None:
        joined, state, by = spaced_like(text, whole.target), whole.state, MEMORY
    else:
        joined, state, by = join(known, text, made, engine)
    if not joined.strip():
        raise EngineError(engine=by, reason="∅")
    findings = guard(text, joined, known.source, known.target, known.termbase, teaching=teaching, measure=measure)
    return Draft(joined, state, by, (*native_review(known.target, state), *findings))


def native_review(target: str, state: TranslationState) -> tuple[Finding, ...]:
    """A machine's text in a language of the region, or a creole, is never more than a flagged draft."""
    if state is not TranslationState.MACHINE or not language_of(target).human:
        return ()
    why = N_("es un borrador automático en «{language}», que siempre revisa una persona hablante")
    fix = N_("Pida la revisión a una persona que hable la lengua: corett translate request.")
    return (Finding("native_review", Severity.BLOCK, target, why, fix, {"language": language_of(target).endonym}),)


def join(known: Known, text: str, made: Mapping[str, str], engine: str) -> tuple[str, TranslationState, str]:
    """The segments of a text in the target language, how far they can be trusted together, and who made them."""
    parts, states = [], []
    for index, part in enumerate(segments_of(text)):
        segment = known.remembered.get(key_of(part)) if index % 2 == 0 else None
        if segment is not None:
            parts.append(spaced_like(part, segment.target))
            states.append(segment.state)
        elif part in made:
            parts.append(made[part])
            states.append(TranslationState.MACHINE)
        else:
            parts.append(part)
    by = engine if any(part in made for part in segments_of(text)) else MEMORY
    return "".join(parts), min(states, key=STATES.index, default=TranslationState.MACHINE), by
