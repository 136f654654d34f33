"""What a person is asked to connect a profile, where the network has no page to say yes on: the module's own `Credentials`."""

from dataclasses import dataclass

from networks.contract import Credentials, GuidedModule, NetworkModule


@dataclass(frozen=True, slots=True)
class Question:
    """One key of the credentials. `default` None means that an answer is needed; a secret is not shown while it is typed."""

    key: str
    words: str
    secret: bool
    default: str | None


def questions(model: type[Credentials]) -> list[Question]:
    """What to ask, in the order of the fields; what CORETT keeps by itself (a session) is not asked."""
    return [
        Question(key, field.description, not field.repr, None if field.is_required() else str(field.default or ""))
        for key, field in model.model_fields.items()
        if field.description
    ]


def steps(module: NetworkModule) -> tuple[str, ...]:
    """What to do at the network first, if the module tells."""
    return module.STEPS if isinstance(module, GuidedModule) else ()
