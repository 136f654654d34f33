"""A film of cards: each stands while its words are spoken, or as long as people need to read them where no voice is at hand."""

import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from assets.captions.cue import Cue
from assets.captions.layout import SIZES, captions_top, even
from assets.captions.rules import Rules, rules_for
from assets.captions.scripts import caption
from assets.colour import RGB
from assets.heard import bare
from assets.speech import can_speak, speak
from assets.store import write_whole
from assets.video.ffmpeg import Cancelled, Progress, run, source
from assets.video.probing import probe
from assets.video.rendering import CLEAN, SOUND, work_folder

FRAMES: Final = 12  # a second: nothing moves but the fades
TAIL_MS: Final = 900  # a card stays a breath longer than its words
FADE_S: Final = 0.3
SILENT_RATE: Final = 22_050
ROUGH: Final = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p")  # burning encodes it once more


@dataclass(frozen=True, slots=True)
class Scene:
    """A card (an encoded picture of `card_size`) and the words spoken over it."""

    card: bytes
    words: str


def card_size(shape: str) -> tuple[int, int]:
    """The size of a card that leaves the foot of the picture to two lines of captions."""
    width, height = SIZES[shape]
    return width, even(captions_top(shape, height) * 0.985)


def clip(
    scenes: Sequence[Scene],
    language: str,
    shape: str,
    ground: RGB,
    out: Path,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[Cue]:
    """Writes the film without captions and returns them, timed by the voice. `ground` fills the foot under the cards.

    Raises:
        NoWords: a scene says nothing. VideoFailed, VideoCancelled: see `run`.
    """
    rules, cues, lengths, start = rules_for(language, shape), list[Cue](), list[int](), 0
    with work_folder(out.resolve().parent) as folder:
        for number, scene in enumerate(scenes):
            frame(scene.card, shape, ground).save(folder / f"{number}.png", compress_level=1)
            said = tell(scene.words, rules, folder / f"{number}.wav")
            cues += [cue.at(cue.start + start, cue.end + start) for cue in said]
            lengths.append(max(probe(folder / f"{number}.wav").duration, said[-1].end) + TAIL_MS)
            start += lengths[-1]
        order = [*pictures(lengths), *voices(folder, len(scenes)), "-filter_complex", graph(lengths)]
        end = ["-map", "[film]", "-map", "[voice]", *ROUGH, *SOUND, *CLEAN]
        order += [*end, "-movflags", "+faststart", "-f", "mp4", "film.mp4"]
        run(order, folder=folder, duration_ms=start, progress=progress, cancelled=cancelled, deadline_s=600)
        write_whole(out, folder / "film.mp4")
    return cues


def frame(card: bytes, shape: str, ground: RGB) -> Image.Image:
    """The whole picture: the card on top, plain ground for the captions below."""
    canvas = Image.new("RGB", SIZES[shape], ground)
    with Image.open(io.BytesIO(card)) as opened:
        canvas.paste(opened.convert("RGB"), (0, 0))
    return canvas


def tell(words: str, rules: Rules, wav: Path) -> list[Cue]:
    """Writes the words spoken, or silence of their length, and returns their captions."""
    text = bare(words)
    if can_speak(rules.language):
        speak(text, rules.language, wav)
        return caption(text, rules, audio=wav).cues
    cues = caption(text, rules).cues
    with wave.open(str(wav), "wb") as sound:
        sound.setparams((1, 2, SILENT_RATE, 0, "NONE", ""))
        sound.writeframes(bytes(2 * (SILENT_RATE * cues[-1].end // 1000)))
    return cues


def pictures(lengths: Sequence[int]) -> list[str]:
    """The cards as ffmpeg's inputs, each as long as it stands."""
    still = ["-protocol_whitelist", "file", "-f", "image2", "-pattern_type", "none", "-loop", "1", "-framerate", str(FRAMES)]
    return [word for number, ms in enumerate(lengths) for word in (*still, "-t", f"{ms / 1000:.3f}", "-i", f"{number}.png")]


def voices(folder: Path, count: int) -> list[str]:
    """The voices as inputs, after the cards."""
    return [word for number in range(count) for word in source(folder / f"{number}.wav")]


def graph(lengths: Sequence[int]) -> str:
    """The filter graph: every card fades in, every voice is filled up with silence, one follows the other."""
    count, steps = len(lengths), []
    for number, ms in enumerate(lengths):
        steps.append(f"[{number}:v:0]setsar=1,fade=t=in:st=0:d={FADE_S}[v{number}]")
        steps.append(f"[{count + number}:a:0]aresample=44100,apad,atrim=0:{ms / 1000:.3f}[a{number}]")
    parts = "".join(f"[v{number}][a{number}]" for number in range(count))
    return ";".join([*steps, f"{parts}concat=n={count}:v=1:a=1[film][voice]"])
