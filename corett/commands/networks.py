"""`corett networks`: what each network takes, as its module declares it."""

from typing import Annotated

import typer

from corett.acting import Json
from corett.cli import language
from corett.output import print_json, print_table
from foundation.settings import load_settings
from foundation.texts import N_, Texts
from networks.describing import HEADINGS, capabilities, markdown, row
from networks.registry import network_module, network_names

app = typer.Typer(invoke_without_command=True)
_ = Texts(language())


@app.callback()
def networks(
    as_json: Json = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help=_(N_("La tabla de docs/networks.md")))] = False,
) -> None:
    """Text, files, accessibility and metrics, as declared."""
    declared = [network_module(name).LIMITS for name in network_names()]
    if as_json:
        print_json([capabilities(limits) for limits in declared])
    elif as_markdown:
        typer.echo(markdown(declared, Texts("en")), nl=False)
    else:
        texts = Texts(load_settings().app.language)
        print_table([texts(heading) for heading in HEADINGS], [row(limits, texts) for limits in declared])
