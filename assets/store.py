"""Where files lie: by the hash of their content, so that a name never lies and the same file is kept once."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from assets.errors import FileGone, MissingProgram
from assets.settings import AssetsSection
from foundation.errors import WrongSetting
from foundation.settings import Settings, parse_section
from foundation.texts import N_

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


class SharedStore(Store):
    """A store that several machines share (S3 or anything fsspec reaches), with the local folder as its cache."""

    def __init__(self, root: Path, files: Any, base: str) -> None:
        super().__init__(root)
        self.files = files
        self.base = base.rstrip("/")

    def put(self, content: bytes | Path, mime: str) -> str:
        sha256 = super().put(content, mime)
        if not self.files.exists(self.far(sha256, mime)):
            self.files.makedirs(self.far(sha256, mime).rsplit("/", 1)[0], exist_ok=True)
            self.files.put_file(str(self.place(sha256, mime)), self.far(sha256, mime))
        return sha256

    def path(self, sha256: str, mime: str) -> Path:
        """The local file, fetched and checked against its hash; a copy withdrawn elsewhere is withdrawn here too."""
        far, near = self.far(sha256, mime), self.place(sha256, mime)
        if not self.files.exists(far):
            near.unlink(missing_ok=True)
            raise FileGone(sha256=sha256)
        if not near.is_file():
            content = self.files.cat_file(far)
            if digest(content) != sha256:
                raise FileGone(sha256=sha256)
            write_whole(near, content)
        return near

    def remove(self, sha256: str, mime: str) -> None:
        if self.files.exists(self.far(sha256, mime)):
            self.files.rm_file(self.far(sha256, mime))
        super().remove(sha256, mime)

    def far(self, sha256: str, mime: str) -> str:
        """Where the content lies in the shared store."""
        return f"{self.base}/{self.place(sha256, mime).relative_to(self.root).as_posix()}"


def open_store(settings: Settings) -> Store:
    """The store the settings name: the `assets` folder of the data by default, `[assets] store_url` where it is set.

    Raises:
        MissingProgram: fsspec needs one more package for that address.
        WrongSetting: the address means nothing to fsspec.
    """
    section, root = parse_section(AssetsSection, settings.assets, "assets"), settings.app.data_dir / "assets"
    if not section.store_url:
        return Store(root)
    import fsspec  # noqa: PLC0415 - only shared stores need it

    try:
        files, base = fsspec.core.url_to_fs(section.store_url)
    except ImportError as error:
        raise MissingProgram(program="s3fs", act=N_("abrir el almacén de archivos"), how="pip install s3fs") from error
    except ValueError as error:
        raise WrongSetting(field="assets.store_url", source="[assets]", reason=str(error)) from error
    return SharedStore(root, files, base)


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
