import io
import wave
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
import webvtt

from assets.captions import files
from assets.captions.checking import check
from assets.captions.cue import Cue, Word
from assets.captions.recognising import NothingHeard
from assets.captions.rules import rules_for
from assets.captions.scripts import NoWords, caption
from assets.captions.translating import retime
from assets.speech import speak
from assets.video.ffmpeg import run
from tests import needs

ES, EN = rules_for("es"), rules_for("en")
SCRIPT = """La trata de personas es un delito. Nadie puede ser comprado ni vendido.
(Suena un teléfono)
Si alguien le ofrece un trabajo en otro país y le pide sus documentos, desconfíe. ¡Denuncie!"""


def words(cues: list[Cue]) -> list[str]:
    return " ".join(cue.text for cue in cues).split()


def misheard(_audio: Path, _language: str, _model: Path) -> list[Word]:
    """A recogniser that gets four words wrong and adds one."""
    heard = (
        "la trata de persona es un delito nadie nadie puede ser con prado ni vendido suena un teléfono si alguien le ofrece un "
    )
    heard += "trabajo en otro país y le pide sus documentos des confíe denuncie"
    return [Word(f" {word}", 1000 + 300 * number, 1250 + 300 * number) for number, word in enumerate(heard.split())]


def test_without_a_voice_people_get_the_time_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    made = caption(SCRIPT, ES)

    assert made.timed_by == "reading"
    assert words(made.cues) == SCRIPT.split()
    assert check(made.cues, ES) == []


def test_synthetic_speech_gives_the_times() -> None:
    needs.program("espeak-ng", "espeak-ng")

    made = caption(SCRIPT, ES)

    assert made.timed_by == "speech"
    assert words(made.cues) == SCRIPT.split()
    assert check(made.cues, ES) == []
    assert [cue.text for cue in made.cues if cue.sound] == ["(Suena un teléfono)"]


def test_the_recogniser_lends_its_times_and_never_its_words() -> None:
    made = caption(SCRIPT, ES, audio=Path("voice.wav"), model=Path("model"), hear=misheard)

    assert made.timed_by == "recogniser"
    assert words(made.cues) == SCRIPT.split()
    assert made.cues[0].start == 1000
    assert next(cue for cue in made.cues if cue.text.startswith("Si alguien")).start == pytest.approx(1000 + 300 * 18, abs=600)


def test_a_recording_of_something_else_is_refused() -> None:
    def other(*_: object) -> list[Word]:
        return [Word("música", 0, 500)]

    with pytest.raises(NothingHeard, match="coinciden 0 de"):
        caption(SCRIPT, ES, audio=Path("voice.wav"), model=Path("model"), hear=other)


def test_a_recording_without_recogniser_is_followed_by_its_pauses(tmp_path: Path) -> None:
    needs.program("espeak-ng", "espeak-ng")
    parts = ["La trata de personas es un delito.", "Nadie puede ser comprado ni vendido."]
    lengths = [speak(part, "es", tmp_path / f"{number}.wav") for number, part in enumerate(parts)]
    voice = tmp_path / "voice.wav"
    voice.write_bytes(joined([tmp_path / "0.wav", tmp_path / "1.wav"], silence_ms=1200))

    made = caption(" ".join(parts), ES, audio=voice)

    assert made.timed_by == "pauses"
    second = next(cue for cue in made.cues if cue.text.startswith("Nadie"))
    assert second.start == pytest.approx(lengths[0] + 1200, abs=250)


