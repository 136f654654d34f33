"""A short, seeded part of `tests/bench/hostile.py`: whatever comes, a sentence goes out."""

from pathlib import Path

import pytest

from tests.bench.hostile import at_most, cases, feed, seeds

PICTURES = {"jpg": 3, "png": 3, "webp": 2, "gif": 1}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize(("count", "shares"), [(400, PICTURES), (60, {"pdf": 1}), (8, {"mp4": 1})])
def test_broken_and_forged_files_end_in_a_refusal_or_a_clean_copy(tmp_path: Path, count: int, shares: dict[str, int]) -> None:
    became = set()
    for number, (kind, content) in enumerate(cases(count, 7, seeds(tmp_path), shares)):
        file = tmp_path / f"{number}.{kind}"
        file.write_bytes(content)
        with at_most(60):
            became.add(feed(kind, file))

    assert len(became) > 1
