"""Where files lie: by the hash of their content, so that a name never lies and the same file is kept once."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from assets.errors import FileGone
from assets.settings import AssetsSection
from foundation.settings import Settings, parse_section

SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "image/jpeg": ".jpg",
        "image/png": ".png",
        "image/webp": ".webp",
        "video/mp4": ".mp4",
        "audio/mp4": ".m4a",
        "audio/mpeg": ".mp3",
        "audio/ogg": ".ogg",
        "audio/wav": ".wav",
        "application/pdf": ".pdf",
        "application/x-subrip": ".srt",
        "text/vtt": ".vtt",
        "application/x-brf": ".brf",
        "text/plain": ".txt",
    }
)


class Store:
    """A folder of files named by their SHA-256: `ab/abcdef….jpg`. Safe to share between processes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes | Path, mime: str) -> str:
        """Keeps the content and returns its SHA-256 in hexadecimal; what is already there is left alone."""
        sha256 = digest(content)
        target = self.place(sha256, mime)
        if not target.exists():
            write_whole(target, content)
        return sha256

    def path(self, sha256: str, mime: str) -> Path:
        """The local file of that content, ready to be read.

        Raises:
            FileGone: it was withdrawn or lost.
        """
        target = self.place(sha256, mime)
        if not target.is_file():
            raise FileGone(sha256=sha256)
        return target

    def remove(self, sha256: str, mime: str) -> None:
        """Forgets the content, everywhere this store keeps it."""
        self.place(sha256, mime).unlink(missing_ok=True)

    def place(self, sha256: str, mime: str) -> Path:
        """Where that content lies or would lie."""
        return self.root / sha256[:2] / f"{sha256}{SUFFIXES.get(mime, '.bin')}"


class Far(Protocol):
    """Where several machines keep files together. Names look like `ab/abcdef….jpg`.

    Raises:
        StoreUnreachable: it does not answer, or does not let us in.
    """

    def has(self, name: str) -> bool: ...

    def send(self, name: str, file: Path) -> None: ...

    def fetch(self, name: str) -> bytes: ...

    def drop(self, name: str) -> None: ...


class SharedStore(Store):
    """A store that several machines share, with the local folder as its cache."""

    def __init__(self, root: Path, far: Far) -> None:
        super().__init__(root)
        self.far = far

    def put(self, content: bytes | Path, mime: str) -> str:
        sha256 = super().put(content, mime)
        name = self.name(sha256, mime)
        if not self.far.has(name):
            self.far.send(name, self.place(sha256, mime))
        return sha256

    def path(self, sha256: str, mime: str) -> Path:
        """The local file, fetched and checked against its hash; a copy withdrawn elsewhere is withdrawn here too."""
        name, near = self.name(sha256, mime), self.place(sha256, mime)
        if not self.far.has(name):
            near.unlink(missing_ok=True)
            raise FileGone(sha256=sha256)
        if not near.is_file():
            content = self.far.fetch(name)
            if digest(content) != sha256:
                raise FileGone(sha256=sha256)
            write_whole(near, content)
        return near

    def remove(self, sha256: str, mime: str) -> None:
        self.far.drop(self.name(sha256, mime))
        super().remove(sha256, mime)

    def name(self, sha256: str, mime: str) -> str:
        """What the content is called in the shared store."""
        return self.place(sha256, mime).relative_to(self.root).as_posix()


def open_store(settings: Settings) -> Store:
    """The store the settings name: the `assets` folder of the data by default, `[assets] store_url` where it is set.

    Raises:
        MissingProgram: that address needs one more package.
        WrongSetting: the address means nothing.
    """
    section, root = parse_section(AssetsSection, settings.assets, "assets"), settings.app.data_dir / "assets"
    if not section.store_url:
        return Store(root)
    from assets.sharing import open_far  # noqa: PLC0415 - only shared stores need it

    return SharedStore(root, open_far(section.store_url))


def digest(content: bytes | Path) -> str:
    """The SHA-256 of bytes or of a file, in hexadecimal."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(target: Path, content: bytes | Path) -> None:
    """All of it or nothing: a reader never sees half a file, not even after a power cut."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
