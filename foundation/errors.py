"""One error tree. Each class has a code and a Spanish sentence with one next step; the catalogue holds the English."""

from typing import ClassVar

from foundation.texts import N_, Phrase, Texts


class CorettError(Exception):
    """A refusal a person can act on. `facts` fill the sentence and never hold a secret."""

    code: ClassVar[str] = "error"
    sentence: ClassVar[str] = N_("Algo no salió bien: {detail}. Repita la orden con --debug para ver el detalle.")

    def __init__(self, **facts: object) -> None:
        super().__init__()
        self.facts = facts

    def phrase(self) -> Phrase:
        """The sentence with its facts, to be kept and told later."""
        return Phrase(self.sentence, **self.facts)

    def say(self, texts: Texts) -> str:
        """The sentence in the reader's language, and with it the facts that are words of ours ("aprobar", "campaña")."""
        return texts(self.sentence, **texts.words(self.facts))

    def __str__(self) -> str:
        return self.say(Texts("es"))


class BadInput(CorettError):
    """Something a person gave us is wrong: names the field, the reason and the way out."""

    code = "bad_input"
    sentence = N_("{field}: {reason}.")

    @property
    def field(self) -> str:
        """The field to mend, as the person knows it."""
        return str(self.facts.get("field", ""))


class NotFound(CorettError):
    """A thing that was asked for by name does not exist."""

    code = "not_found"
    sentence = N_("No hay {kind} «{name}». Revise el nombre o pida la lista.")


class NotAllowed(CorettError):
    """The person lacks the role for this act here."""

    code = "not_allowed"
    sentence = N_("{user} no tiene permiso para {act} en {territory}. Pida el rol «{role}» a quien administra CORETT.")


class Conflict(CorettError):
    """The thing changed, or is in a state in which this cannot be done."""

    code = "conflict"
    sentence = N_("{thing} está «{status}» y así no se puede {act}.")


class WrongSetting(BadInput):
    """A key of the configuration is unknown or wrong."""

    code = "wrong_setting"
    sentence = N_("Configuración, clave «{field}» ({source}): {reason}. Corríjala; config.example.toml explica cada clave.")


class NaiveTime(BadInput):
    """A time without zone: nobody can know which instant is meant."""

    code = "naive_time"
    sentence = N_("{field}: «{value}» no dice de qué huso es. Añada la zona, por ejemplo --zone America/Guatemala.")


class WrongTime(BadInput):
    """Not a wall time."""

    code = "wrong_time"
    sentence = N_("{field}: «{value}» no es una fecha y hora local. Escríbala así: 2027-07-30 09:00, y la zona aparte.")


class AmbiguousTime(BadInput):
    """A wall time that the zone skips or repeats."""

    code = "ambiguous_time"
    sentence = N_("{field}: «{value}» no existe o existe dos veces en {zone} por el cambio de horario. Elija otra hora.")


class PastTime(BadInput):
    """The moment is over."""

    code = "past_time"
    sentence = N_("{field}: «{value}» ya pasó. Elija una hora futura o use --now.")


class UnknownZone(BadInput):
    """Not an IANA zone."""

    code = "unknown_zone"
    sentence = N_("{field}: «{value}» no es una zona horaria. Use un nombre IANA, por ejemplo America/Guatemala.")


class SecretUnreadable(CorettError):
    """The key file is missing or is not the one the secret was sealed with."""

    code = "secret_unreadable"
    sentence = N_(
        "No se puede abrir el secreto de {what}: la llave {key_file} falta o es otra. Restaure la llave o guárdelo de nuevo."
    )
