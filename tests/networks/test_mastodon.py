"""Mastodon against mastodon-mock, which we did not write, through a door that acts out our faults."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import requests
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from mastodon_mock.testing import MockServer

from networks import mastodon
from networks._line import Answer, NoAnswer
from networks._multipart import Multipart
from networks.contract import Account, NetworkError, Outgoing, Receipt, Rejected, SignedOut, Unavailable, Unconfirmed
from networks.mastodon import judge, visible, waiting_time
from tests.networks.contract import NetworkContract
from tests.networks.samples import DELIVERY, image, outgoing, video
from tests.networks.stage import IN_TIME, Arrived, Kept, Seen, Stage, digest
from tests.servers.faults import HTTP_FAULTS, Fault
from tests.servers.gateway import Gateway

TOKEN = "alice_token"
NOW = datetime(2027, 7, 1, 15, 0, tzinfo=UTC)


class MastodonGateway(Gateway):
    name = "mastodon"

    def publishes(self, request: web.Request) -> bool:
        return (request.method, request.path) == ("POST", "/api/v1/statuses")

    def rate_limited(self) -> web.StreamResponse:
        headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2199-01-01T00:00:00.000000Z"}
        return web.json_response({"error": "Too many requests"}, status=429, headers=headers)


class MastodonStage(Stage):
    faults = HTTP_FAULTS

    def __init__(self, upstream: str, gateway: MastodonGateway, folder: Path) -> None:
        self.upstream, self.gateway, self.folder = upstream, gateway, folder

    def account(self, *, timeout_s: float = IN_TIME, wrong_secret: bool = False) -> Account:
        token = "wrong_token_of_nobody" if wrong_secret else TOKEN
        credentials = mastodon.Credentials(server="https://social.example.org", access_token=token)
        return Account("azul", mastodon.Settings(api_url=self.gateway.url), credentials, timeout_s, data_dir=self.folder)

    def secrets(self) -> list[str]:
        return [TOKEN, "wrong_token_of_nobody"]

    def ask(self, path: str) -> Any:
        return requests.get(self.upstream + path, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=10).json()

    def break_next(self, rule: dict[str, Any]) -> None:
        requests.post(f"{self.upstream}/api/v1/_mock/faults", json=rule, timeout=10).raise_for_status()

    def statuses(self) -> list[Any]:
        me = self.ask("/api/v1/accounts/verify_credentials")["id"]
        return list(reversed(self.ask(f"/api/v1/accounts/{me}/statuses")))

    def posts(self) -> list[Seen]:
        return [
            Seen(
                self.ask(f"/api/v1/statuses/{status['id']}/source")["text"],
                [media["description"] for media in status["media_attachments"]],
            )
            for status in self.statuses()
        ]

    def arrived(self) -> list[Arrived]:
        return [Arrived(digest(content)) for content in self.gateway.files]

    def will(self, fault: Fault) -> None:
        self.gateway.will(fault)

    def uploads(self) -> int:
        return sum(path == "/api/v2/media" for _, path, _ in self.gateway.passed)

    def complaints(self) -> list[str]:
        return [f"{path} {status}" for _, path, status in self.gateway.passed if status >= 400]


@pytest.fixture(scope="module")
def upstream() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture
def stage(upstream: MockServer, tmp_path: Path) -> Iterator[MastodonStage]:
    upstream.reset()
    address = f"http://127.0.0.1:{upstream._port}"
    with MastodonGateway(address) as gateway:
        yield MastodonStage(address, gateway, tmp_path)


class TestMastodon(NetworkContract):
    network = "mastodon"

    @pytest.fixture
    def stage(self, upstream: MockServer, tmp_path: Path) -> Iterator[Stage]:
        upstream.reset()
        address = f"http://127.0.0.1:{upstream._port}"
        with MastodonGateway(address) as gateway:
            yield MastodonStage(address, gateway, tmp_path)


async def publish(account: Account, message: Outgoing) -> Receipt:
    network, kept = mastodon.connect(account), Kept()
    try:
        return await network.publish(await network.prepare(message, kept, kept.keep), DELIVERY)
    finally:
        await network.close()


async def test_the_server_itself_keeps_the_same_delivery_to_one_post(stage: MastodonStage) -> None:
    first = await publish(stage.account(), outgoing())
    second = await publish(stage.account(), outgoing())

    assert first == second
    assert len(stage.statuses()) == 1


async def test_language_and_descriptions_reach_the_network(stage: MastodonStage, tmp_path: Path) -> None:
    await publish(stage.account(), outgoing(media=(image(tmp_path, alt="Un cartel"),)))

    [status] = stage.statuses()
    assert status["language"] == "es"
    assert status["media_attachments"][0]["description"] == "Un cartel"


async def test_a_post_without_link_is_found_by_its_words(stage: MastodonStage) -> None:
    network, kept = mastodon.connect(stage.account()), Kept()
    message = Outgoing("Una frase con <signos> & «comillas»", "es")
    prepared = await network.prepare(message, kept, kept.keep)
    receipt = await network.publish(prepared, DELIVERY)

    assert await network.find(DELIVERY, prepared, datetime(2026, 1, 1, tzinfo=UTC)) == receipt
    await network.close()


async def test_what_the_server_makes_of_a_blip_is_told_apart(stage: MastodonStage) -> None:
    """mastodon-mock's own fault injection, on the call that asks who we are."""
    network = mastodon.connect(stage.account())
    for effect, expected in [
        ({"type": "status", "status": 503}, Unavailable),
        ({"type": "malformed"}, Unavailable),
        ({"type": "ratelimit"}, Unavailable),
        ({"type": "status", "status": 401}, SignedOut),
    ]:
        rule = {"match": {"path": "/api/v1/accounts/verify_credentials"}, "effect": effect, "count": 1}
        stage.break_next(rule)
        with pytest.raises(expected):
            await network.whoami()
    assert (await network.whoami()).handle.startswith("@alice@")
    await network.close()


