import pytest
from starlette.testclient import TestClient

from tests.web.conftest import PASSWORD


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
    ],
)
def test_a_form_sent_from_another_site_is_refused(client: TestClient, admin: str, headers: dict[str, str]) -> None:
    answer = client.post("/console/login", data={"name": admin, "password": PASSWORD}, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://127.0.0.1:8000"}, {}]
)
def test_a_form_of_our_own_passes(client: TestClient, admin: str, headers: dict[str, str]) -> None:
    assert client.post("/console/login", data={"name": admin, "password": PASSWORD}, headers=headers).status_code == 303


def test_a_link_on_another_site_may_lead_here(client: TestClient) -> None:
    assert client.get("/es", headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/console/login", "/nada", "/static/corett.css", "/es/feed.xml"])
def test_every_answer_carries_the_safety_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_request_that_is_too_large_is_cut_off(client: TestClient) -> None:
    assert client.post("/console/login", content=b"x", headers={"content-length": "50000000"}).status_code == 413


def test_the_consoles_pages_are_kept_by_nobody(client: TestClient) -> None:
    assert client.get("/console/login").headers["cache-control"] == "no-store"


def test_nothing_describes_the_inside_to_strangers(client: TestClient) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/metrics"):
        assert client.get(path).status_code == 404


def test_the_signs_of_life_answer(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok"
    assert client.get("/readyz").json() == {"ready": True, "missing": {}}
