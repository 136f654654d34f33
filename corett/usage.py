"""A command written wrongly: what is wrong with it, in the reader's language, as typer found it."""

import re
from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError
from typer.exceptions import TyperException

from foundation.reasons import findings
from foundation.texts import N_, Phrase, Texts

SAID: Final = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"^No such command '(?P<name>.+?)'\.(?: .*'(?P<near>.+)'\?)?$", N_("No existe la orden «{name}».")),
        (r"^Got unexpected extra argument(?:s|\(s\))? \((?P<name>.+)\)$", N_("Sobra «{name}».")),
        (r"^Option '(?P<name>.+)' requires an argument", N_("A «{name}» le falta su valor.")),
        (r"is not one of (?P<expected>.+?)\.?$", N_("debe ser uno de estos: {expected}")),
        (r"^\w+ '(?P<name>.+)' does not exist\.$", N_("no existe «{name}»")),
        (r"^\w+ '(?P<name>.+)' is not readable\.$", N_("no se puede leer «{name}»")),
    )
)
"""What typer says in English only, and what we say instead."""


def explained(error: TyperException, texts: Texts) -> str:
    """What is wrong and where the help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "corett"
    return f"{fault(error).say(texts)}\n" + texts(N_("Vea «{command} --help»."), command=path)


def fault(error: TyperException) -> Phrase:
    """The fault itself. Typer's classes are private, what they carry is not."""
    if type(error).__name__ == "NoSuchOption":
        missing = Phrase(N_("No existe la opción «{name}»."), name=getattr(error, "option_name", ""))
        return nearby(missing, getattr(error, "possibilities", None) or ())
    parameter = getattr(error, "param", None)
    if parameter is None:
        return why(error)
    if type(error).__name__ == "MissingParameter":
        return Phrase(N_("Falta «{name}»."), name=written(parameter))
    return Phrase(N_("«{name}»: {reason}."), name=written(parameter), reason=why(error))


def written(parameter: Any) -> str:
    """The parameter as people write it: `--campaign`, or `DELIVERY` for an argument."""
    option: str = parameter.opts[0]
    return option if option.startswith("-") else str(parameter.metavar or parameter.name).upper()


def nearby(fault: Phrase, near: Sequence[str]) -> Phrase:
    """The fault, and the names that come nearest."""
    hint = Phrase(N_("¿Quiso decir «{name}»?"), name="», «".join(near))
    return Phrase("{fault} {hint}", fault=fault, hint=hint) if near else fault


def why(error: TyperException) -> Phrase:
    """Why it was refused; what we have no words for is told as typer tells it."""
    for pattern, sentence in SAID:
        if known := pattern.search(error.message):
            facts = {key: fact.replace("'", "") for key, fact in known.groupdict().items() if fact}
            near = facts.pop("near", "")
            return nearby(Phrase(sentence, **facts), [near] if near else ())
    if isinstance(error.__cause__, ValidationError):
        return findings(error.__cause__)[0][1]
    return Phrase("{text}", text=error.format_message().rstrip("."))
