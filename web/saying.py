"""Says refusals the way a page does: where the command line names an option, a page names its field."""

from collections.abc import Mapping
from typing import Final

from foundation.errors import BadInput, CorettError
from foundation.texts import N_, Texts

IN_PAGES: Final[Mapping[str, str]] = {
    "past_time": N_("Esa hora ya pasó ({value}). Elija una hora futura, o «En cuanto se apruebe»."),
    "wrong_time": N_("«{value}» no es una fecha y hora. Escríbala así: 2027-07-30 09:00."),
    "unknown_zone": N_("«{value}» no es una zona horaria. Elija una de la lista."),
    "ambiguous_time": N_("«{value}» no existe o existe dos veces en {zone} por el cambio de horario. Elija otra hora."),
    "unknown_placeholder": N_("«{name}» no existe. Puede usar: {known}."),
    "wrong_template": N_("La plantilla no se entiende (línea {line}): {reason}. Revise las llaves."),
    "not_translated": N_("Falta el texto en «{language}». Escríbalo o quite esa lengua."),
    "machine_translation": N_(
        "La versión «{language}» es un borrador automático. Léala, corríjala y dela por revisada aquí abajo."
    ),
    "missing_alt": N_("Describa la imagen para quien no puede verla."),
    "missing_licence": N_("Diga con qué derecho se publica, por ejemplo «propia» o «CC BY 4.0»."),
    "wrong_consent": N_("«{reason}» no es un día. Escríbalo así: 2028-12-31."),
    "missing_consent_value": N_("Diga quién dio el permiso y para qué."),
    "needs_deaf_reviewer": N_("La revisión en lengua de señas la hace una persona sorda. Márquelo si lo es."),
    "reason_missing": N_("Diga por qué se pausa: quien la levante lo necesita."),
}


class MissingInput(BadInput):
    """A field of a form that has to be filled in."""

    code = "missing_input"
    sentence = N_("{hint}")


def say_here(error: CorettError, texts: Texts) -> str:
    """The sentence for a page."""
    sentence = IN_PAGES.get(error.code)
    if sentence is None:
        return error.say(texts)
    return texts(sentence, **texts.words(error.facts))


def field_of(error: CorettError) -> str:
    """The form's field an error belongs to; empty when it belongs to the whole."""
    return error.field if isinstance(error, BadInput) else ""
