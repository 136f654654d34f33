from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from foundation.ids import new_id
from networks import manual
from networks.contract import (
    Account,
    CannotLook,
    HandedOver,
    Media,
    MediaKind,
    Network,
    Outgoing,
    Prepared,
    Receipt,
    Unavailable,
)
from tests.networks.contract import NetworkContract
from tests.networks.samples import DELIVERY
from tests.networks.stage import IN_TIME, Arrived, Seen, Stage, digest

LINK = "https://prensa.example.org/r/ab12"


def profile(folder: Path) -> manual.Manual:
    return manual.connect(
        Account(
            profile="tiktok-gt",
            settings=manual.Settings(),
            credentials=manual.Credentials(address="https://www.tiktok.com/@coalicion"),
            timeout_s=5,
            data_dir=folder,
        )
    )


async def nothing(_name: str, _ref: str) -> None: ...


def package(tmp_path: Path) -> Prepared:
    card = tmp_path / "card.png"
    card.write_bytes(b"\x89PNG")
    image = Media(card, MediaKind.IMAGE, "image/png", "a" * 64, 4, alt="Dos jóvenes leen un cartel")
    return Prepared(Outgoing("Infórmate antes de viajar.", "es", link=LINK, media=(image,)), {}, nothing)


async def test_the_package_holds_text_files_and_what_to_do_and_waits_for_a_person(tmp_path: Path) -> None:
    delivery_id = new_id()

    with pytest.raises(HandedOver) as waiting:
        await profile(tmp_path).publish(package(tmp_path), delivery_id)

    folder = tmp_path / "manual" / "tiktok-gt" / str(delivery_id)
    assert (folder / "texto.txt").read_text("utf-8") == f"Infórmate antes de viajar.\n{LINK}\n"
    assert (folder / "1.png").read_bytes() == b"\x89PNG"
    instructions = (folder / "instrucciones.txt").read_text("utf-8")
    assert f"corett queue resolve {delivery_id} --sent" in instructions
    assert "1.png: Dos jóvenes leen un cartel" in instructions
    assert str(delivery_id) in str(waiting.value)


async def test_handing_over_twice_leaves_the_first_package_alone(tmp_path: Path) -> None:
    delivery_id = new_id()
    person = profile(tmp_path)
    with pytest.raises(HandedOver):
        await person.publish(package(tmp_path), delivery_id)
    text = tmp_path / "manual" / "tiktok-gt" / str(delivery_id) / "texto.txt"
    text.write_text("a person's note", "utf-8")

    with pytest.raises(HandedOver):
        await person.publish(package(tmp_path), delivery_id)

    assert text.read_text("utf-8") == "a person's note"


async def test_a_folder_that_cannot_be_written_is_surely_not_handed_over(tmp_path: Path) -> None:
    (tmp_path / "manual").write_text("a file where the folder should be", "utf-8")

    with pytest.raises(Unavailable):
        await profile(tmp_path).publish(package(tmp_path), new_id())


async def test_nobody_can_look_where_a_person_posts(tmp_path: Path) -> None:
    with pytest.raises(CannotLook):
        await profile(tmp_path).find(new_id(), package(tmp_path), datetime(2027, 7, 1, tzinfo=UTC))


class ManualStage(Stage):
    """The folder where packages wait for a person."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        settings, credentials = manual.Settings(), manual.Credentials(address="https://www.tiktok.com/@coalicion")
        return Account("tiktok-gt", settings, credentials, timeout_s, data_dir=self.folder)

    def secrets(self) -> list[str]:
        return []

    def arrived(self) -> list[Arrived]:
        [package] = (self.folder / "manual" / "tiktok-gt").iterdir()
        found = []
        for file in sorted(one for one in package.iterdir() if one.stem.isdigit()):
            words = {one.name.split(".")[1]: one.read_text() for one in package.glob(f"{file.stem}.*.srt")}
            found.append(Arrived(digest(file.read_bytes()), words))
        return found

    def posts(self) -> list[Seen]:
        packages = sorted((self.folder / "manual" / "tiktok-gt").glob("*"))
        return [Seen("\n".join((one / name).read_text() for name in ("texto.txt", "instrucciones.txt"))) for one in packages]


class TestManual(NetworkContract):
    network = "manual"

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Stage:
        return ManualStage(tmp_path)

    async def out(self, network: Network, prepared: Prepared, delivery: UUID = DELIVERY) -> Receipt:
        with pytest.raises(HandedOver) as waiting:
            await network.publish(prepared, delivery)
        return Receipt(str(waiting.value.facts["folder"]))
