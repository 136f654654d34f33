"""The offline engine: Debian's apertium, one process for a batch; from Spanish to Portuguese and French it goes by Catalan."""

import asyncio
import os
import re
import shutil
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from languages.errors import EngineError, EngineNotConfigured, EngineSlow
from languages.terms import base

PATHS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("es", "en"): ("spa-eng",),
    ("en", "es"): ("eng-spa",),
    ("es", "ca"): ("spa-cat",),
    ("ca", "es"): ("cat-spa",),
    ("es", "pt"): ("spa-cat", "cat-por"),
    ("es", "pt-BR"): ("spa-cat", "cat-por_BR"),
    ("es", "fr"): ("spa-cat", "cat-fra"),
    ("pt", "es"): ("por-cat", "cat-spa"),
    ("fr", "es"): ("fra-cat", "cat-spa"),
}
APART: Final = "\n\n"
LEFTOVER: Final = re.compile(
    r"(?<!\w)[#@*](?=\w)|(?<=\w)#(?!\w)"
)  # marks of words it could not form; hashtags are masked and never here


@dataclass(frozen=True)
class Apertium:
    """Runs on this machine: nothing leaves the house."""

    program: str = "apertium"
    name: str = "apertium"
    outside: bool = False

    def knows(self, source: str, target: str) -> bool:
        return path(source, target) is not None

    async def translate(self, texts: Sequence[str], source: str, target: str, *, deadline_s: float) -> list[str]:
        """The texts through each mode of the path. Paragraphs keep them apart; if one is lost they go one by one."""
        modes = path(source, target) or ()
        try:
            async with asyncio.timeout(deadline_s):
                answers = await self.through(modes, [" ".join(text.split()) for text in texts])
                if len(answers) != len(texts):
                    answers = [" ".join(await self.through(modes, [" ".join(text.split())])) for text in texts]
        except TimeoutError as error:
            raise EngineSlow(engine=self.name, seconds=f"{deadline_s:.2g}") from error
        if not all(answers):
            raise EngineError(engine=self.name, reason="∅")
        return answers

    async def through(self, modes: Sequence[str], texts: list[str]) -> list[str]:
        """The texts through the modes, one after the other."""
        stream = APART.join(texts)
        for mode in modes:
            stream = await self.run(mode, stream)
        return [LEFTOVER.sub("", " ".join(part.split())) for part in re.split(r"\n\s*\n", stream.strip())]

    async def run(self, mode: str, text: str) -> str:
        """One process; its whole group ends with the deadline, because apertium is a pipeline of shell children."""
        found = shutil.which(self.program)
        if found is None:
            raise EngineNotConfigured(engine=self.name, key="program")
        process = await asyncio.create_subprocess_exec(
            found,
            "-u",
            mode,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        try:
            out, _err = await process.communicate((text + "\n").encode())
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            raise
        if process.returncode:
            raise EngineError(engine=self.name, reason=f"exit {process.returncode}, {mode}")
        return out.decode("utf-8", errors="replace")


def path(source: str, target: str) -> tuple[str, ...] | None:
    """The modes that lead from one language to the other."""
    return PATHS.get((base(source), target)) or PATHS.get((base(source), base(target)))
