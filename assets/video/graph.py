"""The filter graph of a film, as text for ffmpeg. Pure: sizes and switches in, words out."""

from dataclasses import dataclass
from typing import Final

from assets.captions.layout import LAYOUTS, SIZES, captions_top, even, inset_box, shape_of
from assets.video.probing import Facts
from assets.video.recipe import Fit

LONGEST_SIDE: Final = 1920


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture to be made: its shape and its size in even pixels."""

    shape: str
    width: int
    height: int


def frame_of(source: Facts, shape: str | None) -> Frame:
    """The picture for a source: its own size where no shape is asked for, never larger than the source allows."""
    if shape is None:
        scale = min(1, LONGEST_SIDE / max(source.width, source.height))
        return Frame(shape_of(source.width, source.height), even(source.width * scale), even(source.height * scale))
    wide, high = SIZES[shape]
    scale = min(1, max(source.width / wide, source.height / high))
    return Frame(shape, even(wide * scale), even(high * scale))


def picture(source: Facts, frame: Frame, fit: Fit, *, burn: bool) -> str:
    """From `[0:v]` to `[shaped]`: scaled, padded on its own blurred image, or cropped. Padded, it makes way for captions."""
    size = f"{frame.width}:{frame.height}"
    finish = "setsar=1,format=yuv420p[shaped]"
    if abs(source.width / source.height - frame.width / frame.height) < 0.02:
        return f"[0:v:0]scale={size},{finish}"
    if fit is Fit.CROP:
        return f"[0:v:0]scale={size}:force_original_aspect_ratio=increase,crop={size},{finish}"
    # The background is blurred small and enlarged: twenty times cheaper, and nobody sees the difference.
    small = f"{even(frame.width / 8)}:{even(frame.height / 8)}"
    height = f"max(0\\,min((H-h)/2\\,{captions_top(frame.shape, frame.height)}-h))" if burn else "(H-h)/2"
    return (
        f"[0:v:0]split[back][front];"
        f"[back]scale={small}:force_original_aspect_ratio=increase,crop={small},gblur=sigma=4,eq=brightness=-0.12,"
        f"scale={size}:flags=bicubic[behind];"
        f"[front]scale={size}:force_original_aspect_ratio=decrease:force_divisible_by=2[whole];"
        f"[behind][whole]overlay=(W-w)/2:{height},{finish}"
    )


def held(longer_ms: int) -> str:
    """From `[shaped]` to `[held]`: the last picture stays while the interpreter still signs."""
    if longer_ms <= 100:
        return "[shaped]null[held]"
    return f"[shaped]tpad=stop_mode=clone:stop_duration={longer_ms / 1000:.3f}[held]"


def inset(sign: Facts, frame: Frame) -> str:
    """From `[held]` and `[1:v]` to `[signed]`: the interpreter in her corner, a wide recording cut to a square around her."""
    ratio = min(sign.width / sign.height, 1)
    wide, high = inset_box(frame.width, frame.height, ratio)
    layout = LAYOUTS[frame.shape]
    margin = round(frame.width * layout.side)
    low = f"H-h-{round(frame.height * layout.top)}" if layout.inset_low else f"{round(frame.height * layout.top)}"
    square = "crop=ih:ih," if sign.width > sign.height else ""
    return (
        f"[1:v:0]{square}scale={wide}:{high},setsar=1,format=yuv420p[hands];"
        f"[held][hands]overlay=W-w-{margin}:{low}:eof_action=repeat[signed]"
    )


def graph(source: Facts, frame: Frame, fit: Fit, *, sign: Facts | None, burn: bool) -> str:
    """The whole graph; its last picture is `[film]`. Captions come from `captions.ass` beside `fonts/`."""
    steps = [picture(source, frame, fit, burn=burn), held(sign.duration - source.duration if sign else 0)]
    last = "held"
    if sign:
        steps.append(inset(sign, frame))
        last = "signed"
    steps.append(f"[{last}]ass=captions.ass:fontsdir=fonts[film]" if burn else f"[{last}]null[film]")
    return ";".join(steps)
