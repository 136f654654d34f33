"""`python -m tests.bench.hostile [COUNT] [SEED]`: broken and forged files through intake: no crash, no hang, no swollen memory.

Seeds are real files; each case flips bytes, cuts, doubles, or forges sizes in headers. Only a `CorettError` may come out.
PDF is cleaned here in this process, as its child does; intake itself adds the child's deadline and memory limit.
"""

import io
import logging
import random
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from PIL import Image

from assets.intake import make_fresh
from assets.papers import READ_ERRORS, clean
from assets.video.ffmpeg import run
from foundation.errors import CorettError

LIMIT_S = 5
FORGED = (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"\x00\x01\x00\x00")
SHARES = {"jpg": 30, "png": 28, "webp": 20, "gif": 10, "pdf": 8, "mp4": 4}


def seeds(folder: Path) -> dict[str, bytes]:
    """One small real file of each type."""
    picture = Image.effect_noise((96, 64), 90).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "camera"
    found = {}
    for kind, name in (("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("gif", "GIF"), ("pdf", "PDF")):
        buffer = io.BytesIO()
        picture.save(buffer, name, **({"exif": exif} if kind == "jpg" else {}))
        found[kind] = buffer.getvalue()
    run(["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5:duration=0.6", "-c:v", "libx264", str(folder / "seed.mp4")])
    found["mp4"] = (folder / "seed.mp4").read_bytes()
    return found


def spoiled(content: bytes, dice: random.Random) -> bytes:
    """The content after one to three accidents, its first bytes left so that it is mostly still taken for its type."""
    spoilt = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 3))):
        dice.choice((flip, cut, insert, forge, double, forge_head))(spoilt, dice)
        if len(spoilt) < 80:
            break
    return bytes(spoilt)


def flip(spoilt: bytearray, dice: random.Random) -> None:
    """A few bytes become others."""
    for _ in range(dice.randint(1, 8)):
        spoilt[dice.randrange(8, len(spoilt))] = dice.randrange(256)


def cut(spoilt: bytearray, dice: random.Random) -> None:
    """The rest is missing."""
    del spoilt[dice.randrange(8, len(spoilt)) :]


def insert(spoilt: bytearray, dice: random.Random) -> None:
    """Something strange in between."""
    at = dice.randrange(8, len(spoilt))
    spoilt[at:at] = dice.randbytes(dice.randint(1, 60))


def forge(spoilt: bytearray, dice: random.Random) -> None:
    """A length or a size that lies."""
    at = dice.randrange(8, len(spoilt) - 4)
    spoilt[at : at + 4] = dice.choice(FORGED)


def double(spoilt: bytearray, dice: random.Random) -> None:
    """The rest twice."""
    at = dice.randrange(8, len(spoilt))
    spoilt += spoilt[at:]


def forge_head(spoilt: bytearray, dice: random.Random) -> None:
    """A lie among the first fields."""
    for _ in range(dice.randint(1, 4)):
        spoilt[dice.randrange(8, 64)] = dice.randrange(256)


def cases(count: int, seed: int, sources: dict[str, bytes], shares: dict[str, int]) -> Iterator[tuple[str, bytes]]:
    """So many spoiled files, the same ones for the same seed."""
    dice = random.Random(seed)
    kinds, weights = list(shares), list(shares.values())
    for _ in range(count):
        kind = dice.choices(kinds, weights)[0]
        yield kind, spoiled(sources[kind], dice)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """A hang becomes a TimeoutError with its place."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(seconds)

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def feed(kind: str, file: Path, take: Callable[[Path], object] = make_fresh) -> str:
    """What became of one file; anything but a refusal with a sentence is raised."""
    if kind == "pdf":
        with suppress(PermissionError):
            try:
                clean(file, file.with_suffix(".out"))
            except READ_ERRORS as error:
                return type(error).__name__
        return "taken"
    try:
        take(file)
    except CorettError as error:
        return type(error).__name__
    return "taken"


def main() -> None:
    count, seed = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1
    logging.disable()
    warnings.simplefilter("ignore")
    became: Counter[str] = Counter()
    slowest, began = (0.0, ""), time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, (kind, content) in enumerate(cases(count, seed, seeds(folder), SHARES)):
            file = folder / f"case.{kind}"
            file.write_bytes(content)
            start = time.perf_counter()
            try:
                with at_most(LIMIT_S * 2):
                    became[feed(kind, file)] += 1
            except BaseException:
                kept = Path(tempfile.gettempdir()) / f"hostile-{seed}-{number}.{kind}"
                kept.write_bytes(content)
                print(f"case {number} broke intake; kept as {kept}")
                raise
            slowest = max(slowest, (time.perf_counter() - start, f"{kind} {number}"))
            if number % 5000 == 4999:
                print(f"{number + 1} files, {time.perf_counter() - began:.0f} s, slowest {slowest[0]:.2f} s", flush=True)
    usage = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(f"{count} files in {time.perf_counter() - began:.0f} s: {dict(became.most_common())}")
    print(f"slowest {slowest[0]:.2f} s ({slowest[1]}, limit {LIMIT_S}), peak memory {usage:.0f} MB (limit 400)")


if __name__ == "__main__":
    main()
