"""`corett profile`: add, list, check, disable and remove the accounts the Coalition speaks from."""

import asyncio
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from campaigns.models import Profile
from campaigns.profiles import (
    WrongCredentials,
    add_profile,
    disable_profile,
    enable_profile,
    list_profiles,
    profile_named,
    record_identity,
    record_sign_out,
    remove_profile,
)
from campaigns.status import ProfileStatus
from corett.acting import ready_house
from corett.cli import language
from corett.joining import joined, keep
from corett.output import print_json, print_listing, say
from corett.upkeep import warnings_of
from corett.wiring import House, connect_profile
from foundation.errors import BadInput, CorettError
from foundation.texts import N_, Texts
from networks.contract import Identity, SignedOut

app = typer.Typer(no_args_is_help=True)
_ = Texts(language())

Json = Annotated[bool, typer.Option("--json", help=_("Un documento JSON en la salida"))]
Name = Annotated[str, typer.Argument(help=_("Nombre del perfil"))]


class UnreadableFile(BadInput):
    """The profile file is not there or not ours to read."""

    code = "unreadable_file"
    sentence = N_("--from: no se puede leer {path} ({reason}). Revise la ruta y los permisos.")


@app.command("add", help=_("Agrega un perfil o lo conecta de nuevo; sus secretos se leen del archivo y se guardan cifrados"))
def add(
    network: Annotated[str, typer.Argument(help=_("La red: telegram, x, facebook, site, …"))],
    name: Name,
    territory: Annotated[str, typer.Option(help=_("Territorio: REG o el código del país"))],
    source: Annotated[Path | None, typer.Option("--from", help=_("Archivo TOML con las claves del perfil"))] = None,
    language: Annotated[str, typer.Option(help=_("Lengua del perfil"))] = "es",
    as_json: Json = False,
) -> None:
    """Reads the secrets, has the network's module check their names, seals them."""
    house = ready_house()
    secrets = read_secrets(source, name) if source else {}
    with house.database.writing() as session:
        profile = add_profile(
            session,
            house.vault,
            network=network,
            name=name,
            territory=territory,
            secrets=secrets,
            now=house.clock.now(),
            language=language,
            source=str(source or network),
        )
        row = described(profile)
    if as_json:
        print_json(row)
    say(house.texts(N_("Perfil «{name}» guardado. Pruébelo con: corett profile check {name}"), name=name))
    if source:
        say(house.texts(N_("Los secretos ya están cifrados en CORETT; puede borrar {path}."), path=source))


@app.command(
    "connect", help=_("Conecta un perfil paso a paso: diciendo que sí en la red, o con sus claves; lo prueba antes de guardarlo")
)
def connect(
    network: Annotated[str, typer.Argument(help=_("La red: telegram, x, facebook, site, …"))],
    name: Name,
    territory: Annotated[str, typer.Option(help=_("Territorio: REG o el código del país"))],
    source: Annotated[Path | None, typer.Option("--from", help=_("Archivo TOML con claves que así no se preguntan"))] = None,
    language: Annotated[str, typer.Option(help=_("Lengua del perfil"))] = "es",
    port: Annotated[int, typer.Option(help=_("Puerto de esta máquina al que vuelve el navegador; 0: pegar el código"))] = 0,
    as_json: Json = False,
) -> None:
    """Walks through the network's own permission page or asks for its keys, tries them, stores them, shows who it is."""
    house = ready_house()
    found = joined(house, network, read_secrets(source, name) if source else {}, port)
    identity = keep(house, network, name, territory, language, found)
    tell_who(house, name, identity, as_json=as_json)


