"""Two `corett up` on one installation: at one address the second says so and stops; at another both are safe (tests/chaos)."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation.db import Database
from tests.corett.test_profile_command import corett, corett_home

__all__ = ["corett_home"]


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def first(corett_home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A platform that runs."""
    assert corett_home
    command = [sys.executable, "-m", "corett", "up", "--port", str(port)]
    with subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        end = time.monotonic() + 60
        while not healthy(port) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
        yield process
        process.send_signal(signal.SIGTERM)


def test_the_second_platform_at_one_address_says_so_stops_and_leaves_the_first_alone(
    first: subprocess.Popen[bytes], port: int, database: Database
) -> None:
    second = corett("up", "--port", str(port))

    assert second.returncode != 0
    assert "¿Ya hay otro «corett up»?" in second.stderr
    assert f":{port}" in second.stderr
    assert first.poll() is None
    assert healthy(port)
    with database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM workers").scalar_one() == 1
