import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil  # type: ignore[import-untyped,unused-ignore]
import pytest

from assets.captions import files
from assets.captions.cue import Cue
from assets.captions.lettering import NoLetter
from assets.video import rendering
from assets.video.ffmpeg import NotAVideo, VideoCancelled, VideoFailed, run, source
from assets.video.loudness import measure
from assets.video.probing import Facts, probe
from assets.video.recipe import Fit, Recipe, read_recipe
from assets.video.rendering import Kitchen, poster, render
from tests import needs
from tests.assets.films import film, frame

CUES = (Cue(0, 1000, ("La trata de personas", "es un delito.")),)


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    return Kitchen(tmp_path / "films")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("video") / "it's a [test]: video, 1.mp4")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("video") / "sign.mp4", seconds=3, colour="0xD0D040", sound=False)


def test_burned_captions_are_seen_while_they_last_and_only_in_their_band(plain: Path, kitchen: Kitchen) -> None:
    burned = render(Recipe(plain, burn=(Cue(0, 1000, ("¡Denuncie!",)),)), kitchen)

    during, after = frame(burned, 0.5), frame(burned, 1.5)
    difference = np.abs(during - after).max(axis=2)
    assert (during.min(axis=2) > 200).sum() > 60  # white letters
    assert (during.max(axis=2) < 60).sum() > 400  # on their dark box
    assert difference[:110].max() < 12  # the picture above is untouched
    assert (difference[110:] > 30).mean() > 0.02
    assert (after.min(axis=2) > 200).sum() == 0


def test_captions_stay_clear_of_the_interpreter_and_she_is_seen_to_the_end(plain: Path, signed: Path, kitchen: Kitchen) -> None:
    both = render(Recipe(plain, burn=CUES, sign=signed), kitchen)

    during, end = frame(both, 0.5), frame(both, 2.8)
    hands = np.abs(end - np.array([0xD0, 0xD0, 0x40])).max(axis=2) < 40
    assert probe(both).duration == pytest.approx(3000, abs=150)
    assert 0.15 < hands.mean() < 0.18  # a sixth of the picture
    assert np.abs(during - end).max(axis=2)[hands].max() < 40
    assert (during.min(axis=2) > 200).sum() > 100


@pytest.mark.parametrize("fit", list(Fit))
@pytest.mark.parametrize(("shape", "ratio"), [("16:9", 16 / 9), ("1:1", 1), ("4:5", 4 / 5), ("9:16", 9 / 16)])
def test_every_shape_comes_out_with_its_captions(plain: Path, kitchen: Kitchen, shape: str, ratio: float, fit: Fit) -> None:
    made = render(Recipe(plain, shape, fit, burn=CUES), kitchen)

    facts, picture = probe(made), frame(made, 0.5)
    assert facts.width / facts.height == pytest.approx(ratio, rel=0.02)
    assert facts.sound
    assert (picture.min(axis=2) > 190).sum() > 100


def test_the_loudness_is_levelled(plain: Path, kitchen: Kitchen) -> None:
    before, after = measure(plain), measure(render(Recipe(plain), kitchen))

    assert before is not None
    assert after is not None
    assert before["input_i"] < -30
    assert after["input_i"] == pytest.approx(-14, abs=1)


def test_where_it_was_filmed_is_forgotten(plain: Path, kitchen: Kitchen, tmp_path: Path) -> None:
    located = tmp_path / "located.mp4"
    run([*source(plain), "-c", "copy", "-metadata", "location=+14.6-090.5/", "-metadata", "comment=Ana", str(located)])

    told = described(render(Recipe(located), kitchen))

    assert "+14.6" in described(located)
    assert "+14.6" not in told
    assert "Ana" not in told


def test_a_soft_track_keeps_its_language_and_its_words(plain: Path, kitchen: Kitchen, tmp_path: Path) -> None:
    made = render(Recipe(plain, soft=CUES), kitchen)

    run([*source(made), "-map", "0:s:0", str(tmp_path / "back.srt")])
    assert "(spa): Subtitle: mov_text" in described(made)
    assert files.read(tmp_path / "back.srt") == list(CUES)


def described(path: Path) -> str:
    return run(["-v", "info", *source(path), "-t", "0.1", "-f", "null", "-"])