def read_secrets(path: Path, profile: str) -> dict[str, Any]:
    """The profile file's keys.

    Raises:
        UnreadableFile: it is missing or not readable.
        WrongCredentials: it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UnreadableFile(field="--from", path=path, reason=error.strerror) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongCredentials(profile=profile, field="TOML", source=path, reason=toml_reason(error)) from error


def toml_reason(error: ValueError) -> str:
    """Where the file breaks; never the line itself, it may hold a secret."""
    return "utf-8" if isinstance(error, UnicodeDecodeError) else str(error).partition("\n")[0]


@app.command("list", help=_("Lista los perfiles"))
def show(as_json: Json = False) -> None:
    """Every profile and how it stands."""
    house = ready_house()
    with house.database.reading() as session:
        rows = [described(profile) for profile in list_profiles(session)]
    headings = {
        "name": N_("perfil"),
        "network": N_("red"),
        "territory": N_("territorio"),
        "language": N_("lengua"),
        "status": N_("estado"),
        "handle": N_("cuenta"),
        "expires_at": N_("vence"),
    }
    print_listing(rows, {key: house.texts(heading) for key, heading in headings.items()}, as_json=as_json)


def described(profile: Profile) -> dict[str, object]:
    """A profile as scripts and people read it; never its secrets."""
    return {
        "name": profile.name,
        "network": profile.network,
        "territory": profile.territory,
        "language": profile.language,
        "status": profile.status,
        "reason": profile.status_reason,
        "handle": profile.handle,
        "expires_at": profile.expires_at,
    }


@app.command("check", help=_("Pregunta a la red quién es el perfil y si sus credenciales sirven; sin nombre, a todos"))
def check(
    name: Annotated[str, typer.Argument(help=_("Nombre del perfil; si falta, todos los activos"))] = "", as_json: Json = False
) -> None:
    """Asks the network; a refusal is recorded, so that nothing is sent into the void."""
    house = ready_house()
    if not name:
        check_all(house, as_json=as_json)
        return
    identity = checked(house, name)
    tell_who(house, name, identity, as_json=as_json)


def checked(house: House, name: str) -> Identity:
    """Who the profile is, recorded.

    Raises:
        SignedOut: the network no longer knows it; that is recorded too.
        NetworkError: the network did not answer, which says nothing about the profile.
    """
    with house.database.reading() as session:
        profile = profile_named(session, name)
        session.expunge(profile)
    try:
        identity = asyncio.run(ask_who(house, profile))
    except SignedOut as error:
        with house.database.writing() as session:
            record_sign_out(session, name, str(error.facts.get("detail", "")))
        raise
    with house.database.writing() as session:
        record_identity(session, name, identity)
    return identity


def check_all(house: House, *, as_json: bool) -> None:
    """Every profile in use, one after another; one that fails keeps no other from being asked. Ends with 1 if one failed."""
    with house.database.reading() as session:
        names = [one.name for one in list_profiles(session) if one.status is not ProfileStatus.DISABLED]
    troubles = {name: trouble_of(house, name) for name in names}
    with house.database.reading() as session:
        rows = [{**described(profile_named(session, name)), "trouble": troubles[name]} for name in names]
    headings = {
        "name": N_("perfil"),
        "network": N_("red"),
        "handle": N_("cuenta"),
        "expires_at": N_("vence"),
        "trouble": N_("problema"),
    }
    print_listing(rows, {key: house.texts(heading) for key, heading in headings.items()}, as_json=as_json)
    if any(troubles.values()):
        raise typer.Exit(1)


def trouble_of(house: House, name: str) -> str | None:
    """What keeps the profile from speaking, in the reader's words, or nothing."""
    try:
        checked(house, name)
    except CorettError as error:
        return error.say(house.texts)
    return None


def tell_who(house: House, name: str, identity: Identity, *, as_json: bool) -> None:
    """Who answered and how long its credentials live."""
    with house.database.reading() as session:
        profile = profile_named(session, name)
        row = {**described(profile), "ref": identity.ref, "url": identity.url}
    if as_json:
        print_json(row)
        return
    say(house.texts(N_("«{name}» responde: es {handle} {url}"), name=name, handle=identity.handle, url=identity.url).rstrip())
    say(expiry(house, profile.expires_at))


async def ask_who(house: House, profile: Profile) -> Identity:
    """One call to the network, connection closed afterwards."""
    network = connect_profile(house, profile)
    try:
        return await network.whoami()
    finally:
        await network.close()


def expiry(house: House, expires_at: datetime | None) -> str:
    """When the credentials end, in words."""
    if expires_at is None:
        return house.texts(N_("La red no da fecha de vencimiento a sus credenciales."))
    return house.texts(N_("Sus credenciales vencen el {day}."), day=f"{expires_at:%Y-%m-%d}")


@app.command("health", help=_("Qué perfiles vencen pronto o ya no pueden publicar"))
def health(as_json: Json = False) -> None:
    """At 14, 7, 2 and 1 days; 0 means that a person must connect it again."""
    house = ready_house()
    found = warnings_of(house)
    if as_json:
        print_json(found)
    for warning in [] if as_json else found:
        say(warning.say(house.texts))


@app.command("disable", help=_("Desactiva un perfil: nada más sale de él"))
def disable(name: Name, reason: Annotated[str, typer.Option(help=_("Por qué"))] = "") -> None:
    """Keeps the profile and its history, silent."""
    house = ready_house()
    with house.database.writing() as session:
        disable_profile(session, name, reason)
    say(house.texts(N_("Perfil «{name}» desactivado."), name=name))


@app.command("enable", help=_("Reactiva un perfil desactivado"))
def enable(name: Name) -> None:
    """Lets the profile speak again."""
    house = ready_house()
    with house.database.writing() as session:
        enable_profile(session, name)
    say(house.texts(N_("Perfil «{name}» activo."), name=name))


@app.command("remove", help=_("Borra un perfil sin entregas, con sus secretos"))
def remove(name: Name) -> None:
    """Forgets it."""
    house = ready_house()
    with house.database.writing() as session:
        remove_profile(session, name)
    say(house.texts(N_("Perfil «{name}» borrado."), name=name))
