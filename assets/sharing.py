"""Stores that several machines share: an S3-compatible bucket, or anything fsspec reaches."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assets.errors import MissingProgram, StoreUnreachable
from foundation.errors import WrongSetting
from foundation.texts import N_


class Bucket:
    """An S3-compatible bucket; keys, region and endpoint come from the usual `AWS_…` variables, never from our settings."""

    def __init__(self, store: Any, failure: type[Exception]) -> None:
        self.store, self.failure = store, failure

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Tells a refusal or a silence in one sentence; a missing object is no failure."""
        try:
            yield
        except FileNotFoundError:
            raise
        except self.failure as error:
            raise StoreUnreachable(reason=type(error).__name__) from error

    def has(self, name: str) -> bool:
        """Whether the object is there."""
        with self.answering():
            try:
                self.store.head(name)
            except FileNotFoundError:
                return False
            return True

    def send(self, name: str, file: Path) -> None:
        """Uploads the file, in parts where it is large."""
        with self.answering():
            self.store.put(name, file)

    def fetch(self, name: str) -> bytes:
        """The object's bytes."""
        with self.answering():
            return bytes(self.store.get(name).bytes())

    def drop(self, name: str) -> None:
        """Deletes the object; one that is not there is gone already. A withdrawal must be certain, so it is looked for again."""
        with self.answering(), suppress(FileNotFoundError):
            self.store.delete(name)
        if self.has(name):
            raise StoreUnreachable(reason=N_("el archivo sigue ahí"))


class Folder:
    """A folder of anything fsspec reaches."""

    def __init__(self, files: Any, base: str) -> None:
        self.files, self.base = files, base.rstrip("/")

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return bool(self.files.exists(f"{self.base}/{name}"))

    def send(self, name: str, file: Path) -> None:
        """Copies the file there."""
        there = f"{self.base}/{name}"
        self.files.makedirs(there.rsplit("/", 1)[0], exist_ok=True)
        self.files.put_file(str(file), there)

    def fetch(self, name: str) -> bytes:
        """The file's bytes."""
        return bytes(self.files.cat_file(f"{self.base}/{name}"))

    def drop(self, name: str) -> None:
        """Deletes the file where it is."""
        if self.has(name):
            self.files.rm_file(f"{self.base}/{name}")


def open_far(url: str) -> Bucket | Folder:
    """What the address names.

    Raises:
        MissingProgram: it needs one more package.
        WrongSetting: it means nothing.
    """
    return open_bucket(url) if urlsplit(url).scheme == "s3" else open_folder(url)


def open_bucket(url: str) -> Bucket:
    """`s3://bucket/prefix`."""
    try:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra: only shared buckets need it
        from obstore.store import S3Store  # noqa: PLC0415
    except ImportError as error:
        raise MissingProgram(program="obstore", act=N_("abrir el almacén de archivos"), how="pip install 'corett[s3]'") from error
    try:
        return Bucket(S3Store.from_url(url), BaseError)
    except BaseError as error:
        raise WrongSetting(field="assets.store_url", source="[assets]", reason=type(error).__name__) from error


def open_folder(url: str) -> Folder:
    """Any other address."""
    import fsspec  # noqa: PLC0415

    try:
        files, base = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise MissingProgram(program="fsspec", act=N_("abrir el almacén de archivos"), how=str(error)) from error
    except ValueError as error:
        raise WrongSetting(field="assets.store_url", source="[assets]", reason=str(error)) from error
    return Folder(files, base)
