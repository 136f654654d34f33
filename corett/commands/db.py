"""`corett db`: the schema's version and the vault's keys."""

from typing import Annotated

import typer
from sqlalchemy import select

from campaigns.models import Profile
from corett.acting import Json, ready_house
from corett.cli import language
from corett.migrating import current, head, migrate
from corett.output import print_json, say
from corett.wiring import open_house
from foundation.people import User
from foundation.texts import N_, Texts

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())


@app.command("migrate", help=_(N_("Lleva la base de datos a la versión de este programa")))
def migrate_now(revision: Annotated[str, typer.Argument()] = "head") -> None:
    """Repeatable."""
    house = open_house()
    migrate(house.database, revision)
    say(house.texts(N_("Base de datos en la versión {version}."), version=current(house.database)))


@app.command("version", help=_(N_("La versión que tiene y la que se espera")))
def version(as_json: Json = False) -> None:
    """Both, so that a script can compare."""
    house = open_house()
    facts = {"current": current(house.database), "expected": head()}
    if as_json:
        print_json(facts)
    else:
        say(house.texts(N_("Tiene {current}; se espera {expected}."), **facts))


@app.command("rotate-key", help=_(N_("Pone una llave nueva y vuelve a cifrar los secretos con ella")))
def rotate_key() -> None:
    """The old key stays in the file, so that a backup can still be read."""
    house = ready_house()
    house.vault.add_key()
    with house.database.writing() as session:
        for profile in session.scalars(select(Profile).where(Profile.credentials.is_not(None))):
            profile.credentials = house.vault.reseal(profile.credentials or b"")
        for user in session.scalars(select(User).where(User.totp_sealed.is_not(None))):
            user.totp_sealed = house.vault.reseal(user.totp_sealed or b"")
    say(house.texts(N_("Llave nueva en {path}; guárdela aparte de la base de datos."), path=house.vault.key_file))
