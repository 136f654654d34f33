"""How many posts a second one adapter brings out, many at a time: `python -m tests.bench.networks facebook --latency 0.05`."""

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from uuid import uuid4

from networks.contract import Account, Network, Outgoing, Prepared


def facebook(url: str, number: int) -> Network:
    from networks.facebook import Credentials, Settings, connect
    from tests.servers.graph import PAGE, TOKEN

    credentials = Credentials(page_id=PAGE, access_token=TOKEN)
    return connect(Account(f"fb-{number}", Settings(api_url=url), credentials, 15))


def x(url: str, number: int) -> Network:
    from networks.x import Credentials, Settings, connect
    from tests.servers.x import KEYS

    return connect(Account(f"x-{number}", Settings(api_url=url), Credentials.model_validate(KEYS), 15))


MAKERS: dict[str, tuple[str, Callable[[str, int], Network]]] = {"facebook": ("graph", facebook), "x": ("x", x)}


async def keep(_name: str, _value: str) -> None:
    """Nothing is kept in a measurement."""


async def measure(profiles: list[Network], posts: int, at_once: int) -> tuple[float, list[float]]:
    """Seconds for all posts, and each one's own time."""
    places, times = asyncio.Semaphore(at_once), list[float]()

    async def one(number: int) -> None:
        message = Outgoing(f"Mensaje {uuid4()}", "es", link=f"https://prensa.example.org/r/{number}")
        async with places:
            began = time.perf_counter()
            await profiles[number % len(profiles)].publish(Prepared(message, {}, keep), uuid4())
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(posts)))
    return time.perf_counter() - began, times


async def main(options: argparse.Namespace, url: str) -> None:
    maker = MAKERS[options.network][1]
    profiles = [maker(url, number) for number in range(options.profiles)]
    await asyncio.gather(*(profile.whoami() for profile in profiles[: options.at_once]))
    cpu = time.process_time()
    seconds, times = await measure(profiles, options.posts, options.at_once)
    cpu = time.process_time() - cpu
    for profile in profiles:
        await profile.close()
    middle, slow = statistics.median(times), sorted(times)[int(len(times) * 0.99)]
    print(f"{options.network}: {options.posts} posts, {options.at_once} at once, {options.latency * 1000:g} ms at the network")
    print(f"{options.posts / seconds:.0f} posts/s, median {middle * 1000:.0f} ms, p99 {slow * 1000:.0f} ms")
    print(f"{cpu / options.posts * 1000:.2f} ms of CPU a post")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=list(MAKERS))
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--profiles", type=int, default=540)
    parser.add_argument("--latency", type=float, default=0.05)
    chosen = parser.parse_args()
    command = [sys.executable, "-m", f"tests.servers.{MAKERS[chosen.network][0]}", "--latency", str(chosen.latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            asyncio.run(main(chosen, (server.stdout.readline() if server.stdout else "").split()[-1]))
        finally:
            server.terminate()
