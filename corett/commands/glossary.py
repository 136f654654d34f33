"""`corett glossary`: the terms of the field, how each language names them and which words it avoids."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from corett.acting import By, Json, actor, ready_house
from corett.cli import language
from corett.output import print_json, print_listing, print_table, say
from foundation.errors import BadInput
from foundation.people import Role, require_role
from foundation.texts import N_, Texts
from languages.contract import Severity
from languages.entries import FormEntry, TermEntry
from languages.glossary import (
    add_form,
    describe,
    drop_exception,
    entries,
    exceptions,
    remove_form,
    termbase,
    write_exception,
    write_term,
)
from languages.guard import words_to_avoid
from languages.models import ExceptionKind, FormKind
from languages.sheets import read_glossary, write_glossary
from languages.table import language_of
from languages.tbx import read_tbx, write_tbx
from languages.terms import EVERY_LANGUAGE, base

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Code = Annotated[str, typer.Argument(help=_(N_("Código del término, por ejemplo G001")))]
Language = Annotated[str, typer.Option("--language", help=_(N_("Código de lengua (BCP-47)")))]
Territory = Annotated[str, typer.Option("--territory", help=_(N_("REG o el código del país")))]
File = Annotated[Path, typer.Argument(help=_(N_("Archivo .tbx o .csv")))]


class UnknownFormat(BadInput):
    """The file's ending says nothing we can read or write."""

    code = "unknown_format"
    sentence = N_("{field}: no se conoce el formato «{value}». Use {known}.")


@app.command("list", help=_(N_("Los términos, con su forma en una lengua")))
def listing(
    code: Language = "es",
    category: Annotated[str, typer.Option(help=_(N_("Solo esta categoría")))] = "",
    as_json: Json = False,
) -> None:
    """Every term with its preferred form and the forms it avoids."""
    language_of(code, "--language")
    house = ready_house()
    with house.database.reading() as session:
        found = [entry for entry in entries(session) if category in ("", entry.category)]
    rows = [summary(entry, code) for entry in found]
    headings = {"code": _(N_("Código")), "severity": _(N_("Peso")), "preferred": _(N_("Se escribe")), "avoid": _(N_("Se evita"))}
    if as_json:
        print_json(rows)
    else:
        print_table(list(headings.values()), [[show_cell(row[key]) for key in headings] for row in rows])


def show_cell(value: object) -> str:
    """A cell of the table."""
    return ", ".join(value) if isinstance(value, list) else str(value)


def why_of(entry: TermEntry) -> str:
    """The reason in the reader's language, as far as it was written."""
    return entry.why_en if _.language == "en" and entry.why_en else entry.why


def summary(entry: TermEntry, code: str) -> dict[str, object]:
    """A term as one line."""
    forms = [form for form in entry.forms if form.language in {code, base(code), EVERY_LANGUAGE}]
    right = [form.form for form in forms if form.kind in {FormKind.PREFERRED, FormKind.PLURAL}]
    avoid = [form.form for form in forms if form.kind in {FormKind.AVOID, FormKind.DEPENDS}]
    said = {"code": entry.code, "category": entry.category, "severity": entry.severity.value, "why": why_of(entry)}
    return {**said, "preferred": right[0] if right else "", "avoid": avoid, "sources": list(entry.sources)}


@app.command("show", help=_(N_("Un término con todas sus formas, el motivo y la fuente")))
def show(code: Code, as_json: Json = False) -> None:
    """One term in full."""
    house = ready_house()
    with house.database.reading() as session:
        entry = entries(session, [code])[0]
    if as_json:
        print_json(entry)
        return
    facts = [entry.code, entry.category, entry.severity.value, f"{why_of(entry)} [{', '.join(entry.sources)}] {entry.confidence}"]
    say(" · ".join(facts))
    headings = [_(N_("Lengua")), _(N_("Territorio")), _(N_("Clase")), _(N_("Forma")), _(N_("Nota"))]
    print_table(headings, [[form.language, form.territory, form.kind.value, form.form, form.note] for form in entry.forms])


