"""One network's stand-in as the contract suite drives it, and what it saw."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from networks.contract import Account
from tests.servers.faults import Fault

IN_TIME: Final = 10.0


@dataclass(frozen=True)
class Seen:
    """One post as the stand-in accepted it: its text (with whatever link it carries) and the alt texts in order."""

    text: str
    alts: list[str] = field(default_factory=list)
    link: str = ""


@dataclass(frozen=True)
class Arrived:
    """One file of the newest post as the stand-in got it: the hash of its bytes, and its captions' text by language."""

    sha256: str
    captions: Mapping[str, str] = field(default_factory=dict)


class Stage(ABC):
    """One network's stand-in, as the suite drives it. `faults` are those it can act out."""

    faults: frozenset[Fault] = frozenset()

    @abstractmethod
    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        """A profile the stand-in knows, or one whose secret it refuses."""

    @abstractmethod
    def secrets(self) -> list[str]:
        """The profile's secrets: no error may ever show one."""

    @abstractmethod
    def posts(self) -> list[Seen]:
        """What is out, oldest first."""

    @abstractmethod
    def arrived(self) -> list[Arrived]:
        """The files of the newest post, in order."""

    def will(self, fault: Fault) -> None:
        """The next publishing call meets that fault."""
        raise NotImplementedError

    def uploads(self) -> int:
        """How many files were uploaded so far."""
        return 0

    def complaints(self) -> list[str]:
        """What the strict stand-in had to refuse."""
        return []


class Kept(dict[str, str]):
    """The delivery's parts as the outbox would keep them."""

    async def keep(self, name: str, value: str) -> None:
        self[name] = value


def digest(content: bytes) -> str:
    """The hash that tells a file."""
    return hashlib.sha256(content).hexdigest()
