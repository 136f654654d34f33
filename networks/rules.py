"""What one profile's network takes, shows and charges, told without asking it: planning, preview and approval all go by this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from networks.checking import problems
from networks.contract import (
    Limits,
    Network,
    NetworkModule,
    NetworkSettings,
    Outgoing,
    PricedModule,
    Problem,
    ShowingModule,
    Shown,
    TellsLimits,
)
from networks.text import sent_text


@dataclass(frozen=True, slots=True)
class Rules:
    """`check` names every reason against a message, `shown` the messages it becomes, `cost` its price in dollars (None: free)."""

    limits: Limits
    check: Callable[[Outgoing], Sequence[Problem]]
    shown: Callable[[Outgoing], Sequence[Shown]]
    cost: Callable[[Outgoing], float | None]

    def length(self, outgoing: Outgoing) -> int:
        """The text as the network counts it, with the link where that counts."""
        return self.limits.count(sent_text(outgoing) if self.limits.link == "text" else outgoing.text)

    def most(self, outgoing: Outgoing) -> int | None:
        """How long the text may be beside these files."""
        with_media = self.limits.max_text_with_media
        return self.limits.max_text if with_media is None or not outgoing.media else with_media


def declared(limits: Limits) -> Rules:
    """The rules of declared limits alone."""
    return Rules(limits, partial(problems, limits), partial(one_message, limits), lambda _outgoing: None)


def rules_of(module: NetworkModule, settings: NetworkSettings, network: Network | None) -> Rules:
    """The rules of a profile that could speak; without one, those that its network's module declares."""
    limits = network.limits_now() if isinstance(network, TellsLimits) else module.LIMITS
    shown = module.shown if isinstance(module, ShowingModule) else partial(one_message, limits)
    priced = module.cost if isinstance(module, PricedModule) else None
    check = network.check if network else partial(problems, limits)
    return Rules(limits, check, shown, lambda outgoing: priced(outgoing, settings) if priced else None)


def one_message(limits: Limits, outgoing: Outgoing) -> list[Shown]:
    """One text with its files; the link in it, or apart where the network hands it over apart."""
    if limits.link == "text":
        return [Shown(sent_text(outgoing), outgoing.media)]
    return [Shown(outgoing.text, outgoing.media, "" if outgoing.link in outgoing.text else outgoing.link)]
