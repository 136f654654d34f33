from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.video.ffmpeg import NotAVideo, run
from assets.video.graph import Frame, picture
from assets.video.probing import Facts, probe
from assets.video.recipe import Fit
from assets.video.still import still_film
from tests.assets.films import frame


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    path = tmp_path / "voice.wav"
    run(["-f", "lavfi", "-i", "sine=d=1", str(path)])
    return path


def test_a_card_becomes_a_film_as_long_as_its_voice(tmp_path: Path, voice: Path) -> None:
    Image.new("RGB", (161, 201), (20, 60, 140)).save(tmp_path / "card.png")

    still_film(tmp_path / "card.png", voice, tmp_path / "film.mp4")

    facts = probe(tmp_path / "film.mp4")
    assert (facts.width % 2, facts.height % 2, facts.sound) == (0, 0, True)
    assert facts.duration == pytest.approx(1700, abs=150)
    assert np.abs(frame(tmp_path / "film.mp4", 1) - np.array([20, 60, 140])).max() < 12


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\nbroken", b""])
def test_what_is_no_picture_is_refused(tmp_path: Path, voice: Path, content: bytes) -> None:
    (tmp_path / "card.png").write_bytes(content)

    with pytest.raises(NotAVideo, match=r"card\.png"):
        still_film(tmp_path / "card.png", voice, tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()


def test_a_voice_without_sound_is_refused(tmp_path: Path, voice: Path) -> None:
    Image.new("RGB", (160, 200)).save(tmp_path / "card.png")
    run(["-f", "lavfi", "-i", "color=d=1:s=64x64", str(tmp_path / "mute.mp4")])

    with pytest.raises(NotAVideo, match=r"mute\.mp4"):
        still_film(tmp_path / "card.png", tmp_path / "mute.mp4", tmp_path / "film.mp4")


def test_a_padded_picture_makes_way_for_captions() -> None:
    square, upright = Facts(1080, 1080, 1000, 25, sound=True), Frame("9:16", 1080, 1920)

    assert "min((H-h)/2" in picture(square, upright, Fit.PAD, burn=True)
    assert "min(" not in picture(square, upright, Fit.PAD, burn=False)
