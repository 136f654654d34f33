"""Files people send with a form: spooled, made anew outside any transaction, then taken into the library."""

import shutil
import tempfile
from pathlib import Path

from fastapi import UploadFile

from assets.fresh import Fresh
from assets.intake import alt_texts, keep, make_looked
from assets.settings import AssetsSection
from foundation.settings import parse_section
from web.front import Front
from web.sessions import Person


def is_sent(file: UploadFile | None) -> bool:
    """Whether the person chose a file; browsers send an empty one otherwise."""
    return file is not None and bool(file.filename)


def freshened(front: Front, file: UploadFile) -> Fresh:
    """The file decoded and made anew.

    Raises:
        BadInput: what the intake refuses, with `file` as its field.
    """
    limits = parse_section(AssetsSection, front.settings.assets, "assets")
    name = Path(file.filename or "archivo").name[:120]
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix[:10]) as copy:
        shutil.copyfileobj(file.file, copy)
        copy.flush()
        return make_looked(Path(copy.name), limits, name=name)


def take_upload(front: Front, file: UploadFile, alt: dict[str, str], person: Person) -> int:
    """The number of the library's file.

    Raises:
        BadInput: nothing was kept.
    """
    words = alt_texts(alt)
    fresh = freshened(front, file)
    with front.database.writing() as session:
        now = front.clock.now()
        asset = keep(front.store, session, fresh, words, "", person.name, now, name=Path(file.filename or "").name)
        session.flush()
        return asset.id
