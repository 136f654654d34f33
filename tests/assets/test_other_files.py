"""Video, sound and PDF come in without what they know about people."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from sqlalchemy.orm import Session

from assets.errors import Broken, Locked, TooLong, UnknownType
from assets.intake import make_fresh, take_in
from assets.settings import AssetsSection
from assets.sniffing import Kind
from assets.store import Store
from assets.video.ffmpeg import run
from foundation.db import Database
from tests.clock import FrozenClock


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        yield session


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of video with a place, a witness and a chapter in its metadata."""
    folder = tmp_path_factory.mktemp("clip")
    (folder / "about.txt").write_text(
        ";FFMETADATA1\nlocation=+14.6349-090.5069/\ncomment=testigo Ana\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=Casa de Ana\n"
    )
    target = folder / "clip.mp4"
    picture, sound = "testsrc2=size=320x240:rate=10:duration=2", "sine=frequency=440:duration=2"
    run(
        [
            *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-i", str(folder / "about.txt"), "-map_metadata", "2"),
            *("-c:v", "libx264", "-c:a", "aac", "-shortest", str(target)),
        ]
    )
    assert b"Ana" in target.read_bytes()
    return target


def test_a_video_forgets_where_and_who(clip: Path, tmp_path: Path, session: Session) -> None:
    store = Store(tmp_path)
    asset = take_in(store, session, clip, "Una animación", "propia", "admin", FrozenClock().now())
    kept = store.path(asset.sha256, asset.mime).read_bytes()

    assert (asset.kind, asset.mime, asset.width, asset.height) == ("video", "video/mp4", 320, 240)
    assert asset.duration == pytest.approx(2, abs=0.1)
    assert b"Ana" not in kept
    assert b"14.6349" not in kept


def test_the_same_video_twice_is_the_same_content(clip: Path) -> None:
    assert make_fresh(clip).content == make_fresh(clip).content


@pytest.mark.parametrize(
    ("name", "mime"), [("a.webm", "video/mp4"), ("a.wav", "audio/mp4"), ("a.mp3", "audio/mpeg"), ("a.ogg", "audio/ogg")]
)
def test_other_containers_come_out_as_what_people_can_play(clip: Path, tmp_path: Path, name: str, mime: str) -> None:
    file = tmp_path / name
    how = ["-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libopus"] if name == "a.webm" else ["-vn"]
    run(["-i", str(clip), *how, str(file)])

    fresh = make_fresh(file)

    assert fresh.mime == mime
    assert fresh.kind is (Kind.VIDEO if mime == "video/mp4" else Kind.AUDIO)
    assert fresh.duration == pytest.approx(2, abs=0.2)


def test_a_clip_longer_than_the_setting_is_refused(clip: Path) -> None:
    with pytest.raises(TooLong, match="dura 2 s y el máximo es 1 s"):
        make_fresh(clip, AssetsSection(max_video_s=1))


def test_a_truncated_video_is_refused(clip: Path, tmp_path: Path) -> None:
    file = tmp_path / "cut.mp4"
    file.write_bytes(clip.read_bytes()[:20000])

    with pytest.raises(Broken):
        make_fresh(file)


def test_a_playlist_dressed_as_a_video_reads_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"secret")
    playlist = f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\nfile://{secret}\n#EXT-X-ENDLIST\n".encode()
    plain, behind_a_box = tmp_path / "a.mp4", tmp_path / "b.mp4"
    plain.write_bytes(playlist)
    behind_a_box.write_bytes(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + playlist)

    with pytest.raises(UnknownType, match="lista de reproducción"):
        make_fresh(plain)
    with pytest.raises(Broken):
        make_fresh(behind_a_box)


def document(target: Path, *, password: str = "") -> Path:
    """One page with a script, an attachment, an author and a photograph that knows where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "CamaraDeAna"
    photo = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(photo, "JPEG", exif=exif, comment=b"casa segura")
    page = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(page, "PDF")
    writer = PdfWriter(clone_from=page)
    resources: Any = writer.pages[0]["/Resources"]
    picture = next(iter(resources["/XObject"].values())).get_object()
    picture._data = photo.getvalue()
    picture[NameObject("/Filter")] = NameObject("/DCTDecode")
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('hola')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("nombres.txt", b"Ana, Berta")
    writer.add_metadata({"/Author": "Ana Secreta", "/Title": "Hoja informativa"})
    writer.root_object[NameObject("/Lang")] = TextStringObject("es")
    writer.pages[0][NameObject("/AA")] = DictionaryObject(
        {NameObject("/O"): DictionaryObject({NameObject("/S"): NameObject("/Launch")})}
    )
    if password:
        writer.encrypt(password)
    with target.open("wb") as file:
        writer.write(file)
    return target


def test_a_pdf_keeps_its_pages_and_loses_scripts_attachments_and_authors(tmp_path: Path) -> None:
    dirty = document(tmp_path / "a.pdf")
    assert b"CamaraDeAna" in dirty.read_bytes()

    fresh = make_fresh(dirty)
    assert isinstance(fresh.content, bytes)
    reader = PdfReader(io.BytesIO(fresh.content))

    for told in (b"Ana", b"Berta", b"app.alert", b"Launch", b"casa segura", b"CamaraDeAna"):
        assert told not in fresh.content
    assert reader.metadata is not None
    assert reader.metadata.title == "Hoja informativa"
    assert reader.metadata.author is None
    assert str(reader.root_object["/Lang"]) == "es"
    assert reader.pages[0].images[0].image is not None
    assert (fresh.kind, fresh.facts["pages"]) == (Kind.DOCUMENT, 1)


def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    with pytest.raises(Locked, match="contraseña"):
        make_fresh(document(tmp_path / "a.pdf", password="1234"))


def test_a_broken_pdf_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>")

    with pytest.raises(Broken):
        make_fresh(file)
