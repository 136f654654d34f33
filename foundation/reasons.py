"""Why a value was refused, in the reader's language: pydantic's findings as sentences of ours."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from foundation.texts import N_, Phrase

OURS: Final = "corett"
"""The type of a finding whose message is already a sentence of the catalogue (see `refusal`)."""

NUMBER: Final = N_("debe ser un número")
WHOLE: Final = N_("debe ser un número entero")
TEXT: Final = N_("debe ser un texto")
YES_OR_NO: Final = N_("debe ser true o false")
LIST: Final = N_("debe ser una lista")
TABLE: Final = N_("debe ser una tabla de claves y valores")
ONE_OF: Final = N_("debe ser uno de estos: {expected}")
ADDRESS: Final = N_("no es una dirección web completa, por ejemplo https://ejemplo.org")

# The names are pydantic's: https://docs.pydantic.dev/latest/errors/validation_errors/
REASONS: Final = {
    "extra_forbidden": N_("esta clave no existe"),
    "missing": N_("falta"),
    "greater_than": N_("debe ser mayor que {gt}"),
    "greater_than_equal": N_("debe ser {ge} o más"),
    "less_than": N_("debe ser menor que {lt}"),
    "less_than_equal": N_("debe ser {le} o menos"),
    "string_too_short": N_("debe tener al menos {min_length} caracteres"),
    "string_too_long": N_("debe tener {max_length} caracteres como máximo"),
    "too_short": N_("debe tener al menos {min_length} elementos"),
    "too_long": N_("debe tener {max_length} elementos como máximo"),
    "string_pattern_mismatch": N_("no tiene la forma esperada ({pattern})"),
    "literal_error": ONE_OF,
    "enum": ONE_OF,
    "bool_parsing": YES_OR_NO,
    "bool_type": YES_OR_NO,
    "int_parsing": WHOLE,
    "int_type": WHOLE,
    "int_from_float": WHOLE,
    "float_parsing": NUMBER,
    "float_type": NUMBER,
    "finite_number": NUMBER,
    "string_type": TEXT,
    "path_type": TEXT,
    "list_type": LIST,
    "tuple_type": LIST,
    "dict_type": TABLE,
    "model_type": TABLE,
    "model_attributes_type": TABLE,
    "url_parsing": ADDRESS,
    "url_scheme": ADDRESS,
}


def refusal(sentence: str, **facts: object) -> PydanticCustomError:
    """What a validator of ours raises: a sentence marked with `N_`, told in the reader's language."""
    return PydanticCustomError(OURS, "{sentence}", {"sentence": sentence, **facts})


def findings(error: ValidationError) -> list[tuple[str, Phrase]]:
    """Each finding's field, dotted, and its reason; the value itself is left out, it may be a secret."""
    return [(field_of(one), reason_of(one)) for one in error.errors(include_input=False, include_url=False)]


def field_of(finding: Any) -> str:
    """Where it was found: `delivery.lease_s`."""
    return ".".join(str(part) for part in finding["loc"])


def reason_of(finding: Any) -> Phrase:
    """Why it was refused; a kind we have no words for is told as pydantic tells it."""
    facts = dict(finding.get("ctx") or {})
    sentence = facts.pop("sentence", None) if finding["type"] == OURS else REASONS.get(finding["type"])
    return Phrase(sentence, **facts) if sentence else Phrase("{reason}", reason=finding["msg"])


def all_of(reasons: Sequence[Phrase]) -> Phrase:
    """Several reasons as one phrase."""
    named = {f"reason{number}": one for number, one in enumerate(reasons)}
    return Phrase("; ".join(f"{{{name}}}" for name in named), **named)
