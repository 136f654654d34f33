import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFile
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assets.errors import (
    AltTooLong,
    Animated,
    Broken,
    FileGone,
    MissingAlt,
    NoSuchFile,
    TooManyBytes,
    TooManyPixels,
    UnknownType,
    Withdrawn,
)
from assets.intake import lookalikes, take_in
from assets.models import Asset
from assets.settings import AssetsSection
from assets.store import Store, open_store
from foundation.db import Database
from foundation.errors import WrongSetting
from foundation.settings import App, Settings
from foundation.texts import Texts
from tests.clock import FrozenClock

NOW = FrozenClock().now()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "assets")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def photograph(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Many colours, some shapes: what a camera gives."""
    noise = Image.effect_noise((size[0] // 8, size[1] // 8), 90).resize(size, Image.Resampling.BICUBIC)
    picture = Image.merge("RGB", (noise, noise.rotate(90).resize(size), Image.linear_gradient("L").resize(size)))
    ImageDraw.Draw(picture).ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill=(220, 60, 40))
    return picture


def saved(picture: Image.Image, path: Path, **options: Any) -> Path:
    picture.save(path, **options)
    return path


def take(store: Store, session: Session, file: Path, alt: str = "Manos que sostienen un cartel", **options: Any) -> Asset:
    return take_in(store, session, file, alt, "propia", "admin", NOW, **options)


def test_a_photograph_loses_its_place_its_camera_and_its_comment(store: Store, session: Session, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CamaraDeAna"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (14.0, 38.0, 4.0)
    file = saved(photograph(), tmp_path / "foto.jpg", exif=exif, comment=b"testigo: Ana P.", quality=92)
    assert b"CamaraDeAna" in file.read_bytes()

    asset = take(store, session, file)
    kept = store.path(asset.sha256, asset.mime).read_bytes()

    assert b"CamaraDeAna" not in kept
    assert b"Ana P." not in kept
    assert b"Exif" not in kept
    assert not dict(Image.open(io.BytesIO(kept)).getexif())
    assert (asset.kind, asset.mime, asset.width, asset.height) == ("image", "image/jpeg", 640, 480)


def test_a_program_behind_the_picture_does_not_survive(store: Store, session: Session, tmp_path: Path) -> None:
    file = saved(photograph(), tmp_path / "foto.jpg")
    file.write_bytes(file.read_bytes() + b"<?php system($_GET['c']); ?>")

    asset = take(store, session, file)

    assert b"<?php" not in store.path(asset.sha256, asset.mime).read_bytes()


def test_a_picture_taken_with_the_telephone_held_upright_stands_upright(store: Store, session: Session, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    asset = take(store, session, saved(photograph((640, 480)), tmp_path / "foto.jpg", exif=exif))

    assert (asset.width, asset.height) == (480, 640)


def test_a_drawing_keeps_its_sharp_edges_and_its_transparency(store: Store, session: Session, tmp_path: Path) -> None:
    drawing = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    ImageDraw.Draw(drawing).rectangle((50, 50, 250, 150), fill=(11, 61, 145, 255))

    asset = take(store, session, saved(drawing, tmp_path / "logo.png"))

    assert asset.mime == "image/png"
    with Image.open(store.path(asset.sha256, asset.mime)) as kept:
        assert kept.mode == "RGBA"


def test_a_huge_photograph_is_made_smaller(store: Store, session: Session, tmp_path: Path) -> None:
    asset = take(store, session, saved(photograph((5000, 4000)), tmp_path / "grande.jpg"))

    assert max(asset.width, asset.height) == 4096


def test_the_same_content_twice_is_one_asset_and_learns_its_other_language(
    store: Store, session: Session, tmp_path: Path
) -> None:
    file = saved(photograph(), tmp_path / "foto.jpg")
    first = take(store, session, file)
    again = take_in(store, session, file, {"es": "Otra cosa", "en": "Hands holding a sign"}, "propia", "admin", NOW)

    assert again.id == first.id
    assert again.alt == {"es": "Manos que sostienen un cartel", "en": "Hands holding a sign"}
    assert session.scalar(select(func.count()).select_from(Asset)) == 1


def test_the_same_photograph_compressed_again_is_found_as_alike(store: Store, session: Session, tmp_path: Path) -> None:
    picture = photograph((1200, 900))
    first = take(store, session, saved(picture, tmp_path / "a.jpg", quality=95))
    small = take(store, session, saved(picture.resize((600, 450)), tmp_path / "b.jpg", quality=40))
    other = take(store, session, saved(photograph((800, 800)).rotate(180), tmp_path / "c.jpg"))

    assert [asset.id for asset in lookalikes(session, small)] == [first.id]
    assert lookalikes(session, other) == []


def test_what_was_withdrawn_does_not_come_back(store: Store, session: Session, tmp_path: Path) -> None:
    file = saved(photograph(), tmp_path / "foto.jpg")
    asset = take(store, session, file)
    asset.withdrawn_at, asset.withdrawn_why = NOW, "venció el consentimiento"

    with pytest.raises(Withdrawn, match="venció el consentimiento"):
        take(store, session, file)


def png_of(width: int, height: int) -> bytes:
    """A tiny file that decodes to an enormous picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (height * (width // 8 + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7000, 12000, 30000])
def test_a_decompression_bomb_is_refused_before_it_unfolds(store: Store, session: Session, tmp_path: Path, side: int) -> None:
    file = tmp_path / "bomba.png"
    file.write_bytes(png_of(side, side))
    assert len(file.read_bytes()) < 500_000

    with pytest.raises(TooManyPixels):
        take(store, session, file)


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("a.svg", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "SVG"),
        ("a.jpg", b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
        ("a.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "lista de reproducción"),
        ("a.jpg", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        ("a.docx", b"PK\x03\x04rest", "oficina"),
        ("a.png", b"", "vacío"),
        ("a.bin", b"\x01\x02\x03\x04", "desconocido"),
    ],
)
def test_what_is_not_on_the_list_is_refused_by_its_content(
    store: Store, session: Session, tmp_path: Path, name: str, content: bytes, named: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    with pytest.raises(UnknownType, match=named):
        take(store, session, file)


def test_a_truncated_photograph_is_refused_even_after_documents_were_made(
    store: Store, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    file = saved(photograph(), tmp_path / "foto.jpg")
    file.write_bytes(file.read_bytes()[:-9000])

    with pytest.raises(Broken, match="dañado o incompleto"):
        take(store, session, file)
    assert not list((tmp_path / "assets").rglob("*.jpg"))


def test_an_animation_is_refused_with_the_way_out(store: Store, session: Session, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    file = tmp_path / "a.gif"
    frames[0].save(file, save_all=True, append_images=frames[1:])

    with pytest.raises(Animated, match="MP4"):
        take(store, session, file)


def test_a_file_heavier_than_the_setting_is_refused(store: Store, session: Session, tmp_path: Path) -> None:
    with pytest.raises(TooManyBytes, match=r"0\.01 MB"):
        take(store, session, saved(photograph(), tmp_path / "foto.jpg"), limits=AssetsSection(max_image_mb=0.01))


def test_without_alt_text_nothing_comes_in(store: Store, session: Session, tmp_path: Path) -> None:
    file = saved(photograph(), tmp_path / "foto.jpg")

    with pytest.raises(MissingAlt) as refusal:
        take(store, session, file, alt="  ")
    assert refusal.value.field == "alt"
    with pytest.raises(AltTooLong):
        take(store, session, file, alt="a" * 1501)


def test_a_path_that_leads_nowhere_is_one_sentence(store: Store, session: Session, tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile, match=r"nada\.jpg"):
        take(store, session, tmp_path / "nada.jpg")
    with pytest.raises(NoSuchFile):
        take(store, session, tmp_path)


def test_the_refusal_is_told_in_english_too(store: Store, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_bytes(b"<svg/>")

    with pytest.raises(UnknownType) as refusal:
        take(store, session, file)
    assert "an SVG drawing" in refusal.value.say(Texts("en"))


def test_the_store_says_when_content_is_gone(store: Store) -> None:
    sha256 = store.put(b"hola", "application/pdf")
    assert store.path(sha256, "application/pdf").read_bytes() == b"hola"

    store.remove(sha256, "application/pdf")

    with pytest.raises(FileGone, match=sha256):
        store.path(sha256, "application/pdf")


def test_a_write_that_fails_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.put(tmp_path / "missing", "image/png")
    assert not list(tmp_path.rglob(".new-*"))


@pytest.fixture
def shared(tmp_path: Path) -> Settings:
    return Settings(app=App(data_dir=tmp_path / "here"), assets={"store_url": f"file://{tmp_path / 'shared'}"})


def test_a_shared_store_hands_the_same_content_to_every_machine(shared: Settings, tmp_path: Path) -> None:
    sha256 = open_store(shared).put(b"hola", "application/pdf")
    there = open_store(Settings(app=App(data_dir=tmp_path / "there"), assets=shared.assets))

    assert there.path(sha256, "application/pdf").read_bytes() == b"hola"
    there.remove(sha256, "application/pdf")
    with pytest.raises(FileGone):
        open_store(shared).path(sha256, "application/pdf")


def test_content_that_was_changed_in_the_shared_store_is_not_believed(shared: Settings, tmp_path: Path) -> None:
    sha256 = open_store(shared).put(b"hola", "application/pdf")
    next((tmp_path / "shared").rglob("*.pdf")).write_bytes(b"otra cosa")

    with pytest.raises(FileGone):
        open_store(Settings(app=App(data_dir=tmp_path / "there"), assets=shared.assets)).path(sha256, "application/pdf")


def test_an_address_fsspec_does_not_know_names_the_key(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"assets\.store_url"):
        open_store(Settings(app=App(data_dir=tmp_path), assets={"store_url": "nada://cubo"}))