@app.command("check", help=_(N_("Busca en el texto de la entrada palabras que se evitan")))
def check(code: Language = "es", territory: Territory = "REG", as_json: Json = False) -> None:
    """The avoided words in a text of one language."""
    language_of(code, "--language")
    house = ready_house()
    with house.database.reading() as session:
        findings = words_to_avoid(sys.stdin.read(), code, termbase(session, territory))
    told = [finding.said(house.texts) for finding in findings]
    if as_json:
        print_json(told)
        return
    headings = [_(N_("Peso")), _(N_("Palabras")), _(N_("Motivo")), _(N_("Arreglo"))]
    print_table(headings, [[one["severity"], one["words"], one["why"], one["fix"]] for one in told])


@app.command("set", help=_(N_("Añade o cambia una forma de un término en una lengua y un territorio")))
def set_form(
    code: Code,
    form: Annotated[str, typer.Option("--form", help=_(N_("Las palabras; * vale por el resto de una palabra")))],
    tag: Language,
    kind: Annotated[
        FormKind, typer.Option(help=_(N_("preferred: la que se pone; allowed, plural, avoid, depends")))
    ] = FormKind.PREFERRED,
    territory: Territory = "REG",
    gender: Annotated[str, typer.Option(help=_(N_("m, f, o n si en inglés no lleva artículo")))] = "",
    note: Annotated[str, typer.Option(help=_(N_("Fuente o sentido")))] = "",
    by: By = "",
) -> None:
    """One form more; an editor's change is never undone by the starter."""
    language_of(tag, "--language")
    house = ready_house()
    with house.database.writing() as session:
        user = actor(session, house, by)
        require_role(session, user, Role.REVIEWER, territory, N_("cambiar el glosario"))
        add_form(session, code, FormEntry(tag, kind, form.strip(), territory, gender, note), user.name, house.clock.now())
    say(
        _(
            N_("{code}: «{form}» ({kind}) en {language}, {territory}."),
            code=code,
            form=form,
            kind=kind.value,
            language=tag,
            territory=territory,
        )
    )


@app.command("remove", help=_(N_("Quita una forma de un término")))
def remove(
    code: Code,
    form: Annotated[str, typer.Option("--form", help=_(N_("La forma que se quita")))],
    tag: Language,
    territory: Territory = "REG",
    by: By = "",
) -> None:
    """One form less."""
    house = ready_house()
    with house.database.writing() as session:
        user = actor(session, house, by)
        require_role(session, user, Role.REVIEWER, territory, N_("cambiar el glosario"))
        remove_form(session, code, tag, form, user.name, house.clock.now(), territory)
    say(_(N_("{code}: «{form}» ya no está en {language}."), code=code, form=form, language=tag))


@app.command("term", help=_(N_("Añade un término, o cambia su peso, su motivo o su fuente; sus formas se cambian con «set»")))
def term(
    code: Code,
    category: Annotated[str, typer.Option(help=_(N_("Categoría, por ejemplo delito o personas")))] = "",
    severity: Annotated[Severity | None, typer.Option(help=_(N_("block no deja aprobar; warn pide mirar; info informa")))] = None,
    why: Annotated[str, typer.Option(help=_(N_("El motivo, en español")))] = "",
    why_en: Annotated[str, typer.Option(help=_(N_("El motivo, en inglés")))] = "",
    source: Annotated[list[str], typer.Option(help=_(N_("Fuente, sin espacios; repita para varias")))] = [],  # noqa: B006
    form: Annotated[str, typer.Option(help=_(N_("Si es nuevo: cómo se escribe")))] = "",
    tag: Language = "es",
    by: By = "",
    as_json: Json = False,
) -> None:
    """A new term, or new facts of a known one; what is not said stays."""
    language_of(tag, "--language")
    house = ready_house()
    with house.database.writing() as session:
        user = actor(session, house, by)
        require_role(session, user, Role.REVIEWER, "REG", N_("cambiar el glosario"))
        old = {one.code: one for one in entries(session)}.get(code) or TermEntry(code, "otro", Severity.WARN)
        fresh = replace(
            old,
            category=category or old.category,
            severity=severity or old.severity,
            why=why or old.why,
            why_en=why_en or old.why_en,
            sources=tuple(source) or old.sources,
            forms=old.forms or ((FormEntry(tag, FormKind.PREFERRED, form.strip()),) if form.strip() else ()),
        )
        entry = describe(session, fresh, user.name, house.clock.now())
    if as_json:
        print_json(entry)
        return
    say(f"{entry.code} · {entry.category} · {entry.severity.value} · {why_of(entry)}")


