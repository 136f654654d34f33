"""A hard deadline for calls that cannot be stopped."""

import asyncio
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from languages.errors import EngineSlow

T = TypeVar("T")


async def in_thread(call: Callable[[], T], deadline_s: float, engine: str) -> T:
    """What the call returns, if it does so in time.

    A daemon thread and no pool: a pool would wait for a hung call at the end of the loop and of the program.

    Raises:
        EngineSlow: the deadline passed; the thread is left behind.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        try:
            result, error = call(), None
        except Exception as raised:  # noqa: BLE001 - handed to the caller, whatever it is
            result, error = None, raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result, error)

    Thread(target=work, daemon=True, name=f"translate-{engine}").start()
    try:
        return await asyncio.wait_for(answer, deadline_s)
    except TimeoutError as error:
        raise EngineSlow(engine=engine, seconds=f"{deadline_s:.2g}") from error
