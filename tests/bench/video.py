"""How fast films are made: a 30-second 1080p clip, captioned, in each shape, with and without an interpreter.

Run `python -m tests.bench.video [--seconds 30] [--shape 16:9 --shape 9:16]`. The picture is a moving test pattern with noise,
which is harder to encode than people talking. "× real time" above 1 is faster than the clip plays.
"""

import argparse
import os
import resource
import tempfile
from pathlib import Path
from time import perf_counter

from assets.captions.cue import Cue
from assets.video.ffmpeg import run
from assets.video.recipe import Recipe
from assets.video.rendering import Kitchen, render

ON_TWO = 2
"""Cores of the machine the target is set for; x264 keeps both busy."""


def clip(path: Path, seconds: int, size: str) -> Path:
    """A noisy moving picture with a tone."""
    picture = f"testsrc2=s={size}:d={seconds}:r=30,noise=alls=12:allf=t"
    sound = f"sine=frequency=330:duration={seconds},volume=-18dB"
    order = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20"]
    run([*order, "-pix_fmt", "yuv420p", "-c:a", "aac", str(path)])
    return path


def processor_s() -> float:
    """Processor seconds of ffmpeg so far: on a busy machine they tell more than the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--shape", action="append", default=[])
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = clip(folder / "source.mp4", wanted.seconds, "1920x1080")
        sign = clip(folder / "sign.mp4", wanted.seconds, "640x360")
        cues = tuple(
            Cue(start, start + 2900, ("La trata de personas", "es un delito que ocurre"))
            for start in range(0, wanted.seconds * 1000, 3000)
        )
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        for shape in wanted.shape or ["16:9", "1:1", "4:5", "9:16"]:
            for hands in (None, sign):
                began, busy = perf_counter(), processor_s()
                film = render(Recipe(source, shape, burn=cues, sign=hands), Kitchen(folder / "films"))
                took, cost = perf_counter() - began, processor_s() - busy
                speed = f"{took:6.1f} s  {wanted.seconds / took:4.2f} × real time (target ≥ 0.60)"
                idle = f"{ON_TWO * wanted.seconds / cost:4.2f} × on two idle cores"
                facts = f"{speed}  {cost:6.1f} processor s = {idle}  {film.stat().st_size / 1e6:5.1f} MB"
                print(f"{shape:>5} {'sign' if hands else '    '} {facts}", flush=True)


if __name__ == "__main__":
    main()
