"""Why a file does not come into the library, one sentence each: the field, the reason, the way out."""

from foundation.errors import BadInput, CorettError
from foundation.texts import N_, Texts


class UnknownType(BadInput):
    """By its content it is none of the types on the list."""

    code = "unknown_file_type"
    sentence = N_("{field}: «{name}» es {found}, que no se admite. Envíe JPEG, PNG, WEBP, MP4, MP3, OGG, WAV o PDF.")

    def say(self, texts: Texts) -> str:
        return texts(self.sentence, **{**self.facts, "found": texts(str(self.facts["found"]))})


class TooManyBytes(BadInput):
    """Bigger than its kind may be."""

    code = "too_many_bytes"
    sentence = N_("{field}: «{name}» pesa {size} MB y el máximo es {limit} MB. Redúzcalo y envíelo de nuevo.")


class TooManyPixels(BadInput):
    """More pixels than a picture may have."""

    code = "too_many_pixels"
    sentence = N_("{field}: «{name}» mide {width} × {height} y el máximo es {limit} megapíxeles. Redúzcala y envíela de nuevo.")


class Bomb(TooManyPixels):
    """A small file that would unfold into an enormous picture."""

    sentence = N_(
        "{field}: «{name}» es demasiado grande para abrirla; el máximo es {limit} megapíxeles. Redúzcala y envíela de nuevo."
    )


class TooLong(BadInput):
    """A clip longer than its kind may be."""

    code = "too_long"
    sentence = N_("{field}: «{name}» dura {duration} s y el máximo es {limit} s. Recórtelo y envíelo de nuevo.")


class Broken(BadInput):
    """It says it is of a type but cannot be decoded to its end."""

    code = "broken_file"
    sentence = N_("{field}: «{name}» está dañado o incompleto y no se puede leer. Expórtelo de nuevo desde el original.")


class Animated(BadInput):
    """A picture with several frames: networks would show only one of them, or none."""

    code = "animated_picture"
    sentence = N_("{field}: «{name}» es una imagen animada. Envíela como video MP4 o elija un solo cuadro.")


class ActiveContent(BadInput):
    """A document that runs or carries something."""

    code = "active_content"
    sentence = N_("{field}: «{name}» contiene {what}. Imprímalo a PDF de nuevo, sin ese contenido, y envíelo.")

    def say(self, texts: Texts) -> str:
        return texts(self.sentence, **{**self.facts, "what": texts(str(self.facts["what"]))})


class NoSuchFile(BadInput):
    """Nothing to read at that path."""

    code = "no_such_file"
    sentence = N_("{field}: no hay un archivo legible en «{name}». Revise la ruta.")


class MissingAlt(BadInput):
    """Without alt text a blind person gets nothing."""

    code = "missing_alt"
    sentence = N_("{field}: falta el texto alternativo. Describa en una frase lo que se ve (--alt).")


class AltTooLong(BadInput):
    """Longer than any network takes."""

    code = "alt_too_long"
    sentence = N_("{field}: el texto alternativo tiene {length} caracteres y el máximo es {limit}. Acórtelo.")


class MissingLicence(BadInput):
    """Nobody knows whether it may be published."""

    code = "missing_licence"
    sentence = N_("{field}: falta la licencia. Diga con qué derecho se publica (--licence), por ejemplo «propia» o «CC BY 4.0».")


class Withdrawn(CorettError):
    """It was taken out of the library and must not come back by another door."""

    code = "asset_withdrawn"
    sentence = N_("«{name}» fue retirado el {date}: {why}. No se puede volver a usar; elija otro archivo.")


class FileGone(CorettError):
    """The store does not hold the content any more."""

    code = "file_gone"
    sentence = N_("El archivo {sha256} ya no está en la biblioteca: fue retirado o falta en la copia. Súbalo de nuevo.")


class MissingProgram(CorettError):
    """An optional helper that this machine lacks."""

    code = "missing_program"
    sentence = N_("Falta {program}, que se necesita para {act}. Instálelo: {how}.")
