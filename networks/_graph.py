"""Meta's Graph API through facebook-sdk: a version it would refuse, the token in a header, and answers kept whole.

facebook-sdk 3.1 accepts only dead versions, puts the token into addresses and drops status and headers; hence this subclass.
"""

import json
import warnings
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from foundation.texts import N_
from networks._answers import asked, not_the_network, retry_after, scrubbed, unclear
from networks._line import Answer, Line, Refused, threads
from networks.contract import Account, BudgetFact, NetworkError, Rejected, SignedOut, Unavailable, Unconfirmed

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # the SDK of 2018 has escapes that Python 3.11 warns of
    warnings.simplefilter("ignore", SyntaxWarning)  # and 3.12 more loudly
    import facebook

T = TypeVar("T")
ERRORS_PAGE: Final = "https://developers.facebook.com/docs/graph-api/guides/error-handling"
DUPLICATE: Final = {506}
SIGNED_OUT: Final = {3, 10, 102, 190, *range(200, 300)}
SIGNED_OUT_SUBCODES: Final = {458, 459, 460, 463, 464, 467, 492}
MISSING_OBJECT: Final = (100, 33)  # "does not exist, cannot be loaded due to missing permissions": the page, not the post
TOO_FAST: Final[Mapping[int, str]] = {
    4: "app",
    17: "profile",
    32: "profile",
    341: "app",
    613: "profile",
    80001: "profile",
    80002: "profile",
    80006: "app",
}
PASSING: Final = {1, 2, -1}
META_HOSTS: Final = (".facebook.com", ".instagram.com", ".threads.net")
SHARES: Final = ("call_count", "total_cputime", "total_time")
DEFAULT_WAIT_S: Final = 300.0


class Graph(facebook.GraphAPI):  # type: ignore[misc]  # the SDK has no types
    """The SDK's client for one profile."""

    def __init__(self, token: str, version: str, line: Line) -> None:
        super().__init__(access_token=token, session=line)
        self.version = version

    def request(
        self,
        path: str,
        args: Mapping[str, Any] | None = None,
        post_args: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        method: str | None = None,
    ) -> Any:
        """The answer's JSON object; whatever else comes back is raised by the line as `Refused`, whole."""
        verb = method or ("GET" if post_args is None and files is None else "POST")
        response = self.session.request(
            verb,
            facebook.FACEBOOK_GRAPH_URL + path,
            params=dict(args or {}),
            data=dict(post_args or {}),
            files=files,
            headers={"Authorization": f"Bearer {self.access_token}"},
        )
        return response.json()


class GraphCaller:
    """What the modules of Meta's networks share: one line, one SDK client, judged answers, budgets heard."""

    def __init__(self, network: str, account: Account, api_url: str, version: str, token: str) -> None:
        self.network, self.clock, self.timeout_s = network, account.clock, account.timeout_s
        self.line = Line(api_url, facebook.FACEBOOK_GRAPH_URL, account.timeout_s)
        self.graph = Graph(token, version, self.line)
        self.facts: dict[tuple[str, str], BudgetFact] = {}

    async def ask(self, call: Callable[[], T], *, publishing: bool = False, seconds: float = 0) -> T:
        """The call's answer; `seconds` for an upload that may take longer than one call.

        Raises:
            NetworkError: what the failure amounts to.
        """
        running: Awaitable[T] = threads(self.network).run(call, max(seconds, self.timeout_s), self.note)
        try:
            return await asked(self.network, running, publishing=publishing)
        except Refused as error:
            judged = judge(self.network, error.answer, self.clock.now(), publishing=publishing)
            raise scrubbed(judged, [self.graph.access_token]) from error

    def note(self, answer: Answer) -> None:
        """Remembers what the headers say about the budgets."""
        for fact in budget_facts(answer.headers, self.clock.now()):
            self.facts[fact.scope, fact.name] = fact

    async def expiry(self) -> datetime | None:
        """When the token ends, as Meta tells; None where it never does or Meta does not say.

        https://developers.facebook.com/docs/facebook-login/guides/access-tokens/debugging
        """
        token = self.graph.access_token
        with suppress(NetworkError):
            answer = await self.ask(lambda: self.graph.request(f"{self.graph.version}/debug_token", {"input_token": token}))
            ends = int((answer.get("data") or {}).get("expires_at") or 0)
            return datetime.fromtimestamp(ends, UTC) if ends else None
        return None

    def trusted(self, address: str) -> str:
        """An upload address from an answer, if the token may go there.

        Raises:
            Unavailable: an answer pointed to somebody else's machine.
        """
        parts, ours = urlsplit(address), urlsplit(self.line.api_url)
        if parts.netloc == ours.netloc or (parts.scheme == "https" and (parts.hostname or "").endswith(META_HOSTS)):
            return address
        raise Unavailable(network=self.network, detail=N_("la dirección de subida no es de Meta"))

    def stream(self, address: str, path: Path, size: int) -> None:
        """A whole file in one request, straight from disk (rupload)."""
        headers = {"Authorization": f"OAuth {self.graph.access_token}", "offset": "0", "file_size": str(size)}
        with path.open("rb") as file:
            self.line.request("POST", address, data=file, headers=headers)

    def close(self) -> None:
        """Lets go of the line."""
        self.line.close()


