"""X's own twitter-text (npm) as the judge of our counting, on random hostile strings."""

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from networks.text import x_forbidden, x_length
from tests.needs import program, skip_or_fail

COUNT = Path(__file__).parents[1] / "servers" / "twitter_text" / "count.js"
VERSION = "3.1.0"
PIECES = json.loads(COUNT.with_name("pieces.json").read_text())


@pytest.fixture(scope="module")
def twitter_text(request: pytest.FixtureRequest) -> Path:
    """The npm package, installed once into pytest's own cache."""
    npm, folder = program("npm", "npm"), request.config.cache.mkdir("twitter-text") if request.config.cache else Path()
    if not (folder / "node_modules" / "twitter-text").exists():
        install = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        done = subprocess.run([*install, f"twitter-text@{VERSION}"], capture_output=True, text=True, timeout=110, check=False)
        if done.returncode:
            skip_or_fail(f"npm could not bring twitter-text: {done.stderr[-300:]}")
    return folder


@pytest.mark.peers
def test_4000_hostile_texts_are_counted_as_x_counts_them(twitter_text: Path) -> None:
    chance = random.Random(20261124)
    texts = ["".join(chance.choice(PIECES) for _ in range(chance.randint(1, 12))) for _ in range(4000)]
    told = subprocess.run(
        [program("node", "nodejs"), str(COUNT)],
        input=json.dumps(texts),
        env={**os.environ, "NODE_PATH": str(twitter_text / "node_modules")},
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [[x_length(text), 0 < x_length(text) <= 280 and not x_forbidden(text)] for text in texts]

    differ = [
        (text, theirs, mine) for text, theirs, mine in zip(texts, json.loads(told.stdout), ours, strict=True) if theirs != mine
    ]
    assert differ == []
