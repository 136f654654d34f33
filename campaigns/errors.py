"""What the heart refuses, each with its way out."""

from foundation.errors import BadInput, Conflict, CorettError
from foundation.texts import N_


class UnknownPlaceholder(BadInput):
    """A template names something that does not exist."""

    code = "unknown_placeholder"
    sentence = N_("{field}: «{name}» no existe. Puede usar: {known}.")


class WrongTemplate(BadInput):
    """A template that Jinja cannot read."""

    code = "wrong_template"
    sentence = N_("{field}: la plantilla no se entiende (línea {line}): {reason}. Revise las llaves {{{{ }}}}.")


class Unpublishable(BadInput):
    """A network would refuse the message; `problems` are sentences already filled."""

    code = "unpublishable"
    sentence = N_("Perfil {profile}: {problems}")


class MissingField(BadInput):
    """A field that has to be given."""

    code = "missing_field"
    sentence = N_("{field}: falta. {hint}")


class DuplicateDelivery(Conflict):
    """The same variant is already planned on the same profile at the same instant."""

    code = "duplicate_delivery"
    sentence = N_("{profile} ya tiene esta publicación para {due}. No se programa dos veces.")


class KnownKey(BadInput):
    """The sender's key already made a post."""

    code = "known_key"
    sentence = N_("{field}: «{key}» ya es la publicación {post}. No se crea dos veces; use otra clave si es otra publicación.")


class NotTranslated(BadInput):
    """No usable text in a language."""

    code = "not_translated"
    sentence = N_(
        "language: no hay texto en «{language}» y no se pudo traducir ({reason}). Escríbalo o publique solo en español."
    )


class MachineTranslation(Conflict):
    """A machine draft nobody has reviewed cannot be scheduled."""

    code = "machine_translation"
    sentence = N_(
        "La versión «{language}» es un borrador automático. Revísela: «corett post review {post} --language {language}»; "
        "o apruebe lo demás: «corett post approve {post} --only-ready»."
    )


class StaleTranslation(Conflict):
    """The original was edited after this version was made."""

    code = "stale_translation"
    sentence = N_(
        "La versión «{language}» traduce un original que cambió. Compárela y dela por revisada: "
        "«corett post review {post} --language {language}»."
    )


class LanguageAwaited(Conflict):
    """The audience's rule lets nothing out before a language is ready."""

    code = "language_awaited"
    sentence = N_(
        "La publicación {post} espera su versión en: {languages}. Así lo dice la regla de su público (wait); "
        "se aprueba junto con esa versión, o cambie la regla con «corett translate fallback»."
    )


class BrokenSeal(CorettError):
    """What would be sent is not what was approved."""

    code = "broken_seal"
    sentence = N_("La entrega cambió después de aprobarse y no sale. Apruébela de nuevo con «corett post approve {post}».")


class NothingToApprove(Conflict):
    """Every delivery of the post is approved or over."""

    code = "nothing_to_approve"
    sentence = N_("La publicación {post} no tiene entregas por aprobar.")


class WrongMove(Conflict):
    """A delivery cannot go from its status to another."""

    code = "wrong_move"
    sentence = N_("La entrega {delivery} está «{status}»: así no se puede {act}.")


class WrongImport(BadInput):
    """Bad lines in an import; nothing was saved."""

    code = "wrong_import"
    sentence = N_("No se importó nada. {lines}")