def test_images_and_a_video_do_not_go_together(stage: MastodonStage, tmp_path: Path) -> None:
    found = mastodon.connect(stage.account()).check(outgoing(media=(image(tmp_path), video(tmp_path))))

    assert [problem.code for problem in found] == ["mixed_media"]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"error": "The access token is invalid"}, SignedOut),
        (403, {"error": "This action is outside the authorized scopes"}, SignedOut),
        (401, None, Unconfirmed),
        (404, {"error": "Record not found"}, Rejected),
        (422, {"error": "Validation failed: Text character limit of 500 exceeded"}, Rejected),
        (429, {"error": "Too many requests"}, Unavailable),
        (500, {"error": "oops"}, Unconfirmed),
        (503, {"error": "There was a temporary problem serving your request"}, Unconfirmed),
        (502, None, Unconfirmed),
    ],
)
def test_each_answer_to_a_post_has_one_meaning(status: int, body: dict[str, str] | None, expected: type[NetworkError]) -> None:
    assert type(judge(Answer(status, {}, body), NOW, publishing=True)) is expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X-RateLimit-Reset": "2027-07-01T15:02:00.000000Z"}, 120),
        ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 90)}, 90),
        ({"Retry-After": "7"}, 7),
        ({"X-RateLimit-Reset": "soon"}, 300),
        ({}, 300),
    ],
)
def test_the_reset_is_read_in_each_of_its_forms(headers: dict[str, str], seconds: float) -> None:
    assert waiting_time(headers, NOW) == seconds


@settings(deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"))
    )
)
def test_a_streamed_form_is_as_long_as_it_says_and_reads_back(fields: dict[str, str]) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(b"\x00\r\n--x\xff" * 100)
        file.flush()
        form = Multipart(fields, "file", Path(file.name), "video/mp4")
        body = b"".join(form)
        assert len(body) == len(form)
        whole = message_from_bytes(f"Content-Type: {form.headers['Content-Type']}\r\n\r\n".encode() + body)
        parts: list[Any] = whole.get_payload()  # type: ignore[assignment]
        assert len(parts) == len(fields) + 1
        assert parts[-1].get_payload(decode=True) == b"\x00\r\n--x\xff" * 100


def test_markup_goes_and_words_stay() -> None:
    assert visible("<p>Te <b>creemos</b>.</p>") == "Te creemos."


def served(stage: MastodonStage, statuses: dict[str, object], files: dict[str, object] | None = None) -> mastodon.Mastodon:
    """An account on a server that says so of itself."""
    account = stage.account()
    profile = mastodon.connect(account)
    told = {"configuration": {"statuses": statuses, "media_attachments": files or {}}}
    profile.instance.keep(told, account.clock.now())
    return profile


async def test_a_servers_own_limits_are_asked_once_a_day_and_kept(stage: MastodonStage) -> None:
    profile = mastodon.connect(stage.account())
    await profile.whoami()
    await profile.whoami()
    await profile.close()

    assert [path for _, path, _ in stage.gateway.passed].count("/api/v2/instance/") == 1
    again = mastodon.connect(stage.account())
    configuration = stage.ask("/api/v2/instance")["configuration"]
    assert again.limits_now().max_text == configuration["statuses"]["max_characters"]
    assert again.limits_now().max_image_bytes == configuration["media_attachments"]["image_size_limit"]
    await again.close()


async def test_checking_goes_by_what_the_server_says(stage: MastodonStage) -> None:
    generous = served(stage, {"max_characters": 5000, "characters_reserved_per_url": 10})
    long = outgoing("a" * 4900, link="")

    assert generous.check(long) == []
    assert generous.limits_now().count("https://example.org/a/very/long/address") == 10
    strict = served(stage, {"max_characters": 100})
    assert [one.code for one in strict.check(long)] == ["text_too_long"]
    await generous.close()
    await strict.close()


@pytest.mark.parametrize("nonsense", [{"max_characters": 0}, {"max_characters": "many"}, {"max_characters": True}, {}])
async def test_where_a_server_does_not_tell_the_declared_limits_hold(stage: MastodonStage, nonsense: dict[str, object]) -> None:
    profile = served(stage, nonsense)

    assert profile.limits_now().max_text == mastodon.LIMITS.max_text
    await profile.close()


async def test_a_server_that_does_not_answer_that_question_is_no_reason_not_to_speak(
    stage: MastodonStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = mastodon.connect(stage.account())

    def away() -> None:
        raise NoAnswer("away")

    monkeypatch.setattr(profile.api, "instance_v2", away)
    assert (await profile.whoami()).handle.startswith("@")
    assert profile.limits_now().max_text == mastodon.LIMITS.max_text
    await profile.close()
