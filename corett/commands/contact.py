"""`corett contact`: the people who asked for a bulletin, by list."""

import csv
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from corett.acting import ready_house
from corett.cli import language
from corett.output import print_json, print_listing, say
from foundation.errors import BadInput
from foundation.texts import N_, Texts
from networks.mailing import add_contact, is_address
from networks.models import MailContact

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

List = Annotated[str, typer.Argument(help=_("Nombre de la lista, como «list_name» en el perfil"))]
Json = Annotated[bool, typer.Option("--json", help=_("Un documento JSON en la salida"))]


class WrongAddress(BadInput):
    """Not an e-mail address."""

    code = "wrong_address"
    sentence = N_("Línea {line}: «{value}» no es una dirección de correo. Nada se importó; corríjala y repita.")


@app.command("add", help=_("Agrega un contacto que pidió el boletín"))
def add(
    list_name: List,
    address: Annotated[str, typer.Argument(help=_(N_("Dirección de correo")))],
    name: Annotated[str, typer.Option(help=_(N_("Cómo se llama")))] = "",
    language: Annotated[str, typer.Option(help=_(N_("Lengua en la que recibe el boletín")))] = "es",
    territory: Annotated[str, typer.Option(help=_(N_("REG o el código del país")))] = "",
) -> None:
    """One contact; someone who left stays out."""
    save([(1, {"address": address, "name": name, "language": language, "territory": territory})], list_name)


@app.command("import", help=_("Importa un CSV con columnas address, name, language, territory: todo o nada"))
def bring(list_name: List, file: Path) -> None:
    """A whole file, or nothing of it."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        save(list(enumerate(csv.DictReader(lines), 2)), list_name)


def save(rows: list[tuple[int, dict[str, str]]], list_name: str) -> None:
    """Writes the contacts.

    Raises:
        WrongAddress: names the line.
    """
    house = ready_house()
    with house.database.writing() as session:
        for line, row in rows:
            address = (row.get("address") or "").strip()
            if not is_address(address):
                raise WrongAddress(field="address", line=line, value=address)
            facts = {key: (row.get(key) or "").strip() for key in ("name", "territory")}
            add_contact(
                session, list_name, address, house.clock.now(), language=(row.get("language") or "es").strip() or "es", **facts
            )
    say(house.texts(N_("{count} contactos en la lista «{name}»."), count=len(rows), name=list_name))


@app.command("list", help=_("Lista los contactos y cómo están"))
def show(list_name: List, as_json: Json = False) -> None:
    """Addresses are people's data: shown only here, never in the log."""
    house = ready_house()
    with house.database.reading() as session:
        rows = [described(one) for one in session.scalars(select(MailContact).where(MailContact.list_name == list_name))]
    if as_json:
        print_json(rows)
    else:
        headings = {"address": N_("dirección"), "name": N_("nombre"), "language": N_("lengua"), "status": N_("estado")}
        print_listing(rows, {key: house.texts(text) for key, text in headings.items()}, as_json=False)


def described(contact: MailContact) -> dict[str, object]:
    """A contact without the token of their way out."""
    status = "left" if contact.unsubscribed_at else "refused" if contact.refused_at else "active"
    return {
        "address": contact.address,
        "name": contact.name,
        "language": contact.language,
        "territory": contact.territory,
        "status": status,
        "reason": contact.refusal,
    }