def judge(network: str, answer: Answer, now: datetime, *, publishing: bool) -> NetworkError:
    """The error an answer amounts to, by code, subcode, headers and status."""
    error = (answer.json or {}).get("error")
    if not isinstance(error, dict):
        return not_the_network(network, answer, publishing=publishing)
    code, subcode, detail = int(error.get("code") or 0), int(error.get("error_subcode") or 0), told(error)
    if code in TOO_FAST or answer.status == 429:
        waits = waiting_time(answer.headers, now)
        return Unavailable(network=network, detail=detail, retry_after=waits, scope=TOO_FAST.get(code, "app"))
    if code in PASSING or error.get("is_transient") or answer.status >= 500:
        return unclear(network, detail, publishing=publishing, retry_after=retry_after(answer.headers, now))
    return refusal(network, code, subcode, detail, answer.status)


def refusal(network: str, code: int, subcode: int, detail: str, status: int) -> NetworkError:
    """A definite no: to what is already there, to the profile, or to the content."""
    if code in DUPLICATE:
        return Unconfirmed(network=network, detail=detail, landed=True)
    if code in SIGNED_OUT or subcode in SIGNED_OUT_SUBCODES or (code, subcode) == MISSING_OBJECT or status == 401:
        return SignedOut(network=network, detail=detail, subcode=subcode)
    return Rejected(network=network, detail=detail, subcode=subcode)


def is_unknown_object(error: NetworkError) -> bool:
    """Graph says the same of a post that is gone and of a page it may not see; when measuring it means the post."""
    return error.facts.get("subcode") == MISSING_OBJECT[1]


def waiting_time(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds until the budget is back, as far as the headers say."""
    resets = [fact.resets_at for fact in budget_facts(headers, now) if fact.resets_at is not None]
    said = retry_after(headers, now)
    if said is not None:
        return said
    return max((resets_at - now).total_seconds() for resets_at in resets) if resets else DEFAULT_WAIT_S


def budget_facts(headers: Mapping[str, str], now: datetime) -> list[BudgetFact]:
    """Shares used, from X-App-Usage, X-Page-Usage and X-Business-Use-Case-Usage.

    https://developers.facebook.com/docs/graph-api/overview/rate-limiting
    """
    facts = []
    for header, scope in (("X-App-Usage", "app"), ("X-Page-Usage", "profile")):
        if (used := share(parsed(headers.get(header)))) is not None:
            facts.append(BudgetFact(scope, header, now, used=used))
    for cases in parsed(headers.get("X-Business-Use-Case-Usage")).values():
        for case in cases if isinstance(cases, list) else []:
            minutes = float(case.get("estimated_time_to_regain_access") or 0)
            resets_at = now + timedelta(minutes=minutes) if minutes else None
            facts.append(BudgetFact("profile", str(case.get("type", "")), now, used=share(case), resets_at=resets_at))
    return facts


def share(usage: Mapping[str, Any]) -> float | None:
    """The fullest of the three counters, 0 to 1."""
    values = [float(usage[name]) / 100 for name in SHARES if name in usage]
    return max(values) if values else None


def parsed(header: str | None) -> Mapping[str, Any]:
    """A header that holds JSON; anything else is as good as absent."""
    try:
        found = json.loads(header or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def told(error: Mapping[str, Any]) -> str:
    """Meta's own words, the ones meant for people first, with the numbers a help desk asks for."""
    words = error.get("error_user_msg") or error.get("message") or "sin explicación"
    numbers = "/".join(str(error[key]) for key in ("code", "error_subcode") if error.get(key))
    return f"{str(words)[:300].rstrip('.')} ({numbers})"