def joined(parts: list[Path], silence_ms: int) -> bytes:
    """The recordings one after the other, with silence in between."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        for number, part in enumerate(parts):
            with wave.open(str(part)) as source:
                if number == 0:
                    sound.setparams(source.getparams())
                else:
                    sound.writeframes(b"\0\0" * (source.getframerate() * silence_ms // 1000))
                sound.writeframes(source.readframes(source.getnframes()))
    return out.getvalue()


@pytest.mark.parametrize("script", ["", "  \n ", "x" * 200_001])
def test_an_empty_or_endless_script_is_refused(script: str) -> None:
    with pytest.raises(NoWords):
        caption(script, ES)


def test_a_translation_keeps_the_times_and_is_broken_for_its_own_readers() -> None:
    original = [
        Cue(0, 3000, ("La trata de personas es un delito",)),
        Cue(3100, 5600, ("en los nueve países de la región.",)),
        Cue(8000, 10_500, ("Nadie puede ser comprado.",)),
    ]

    english = retime(original, "Trafficking in persons is a crime in all nine countries of the region. Nobody can be bought.", EN)

    assert english[0].start == 0
    assert english[-1].start == 8000
    assert " ".join(cue.text for cue in english).endswith("region. Nobody can be bought.")
    assert check(english, EN) == []


def test_a_translation_with_another_number_of_sentences_shares_the_voiced_time() -> None:
    original = [Cue(1000, 4000, ("Pregunte y verifique siempre.",)), Cue(6000, 9000, ("Avise a alguien de confianza.",))]

    english = retime(original, "Ask. Check every single time. Tell somebody you trust.", EN)

    assert words(english) == ["Ask.", "Check", "every", "single", "time.", "Tell", "somebody", "you", "trust."]
    assert english[0].start >= 500
    assert all(first.end <= second.start for first, second in pairwise(english))


CUES = [
    Cue(1000, 3000, ("La niña dijo: «no»", "y llamó al 110 & avisó")),
    Cue(3200, 4500, ("(Suena un teléfono)",), sound=True),
    Cue(3_661_004, 3_663_000, ("Fin “de la pieza”",)),
]


def test_vtt_is_read_back_by_another_reader(tmp_path: Path) -> None:
    path = tmp_path / "captions.vtt"
    path.write_text(files.vtt(CUES), "utf-8")

    read = webvtt.read(str(path)).captions

    assert [(caption.start, caption.end) for caption in read][-1] == ("01:01:01.004", "01:01:03.000")
    assert unescape(read[0].text) == "La niña dijo: «no»\ny llamó al 110 & avisó"
    assert unescape(read[2].text) == "Fin “de la pieza”"


def test_srt_and_vtt_are_read_back_by_ffmpeg(tmp_path: Path) -> None:
    for kind, text in (("srt", files.srt(CUES)), ("webvtt", files.vtt(CUES))):
        source, out = tmp_path / f"in.{kind}", tmp_path / f"out.{kind}.srt"
        source.write_text(text, "utf-8")

        run(["-f", kind, "-i", str(source), str(out)])

        back = files.read(out)
        assert [(cue.start, cue.end, cue.lines) for cue in back] == [(cue.start, cue.end, cue.lines) for cue in CUES]


def test_what_we_write_we_read_back() -> None:
    assert files.parse(files.srt(CUES)) == CUES
    assert files.parse(files.vtt(CUES)) == CUES


def test_angle_brackets_survive_where_the_format_would_swallow_them() -> None:
    cue = Cue(0, 2000, ("3 < 5 <b> y",))

    assert files.parse(files.vtt([cue])) == [cue]
    assert files.parse(files.srt([cue]))[0].text == "3 ‹ 5 ‹b› y"


def test_old_files_from_other_programs_are_read(tmp_path: Path) -> None:
    latin, ssa = tmp_path / "a.srt", tmp_path / "b.ass"
    latin.write_bytes("1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Niñez</i> protegida\r\n".encode("cp1252"))
    ssa.write_text(
        "[Script Info]\nScriptType: v4.00+\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,nota interna\n"
        "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\an8\\b1}Hola,\\Nmundo\n",
        "utf-16",
    )

    assert files.read(latin) == [Cue(1000, 2500, ("Niñez protegida",))]
    assert files.read(ssa) == [Cue(1000, 2500, ("Hola,", "mundo"))]


@pytest.mark.parametrize("data", [b"", b"hola", b"\x00\xff" * 400, b"WEBVTT\n\n", b"1\n00:00:xx --> y\nz"])
def test_what_is_no_caption_file_is_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.srt"
    path.write_bytes(data)

    with pytest.raises(files.UnreadableCaptions, match=r"bad\.srt"):
        files.read(path)


def test_a_damaged_margin_does_not_disturb_anybody() -> None:
    text = (
        "[Script Info]\nScriptType: v4.00+\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: x,0:00:01.00,0:00:02.50,Default,,é,0,0,,Hola\n"
    )

    assert files.parse(text) == [Cue(1000, 2500, ("Hola",))]
