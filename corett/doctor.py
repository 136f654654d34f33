"""Looks the installation over: every check says what it found and how to mend it; safe repairs are made on request."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from assets.models import Asset
from assets.store import open_store
from campaigns.models import Profile
from corett.migrating import current, head
from corett.running import settings_of
from corett.wiring import House
from foundation.errors import CorettError
from foundation.texts import N_
from networks.registry import network_names
from schedulers.consistency import RULES

ROOMS: Final = (
    "assets", "bot", "campaigns", "corett", "foundation", "languages", "moderation", "monitoring", "networks", "schedulers",
    "web",
)  # fmt: skip
PROGRAMS: Final = {
    "espeak-ng": N_("vista previa de voz"),
    "lou_translate": N_("Braille"),
    "apertium": N_("traducción sin conexión"),
    "pg_dump": N_("copias de PostgreSQL"),
}
FONTS: Final = Path(__file__).parents[1] / "assets" / "fonts" / "vendor"
LEAST_FREE: Final = 500_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One look. `result` is `ok`, `info`, `warning`, `error` or `repaired`; `fix` says what to do, empty when nothing."""

    name: str
    result: str
    found: str
    fix: str = ""


def examine(house: House, *, repair: bool = False) -> list[Check]:
    """Every check, in the order a person would go through them."""
    checks: list[Callable[[House], Iterator[Check]]] = [
        networks_are_set,
        packages_are_ours,
        files_are_there,
        disk_has_room,
        programs,
    ]
    found = [one for check in checks for one in check(house)]
    ready = list(database_is_ready(house))
    found += ready
    if all(one.result == "ok" for one in ready):
        found += [*key_is_safe(house), *secrets_open(house), *assets_are_there(house), *rows_agree(house, repair=repair)]
    return found


def networks_are_set(house: House) -> Iterator[Check]:
    """Each configured network's section is right."""
    for name in house.settings.networks:
        try:
            if name not in network_names():
                yield Check(f"networks.{name}", "error", house.texts(N_("no hay una red con ese nombre")), "config.toml")
                continue
            settings_of(house, name)
            yield Check(f"networks.{name}", "ok", house.texts(N_("sección correcta")))
        except CorettError as error:
            yield Check(f"networks.{name}", "error", error.say(house.texts), "docs/settings.md")


def packages_are_ours(house: House) -> Iterator[Check]:
    """No other installed distribution owns one of our package names."""
    owners = packages_distributions()
    foreign = {room: owners[room] for room in ROOMS if room in owners and set(owners[room]) - {"corett"}}
    if foreign:
        fix = house.texts(N_("Instale CORETT en un entorno propio: make clean && make env"))
        yield Check("packages", "error", str(foreign), fix)
    else:
        yield Check("packages", "ok", house.texts(N_("ningún otro paquete usa nuestros nombres")))


def files_are_there(house: House) -> Iterator[Check]:
    """Fonts and front-end files came with the build."""
    vendor = Path(__file__).parents[1] / "web" / "static" / "vendor" / "htmx.min.js"
    missing = [path.name for path in (FONTS, vendor) if not path.exists()]
    fix = house.texts(N_("Ejecute: python frontend/vendoring.py")) if missing else ""
    yield Check(
        "files", "error" if missing else "ok", ", ".join(missing) or house.texts(N_("tipografías y archivos de la web")), fix
    )


def disk_has_room(house: House) -> Iterator[Check]:
    """There is room to write."""
    folder = next(
        path
        for path in (house.settings.app.data_dir.absolute(), *house.settings.app.data_dir.absolute().parents)
        if path.exists()
    )
    free = shutil.disk_usage(folder).free
    fix = house.texts(N_("Libere espacio o mueva [app] data_dir")) if free < LEAST_FREE else ""
    yield Check("disk", "warning" if fix else "ok", f"{free / 1e9:.1f} GB", fix)


def programs(house: House) -> Iterator[Check]:
    """Optional programs of the system."""
    for name, use in PROGRAMS.items():
        there = shutil.which(name) is not None
        fix = "" if there else house.texts(N_("Opcional, sirve para: {use}"), use=house.texts(use))
        yield Check(f"program.{name}", "ok" if there else "info", house.texts(N_("está") if there else N_("no está")), fix)


def database_is_ready(house: House) -> Iterator[Check]:
    """It answers and has this code's schema."""
    try:
        found, expected = current(house.database), head()
    except DBAPIError as error:
        fix = house.texts(N_("Revise [database] url y que el servidor responda"))
        yield Check("database", "error", type(error.orig).__name__, fix)
        return
    fix = "" if found == expected else house.texts(N_("Ejecute: corett db migrate"))
    yield Check("database", "error" if fix else "ok", f"{found or '—'} / {expected}", fix)


def key_is_safe(house: House) -> Iterator[Check]:
    """The key file is for its owner only."""
    path = house.settings.key_file
    if not path.exists():
        yield Check("key", "info", house.texts(N_("se creará con el primer secreto")))
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    yield Check("key", "ok" if mode == 0o600 else "error", oct(mode), "" if mode == 0o600 else f"chmod 600 {path}")


def secrets_open(house: House) -> Iterator[Check]:
    """Every profile's credentials can be read with the key."""
    with house.database.reading() as session:
        profiles = session.scalars(select(Profile).where(Profile.credentials.is_not(None))).all()
    for profile in profiles:
        try:
            house.vault.open(profile.credentials or b"", profile.name)
            yield Check(f"profile.{profile.name}", "ok", profile.status.value)
        except CorettError as error:
            yield Check(f"profile.{profile.name}", "error", error.say(house.texts), house.texts(N_("Restaure vault.key")))


def assets_are_there(house: House) -> Iterator[Check]:
    """Every file of the library is in the store."""
    store = open_store(house.settings)
    with house.database.reading() as session:
        rows = session.execute(select(Asset.id, Asset.sha256, Asset.mime).where(Asset.withdrawn_at.is_(None))).all()
    gone = [row.id for row in rows if not store.place(row.sha256, row.mime).exists()]
    fix = house.texts(N_("Restaure la carpeta «assets» de una copia")) if gone else ""
    found = house.texts(N_("{count} archivos, faltan {gone}"), count=len(rows), gone=gone or 0)
    yield Check("assets", "warning" if gone else "ok", found, fix)


def rows_agree(house: House, *, repair: bool) -> Iterator[Check]:
    """The outbox's rows agree with each other."""
    for rule in RULES:
        with house.database.writing() as session:
            broken = rule.broken(session, house.clock.now())
            mended = bool(broken and repair and rule.mend)
            if mended and rule.mend:
                rule.mend(session, broken, house.clock.now())
        fix = ""
        if broken and not mended:
            fix = house.texts(N_("corett doctor --repair") if rule.mend else N_("Mire esas entregas: corett queue show"))
        result = "ok" if not broken else "repaired" if mended else "error"
        yield Check(f"outbox.{rule.name}", result, house.texts(rule.sentence) + (f": {len(broken)}" if broken else ""), fix)
