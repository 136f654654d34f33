"""`corett translate`: a text, a file or a whole campaign in another language, with the glossary kept and the memory used."""

import sys
from typing import Annotated

import typer

from corett.output import print_json, say
from corett.wiring import House, languages_of, open_house, translator_of
from foundation.texts import N_, Texts
from languages.contract import Draft
from languages.errors import EmptySegment
from languages.table import language_of
from languages.translating import look_up, translate_known

app = typer.Typer(invoke_without_command=True, no_args_is_help=False)

FROM = typer.Option("--from", help="Lengua del original / language of the original (BCP-47)")
TO = typer.Option("--to", help="Lengua de llegada / target language (BCP-47)")
ENGINE = typer.Option("--engine", help="Traductor solo por esta vez / engine for this once")
PRIVATE = typer.Option("--private", help="Tiene datos personales: nada sale de casa / personal data: nothing leaves")
TERRITORY = typer.Option("--territory", help="REG o país / REG or country")


@app.callback()
def translate(
    context: typer.Context,
    to: Annotated[str, TO] = "",
    source: Annotated[str, FROM] = "es",
    engine: Annotated[str, ENGINE] = "",
    territory: Annotated[str, TERRITORY] = "REG",
    *,
    private: Annotated[bool, PRIVATE] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Traduce el texto de la entrada: corett translate --from es --to en < texto"""
    if context.invoked_subcommand is not None:
        return
    if not to:
        raise typer.BadParameter("--to", param_hint="--to")
    house = open_house()
    draft = drafts(house, [read_text()], source, to, engine, territory, private=private)[0]
    show(draft, house.texts, as_json=as_json)


def read_text() -> str:
    """Standard input, whole, without its last line break.

    Raises:
        EmptySegment: nothing came.
    """
    text = sys.stdin.read().removesuffix("\n")
    if not text.strip():
        raise EmptySegment(field="stdin")
    return text


def drafts(house: House, texts: list[str], source: str, to: str, engine: str, territory: str, *, private: bool) -> list[Draft]:
    """The texts in another language; the database is let go before an engine is asked."""
    for code, field in ((source, "--from"), (to, "--to")):
        language_of(code, field)
    translator = translator_of(house, engine or None)
    with house.database.reading() as session:
        known = look_up(session, texts, source, to, territory)
    return translate_known(known, translator, private=private, deadline_s=languages_of(house).deadline_s)


def show(draft: Draft, texts: Texts, *, as_json: bool) -> None:
    """The draft on stdout; what was found, for people, on stderr."""
    if as_json:
        findings = [finding.said(texts) for finding in draft.findings]
        print_json({"text": draft.text, "state": draft.state, "engine": draft.engine, "findings": findings})
        return
    sys.stdout.write(draft.text + "\n")
    say(texts(N_("Estado: {state}; hecho por: {engine}."), state=draft.state.value, engine=draft.engine))
    for finding in draft.findings:
        told = finding.said(texts)
        say(f"[{told['severity']}] {told['rule']} · {told['words']}: {told['why']}. {told['fix']}")
