"""Why a file does not come into the library, one sentence each: the field, the reason, the way out."""

from foundation.errors import BadInput, CorettError
from foundation.texts import N_


class UnknownType(BadInput):
    """By its content it is none of the types on the list."""

    code = "unknown_file_type"
    sentence = N_("{field}: «{name}» es {found}, que no se admite. Envíe JPEG, PNG, WEBP, MP4, MP3, OGG, WAV o PDF.")


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


class Locked(BadInput):
    """A document that wants a password."""

    code = "locked_document"
    sentence = N_("{field}: «{name}» está protegido con contraseña. Guárdelo sin contraseña y envíelo de nuevo.")


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


class MissingFonts(CorettError):
    """The build did not bring the brand's fonts."""

    code = "missing_fonts"
    sentence = N_("Faltan las letras de la marca en {folder}. Ejecute «make env» con acceso al registro de npm.")


class MissingGlyph(BadInput):
    """No font can draw a character: better refused than printed as an empty box."""

    code = "missing_glyph"
    sentence = N_("Ninguna letra disponible dibuja «{character}» ({code}). Cámbielo o instale la fuente Noto de su escritura.")

    @property
    def field(self) -> str:
        """The character itself."""
        return str(self.facts["character"])


class WrongKit(BadInput):
    """A brand kit or a template says something it may not say."""

    code = "wrong_kit"
    sentence = N_("{source}, clave «{field}»: {reason}. Corrija el archivo.")


class LowContrast(WrongKit):
    """A pair of colours that people with low vision cannot read (WCAG 2.2, 1.4.3 and 1.4.11)."""

    code = "low_contrast"
    sentence = N_("{source}: «{text}» sobre «{ground}» tiene contraste {ratio} y WCAG 2.2 AA pide {least}. Elija otro color.")


class DoesNotFit(BadInput):
    """The words are too many for the card, even at the smallest legible size."""

    code = "does_not_fit"
    sentence = N_("{field}: {length} caracteres no caben en {size}; caben unos {fits}. Acorte el texto o elija un tamaño mayor.")


class MissingValue(BadInput):
    """A field the template cannot do without."""

    code = "missing_value"
    sentence = N_("{field}: la plantilla «{template}» lo necesita. Délo con --set {field}=«…».")


class UnknownValue(BadInput):
    """A field the template does not have."""

    code = "unknown_value"
    sentence = N_("{field}: la plantilla «{template}» no tiene ese campo. Tiene: {known}.")


class WrongSize(BadInput):
    """Not a size, or one no card can be drawn in."""

    code = "wrong_size"
    sentence = N_("{field}: «{value}» no es un tamaño. Escriba ANCHOxALTO en píxeles, de 320 a 4096, por ejemplo 1080x1350.")


class TooManyCharacters(BadInput):
    """More than a field takes."""

    code = "too_many_characters"
    sentence = N_("{field}: tiene {length} caracteres y el máximo es {limit}. Acórtelo.")


class MissingConsentValue(BadInput):
    """A permission must say who gave it and what for."""

    code = "missing_consent_value"
    sentence = N_("{field}: el consentimiento debe decir quién lo dio (who) y para qué (purpose). Complételo.")


class FormTooLarge(BadInput):
    """A signed form heavier than a few scanned pages."""

    code = "form_too_large"
    sentence = N_("{field}: el formulario pesa {size} MB y el máximo es {limit} MB. Escanéelo con menos resolución.")


class WrongConsent(BadInput):
    """A consent file that cannot be understood."""

    code = "wrong_consent"
    sentence = N_(
        '{field}: {reason}. El archivo es TOML con who = "…", purpose = "…", until = 2028-12-31 y, si hay, form = "acta.pdf".'
    )


class WrongBox(BadInput):
    """Not a rectangle inside the picture."""

    code = "wrong_box"
    sentence = N_("{field}: «{value}» no es un recuadro de la imagen. Escriba IZQUIERDA,ARRIBA,ANCHO,ALTO en píxeles.")


class NothingToSay(BadInput):
    """A document needs a campaign or a file."""

    code = "nothing_to_say"
    sentence = N_("{field}: diga de qué campaña es el documento (--campaign) o dé su contenido en un archivo TOML (--from).")


class WrongPage(BadInput):
    """Not a page size."""

    code = "wrong_page"
    sentence = N_("{field}: «{value}» no es un tamaño de hoja. Use A4 o Letter.")


class TooManyPages(BadInput):
    """The words do not fit the sheet of paper."""

    code = "too_many_pages"
    sentence = N_("{field}: el contenido ocupa {pages} páginas y este documento tiene {most}. Acorte los textos.")


class WrongEnding(BadInput):
    """The file's name promises another kind of file."""

    code = "wrong_ending"
    sentence = N_("{field}: «{name}» debe terminar en {known}.")


class PartnersDoNotFit(BadInput):
    """So many institutions sign that one would be too small to be seen."""

    code = "partners_do_not_fit"
    sentence = N_(
        "{field}: «{name}» quedaría demasiado pequeño para leerse (mínimo {least} píxeles). "
        "Quite un socio o use una tarjeta más ancha."
    )


class StoreUnreachable(CorettError):
    """The shared store does not answer, or does not let us in."""

    code = "store_unreachable"
    sentence = N_("El almacén compartido no responde o no deja entrar ({reason}). Revise la red y las variables AWS_….")
