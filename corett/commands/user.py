"""`corett user`: people and their roles per territory."""

from typing import Annotated

import typer
from sqlalchemy import select

from corett.acting import Json, ready_house
from corett.cli import language
from corett.output import print_listing, say
from foundation.people import REGION, Role, User, UserRole, add_user, user_named
from foundation.texts import N_, Texts
from web.sessions import make_login_link

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())


@app.command("add", help=_(N_("Agrega una persona, o le da un papel en otro territorio")))
def add(
    name: Annotated[str, typer.Argument(help=_(N_("Nombre de usuario")))],
    role: Annotated[Role, typer.Option(help=_(N_("Papel")))] = Role.COMMUNITY_MANAGER,
    territory: Annotated[str, typer.Option(help=_(N_("Territorio: REG o el código del país")))] = REGION,
    language: Annotated[str, typer.Option(help=_(N_("Lengua de la persona")))] = "es",
) -> None:
    """The person sets a password through the console's one-time link."""
    house = ready_house()
    with house.database.writing() as session:
        add_user(session, name, role, territory, house.clock.now(), language)
    say(house.texts(N_("{name}: {role} en {territory}."), name=name, role=role.value, territory=territory))


@app.command("link", help=_(N_("Da un enlace de un solo uso para elegir contraseña en la consola")))
def link(name: Annotated[str, typer.Argument(help=_(N_("Nombre de usuario")))]) -> None:
    """Her older links stop working; the password she may have works until she sets the new one."""
    house = ready_house()
    with house.database.writing() as session:
        address = make_login_link(session, user_named(session, name), house.clock.now(), house.settings.public_url)
    typer.echo(address)


@app.command("list", help=_(N_("Las personas y sus papeles")))
def list_users(as_json: Json = False) -> None:
    """One row per role."""
    house = ready_house()
    with house.database.reading() as session:
        rows = session.execute(
            select(User.name, UserRole.territory, UserRole.role, User.language, User.active)
            .join(UserRole, UserRole.user_id == User.id)
            .order_by(User.name, UserRole.territory)
        )
        people = [
            {"name": row.name, "territory": row.territory, "role": row.role.value, "language": row.language, "active": row.active}
            for row in rows
        ]
    headings = {"name": _(N_("Persona")), "territory": _(N_("Territorio")), "role": _(N_("Papel")), "language": _(N_("Lengua"))}
    print_listing(people, headings, as_json=as_json)
