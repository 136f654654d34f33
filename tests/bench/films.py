"""How much memory a film takes on its way to each network: `python -m tests.bench.films [network …]`.

A sparse film of 1 GB, or of the network's limit where that is less, goes through the adapter to a stand-in in another process.
The figure is the most this process ever held above what it held, connected and idle, before.
"""

import argparse
import asyncio
import importlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psutil

from networks.contract import Account, Media, MediaKind, Outgoing
from networks.registry import network_module, network_names

GIGA: Final = 1_000_000_000
PUBLIC: Final = "https://prensa.example.org"
SERVERS: Final = {"facebook": "tests.servers.graph", "bluesky": "tests.servers.bluesky.standin"}
MASTODON: Final = ["-m", "mastodon_mock", "serve", "--in-memory", "--host", "127.0.0.1", "--port", "18340"]


def credentials_of(network: str) -> Mapping[str, Any]:
    """What the network's stand-in knows."""
    if network == "mastodon":
        return {"server": "http://127.0.0.1:18340", "access_token": "mock_token"}
    server = importlib.import_module(SERVERS.get(network, f"tests.servers.{network}"))
    if network == "x":
        return dict(server.KEYS)
    if network == "facebook":
        return {"page_id": server.PAGE, "access_token": server.TOKEN}
    if network == "telegram":
        return {"token": server.TOKEN, "channel": "@coalicion"}
    if network == "bluesky":
        return {"handle": server.HANDLE, "app_password": server.PASSWORD}
    stand_in = {"instagram": "InstagramServer", "threads": "ThreadsServer"}[network]
    return {"user_id": getattr(server, stand_in).user, "access_token": getattr(server, stand_in).token}


async def keep(_name: str, _value: str) -> None:
    """Nothing is kept in a measurement."""


async def bring(network: str, url: str, upright: bool) -> str:
    """One film, prepared and published; what it took, in words."""
    module = network_module(network)
    size = min(GIGA, module.LIMITS.max_video_bytes)
    settings = {key: url for key in ("api_url", "video_url", "appview_url") if key in module.Settings.model_fields}
    speedy = {"poll_s": 0.01} if "poll_s" in module.Settings.model_fields else {}
    account = Account(
        "film",
        module.Settings.model_validate({**settings, **speedy}),
        module.Credentials.model_validate(credentials_of(network)),
        15 * 60,
        public_url=PUBLIC,
        data_dir=Path(tempfile.mkdtemp()),
    )
    profile = module.connect(account)
    await profile.whoami()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        with path.open("wb") as file:
            file.truncate(size)
        shape = (1080, 1920, 30.0) if upright else (1280, 720, 60.0)
        clip = Media(path, MediaKind.VIDEO, "video/mp4", "f" * 64, size, "Una película", *shape)
        before, began = psutil.Process().memory_info().rss, time.perf_counter()
        prepared = await profile.prepare(Outgoing("Un video", "es", media=(clip,)), {}, keep)
        await profile.publish(prepared, uuid4())
        took, most = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    await profile.close()
    name = f"{network}{' (reel)' if upright and network == 'facebook' else ''}"
    return f"{name:18} {size / 1e6:5.0f} MB in {took:6.1f} s, {max(0, most - before) / 1e6:4.0f} MB more memory at most"


def serve(network: str) -> tuple["subprocess.Popen[str]", str]:
    """The stand-in in a process of its own, and its address."""
    if network == "mastodon":
        server = subprocess.Popen([sys.executable, *MASTODON], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        time.sleep(6)
        return server, "http://127.0.0.1:18340"
    module = SERVERS.get(network, f"tests.servers.{network}")
    server = subprocess.Popen([sys.executable, "-m", module], stdout=subprocess.PIPE, text=True)
    return server, (server.stdout.readline() if server.stdout else "").split()[-1]


def main() -> None:
    """Each network in a process of its own, so that one's memory is not counted for the next."""
    parser = argparse.ArgumentParser(description=__doc__)
    films = [name for name in network_names() if network_module(name).LIMITS.max_videos and name not in {"site", "manual"}]
    parser.add_argument("network", nargs="*")
    parser.add_argument("--inside", default="", help="the stand-in's address: measure in this very process")
    parser.add_argument("--upright", action="store_true", help="a Reel")
    chosen = parser.parse_args()
    if chosen.inside:
        print(asyncio.run(bring(chosen.network[0], chosen.inside, chosen.upright)), flush=True)
        return
    for name in chosen.network or films:
        server, url = serve(name)
        try:
            for more in ([], ["--upright"]) if name == "facebook" else ([],):
                subprocess.run([sys.executable, "-m", "tests.bench.films", name, "--inside", url, *more], check=False)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
