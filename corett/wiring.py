"""Wires the house together: the one place that knows every room. Doors are handed what they need from here."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from campaigns import speaking
from campaigns.models import Profile
from campaigns.profiles import opened_credentials, replace_credentials
from foundation.clock import Clock, SystemClock
from foundation.db import Database, open_database
from foundation.errors import CorettError
from foundation.log import start_log
from foundation.settings import Settings, load_settings
from foundation.texts import N_, Texts
from foundation.vault import Vault
from languages.contract import Translator
from languages.engines import open_translator
from languages.settings import LanguagesSettings, languages_settings
from networks.contract import Account, Credentials, Network, NetworkSettings
from networks.registry import network_module


class NotReady(CorettError):
    """The database is missing or older than the code."""

    code = "not_ready"
    sentence = N_("La base de datos {where} no está lista ({found}). Ejecute «corett init».")


@dataclass
class Connections:
    """The profiles spoken to so far, by id and credentials version, and those whose credentials were replaced meanwhile."""

    open: dict[int, tuple[int, Network]] = field(default_factory=dict)
    replaced: list[Network] = field(default_factory=list)


@dataclass(frozen=True)
class House:
    """What every command starts from."""

    settings: Settings
    database: Database
    vault: Vault
    clock: Clock
    texts: Texts
    connections: Connections = field(default_factory=Connections)


def open_house(*, clock: Clock | None = None) -> House:
    """The house with its settings read and its database opened, whatever its schema.

    Raises:
        WrongSetting: a key is unknown or wrong.
    """
    settings = load_settings()
    start_log(settings.log.level, settings.log.json_lines)
    return House(
        settings=settings,
        database=open_database(settings.database_url),
        vault=Vault(settings.key_file),
        clock=clock or SystemClock(),
        texts=Texts(settings.app.language),
    )


def network_for(house: House, profile: Profile) -> Network:
    """The profile ready to speak, kept for the next call until its credentials change. For one event loop: the worker's.

    Raises:
        NotFound: no module for its network.
        WrongSetting: `[networks.<name>]` has an unknown or wrong key.
        SecretUnreadable, WrongCredentials: the stored credentials cannot be used.
    """
    version, network = house.connections.open.get(profile.id, (None, None))
    if network is not None and version == profile.credentials_version:
        return network
    if network is not None:
        house.connections.replaced.append(network)
    fresh = connect_profile(house, profile)
    house.connections.open[profile.id] = (profile.credentials_version, fresh)
    return fresh


def network_settings(house: House, network: str) -> NetworkSettings:
    """The `[networks.<name>]` section, checked by the network's own model."""
    return speaking.network_section(house.settings, network)


def connect_profile(house: House, profile: Profile) -> Network:
    """The profile ready to speak, for this caller alone, who closes it."""
    keeper = keeper_of(house, profile.id, profile.credentials_version)
    account = account_of(house, profile.network, profile.name, opened_credentials(house.vault, profile), profile.language)
    return network_module(profile.network).connect(replace(account, store_credentials=keeper))


def account_of(house: House, network: str, name: str, credentials: Credentials, language: str) -> Account:
    """What the network's module is handed to speak for these credentials, also before there is a profile to keep them."""
    return speaking.account_of(
        house.settings, house.database, house.clock, network=network, name=name, credentials=credentials, language=language
    )


def keeper_of(house: House, profile_id: int, version: int) -> Callable[[Mapping[str, str]], Awaitable[None]]:
    """Stores renewed secrets in the profile's row, unless someone replaced them meanwhile: theirs are newer."""
    known = version

    def store(secrets: Mapping[str, str]) -> None:
        nonlocal known
        with house.database.writing() as session:
            if replace_credentials(session, house.vault, profile_id, known, secrets):
                known += 1

    async def store_aside(secrets: Mapping[str, str]) -> None:
        await asyncio.to_thread(store, secrets)

    return store_aside


async def close_networks(house: House) -> None:
    """Lets go of every connection, at the end of the worker."""
    held = [network for _, network in house.connections.open.values()] + house.connections.replaced
    house.connections.open.clear()
    house.connections.replaced.clear()
    await asyncio.gather(*(network.close() for network in held))


def languages_of(house: House) -> LanguagesSettings:
    """The `[languages]` section.

    Raises:
        WrongSetting: a key is unknown or wrong.
    """
    return languages_settings(house.settings.languages)


def translator_of(house: House, name: str | None = None) -> Translator | None:
    """The engine the settings name (or `name`), None for the memory alone.

    Raises:
        NotFound: no engine has that name.
        EngineNotConfigured: its section lacks something.
    """
    return open_translator(languages_of(house), house.clock, name)
