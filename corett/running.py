"""Hands the clockwork what it needs of the house: networks, files, times, holds and budgets."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assets.store import open_store
from campaigns.models import Profile
from campaigns.scheduling import World
from campaigns.sealing import thaw
from campaigns.speaking import ProfileRules
from corett.wiring import House, network_for
from foundation.errors import CorettError, WrongSetting
from foundation.settings import parse_section
from foundation.texts import N_
from moderation.holds import covering
from moderation.models import Hold
from networks.contract import Limits, Network, NetworkSettings, Outgoing, Rejected, SignedOut
from networks.registry import network_module, network_names
from schedulers.app import Clockwork, Times
from schedulers.budget import Ledger
from schedulers.dispatch import Outside
from schedulers.jobs import Job
from schedulers.judging import Timing
from schedulers.outbox import Rules

DRAIN_S = 1.5  # Ctrl-C must end the process in under two seconds


def limits_of(network: str) -> Limits:
    """A network's declared limits."""
    return network_module(network).LIMITS


def world_of(house: House) -> World:
    """What planning a post must know."""
    return World(limits_of, house.settings.public_url, house.texts, house.clock.now(), profile_rules(house))


def profile_rules(house: House) -> ProfileRules:
    """What each profile's network takes, shows and charges."""
    return ProfileRules(house.settings, house.database, house.vault, house.clock)


def settings_of(house: House, network: str) -> NetworkSettings:
    """The section `[networks.<name>]`, checked by its module.

    Raises:
        WrongSetting: an unknown key, or times that would allow a second post.
    """
    module = network_module(network)
    settings = parse_section(module.Settings, house.settings.networks.get(network, {}), f"networks.{network}")
    delivery = house.settings.delivery
    timeout, grace = settings.timeout_s or delivery.timeout_s, settings.grace_s or delivery.grace_s
    lag = module.LIMITS.visibility_lag_s
    if module.LIMITS.looks and grace <= timeout + lag:
        raise WrongSetting(
            field=f"networks.{network}.grace_s",
            source="config.toml",
            reason=house.texts(
                N_("debe ser mayor que timeout_s + retraso de la red ({timeout} + {lag} s)"), timeout=timeout, lag=lag
            ),
        )
    return settings


def refuse_wrong_networks(house: House) -> None:
    """Checks the settings of every network that has a profile; the others' modules are not even imported.

    Raises:
        WrongSetting: `[networks.<name>]` names no network, or one of its keys is wrong.
    """
    for name in house.settings.networks:
        if name not in network_names():
            raise WrongSetting(
                field=f"networks.{name}", source="config.toml", reason=house.texts(N_("no hay una red con ese nombre"))
            )
    with house.database.reading() as session:
        used = set(session.scalars(select(Profile.network).distinct()))
    for name in used & set(network_names()):  # a profile whose module is gone signs out; it must not stop the others
        settings_of(house, name)


def outside_of(house: House) -> Outside:
    """How the dispatcher reaches networks and files."""
    store = open_store(house.settings)

    @cache
    def timing_of(network: str) -> Timing:
        delivery = house.settings.delivery
        settings = settings_of(house, network) if network in network_names() else NetworkSettings()
        return Timing(
            timeout_s=settings.timeout_s or delivery.timeout_s,
            grace_s=settings.grace_s or delivery.grace_s,
            look_apart_s=delivery.look_apart_s,
            holds_back=delivery.block_on_unconfirmed,
        )

    def read(payload: str) -> Outgoing:
        try:
            return thaw(payload, store.path)
        except CorettError as error:
            raise Rejected(network="CORETT", detail=error.say(house.texts)) from error

    return Outside(network_of=connector(house), thaw=read, timing_of=timing_of)


def connector(house: House) -> Callable[[int, int], Any]:
    """From a profile's id to the profile ready to speak; the row is read only when its credentials changed."""

    async def network_of(profile_id: int, credentials_version: int) -> Network:
        known, network = house.connections.open.get(profile_id, (None, None))
        if network is not None and known == credentials_version:
            return network
        profile = await asyncio.to_thread(profile_row, house, profile_id)
        try:
            return network_for(house, profile)
        except CorettError as error:
            raise SignedOut(network=profile.network, detail=error.say(house.texts)) from error

    return network_of


def profile_row(house: House, profile_id: int) -> Profile:
    """The profile's row, read aside."""
    with house.database.reading() as session:
        return session.get_one(Profile, profile_id)


def rules_of(house: House) -> Rules:
    """Lateness, holds and budgets, for the claim."""

    def held(holds: Sequence[Hold], row: Any) -> Hold | None:
        return covering(
            holds,
            territory=row.territory,
            network=row.network,
            campaign_id=row.campaign_id,
            profile_id=row.profile_id,
            now=house.clock.now(),
        )

    def ledger(session: Session, now: Any) -> Ledger:
        return Ledger(session, now, lambda network: limits_of(network).rates)

    return Rules(late_after=timedelta(seconds=house.settings.delivery.late_after_s), held=held, ledger=ledger)


def clockwork_of(house: House, extra: Sequence[Job] = ()) -> Clockwork:
    """A worker, ready to run.

    Raises:
        WrongSetting: a network's settings contradict the delivery rule.
    """
    refuse_wrong_networks(house)
    delivery = house.settings.delivery
    return Clockwork(
        database=house.database,
        clock=house.clock,
        outside=outside_of(house),
        rules=rules_of(house),
        concurrency=delivery.concurrency,
        times=Times(delivery.heartbeat_s, delivery.lease_s, DRAIN_S, delivery.block_on_unconfirmed),
        version=corett_version(),
        extra=extra,
    )


def corett_version() -> str:
    """The installed version."""
    try:
        return version("corett")
    except PackageNotFoundError:
        return "0"
