"""What keeps profiles going beside delivering: bulletins still to be sent, credentials that end soon."""

import asyncio

import structlog

from campaigns.models import Profile
from campaigns.profiles import list_profiles, record_sign_out, replace_credentials
from campaigns.status import ProfileStatus
from campaigns.tokens import TokenWarning, due_for_renewal, networks_in_use, take_renewal, token_warnings
from corett.wiring import House, connect_profile, network_for
from networks.contract import Drains, NetworkError, Renews, SignedOut
from networks.registry import network_module

log = structlog.get_logger()


async def drain_mail(house: House) -> int:
    """Goes on with bulletins whose recipients are not all served; one list's trouble holds no other back."""
    done = 0
    for profile in await asyncio.to_thread(profiles_of, house, "mail"):
        network = network_for(house, profile)
        if isinstance(network, Drains):
            try:
                done += await network.drain()
            except NetworkError as error:
                log.warning("mail.waits", profile=profile.name, code=error.code)
    return done


def profiles_of(house: House, network: str) -> list[Profile]:
    """The network's profiles in use."""
    with house.database.reading() as session:
        rows = [one for one in list_profiles(session) if (one.network, one.status) == (network, ProfileStatus.ACTIVE)]
        session.expunge_all()
    return rows


async def renew_tokens(house: House) -> int:
    """Renews credentials that end soon, each by one process only; returns how many. Logs whom a person must look after."""
    with house.database.reading() as session:
        ending = {name for name in networks_in_use(session) if network_module(name).LIMITS.token_days}
        due = due_for_renewal(session, house.clock.now(), ending)
    renewed = 0
    for profile_id in due:
        renewed += await renew_one(house, profile_id)
    for warning in warnings_of(house):
        log.warning("profile.expires", profile=warning.profile, network=warning.network, days=warning.days)
    return renewed


async def renew_one(house: House, profile_id: int) -> bool:
    """One profile's renewal under its lease; fresh secrets go in only where the old ones still stand."""
    with house.database.writing(tell=False) as session:
        if not take_renewal(session, profile_id, house.clock.now()):
            return False
        profile = session.get_one(Profile, profile_id)
    version, name = profile.credentials_version, profile.name
    network = connect_profile(house, profile)
    try:
        if not isinstance(network, Renews):
            return False
        fresh = await network.renew()
    except SignedOut as error:
        with house.database.writing() as session:
            record_sign_out(session, name, str(error.facts.get("detail", "")))
        return False
    except NetworkError as error:
        log.warning("profile.renewal_failed", profile=name, code=error.code)
        return False
    finally:
        await network.close()
    with house.database.writing() as session:
        return replace_credentials(session, house.vault, profile_id, version, fresh.secrets, fresh.expires_at)


def warnings_of(house: House) -> list[TokenWarning]:
    """Whom a person must look after, for the console, the bot and `corett profile health`."""
    with house.database.reading() as session:
        return token_warnings(session, house.clock.now())
