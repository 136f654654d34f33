"""A person posts it: the package (text, files, instructions) is laid in a folder and the delivery waits for their link."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final, cast
from uuid import UUID

from pydantic import Field

from foundation.texts import N_, Texts
from networks.checking import problems
from networks.contract import (
    Account,
    CannotLook,
    Checkpoint,
    HandedOver,
    Identity,
    Limits,
    Measured,
    Media,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Receipt,
    Unavailable,
)
from networks.contract import Credentials as NoCredentials
from networks.leave import TAKEN_AWAY, may_still_send
from networks.text import characters, sent_text

LIMITS: Final = Limits(
    network="manual",
    max_text=None,
    text_unit=N_("caracteres"),
    count=characters,
    max_images=20,
    max_videos=4,
    alt_text="in_text",
    captions="srt",
    sources={"max_text": "docs/networks.md"},
)
INSTRUCTIONS: Final = N_(
    "Para publicar a mano en «{profile}»\n\n"
    "1. Copie el texto de texto.txt tal cual, con su enlace: ese enlace mide el alcance.\n"
    "2. Adjunte los archivos en su orden y escriba el texto alternativo de cada uno, que está abajo.\n"
    "3. Cuando esté publicado, confírmelo con el enlace de la publicación:\n\n"
    "   corett queue resolve {delivery} --sent ENLACE\n\n"
    "   Si al final no se publica: corett queue resolve {delivery} --not-sent\n"
)


class Settings(NetworkSettings):
    """`[networks.manual]`"""


class Credentials(NoCredentials):
    """`address` is where the person posts, for their instructions; it may stay empty."""

    address: str = Field("", description=N_("Dirección donde la persona publica (vacío: ninguna)"))


@dataclass(frozen=True)
class Manual:
    """A profile that a person keeps by hand."""

    limits: ClassVar[Limits] = LIMITS

    profile: str
    address: str
    folder: Path
    texts: Texts

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return problems(LIMITS, outgoing)

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        return Prepared(outgoing, parts, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        folder = self.folder / str(delivery_id)
        if not may_still_send():
            raise Unavailable(network="manual", detail=TAKEN_AWAY)
        try:
            await asyncio.to_thread(self._lay_out, prepared.outgoing, delivery_id, folder)
        except OSError as error:
            raise Unavailable(network="manual", detail=f"{folder}: {error.strerror}") from error
        raise HandedOver(network="manual", detail=str(folder), folder=str(folder), delivery=str(delivery_id))

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        raise CannotLook(network="manual", detail=self.profile)

    async def measure(self, refs: list[str]) -> list[Measured]:  # noqa: ARG002 - its tracked link is measured by us
        return []

    async def whoami(self) -> Identity:
        return Identity(ref=self.profile, handle=self.profile, url=self.address)

    async def close(self) -> None:
        """Nothing is open."""

    def _lay_out(self, outgoing: Outgoing, delivery_id: UUID, folder: Path) -> None:
        """The whole package at once: a folder that is there is complete, whenever the power went."""
        if folder.exists():
            return
        draft = folder.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        (draft / "texto.txt").write_text(sent_text(outgoing) + "\n", "utf-8")
        (draft / "instrucciones.txt").write_text(self._instructions(outgoing, delivery_id), "utf-8")
        for number, media in enumerate(outgoing.media, 1):
            shutil.copyfile(media.path, draft / name_of(number, media))
            for caption in media.captions:
                shutil.copyfile(caption.path, draft / f"{number}.{caption.language}{caption.path.suffix}")
        os.replace(draft, folder)  # noqa: PTH105 - Path.replace has no better promise

    def _instructions(self, outgoing: Outgoing, delivery_id: UUID) -> str:
        lines = [self.texts(INSTRUCTIONS, profile=self.profile, delivery=delivery_id), self.address]
        lines += [f"{name_of(number, media)}: {media.alt}" for number, media in enumerate(outgoing.media, 1)]
        return "\n".join(line for line in lines if line) + "\n"


def connect(account: Account) -> Manual:
    """The profile a person keeps by hand."""
    address = cast("Credentials", account.credentials).address
    return Manual(account.profile, address, account.data_dir / "manual" / account.profile, Texts(account.language))


def name_of(number: int, media: Media) -> str:
    """A file's name in the package: its place in the order and its own ending."""
    return f"{number}{media.path.suffix}"
