"""Runs the bundled ffmpeg as one child process: with progress, a deadline, and an end that leaves nothing behind."""

import os
import selectors
import shutil
import signal
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Final

from assets.sniffing import HEAD, Kind, sniff
from foundation.clock import Clock, SystemClock
from foundation.errors import BadInput, CorettError
from foundation.texts import N_

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
POLL_S: Final = 0.2
DEADLINE_S: Final = 3600.0
SAFE: Final = ("-protocol_whitelist", "file")  # a playlist disguised as a video must not fetch anything


class VideoFailed(CorettError):
    """ffmpeg ended badly; `detail` is its last word."""

    code = "video_failed"
    sentence = N_("No se pudo procesar el video: {detail}. Revise el archivo de origen o expórtelo otra vez como MP4.")


class VideoCancelled(CorettError):
    """A person stopped the job."""

    code = "video_cancelled"
    sentence = N_("Trabajo de video cancelado. No quedó ningún archivo a medias.")


class NotAVideo(BadInput):
    """By its content the file is no video or sound we take."""

    code = "not_a_video"
    sentence = N_("{field}: «{name}» no es un video ni un audio que se pueda leer. Use MP4, MOV, WebM, MKV, WAV, MP3, M4A u OGG.")


@cache
def program() -> str:
    """The path of the ffmpeg that came with the Python packages."""
    from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415 - only where video is made

    return str(get_ffmpeg_exe())


def demuxer(path: Path) -> str:
    """The name of the reader ffmpeg must use, by the file's first bytes; never by its name.

    Raises:
        NotAVideo: none of the containers we take.
    """
    try:
        with path.open("rb") as file:
            found = sniff(file.read(HEAD))
    except OSError as error:
        raise NotAVideo(field="file", name=path.name) from error
    if found is None or found.kind not in {Kind.VIDEO, Kind.AUDIO}:
        raise NotAVideo(field="file", name=path.name)
    return found.decoder


def source(path: Path) -> list[str]:
    """The arguments that open a file safely."""
    return [*SAFE, "-f", demuxer(path), "-i", str(path.resolve())]


def run(
    arguments: Sequence[str],
    *,
    folder: Path | None = None,
    duration_ms: int = 0,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    deadline_s: float = DEADLINE_S,
    clock: Clock | None = None,
) -> str:
    """Runs ffmpeg to its end and returns what it said. `progress` hears shares from 0 to 1.

    Raises:
        VideoFailed: it ended with an error, or did not end before the deadline.
        VideoCancelled: `cancelled` said so; the process is gone when this is raised.
    """
    time = clock or SystemClock()
    stop_at = time.monotonic() + deadline_s
    order = [*manners(), program(), "-hide_banner", "-nostdin", "-y", "-nostats", "-progress", "pipe:1", *arguments]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            order, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, start_new_session=True
        )
        try:
            for share in shares(child, duration_ms):
                if cancelled is not None and cancelled():
                    raise VideoCancelled
                if time.monotonic() > stop_at:
                    raise VideoFailed(detail=f"> {deadline_s:.0f} s")
                if share is not None and progress is not None:
                    progress(share)
            code = child.wait(timeout=30)
        finally:
            end(child)
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    if code != 0:
        raise VideoFailed(detail=last_word(words))
    return words


def manners() -> list[str]:
    """Runs behind everything else, and dies when the platform dies, where the system can do that."""
    polite = ["nice", "-n", "10"] if shutil.which("nice") else []
    return polite + (["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else [])


def shares(child: subprocess.Popen[bytes], duration_ms: int) -> "Shares":
    """How far the child is, asked every fifth of a second, until its output ends."""
    if child.stdout is None:
        raise VideoFailed(detail="stdout")
    return Shares(child.stdout, duration_ms)


class Shares:
    """Iterates over ffmpeg's progress: a share from 0 to 1, or None when nothing was said for a while."""

    def __init__(self, output: IO[bytes], duration_ms: int) -> None:
        self.output = output
        self.duration_ms = duration_ms
        self.waiting: deque[bytes] = deque()
        self.rest = b""
        self.selector = selectors.DefaultSelector()
        self.selector.register(output, selectors.EVENT_READ)

    def __iter__(self) -> "Shares":
        return self

    def __next__(self) -> float | None:
        if not self.selector.select(POLL_S):
            return None
        chunk = os.read(self.output.fileno(), 65536)
        if not chunk:
            self.selector.close()
            raise StopIteration
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        times = [line.partition(b"=")[2] for line in lines if line.startswith(b"out_time_us=")]
        if not times or not times[-1].strip().isdigit() or not self.duration_ms:
            return None
        return min(int(times[-1]) / 1000 / self.duration_ms, 1.0)


def end(child: subprocess.Popen[bytes]) -> None:
    """Nothing of the child stays: its whole group is killed and waited for."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout is not None:
        child.stdout.close()


def last_word(words: str) -> str:
    """The last line that tells something, without the paths of this machine."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    telling = [line for line in lines if "rror" in line or "nvalid" in line or "not found" in line] or lines
    return " ".join(part for part in (telling[-1] if telling else "?").split() if "/" not in part)[:200]
