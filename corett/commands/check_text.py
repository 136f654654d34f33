"""`corett check-text`: counts a text from standard input exactly as a network counts it."""

import sys
from typing import Annotated

import typer

from corett.acting import Json
from corett.cli import language
from corett.output import print_json, say
from foundation.errors import BadInput
from foundation.settings import load_settings, parse_section
from foundation.texts import N_, Texts
from networks.checking import text_problems
from networks.contract import PricedModule
from networks.describing import plain_message, text_report
from networks.registry import network_module

app = typer.Typer(invoke_without_command=True, context_settings={"allow_interspersed_args": True})
_ = Texts(language())


@app.callback()
def check_text(
    network: Annotated[str, typer.Argument(help=_(N_("La red: x, facebook, telegram…")))],
    as_json: Json = False,
) -> None:
    """Reads the text from standard input."""
    settings, module = load_settings(), network_module(network)
    texts, text = Texts(settings.app.language), read_text()
    message = plain_message(text, settings.app.language)
    report = text_report(module.LIMITS, list(text_problems(module.LIMITS, message)), text, texts)
    if isinstance(module, PricedModule):
        section = parse_section(module.Settings, settings.networks.get(network, {}), f"networks.{network}")
        report["cost_usd"] = module.cost(message, section)
    if as_json:
        print_json(report)
    else:
        tell(report, module.LIMITS.text_unit, texts)


def read_text() -> str:
    """Standard input without the line end that every text file closes with.

    Raises:
        BadInput: it is not UTF-8.
    """
    try:
        return sys.stdin.buffer.read().decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        reason = Texts(load_settings().app.language)(N_("no es UTF-8; guarde el archivo en UTF-8"))
        raise BadInput(field="stdin", reason=reason) from error


def tell(report: dict[str, object], unit: str, texts: Texts) -> None:
    """The count and every reason against the text, for people."""
    limit = "∞" if report["limit"] is None else report["limit"]
    typer.echo(texts(N_("{length} de {limit} {unit}"), length=report["length"], limit=limit, unit=texts(unit)))
    if "cost_usd" in report:
        typer.echo(texts(N_("Publicarlo cuesta {cost} dólares."), cost=f"{report['cost_usd']:.3f}"))
    problems = report["problems"]
    for problem in problems if isinstance(problems, list) else []:
        say(problem["sentence"])
