"""What a network can answer instead of a receipt: one tree, told apart by what becomes of the delivery."""

from foundation.errors import CorettError
from foundation.texts import N_


class NetworkError(CorettError):
    """The root of what a network can answer. `facts` hold `network` and `detail`, never a token."""

    code = "network_error"
    sentence = N_("{network} no aceptó la publicación: {detail}.")


class Rejected(NetworkError):
    """The content is refused for good: sending it again would be refused again."""

    code = "rejected"
    sentence = N_("{network} rechazó el contenido: {detail}. Corrija el texto o el archivo y prográmelo de nuevo.")


class SignedOut(NetworkError):
    """The profile's permission is gone: a person must connect it again."""

    code = "signed_out"
    sentence = N_("{network} ya no acepta las credenciales del perfil: {detail}. Vuelva a conectarlo con «corett profile add».")


class Unavailable(NetworkError):
    """Surely not sent: refused before the request, or a definite "not now".

    `retry_after` is in seconds; None leaves it to the back-off. `scope` tells whose budget is empty: `profile`, `app` or
    `network`. `until_cycle` marks a used-up quota: retrying before the next cycle is pointless.
    """

    code = "unavailable"
    sentence = N_("{network} no está disponible: {detail}. Se intentará de nuevo sin que usted haga nada.")

    def __init__(
        self, *, retry_after: float | None = None, scope: str = "profile", until_cycle: bool = False, **facts: object
    ) -> None:
        super().__init__(**facts)
        self.retry_after = retry_after
        self.scope = scope
        self.until_cycle = until_cycle


class Unconfirmed(NetworkError):
    """It may be out. Never retried by itself: first `find` looks, then a person decides.

    `landed` is True where the network's answer is evidence that it did land (X duplicate-403, Facebook 506).
    """

    code = "unconfirmed"
    sentence = N_(
        "No se sabe si {network} publicó: {detail}. CORETT mirará en el perfil antes de decidir; no lo publique a mano todavía."
    )

    def __init__(self, *, landed: bool = False, **facts: object) -> None:
        super().__init__(**facts)
        self.landed = landed


class HandedOver(Unconfirmed):
    """A person now holds the package and will post it: nothing to look for, nothing to retry.

    The outbox leaves the delivery `unconfirmed` until `corett queue resolve --sent URL` (or `--not-sent`). It holds nobody back.
    """

    code = "handed_over"
    sentence = N_(
        "El paquete está listo en {folder}. Publíquelo a mano y confírmelo con «corett queue resolve {delivery} --sent ENLACE»."
    )


class CannotLook(NetworkError):
    """`find` could not look in full: nothing is known, which is not absence."""

    code = "cannot_look"
    sentence = N_("No se pudo mirar en {network} si la publicación salió: {detail}.")
