import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import webvtt

from assets.captions import files
from tests.assets.films import film, frame

ROOT = Path(__file__).parents[2]
SCRIPT = "La trata de personas es un delito que ocurre en los nueve países de la región. ¡Denuncie!"
BAD = "1\n00:00:00,000 --> 00:00:00,400\nNadie puede ser comprado ni vendido en ningún país de la\nregión.\n"


def corett(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CORETT_APP__LANGUAGE": "es"}
    order = [sys.executable, "-m", "corett", *map(str, words)]
    return subprocess.run(order, capture_output=True, text=True, cwd=folder, env=environment, check=False)


def answer(*words: object, folder: Path) -> Any:
    done = corett(*words, folder=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_make_writes_the_three_files_and_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "guion.txt").write_text(SCRIPT, "utf-8")

    told = answer("caption", "make", "--script", "guion.txt", "--language", "es", "--out", "out", "--json", folder=tmp_path)

    assert told["findings"] == []
    assert " ".join(cue.text for cue in files.read(tmp_path / told["srt"])) == SCRIPT
    assert " ".join(cue.text for cue in files.read(tmp_path / told["ass"])) == SCRIPT
    assert len(webvtt.read(str(tmp_path / told["vtt"])).captions) == 3


def test_check_names_rule_time_reason_and_mending(tmp_path: Path) -> None:
    (tmp_path / "bad.srt").write_text(BAD, "utf-8")

    told = answer("caption", "check", "bad.srt", "--language", "es", "--json", folder=tmp_path)

    assert {finding["rule"] for finding in told["findings"]} == {"line_length", "split_phrase", "too_short", "reading_speed"}
    assert all(set(finding) == {"rule", "at", "why", "fix"} for finding in told["findings"])


def test_check_can_repair(tmp_path: Path) -> None:
    (tmp_path / "bad.srt").write_text(BAD, "utf-8")

    told = answer("caption", "check", "bad.srt", "--repair", "good.vtt", "--json", folder=tmp_path)

    assert told["findings"] == []
    assert (
        " ".join(cue.text for cue in files.read(tmp_path / "good.vtt"))
        == "Nadie puede ser comprado ni vendido en ningún país de la región."
    )


def test_a_file_that_holds_no_captions_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text("hola", "utf-8")

    done = corett("caption", "check", "a.srt", "--json", folder=tmp_path)

    assert done.returncode == 1
    assert done.stdout == ""
    assert "a.srt" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_translation_takes_over_the_times(tmp_path: Path) -> None:
    (tmp_path / "guion.txt").write_text(SCRIPT, "utf-8")
    (tmp_path / "script.txt").write_text(
        "Trafficking in persons is a crime in all nine countries of the region. Report it!", "utf-8"
    )
    spanish = answer("caption", "make", "--script", "guion.txt", "--out", "out", "--json", folder=tmp_path)

    english = answer(
        *("caption", "make", "--script", "script.txt", "--language", "en", "--timing", spanish["srt"], "--out", "out", "--json"),
        folder=tmp_path,
    )

    original, translated = files.read(tmp_path / spanish["srt"]), files.read(tmp_path / english["srt"])
    assert translated[0].start == original[0].start
    assert translated[-1].start == original[-1].start


def test_burn_draws_the_captions_into_another_shape(tmp_path: Path) -> None:
    film(tmp_path / "video.mp4")
    (tmp_path / "c.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nLlame al 110.\n", "utf-8")

    told = answer("caption", "burn", "video.mp4", "c.srt", "--aspect", "9:16", "--out", "out.mp4", "--json", folder=tmp_path)

    picture = frame(tmp_path / "out.mp4", 1)
    assert (told["width"], told["height"]) == (320, 568) == (picture.shape[1], picture.shape[0])
    assert (picture[350:480].min(axis=2) > 190).sum() > 50
    assert (picture[:300].min(axis=2) > 190).sum() == 0


def test_an_unknown_shape_is_refused_before_any_work(tmp_path: Path) -> None:
    film(tmp_path / "video.mp4")
    (tmp_path / "c.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nLlame al 110.\n", "utf-8")

    done = corett("caption", "burn", "video.mp4", "c.srt", "--aspect", "3:2", "--out", "out.mp4", folder=tmp_path)

    assert done.returncode == 1
    assert "9:16" in done.stderr
    assert not (tmp_path / "out.mp4").exists()
