"""Options that the commands of the asset room share, explained once."""

from pathlib import Path
from typing import Annotated

import typer

from corett.cli import language
from foundation.texts import N_, Texts

_ = Texts(language())

Existing = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=_(N_("Archivo que se lee")))]
Out = Annotated[Path, typer.Option("--out", help=_(N_("Dónde se escribe; lo que no existe se crea")))]
Language = Annotated[str, typer.Option("--language", help=_(N_("Lengua, por ejemplo es o en")))]
Brand = Annotated[str, typer.Option("--brand", help=_(N_("Kit de marca; si falta, el de [assets] brand")))]
Size = Annotated[str, typer.Option("--size", help=_(N_("Ancho × alto en píxeles, por ejemplo 1080x1350")))]
Values = Annotated[list[str] | None, typer.Option("--set", help=_(N_("campo=valor; repita la opción para cada campo")))]
LibraryPhoto = Annotated[int, typer.Option("--asset", help=_(N_("Número de una foto de la biblioteca")))]
Aspect = Annotated[str | None, typer.Option("--aspect", help=_(N_("16:9, 1:1, 4:5 o 9:16; sin ella, la del video")))]
Sign = Annotated[
    Path | None, typer.Option("--sign", exists=True, dir_okay=False, help=_(N_("Video en lengua de señas, como recuadro")))
]
EvenSound = Annotated[bool, typer.Option(help=_(N_("Nivela el volumen")))]
Signing = Annotated[str, typer.Option("--territory", help=_(N_("El país cuyas instituciones socias firman al lado")))]
