"""The walks to each network on loopback; Mastodon's is to mastodon-mock, which we did not write."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from mastodon_mock.testing import MockServer

from networks.contract import Unavailable
from networks.joining import CannotJoin, Joined, MissingKey, NotYes, NoWayBack, joining, part_of
from tests.servers.oauth import APP, BACK, CODE, PIN, PermissionServer

KEYS = {"consumer_key": APP[0], "consumer_secret": APP[1]}
FACEBOOK = {"app_id": APP[0], "app_secret": APP[1], "page_id": "1234"}


@pytest.fixture(autouse=True)
def plain_http_is_fine_on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def server() -> Iterator[PermissionServer]:
    with PermissionServer() as server:
        yield server


def settings(server: PermissionServer) -> SimpleNamespace:
    codes = f"{server.url}/oauth/meta"
    return SimpleNamespace(
        api_url=server.url, graph_version="v26.0", login_api_url=server.url, code_url=codes, api_version="v1.0"
    )


def test_x_gives_a_pin_and_the_pin_gives_the_keys(server: PermissionServer) -> None:
    walk = joining("x", KEYS, settings(server), "")

    assert "oauth_token=asking" in walk.address()
    assert walk.finish(f" {PIN}\n") == Joined({**KEYS, "access_token": "7-granted", "access_token_secret": "granted-secret"})


def test_a_wrong_pin_or_a_wrong_app_is_refused_without_showing_a_secret(server: PermissionServer) -> None:
    walk = joining("x", KEYS, settings(server), "")
    walk.address()
    with pytest.raises(NotYes) as refused:
        walk.finish("9999999")
    assert APP[1] not in str(refused.value)
    with pytest.raises(NotYes):
        joining("x", {**KEYS, "consumer_secret": "wrong"}, settings(server), "").address()


def test_facebook_gives_the_pages_own_token(server: PermissionServer) -> None:
    walk = joining("facebook", FACEBOOK, settings(server), "http://localhost:8765/")
    asked = {key: values[0] for key, values in parse_qs(urlsplit(walk.address()).query).items()}

    assert asked["client_id"] == APP[0]
    assert "pages_manage_posts" in asked["scope"]
    answer = f"http://localhost:8765/?code={CODE}&state={asked['state']}"
    assert walk.finish(answer) == Joined({"page_id": "1234", "access_token": "page-token"})


META = {"app_id": APP[0], "app_secret": APP[1]}
INSTAGRAM = {"user_id": "17841400000000001", "access_token": "sixty-day-token", "login": "instagram"}
THREADS = {"user_id": "25000000000000001", "access_token": "sixty-day-token"}


@pytest.mark.parametrize(("network", "given"), [("instagram", INSTAGRAM), ("threads", THREADS)])
def test_instagram_and_threads_give_a_token_of_sixty_days_and_the_accounts_number(
    server: PermissionServer, network: str, given: dict[str, str]
) -> None:
    walk = joining(network, META, settings(server), BACK)
    asked = {key: values[0] for key, values in parse_qs(urlsplit(walk.address()).query).items()}

    assert (asked["client_id"], asked["redirect_uri"], asked["response_type"]) == (APP[0], BACK, "code")
    assert "content_publish" in asked["scope"]
    assert walk.finish(f"{BACK}?code={CODE}&state={asked['state']}#_") == Joined(given, 5_183_944)


@pytest.mark.parametrize("network", ["instagram", "threads"])
def test_a_code_that_is_refused_shows_no_secret(server: PermissionServer, network: str) -> None:
    walk = joining(network, META, settings(server), BACK)
    walk.address()

    with pytest.raises(NotYes) as refused:
        walk.finish("another-code")
    assert "400" in str(refused.value)
    assert APP[1] not in str(refused.value)


@pytest.mark.parametrize("network", ["instagram", "threads"])
def test_instagram_and_threads_want_an_address_to_send_the_browser_to(server: PermissionServer, network: str) -> None:
    with pytest.raises(NoWayBack):
        joining(network, META, settings(server), "")


def test_an_answer_of_another_walk_is_refused(server: PermissionServer) -> None:
    walk = joining("facebook", FACEBOOK, settings(server), "")
    walk.address()

    with pytest.raises(NotYes):
        walk.finish(f"http://localhost:8765/?code={CODE}&state=somebody-elses")


def test_mastodon_makes_an_application_and_gives_a_token_that_works() -> None:
    with MockServer() as server:
        url = f"http://127.0.0.1:{server._port}"
        walk = joining("mastodon", {"server": url}, SimpleNamespace(api_url=""), "")
        asked = {key: values[0] for key, values in parse_qs(urlsplit(walk.address()).query).items()}
        chosen = requests.post(f"{url}/oauth/authorize", data={**asked, "username": "alice"}, allow_redirects=False, timeout=10)
        granted = walk.finish(re.findall(r"mockcode_[\w.=-]+", chosen.text)[0]).secrets
        head = {"Authorization": f"Bearer {granted['access_token']}"}
        me = requests.get(f"{url}/api/v1/accounts/verify_credentials", headers=head, timeout=10)

    assert granted["server"] == url
    assert me.json()["username"] == "alice"


def test_no_server_is_not_available() -> None:
    with pytest.raises(Unavailable):
        joining("x", KEYS, SimpleNamespace(api_url="http://127.0.0.1:1"), "").address()


def test_what_cannot_be_asked_is_named() -> None:
    with pytest.raises(CannotJoin):
        joining("telegram", {}, SimpleNamespace(), "")
    with pytest.raises(MissingKey) as missing:
        joining("x", {"consumer_key": "1"}, SimpleNamespace(), "")
    assert missing.value.field == "consumer_secret"


@pytest.mark.parametrize("answer", ["", "  ", "https://localhost/?error=access_denied", "https://localhost/"])
def test_a_no_is_a_no(answer: str) -> None:
    with pytest.raises(NotYes):
        part_of(answer, "code")
