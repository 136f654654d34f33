"""What it takes to speak as a profile, and the rules its network holds it to: read from row and settings, nothing is sent."""

from collections.abc import Callable
from functools import partial

from campaigns.models import Profile
from campaigns.profiles import opened_credentials
from foundation.clock import Clock
from foundation.db import Database
from foundation.errors import CorettError
from foundation.settings import Settings, parse_section
from foundation.vault import Vault
from networks.contract import Account, Credentials, NetworkSettings
from networks.registry import network_module
from networks.rules import Rules, rules_of


def network_section(settings: Settings, network: str) -> NetworkSettings:
    """The `[networks.<name>]` section, checked by the network's own model.

    Raises:
        WrongSetting: an unknown key or a wrong value.
    """
    return parse_section(network_module(network).Settings, settings.networks.get(network, {}), f"networks.{network}")


def account_of(
    settings: Settings, database: Database, clock: Clock, *, network: str, name: str, credentials: Credentials, language: str
) -> Account:
    """What the network's module is handed to speak for these credentials, also before there is a profile to keep them."""
    section = network_section(settings, network)
    return Account(
        profile=name,
        settings=section,
        credentials=credentials,
        timeout_s=section.timeout_s or settings.delivery.timeout_s,
        language=language,
        database=database,
        public_url=settings.public_url,
        data_dir=settings.app.data_dir,
        clock=clock,
    )


class ProfileRules:
    """Each profile's rules, worked out once per set of credentials; what cannot be opened has its network's declared ones."""

    def __init__(self, settings: Settings, database: Database, vault: Vault, clock: Clock) -> None:
        self.settings, self.database, self.vault, self.clock = settings, database, vault, clock
        self.known: dict[tuple[int, int], Callable[[], Rules]] = {}

    def __call__(self, profile: Profile) -> Rules:
        key = (profile.id, profile.credentials_version)
        if key not in self.known:
            self.known[key] = self.worked_out(profile)
        return self.known[key]()

    def worked_out(self, profile: Profile) -> Callable[[], Rules]:
        """How to tell the rules of the profile as it stands: a server may change its own from one day to the next.

        Raises:
            NotFound: its network is gone.
        """
        module = network_module(profile.network)
        try:
            credentials = opened_credentials(self.vault, profile)
        except CorettError:
            return partial(rules_of, module, network_section(self.settings, profile.network), None)
        account = account_of(
            self.settings,
            self.database,
            self.clock,
            network=profile.network,
            name=profile.name,
            credentials=credentials,
            language=profile.language,
        )
        return partial(rules_of, module, account.settings, module.connect(account))
