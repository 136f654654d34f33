"""The wheel carries every room, the front-end files, the fonts and the catalogue, and nothing else at its top."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from corett.doctor import ROOMS

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.xdist_group("wheel")  # built once


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    copy_source(source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    (wheel,) = folder.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def copy_source(target: Path) -> None:
    """What git keeps and what the build brought: other tests put files into the tree and take them away while this one builds."""
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    brought = [*json.loads((ROOT / "frontend" / "vendor.json").read_text()), "web/static/vendor/.stamp"]
    for name in filter(None, [*kept, *brought]):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)


def test_the_wheel_holds_the_rooms_and_nothing_else_at_its_top(names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}

    assert tops == set(ROOMS)


@pytest.mark.parametrize(
    "part",
    [
        "web/static/vendor/htmx.min.js",
        "assets/fonts/vendor/AtkinsonHyperlegible-Regular.latin.woff2",
        "foundation/locale/en/LC_MESSAGES/corett.mo",
        "campaigns/starter/messages.toml",
        "languages/starter/glossary.toml",
        "moderation/starter/rules.toml",
        "corett/migrations/versions/0001_ground.py",
        "web/templates/newsroom/listing.html",
        "assets/brands/corett/brand.toml",
    ],
)
def test_the_wheel_carries_what_is_not_code(names: list[str], part: str) -> None:
    assert part in names
