"""What can go wrong with a translation; each error says what goes on without it."""

from typing import ClassVar

from foundation.errors import BadInput, CorettError
from foundation.texts import N_, Texts
from languages.contract import Finding


class EngineError(CorettError):
    """An engine gave no usable text. `retry` tells whether asking again soon makes sense and costs nothing twice."""

    code = "engine_failed"
    sentence = N_(
        "El traductor {engine} no dio un texto utilizable: {reason}. El español sigue su curso; traduzca a mano o más tarde."
    )
    retry: ClassVar[bool] = False


class EngineUnreachable(EngineError):
    """Nobody answers at the engine's address."""

    code = "engine_unreachable"
    sentence = N_("No se puede llegar al traductor {engine}. Revise la red y [languages]; el español sigue su curso.")
    retry = True


class EngineSlow(EngineError):
    """The deadline passed. Not asked again by itself: a paid engine may have counted the first call."""

    code = "engine_slow"
    sentence = N_("El traductor {engine} no respondió en {seconds} s. El español sigue su curso; intente más tarde.")


class EngineBusy(EngineError):
    """Too many calls, or its quota is spent."""

    code = "engine_busy"
    sentence = N_(
        "El traductor {engine} no acepta más textos por ahora ({reason}). El español sigue su curso; intente más tarde."
    )
    retry = True


class EngineRefusesKey(EngineError):
    """The key is wrong or missing."""

    code = "engine_refuses_key"
    sentence = N_("El traductor {engine} no acepta la clave. Revise [languages.{engine}] api_key.")


class EngineResting(EngineError):
    """It failed several times in a row and is left alone for a while."""

    code = "engine_resting"
    sentence = N_("El traductor {engine} falló varias veces seguidas y descansa {seconds} s. El español sigue su curso.")


class EngineLacksLanguage(EngineError):
    """The engine does not translate between these languages."""

    code = "engine_lacks_language"
    sentence = N_("{engine} no traduce de {source} a {target}. Pida una traducción humana: corett translate request.")


class EngineNotConfigured(EngineError):
    """The engine's section lacks something."""

    code = "engine_not_configured"
    sentence = N_("Falta [languages.{engine}] {key} para usar el traductor {engine}.")


class NotInMemory(EngineError):
    """No engine is set and the memory does not hold the text."""

    code = "not_in_memory"
    sentence = N_(
        "La memoria no tiene este texto en {target} y [languages] engine = «memory» no usa ningún traductor. "
        "Ponga un traductor o pida una traducción humana: corett translate request."
    )


class KeptInside(EngineError):
    """The text holds personal data and the engine is outside."""

    code = "kept_inside"
    sentence = N_(
        "El texto tiene datos personales y {engine} es un servicio externo: no se envía. "
        "Use un traductor propio (apertium, o libretranslate con inside = true) o pida una traducción humana."
    )


class Blocked(CorettError):
    """The guard found something that forbids approval. `finding` is the first; `others` counts the rest."""

    code = "translation_blocked"
    sentence = N_(
        "No se puede aprobar la traducción: {words} ({why}). {fix} "
        "Quien revisa puede aprobarla igual con un motivo, que se guarda."
    )

    def __init__(self, finding: Finding, others: int = 0) -> None:
        super().__init__(words=finding.words, rule=finding.rule, others=others)
        self.finding = finding

    def say(self, texts: Texts) -> str:
        told = self.finding.said(texts)
        return texts(self.sentence, words=told["words"] or told["rule"], why=told["why"], fix=told["fix"])


class SamePerson(CorettError):
    """Who translated into a language with few readers cannot be the one who reviews it."""

    code = "same_person"
    sentence = N_("{user} hizo esta traducción a {language}: la revisa otra persona que conozca la lengua.")


class NothingDelivered(CorettError):
    """There is nothing to review yet."""

    code = "nothing_delivered"
    sentence = N_("La traducción {request} todavía no se ha entregado. Está «{status}».")


class NotATranslation(BadInput):
    """A file or line that cannot be read as what it should be."""

    code = "not_a_translation"
    sentence = N_("{field}: no se pudo leer como {format} ({reason}). No se cargó nada.")


class EmptySegment(BadInput):
    """Half a translation teaches nothing."""

    code = "empty_segment"
    sentence = N_("{field}: está vacío. Una traducción necesita el original y el texto traducido.")


class SameLanguage(BadInput):
    """From a language into itself."""

    code = "same_language"
    sentence = N_("{field}: «{language}» es la lengua del original. Elija otra lengua.")


class NotALanguage(BadInput):
    """Not shaped like a BCP-47 tag."""

    code = "not_a_language"
    sentence = N_("{field}: «{value}» no es un código de lengua. Use BCP-47, por ejemplo es, en, pt-BR o quc.")
