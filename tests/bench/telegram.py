"""How many channel messages a second one bot sends to the loopback Bot API: `python -m tests.bench.telegram [N] [in flight]`."""

import asyncio
import subprocess
import sys
import time

from foundation.ids import new_id
from networks import telegram
from networks.contract import Account, Outgoing
from tests.networks.contract import Kept
from tests.servers.telegram import TOKEN


async def send(url: str, count: int, in_flight: int) -> float:
    """Seconds that `count` messages took."""
    account = Account("canal", telegram.Settings(api_url=url), telegram.Credentials(token=TOKEN, channel="@coalicion"), 15)
    channel = telegram.connect(account)
    await channel.whoami()
    gate = asyncio.Semaphore(in_flight)

    async def one(number: int) -> None:
        async with gate:
            kept = Kept()
            prepared = await channel.prepare(Outgoing(f"Mensaje {number}", "es"), kept, kept.keep)
            await channel.publish(prepared, new_id())

    start = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(count)))
    took = time.perf_counter() - start
    await channel.close()
    return took


def main() -> None:
    """Starts the stand-in in its own process and prints the rate."""
    count, in_flight = (int(word) for word in (*sys.argv[1:], "2000", "64")[:2])
    command = [sys.executable, "-m", "tests.servers.telegram"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().partition(": ")[2].strip()
        took = asyncio.run(send(url, count, in_flight))
        server.terminate()
    print(f"{count} messages, {in_flight} in flight: {took:.2f} s, {count / took:.0f}/s")


if __name__ == "__main__":
    main()
