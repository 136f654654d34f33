"""The person's side of connecting a profile: asks for what the network needs, shows where to say yes, tries before it keeps."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final

import typer

from campaigns.profiles import add_profile, checked_credentials, record_identity
from corett.output import say
from corett.wiring import House, account_of, network_settings
from foundation.texts import N_, Texts
from networks.asking import questions, steps
from networks.contract import Credentials, Identity
from networks.joining import WALKS, Joined, joining
from networks.registry import network_module

WAIT_S: Final = 600
APP_KEYS: Final = {
    "consumer_key": N_("Clave de la aplicación de X (API Key)"),
    "consumer_secret": N_("Secreto de la aplicación de X (API Key Secret)"),
    "server": N_("Dirección de su servidor de Mastodon (https://…)"),
    "app_id": N_("Número de la aplicación de Meta"),
    "app_secret": N_("Secreto de la aplicación de Meta"),
    "page_id": N_("Número de la página de Facebook"),
}


def joined(house: House, network: str, keys: Mapping[str, str], port: int) -> Joined:
    """Credentials for a profile of that network, by saying yes there or by answering what it needs.

    Raises:
        NotFound: no such network.
        NotYes, NoWayBack, NetworkError: the network said no, or the walk cannot begin.
    """
    if network not in WALKS or complete(network, keys):
        return Joined(answers(house.texts, network, keys))
    known = {**keys, **{key: ask(house.texts, APP_KEYS[key], secret="secret" in key) for key in missing(network, keys)}}
    walk = joining(network, known, network_settings(house, network), way_back(house, network, known, port))
    address = walk.address()
    return walk.finish(wait_for_the_browser(house.texts, address, port) if port else ask_by_hand(house.texts, address))


def complete(network: str, keys: Mapping[str, str]) -> bool:
    """Whether the file holds the profile's own keys already: then there is nothing to say yes to."""
    fields = network_module(network).Credentials.model_fields
    return all(keys.get(key) for key, field in fields.items() if field.is_required())


def missing(network: str, keys: Mapping[str, str]) -> list[str]:
    """The application's keys that the file did not give."""
    return [key for key in WALKS[network].needs if not keys.get(key)]


def way_back(house: House, network: str, keys: Mapping[str, str], port: int) -> str:
    """Where the network sends the browser: to this machine, to the registered address, or nowhere (a code is shown)."""
    if port:
        return f"http://localhost:{port}/"
    public = house.settings.public_url.rstrip("/") + "/"
    known = keys.get("redirect", "")
    return known or (public if network in {"instagram", "threads"} and public.startswith("https://") else "")


def answers(texts: Texts, network: str, known: Mapping[str, str]) -> dict[str, str]:
    """The profile's own keys, asked one by one; what the file gave is not asked."""
    found, module = dict(known), network_module(network)
    if complete(network, known):
        return found
    for number, step in enumerate(steps(module), 1):
        say(f"{number}. {texts(step)}")
    for question in questions(module.Credentials):
        if question.key not in found:
            given = ask(texts, question.words, secret=question.secret, default=question.default)
            found |= {question.key: given} if given else {}
    return found


def ask(texts: Texts, words: str, *, secret: bool = False, default: str | None = None) -> str:
    """One answer, on the terminal; a secret is not shown."""
    shown = bool(default) and not secret
    return str(typer.prompt(texts(words), hide_input=secret, default=default, show_default=shown, err=True)).strip()


def keep(house: House, network: str, name: str, territory: str, language: str, found: Joined) -> Identity:
    """Asks the network who that is and only then stores the profile: what does not work never replaces what does.

    Raises:
        WrongCredentials, NetworkError: nothing was stored.
    """
    model = network_module(network).Credentials
    kept = checked_credentials(network, found.secrets, profile=name)
    identity = asyncio.run(who_is(house, network, name, model.model_validate(kept), language))
    now = house.clock.now()
    with house.database.writing() as session:
        profile = add_profile(
            session, house.vault, network=network, name=name, territory=territory, secrets=kept, now=now, language=language
        )
        record_identity(session, name, identity)
        if found.lives_s is not None:
            profile.expires_at = now + timedelta(seconds=found.lives_s)
    return identity


async def who_is(house: House, network: str, name: str, credentials: Credentials, language: str) -> Identity:
    """One call with credentials that no profile keeps yet."""
    speaker = network_module(network).connect(account_of(house, network, name, credentials, language))
    try:
        return await speaker.whoami()
    finally:
        await speaker.close()


def ask_by_hand(texts: Texts, address: str) -> str:
    """Shows where to say yes and reads the code (or the whole address) that the person pastes."""
    say(texts(N_("1. Abra esta dirección con la cuenta que publicará y diga que sí:")) + f"\n\n   {address}\n")
    return str(typer.prompt(texts(N_("2. Pegue aquí el código, o la dirección entera a la que llegó")), err=True))


def wait_for_the_browser(texts: Texts, address: str, port: int) -> str:
    """Shows where to say yes and waits for the network to send the browser back to this machine."""
    came: list[str] = []

    class Door(BaseHTTPRequestHandler):
        """Takes one visit."""

        def do_GET(self) -> None:
            came.append(f"http://localhost:{port}{self.path}")
            body = texts(N_("Listo. Puede cerrar esta página y volver a la terminal.")).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 - the code must not be logged
            return

    with HTTPServer(("127.0.0.1", port), Door) as server:
        server.timeout = WAIT_S
        say(texts(N_("Abra esta dirección con la cuenta que publicará y diga que sí:")) + f"\n\n   {address}\n")
        server.handle_request()
    return came[0] if came else ""
