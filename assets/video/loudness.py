"""Even loudness in two passes: the first hears how loud it is, the second corrects it exactly."""

import json
import re
from pathlib import Path
from typing import Final

from assets.video.ffmpeg import Cancelled, run, source

TARGET_LUFS: Final = -14.0  # what the networks themselves level to
PEAK_DB: Final = -1.5
RANGE: Final = 11.0
SETTING: Final = f"loudnorm=I={TARGET_LUFS}:TP={PEAK_DB}:LRA={RANGE}"
REPORT: Final = re.compile(r"\{[^{}]*\"input_i\"[^{}]*\}", re.DOTALL)


def measure(path: Path, cancelled: Cancelled | None = None) -> dict[str, float] | None:
    """The loudness of a file's first sound (EBU R 128), or None where it is silent.

    Raises:
        VideoFailed, VideoCancelled: see `run`.
    """
    words = run(
        ["-v", "info", *source(path), "-map", "0:a:0", "-af", f"{SETTING}:print_format=json", "-f", "null", "-"],
        cancelled=cancelled,
    )
    found = REPORT.search(words)
    if found is None:
        return None
    report = json.loads(found[0])
    return None if "inf" in report["input_i"] else {name: float(report[name]) for name in WANTED}


WANTED: Final = ("input_i", "input_tp", "input_lra", "input_thresh", "target_offset")


def level(measured: dict[str, float]) -> str:
    """The filter of the second pass."""
    return (
        f"{SETTING}:measured_I={measured['input_i']}:measured_TP={measured['input_tp']}:measured_LRA={measured['input_lra']}"
        f":measured_thresh={measured['input_thresh']}:offset={measured['target_offset']}:linear=true,aresample=48000"
    )
