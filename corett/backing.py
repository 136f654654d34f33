"""Backups: the database as it was at one instant, the files, and a manifest; and the way back, which looks before it sends."""

import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import URL, create_engine, inspect, text

from corett.migrating import current, migrate
from corett.wiring import House
from foundation.db import Database, open_database
from foundation.errors import BadInput, Conflict, CorettError
from foundation.texts import N_
from schedulers.backups import look_first

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1


class ToolMissing(CorettError):
    """PostgreSQL's own programs are not there."""

    code = "tool_missing"
    sentence = N_("Falta el programa {tool}. Instale el paquete «postgresql-client» de la misma versión que el servidor.")


class ToolFailed(CorettError):
    """PostgreSQL's own program gave up."""

    code = "tool_failed"
    sentence = N_("{tool} terminó con error {status}. Revise que la base de datos responda y que el usuario tenga permiso.")


class NotABackup(BadInput):
    """The file is no backup of ours."""

    code = "not_a_backup"
    sentence = N_("{field}: {path} no es una copia de CORETT que se pueda leer ({reason}).")


class NotEmpty(Conflict):
    """There is something that a restore would overwrite."""

    code = "not_empty"
    sentence = N_("{where} ya tiene datos. Mueva o vacíe esa base de datos, o repita con --replace si de verdad quiere perderla.")


def back_up(house: House, target: Path) -> dict[str, Any]:
    """Writes one `.tar` with everything but the key; returns the manifest. The platform may go on working meanwhile.

    Raises:
        ToolMissing, ToolFailed: on PostgreSQL, where `pg_dump` does it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    manifest = {
        "format": FORMAT,
        "taken_at": house.clock.now().isoformat(),
        "schema": current(house.database),
        "engine": house.database.engine.dialect.name,
    }
    half = target.with_suffix(".part")
    with TemporaryDirectory(dir=target.parent) as folder, tarfile.open(half, "w") as tar:
        dump = snapshot(house.database, Path(folder))
        described = Path(folder) / MANIFEST
        described.write_text(json.dumps(manifest, indent=2))
        tar.add(described, MANIFEST)
        tar.add(dump, dump.name)
        files = house.settings.app.data_dir / "assets"
        if files.exists():
            tar.add(files, "assets")
    half.replace(target)
    return {**manifest, "file": str(target), "bytes": target.stat().st_size}


def snapshot(database: Database, folder: Path) -> Path:
    """The database at one instant: SQLite's VACUUM INTO, PostgreSQL's pg_dump."""
    if database.is_shared:
        dump = folder / "database.dump"
        run_postgres("pg_dump", database.engine.url, "--format=custom", f"--file={dump}")
        return dump
    copy = folder / "database.db"
    with closing(database.engine.raw_connection()) as connection:  # no transaction may be open around it
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
    return copy


def run_postgres(tool: str, url: URL, *options: str) -> None:
    """One of PostgreSQL's programs; the password goes by the environment, never by the command line.

    Raises:
        ToolMissing, ToolFailed.
    """
    found = shutil.which(tool)
    if found is None:
        raise ToolMissing(tool=tool)
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {"PATH": str(Path(found).parent), **({"PGPASSWORD": url.password} if url.password else {})}
    done = subprocess.run([found, f"--dbname={address}", *options], env=environment, check=False, capture_output=True)
    if done.returncode != 0:
        raise ToolFailed(tool=tool, status=done.returncode)


def restore(house: House, source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Puts a backup back and sets look-first mode; returns the manifest and how many deliveries will be looked for.

    Raises:
        NotABackup: not a backup, or one of another database engine.
        NotEmpty: the database has tables and `replace` was not given.
    """
    with unpacked(source) as folder:
        manifest = read_manifest(folder, source, house.database.engine.dialect.name)
        if inspect(house.database.engine).has_table("deliveries") and not replace:
            raise NotEmpty(where=house.settings.database_url.split("@")[-1], thing="", status="", act="")
        put_back(house, folder)
        if (folder / "assets").exists():
            shutil.copytree(folder / "assets", house.settings.app.data_dir / "assets", dirs_exist_ok=True)
    database = open_database(house.settings.database_url)
    migrate(database)
    with database.writing() as session:
        looked_for = look_first(session, datetime.fromisoformat(manifest["taken_at"]), house.clock.now())
    database.engine.dispose()
    return {**manifest, "unconfirmed": looked_for}


@contextmanager
def unpacked(source: Path) -> Iterator[Path]:
    """The backup's files in a folder that goes away.

    Raises:
        NotABackup.
    """
    with TemporaryDirectory() as folder:
        try:
            with tarfile.open(source) as tar:
                tar.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise NotABackup(field="file", path=source, reason=type(error).__name__) from error
        yield Path(folder)


def read_manifest(folder: Path, source: Path, engine: str) -> dict[str, Any]:
    """What the backup says of itself.

    Raises:
        NotABackup.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise NotABackup(field="file", path=source, reason=MANIFEST) from error
    if manifest.get("format") != FORMAT or manifest.get("engine") != engine:
        raise NotABackup(field="file", path=source, reason=f"{manifest.get('engine')} / {manifest.get('format')}")
    return manifest


def put_back(house: House, folder: Path) -> None:
    """The database of the backup in the place of today's."""
    url = house.database.engine.url
    house.database.engine.dispose()
    if house.database.is_shared:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        run_postgres("pg_restore", url, "--no-owner", "--exit-on-error", str(folder / "database.dump"))
        return
    place = Path(str(url.database))
    place.parent.mkdir(parents=True, exist_ok=True)
    for rest in ("-wal", "-shm"):
        place.with_name(place.name + rest).unlink(missing_ok=True)
    fresh = place.with_suffix(".restoring")
    shutil.copyfile(folder / "database.db", fresh)
    fresh.replace(place)
