"""One contract for every store: the local folder, a shared folder, an S3-compatible bucket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.errors import FileGone, MissingProgram, StoreUnreachable
from assets.store import Store, digest, open_store
from foundation.settings import App, Settings
from tests.servers.s3 import S3

PNG = "image/png"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    with S3() as server:
        told = {
            "AWS_ACCESS_KEY_ID": server.key,
            "AWS_SECRET_ACCESS_KEY": server.secret,
            "AWS_ENDPOINT_URL": server.url,
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        yield server
        assert server.complaints == []


@pytest.fixture(params=["local", "file", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "s3":
        request.getfixturevalue("s3")
    return {"local": "", "file": f"file://{tmp_path / 'shared'}", "s3": "s3://corett/archivos"}[request.param]


def machine(url: str, folder: Path) -> Store:
    return open_store(Settings(app=App(data_dir=folder), assets={"store_url": url}))


def test_what_is_put_is_found_under_its_hash_and_once(url: str, tmp_path: Path) -> None:
    store = machine(url, tmp_path / "a")
    (tmp_path / "b.bin").write_bytes(b"hola")
    sha256 = store.put(b"hola", PNG)

    assert sha256 == digest(b"hola") == store.put(tmp_path / "b.bin", PNG)
    assert store.path(sha256, PNG).read_bytes() == b"hola"


def test_what_is_removed_is_gone_and_may_be_removed_again(url: str, tmp_path: Path) -> None:
    store = machine(url, tmp_path / "a")
    sha256 = store.put(b"hola", PNG)
    store.remove(sha256, PNG)
    store.remove(sha256, PNG)

    with pytest.raises(FileGone):
        store.path(sha256, PNG)


def test_another_machine_reads_it_and_learns_of_its_withdrawal(s3: S3, tmp_path: Path) -> None:
    here, there = (machine("s3://corett/archivos", tmp_path / name) for name in ("here", "there"))
    sha256 = here.put(b"hola" * 1000, PNG)

    assert list(s3.objects) == [f"archivos/{sha256[:2]}/{sha256}.png"]
    assert there.path(sha256, PNG).read_bytes() == b"hola" * 1000
    there.remove(sha256, PNG)
    assert s3.objects == {}
    with pytest.raises(FileGone):
        here.path(sha256, PNG)
    assert not here.place(sha256, PNG).exists()


def test_content_that_was_changed_in_the_bucket_is_not_believed(s3: S3, tmp_path: Path) -> None:
    sha256 = machine("s3://corett/a", tmp_path / "here").put(b"hola", PNG)
    s3.objects = dict.fromkeys(s3.objects, b"otra cosa")

    with pytest.raises(FileGone):
        machine("s3://corett/a", tmp_path / "there").path(sha256, PNG)


def test_a_large_file_arrives_whole(s3: S3, tmp_path: Path) -> None:
    content = bytes(range(256)) * 12_000
    sha256 = machine("s3://corett/a", tmp_path / "here").put(content, "video/mp4")

    assert machine("s3://corett/a", tmp_path / "there").path(sha256, "video/mp4").read_bytes() == content


def test_a_wrong_key_is_one_sentence_without_the_secret(s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "otr0")
    with pytest.raises(StoreUnreachable) as refused:
        machine("s3://corett/a", tmp_path).put(b"hola", PNG)

    assert "otr0" not in str(refused.value)
    assert s3.complaints
    s3.complaints.clear()


def test_without_obstore_the_person_reads_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "obstore.store", None)

    with pytest.raises(MissingProgram, match=r"corett\[s3\]"):
        machine("s3://corett/a", tmp_path)
