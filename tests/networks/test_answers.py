"""What each network's answers amount to: one table per network, straight from status, code, subcode and headers."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from networks import _graph, _x_answers
from networks._answers import retry_after
from networks._line import Answer
from networks.contract import NetworkError, Rejected, SignedOut, Unavailable, Unconfirmed

NOW = datetime(2027, 7, 1, 15, 0, tzinfo=UTC)
IN_FIVE_MINUTES = str(int((NOW + timedelta(minutes=5)).timestamp()))
TOMORROW = str(int((NOW + timedelta(days=1)).timestamp()))
PROBLEM = "https://api.twitter.com/2/problems/"


def problem(kind: str = "about:blank", detail: str = "") -> dict[str, Any]:
    return {"title": "T", "type": kind if ":" in kind else PROBLEM + kind, "detail": detail}


X_TABLE: list[tuple[int, dict[str, Any] | None, dict[str, str], type[NetworkError], dict[str, Any]]] = [
    (400, problem("invalid-request", "One or more parameters to your request was invalid."), {}, Rejected, {}),
    (401, problem(detail="Unauthorized"), {}, SignedOut, {}),
    (401, None, {}, Unconfirmed, {"landed": False}),
    (402, problem("credits", "CreditsDepleted"), {}, Unavailable, {"until_cycle": True, "scope": "app"}),
    (403, problem(detail="You are not allowed to create a Tweet with duplicate content."), {}, Unconfirmed, {"landed": True}),
    (403, problem("client-forbidden", "client-not-enrolled"), {}, SignedOut, {}),
    (
        403,
        problem("oauth1-permissions", "Your client app is not configured with the appropriate oauth1 app permissions"),
        {},
        SignedOut,
        {},
    ),
    (403, problem(detail="Your account is suspended and is not permitted to access this feature."), {}, SignedOut, {}),
    (403, problem(detail="You are not allowed to post a video longer than 2 minutes."), {}, Rejected, {}),
    (403, problem(detail="Your Tweet text is too long."), {}, Rejected, {}),
    (403, None, {}, Unconfirmed, {"landed": False}),
    (404, problem("resource-not-found", "Could not find media"), {}, Rejected, {}),
    (407, None, {}, Unconfirmed, {}),
    (408, problem(detail="Request timeout"), {}, Unconfirmed, {}),
    (429, problem("usage-capped", "Usage cap exceeded: Monthly product cap"), {}, Unavailable, {"until_cycle": True}),
    (429, problem("rate-limit-exceeded"), {}, Unavailable, {"until_cycle": False, "retry_after": 60.0}),
    (
        429,
        problem(detail="Too Many Requests"),
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": IN_FIVE_MINUTES},
        Unavailable,
        {"retry_after": 300.0, "scope": "profile"},
    ),
    (
        429,
        problem(detail="Too Many Requests"),
        {
            "x-rate-limit-remaining": "17",
            "x-rate-limit-reset": IN_FIVE_MINUTES,
            "x-app-limit-24hour-remaining": "0",
            "x-app-limit-24hour-reset": TOMORROW,
        },
        Unavailable,
        {"retry_after": 86_400.0, "scope": "app"},
    ),
    (307, None, {}, Unconfirmed, {}),
    (200, None, {}, Unconfirmed, {}),
    (500, problem("internal-error"), {}, Unconfirmed, {"landed": False}),
    (502, None, {}, Unconfirmed, {}),
    (503, problem(detail="Over capacity"), {}, Unconfirmed, {}),
]


@pytest.mark.parametrize(("status", "body", "headers", "kind", "facts"), X_TABLE)
def test_what_xs_answer_to_a_post_amounts_to(
    status: int, body: dict[str, Any] | None, headers: dict[str, str], kind: type[NetworkError], facts: dict[str, Any]
) -> None:
    error = _x_answers.judge(Answer(status, headers, body), NOW, publishing=True)

    assert type(error) is kind
    assert {name: getattr(error, name) for name in facts} == facts


def graph(code: int, subcode: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "error": {"message": "M", "type": "OAuthException", "code": code, "error_subcode": subcode, "fbtrace_id": "A", **more}
    }


def usage(minutes: int) -> dict[str, str]:
    case = {"type": "pages", "call_count": 100, "total_cputime": 1, "total_time": 1, "estimated_time_to_regain_access": minutes}
    return {"X-Business-Use-Case-Usage": json.dumps({"1": [case]})}


GRAPH_TABLE: list[tuple[int, dict[str, Any] | None, dict[str, str], type[NetworkError], dict[str, Any]]] = [
    (400, graph(100), {}, Rejected, {}),
    (400, graph(100, 33), {}, SignedOut, {}),
    (400, graph(1609005), {}, Rejected, {}),
    (400, graph(368), {}, Rejected, {}),
    (400, graph(324), {}, Rejected, {}),
    (400, graph(506, 1455006), {}, Unconfirmed, {"landed": True}),
    (401, graph(190, 463), {}, SignedOut, {}),
    (400, graph(190, 460), {}, SignedOut, {}),
    (400, graph(102), {}, SignedOut, {}),
    (403, graph(10), {}, SignedOut, {}),
    (403, graph(200), {}, SignedOut, {}),
    (403, graph(299), {}, SignedOut, {}),
    (400, graph(3), {}, SignedOut, {}),
    (400, graph(0, 467), {}, SignedOut, {}),
    (403, graph(4), {}, Unavailable, {"scope": "app", "retry_after": 300.0}),
    (403, graph(17), {}, Unavailable, {"scope": "profile"}),
    (403, graph(32), usage(7), Unavailable, {"scope": "profile", "retry_after": 420.0}),
    (403, graph(613), {"Retry-After": "30"}, Unavailable, {"retry_after": 30.0}),
    (400, graph(80001), usage(1), Unavailable, {"scope": "profile", "retry_after": 60.0}),
    (400, graph(341), {}, Unavailable, {"scope": "app"}),
    (429, graph(9999), {}, Unavailable, {"scope": "app"}),
    (500, graph(1), {}, Unconfirmed, {"landed": False}),
    (500, graph(2), {}, Unconfirmed, {}),
    (400, graph(9000, is_transient=True), {}, Unconfirmed, {}),
    (503, graph(9000), {}, Unconfirmed, {}),
    (401, None, {}, Unconfirmed, {}),
    (502, None, {}, Unconfirmed, {}),
    (200, None, {}, Unconfirmed, {}),
    (400, {"message": "someone else's JSON"}, {}, Unconfirmed, {}),
    (401, {"error": "unauthorized"}, {}, Unconfirmed, {}),
]


@pytest.mark.parametrize(("status", "body", "headers", "kind", "facts"), GRAPH_TABLE)
def test_what_metas_answer_to_a_post_amounts_to(
    status: int, body: dict[str, Any] | None, headers: dict[str, str], kind: type[NetworkError], facts: dict[str, Any]
) -> None:
    error = _graph.judge("facebook", Answer(status, headers, body), NOW, publishing=True)

    assert type(error) is kind
    assert {name: getattr(error, name) for name in facts} == facts


@pytest.mark.parametrize("status", [200, 307, 401, 500, 502])
def test_outside_a_post_nothing_is_ever_unconfirmed(status: int) -> None:
    for body in (None, graph(2), problem("internal-error")):
        for judged in (
            _x_answers.judge(Answer(status, {}, body), NOW, publishing=False),
            _graph.judge("facebook", Answer(status, {}, body), NOW, publishing=False),
        ):
            assert not isinstance(judged, Unconfirmed)


def test_the_shares_in_the_headers_become_budget_facts() -> None:
    headers = {"X-App-Usage": '{"call_count":28,"total_time":25,"total_cputime":91}', **usage(0)}
    app, page = _graph.budget_facts(headers, NOW)

    assert (app.scope, app.used, app.resets_at) == ("app", 0.91, None)
    assert (page.scope, page.name, page.used, page.resets_at) == ("profile", "pages", 1.0, None)


@pytest.mark.parametrize("header", ["", "not json", "[]", '{"x": "y"}', '{"1": "y"}'])
def test_nonsense_in_a_usage_header_is_no_fact(header: str) -> None:
    assert _graph.budget_facts({"X-App-Usage": header, "X-Business-Use-Case-Usage": header}, NOW) == []


def test_xs_windows_become_budget_facts() -> None:
    headers = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "99", "x-rate-limit-reset": IN_FIVE_MINUTES}
    [fact] = _x_answers.budget_facts(headers, "POST /2/tweets", NOW)

    assert (fact.scope, fact.name, fact.remaining, fact.resets_at) == (
        "profile",
        "POST /2/tweets",
        99,
        NOW + timedelta(minutes=5),
    )


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("30", 30.0), ("Thu, 01 Jul 2027 15:01:00 GMT", 60.0), ("Thu, 01 Jul 2027 14:00:00 GMT", 1.0), ("soon", None), ("", None)],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value}, NOW) == seconds
