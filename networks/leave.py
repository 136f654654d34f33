"""The leave to send: asked when the first byte of a request is about to be written, because a process may have slept meanwhile.

Others take a worker that was silent for too long for dead, look for its post, see that it is absent and send it themselves. A
worker that wakes up then must not send what it had begun. Each network's line asks here, after its connection stands.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from foundation.texts import N_

Leave = Callable[[], bool]
TAKEN_AWAY: Final = N_("el proceso estuvo detenido demasiado tiempo; no se envió nada")


def always() -> bool:
    """Whoever publishes outside the outbox (a test message, a reading call) needs nobody's leave."""
    return True


LEAVE: Final[ContextVar[Leave]] = ContextVar("leave", default=always)


@contextmanager
def sending_by(leave: Leave) -> Iterator[None]:
    """Every request that this task begins within the block asks `leave` first, in threads it hands work to as well."""
    token = LEAVE.set(leave)
    try:
        yield
    finally:
        LEAVE.reset(token)


def may_still_send() -> bool:
    """Whether the request that is about to leave may leave. Asks only clocks: it is fast and never waits."""
    return LEAVE.get()()