@app.command(
    "exceptions", help=_(N_("Dónde puede estar una palabra que se evita: títulos oficiales y denominaciones nacionales"))
)
def list_exceptions(as_json: Json = False) -> None:
    """Every exception."""
    house = ready_house()
    with house.database.reading() as session:
        rows = [
            {"kind": one.kind.value, "language": one.language, "territory": one.territory, "form": one.form, "note": one.note}
            for one in exceptions(session)
        ]
    headings = {
        "kind": _(N_("Clase")), "language": _(N_("Lengua")), "territory": _(N_("Territorio")), "form": _(N_("Palabras")),
        "note": _(N_("Nota")),
    }  # fmt: skip
    print_listing(rows, headings, as_json=as_json)


@app.command("except", help=_(N_("Añade o quita una excepción: un título oficial, o una denominación penal de un país")))
def make_exception(
    form: Annotated[str, typer.Option("--form", help=_(N_("Las palabras que pueden estar")))],
    tag: Language,
    kind: Annotated[
        ExceptionKind, typer.Option(help=_(N_("title: título oficial; national: solo entre comillas y en su país")))
    ] = (ExceptionKind.TITLE),
    territory: Territory = "REG",
    note: Annotated[str, typer.Option(help=_(N_("Fuente o sentido")))] = "",
    remove: Annotated[bool, typer.Option("--remove", help=_(N_("Quitarla")))] = False,
    by: By = "",
) -> None:
    """One exception more, or less."""
    language_of(tag, "--language")
    house = ready_house()
    with house.database.writing() as session:
        user = actor(session, house, by)
        require_role(session, user, Role.REVIEWER, territory, N_("cambiar el glosario"))
        if remove:
            drop_exception(session, tag, form, territory)
        else:
            write_exception(
                session, {"language": tag, "territory": territory, "form": form.strip(), "kind": kind.value, "note": note}
            )
    say(_(N_("Excepción «{form}» en {language}, {territory}."), form=form, language=tag, territory=territory))


@app.command("export", help=_(N_("Escribe el glosario en TBX o CSV")))
def export(file: File) -> None:
    """The whole glossary as a file."""
    house = ready_house()
    with house.database.reading() as session:
        found = entries(session)
    write = {".tbx": write_tbx, ".csv": write_glossary}.get(file.suffix.lower())
    if write is None:
        raise UnknownFormat(field="FILE", value=file.suffix, known=".tbx, .csv")
    write(file, found)
    say(_(N_("{count} términos en {file}."), count=len(found), file=file))


@app.command("import", help=_(N_("Lee términos de un archivo TBX o CSV; los que ya existen se sustituyen")))
def import_file(file: File, by: By = "", as_json: Json = False) -> None:
    """The terms of a file, all or none."""
    read = {".tbx": read_tbx, ".csv": read_glossary}.get(file.suffix.lower())
    if read is None:
        raise UnknownFormat(field="FILE", value=file.suffix, known=".tbx, .csv")
    house = ready_house()
    found = read(file)
    with house.database.writing() as session:
        user = actor(session, house, by)
        require_role(session, user, Role.REVIEWER, "REG", N_("cambiar el glosario"))
        for entry in found:
            write_term(session, entry, user.name, house.clock.now())
    if as_json:
        print_json({"terms": len(found), "blocking": sum(entry.severity is Severity.BLOCK for entry in found)})
    say(_(N_("{count} términos leídos de {file}."), count=len(found), file=file))
