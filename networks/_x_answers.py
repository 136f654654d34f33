"""What X's answers mean: problem types, duplicate content, used-up credits and the rate headers.

https://docs.x.com/x-api/fundamentals/response-codes-and-errors and https://docs.x.com/x-api/fundamentals/rate-limits
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from networks._answers import not_the_network, number, retry_after, unclear
from networks._line import Answer
from networks.contract import BudgetFact, NetworkError, Rejected, SignedOut, Unavailable, Unconfirmed

NAME: Final = "x"
DUPLICATE: Final = "duplicate content"
OUR_SIDE: Final = (  # 403s that concern the profile or the app, not the content
    "client-forbidden",
    "oauth1-permissions",
    "unsupported-authentication",
    "suspended",
    "temporarily locked",
    "not permitted to perform this action",
)
BUDGETS: Final = (("x-rate-limit", "profile"), ("x-user-limit-24hour", "profile"), ("x-app-limit-24hour", "app"))


def judge(answer: Answer, now: datetime, *, publishing: bool) -> NetworkError:
    """The error an answer amounts to."""
    if answer.json is None:
        return not_the_network(NAME, answer, publishing=publishing)
    detail, status = told(answer.json), answer.status
    words = f"{answer.json.get('type', '')} {detail}".lower()
    if status in {402, 429}:
        return not_now(answer, words, detail, now)
    if not 400 <= status < 500 or status == 408:
        return unclear(NAME, f"{detail} (HTTP {status})", publishing=publishing, retry_after=retry_after(answer.headers, now))
    return refusal(status, words, detail)


def refusal(status: int, words: str, detail: str) -> NetworkError:
    """A definite no: to what is already there, to the profile, or to the content."""
    if status == 403 and DUPLICATE in words:
        return Unconfirmed(network=NAME, detail=detail, landed=True)
    if status == 401 or (status == 403 and any(word in words for word in OUR_SIDE)):
        return SignedOut(network=NAME, detail=detail)
    return Rejected(network=NAME, detail=detail)


def not_now(answer: Answer, words: str, detail: str, now: datetime) -> Unavailable:
    """Too fast, or the cycle's credits are gone: the latter is no matter of waiting a little."""
    if answer.status == 402 or "usage-capped" in words or "usage cap" in words:
        return Unavailable(network=NAME, detail=detail, scope="app", until_cycle=True)
    spent = [fact for fact in budget_facts(answer.headers, "", now) if fact.remaining == 0 and fact.resets_at is not None]
    if not spent:
        return Unavailable(network=NAME, detail=detail, retry_after=retry_after(answer.headers, now) or 60.0)
    last = max(spent, key=lambda fact: fact.resets_at or now)
    waits = max(1.0, ((last.resets_at or now) - now).total_seconds())
    return Unavailable(network=NAME, detail=detail, retry_after=waits, scope=last.scope)


def budget_facts(headers: Mapping[str, str], route: str, now: datetime) -> list[BudgetFact]:
    """What the rate headers say; `route` names the window that is counted per endpoint."""
    facts = []
    for prefix, scope in BUDGETS:
        remaining, reset = number(headers.get(f"{prefix}-remaining")), number(headers.get(f"{prefix}-reset"))
        if remaining is not None and reset is not None:
            name = route if prefix == "x-rate-limit" else f"{prefix} {route}".strip()
            facts.append(BudgetFact(scope, name, now, remaining=remaining, resets_at=datetime.fromtimestamp(reset, UTC)))
    return facts


def told(body: Mapping[str, Any]) -> str:
    """X's own words about what is wrong, shortened."""
    errors = body.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    words = body.get("detail") or first.get("message") or first.get("detail") or body.get("title") or "sin explicación"
    return str(words)[:300].rstrip(".")