def test_the_same_recipe_is_cooked_once(plain: Path, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render(Recipe(plain, burn=CUES), kitchen)
    monkeypatch.setattr(rendering, "cook", lambda *_: pytest.fail("it was there already"))

    assert render(read_recipe(Recipe(plain, burn=CUES).written()), kitchen) == first
    assert Recipe(plain, "1:1", burn=CUES).place() != Recipe(plain, burn=CUES).place()


def test_a_full_cache_lets_the_oldest_go(plain: Path, tmp_path: Path) -> None:
    kitchen = Kitchen(tmp_path / "films", most_bytes=1)
    first = render(Recipe(plain, even_sound=False), kitchen)

    second = render(Recipe(plain, burn=CUES, even_sound=False), kitchen)

    assert not first.exists()
    assert second.exists()


def test_a_cancelled_film_leaves_no_file_and_no_process(plain: Path, kitchen: Kitchen) -> None:
    with pytest.raises(VideoCancelled):
        render(Recipe(plain, burn=CUES), kitchen, cancelled=lambda: True)

    assert [path for path in kitchen.cache.rglob("*") if path.is_file()] == []
    assert [child for child in psutil.Process().children(recursive=True) if "ffmpeg" in child.name()] == []


def test_a_film_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(VideoFailed):
        run(["-re", "-f", "lavfi", "-i", "testsrc=d=600:s=64x64", "-f", "null", "-"], deadline_s=0.5)

    assert [child for child in psutil.Process().children(recursive=True) if "ffmpeg" in child.name()] == []


def test_progress_is_told_on_the_way() -> None:
    heard: list[float] = []

    run(["-re", "-f", "lavfi", "-i", "testsrc=d=2:s=64x64", "-f", "null", "-"], duration_ms=2000, progress=heard.append)

    assert heard == sorted(heard)
    assert any(0 < share < 1 for share in heard)
    assert heard[-1] == 1


def test_ffmpeg_dies_with_a_platform_that_is_killed(tmp_path: Path) -> None:
    needs.program("setpriv", "util-linux")
    code = "from assets.video.ffmpeg import run; run(['-re', '-f', 'lavfi', '-i', 'testsrc=d=600:s=64x64', '-f', 'null', '-'])"
    platform = subprocess.Popen([sys.executable, "-c", code])
    child = await_ffmpeg(platform.pid)

    platform.kill()
    platform.wait()

    psutil.wait_procs([child], timeout=20)
    assert not child.is_running()


def await_ffmpeg(parent: int) -> psutil.Process:
    for _ in range(300):
        for child in psutil.Process(parent).children(recursive=True):
            if "ffmpeg" in child.name():
                return child
        time.sleep(0.1)
    raise AssertionError("ffmpeg never started")


def test_what_killed_processes_left_is_swept(plain: Path, kitchen: Kitchen) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    left, busy = kitchen.cache / f"corett-video-{gone.pid}-x", kitchen.cache / f"corett-video-{os.getpid()}-y"
    for folder in (left, busy):
        folder.mkdir(parents=True)

    render(Recipe(plain, even_sound=False), kitchen)

    assert not left.exists()
    assert busy.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 500,
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"",
        b"\x1a\x45\xdf\xa3" + b"x" * 300,
    ],
)
def test_what_is_no_video_is_refused_whatever_its_name(content: bytes, tmp_path: Path, kitchen: Kitchen) -> None:
    fake = tmp_path / "fake.mp4"
    fake.write_bytes(content)

    with pytest.raises(NotAVideo, match=r"fake\.mp4"):
        render(Recipe(fake), kitchen)


def test_sound_alone_is_no_film(tmp_path: Path, kitchen: Kitchen) -> None:
    tone = tmp_path / "tone.wav"
    run(["-f", "lavfi", "-i", "sine=d=1", str(tone)])

    assert probe(tone) == Facts(0, 0, 1000, 0, sound=True)
    with pytest.raises(NotAVideo):
        render(Recipe(tone), kitchen)


def test_a_character_without_a_drawing_is_named_instead_of_burned_as_a_box(plain: Path, kitchen: Kitchen) -> None:
    with pytest.raises(NoLetter, match="🙂"):
        render(Recipe(plain, burn=(Cue(0, 1000, ("Hola 🙂",)),)), kitchen)


def test_a_turned_telephone_film_is_seen_upright(plain: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.mp4"
    run(["-display_rotation", "90", *source(plain), "-c", "copy", str(turned)])

    facts = probe(turned)

    assert (facts.width, facts.height) == (180, 320)


def test_the_poster_is_a_picture_of_the_film(plain: Path, tmp_path: Path) -> None:
    poster(plain, tmp_path / "poster.jpg")

    picture = frame(plain, 0.5)
    from PIL import Image

    assert np.abs(np.asarray(Image.open(tmp_path / "poster.jpg")).astype(np.int16) - picture).max() < 20
    assert [path.name for path in tmp_path.iterdir()] == ["poster.jpg"]
