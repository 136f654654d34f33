"""Makes an engine fit for daily use: asks again only where that is safe, and leaves an engine alone that keeps failing."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from foundation.clock import Clock
from languages.contract import Translator
from languages.errors import EngineBusy, EngineError, EngineResting, EngineSlow

PAUSE_S: Final = 0.5
log = structlog.get_logger()


@dataclass
class Steady:
    """A translator around another. After `rest_after` failures in a row it rests for `rest_s`; then one call tries it.

    Asked again: what surely was not done (nobody there, too busy). Never: what may have been counted, or will not change.
    """

    engine: Translator
    clock: Clock
    retries: int = 1
    rest_after: int = 5
    rest_s: float = 120
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    failures: int = field(default=0, init=False)
    rests_until: float = field(default=0, init=False)

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def outside(self) -> bool:
        return self.engine.outside

    def knows(self, source: str, target: str) -> bool:
        return self.engine.knows(source, target)

    async def translate(self, texts: Sequence[str], source: str, target: str, *, deadline_s: float) -> list[str]:
        """The texts, within the deadline whatever the number of tries."""
        self.refuse_while_resting()
        ends = self.clock.monotonic() + deadline_s
        for tried in range(self.retries + 1):
            left = max(ends - self.clock.monotonic(), 0.1)
            try:
                answers = await self.engine.translate(texts, source, target, deadline_s=left)
            except EngineError as error:
                if not error.retry or tried == self.retries or left < 2 * PAUSE_S:
                    self.failed(error)
                    raise
                log.info("translation.again", engine=self.name, code=error.code)
                await self.sleep(PAUSE_S * (tried + 1))
            else:
                self.failures = 0
                return answers
        raise AssertionError("unreachable: the last try returns or raises")

    def refuse_while_resting(self) -> None:
        """Raises `EngineResting` while it rests."""
        left = self.rests_until - self.clock.monotonic()
        if left > 0:
            raise EngineResting(engine=self.name, seconds=round(left))

    def failed(self, error: EngineError) -> None:
        """Counts a failure that tells about the engine's health; a wrong key or language does not."""
        if not isinstance(error, EngineSlow | EngineBusy) and not error.retry and type(error) is not EngineError:
            return
        self.failures += 1
        log.warning("translation.failed", engine=self.name, code=error.code, failures=self.failures)
        if self.failures >= self.rest_after:
            self.rests_until = self.clock.monotonic() + self.rest_s
            self.failures = self.rest_after - 1
