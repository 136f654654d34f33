import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image

from foundation.db import Database
from tests.commandline import corett


@pytest.fixture
def home(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configured installation and a photograph."""
    (tmp_path / "config.toml").write_text(f'[app]\ndata_dir = "{tmp_path}"\n', encoding="utf-8")
    monkeypatch.setenv("CORETT_CONFIG", str(tmp_path / "config.toml"))
    Image.effect_noise((320, 240), 80).convert("RGB").save(tmp_path / "foto.jpg")
    return tmp_path


def test_a_file_goes_in_and_comes_out_as_networks_would_get_it(home: Path) -> None:
    (home / "permiso.toml").write_text('who = "Ana"\npurpose = "redes"\nuntil = 2020-01-01\n', encoding="utf-8")
    added = corett(
        *("asset", "add", str(home / "foto.jpg"), "--alt", "Ruido gris", "--licence", "propia"),
        *("--consent", str(home / "permiso.toml"), "--json"),
    )
    told = json.loads(added.stdout)
    corett("asset", "export", str(told["id"]), "--out", str(home / "out.jpg"))
    expired = corett("asset", "expire", "--json")

    assert {"id", "sha256", "kind", "width", "height", "duration"} <= told.keys()
    assert hashlib.sha256((home / "out.jpg").read_bytes()).hexdigest() == told["sha256"]
    assert json.loads(expired.stdout)[0]["id"] == told["id"]
    assert corett("asset", "export", str(told["id"]), "--out", str(home / "again.jpg")).returncode == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--licence", "propia"), "alt:"),
        (("--alt", "Ruido gris"), "licence:"),
        (("--alt", "Ruido gris", "--licence", "propia", "--consent", "nada.toml"), "nada.toml"),
    ],
)
def test_what_is_missing_is_one_sentence_and_exit_code_1(home: Path, words: tuple[str, ...], named: str) -> None:
    refused = corett("asset", "add", str(home / "foto.jpg"), *words, "--json")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert named in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert not (home / "assets").exists()
