"""Carries deep-translator's requests as they should travel: with a time-out, text and key never in the address.

The package puts texts and keys into query strings, sets no time-out and takes an error page for an answer. Its modules reach the
network only through their global `requests`, so that is where this stands in (see `languages/deep.py`).
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

import requests
from urllib3.exceptions import HTTPError

MOST_BYTES: Final = 2_000_000  # an answer is a few kilobytes; a page without end must not fill the memory
AGENT: Final = "CORETT"


class HttpRefused(Exception):
    """The engine's server answered with an error status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Unanswered(Exception):
    """Nobody there, or too slow. Not a `requests` error: one of the package's clients swallows those and goes on with nothing."""

    def __init__(self, *, slow: bool) -> None:
        super().__init__("slow" if slow else "nobody there")
        self.slow = slow


@dataclass(frozen=True)
class Parcel:
    """One request, ready to go."""

    method: str
    url: str
    params: Mapping[str, Any] | None = None
    data: Mapping[str, Any] | None = None
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Trip:
    """How the requests of one call travel: what is changed in them, and how long an answer may take."""

    repack: Callable[[Parcel], Parcel]
    timeout_s: float


TRIP: Final[ContextVar[Trip]] = ContextVar("trip")


class Carrier:
    """Stands where deep-translator's modules look for `requests`."""

    exceptions = requests.exceptions

    def get(self, url: str, params: Any = None, headers: Any = None, **_unused: object) -> requests.Response:
        return self.send(Parcel("GET", url, params=params, headers=headers or {}))

    def post(self, url: str, params: Any = None, headers: Any = None, json: Any = None, **_unused: object) -> requests.Response:
        return self.send(Parcel("POST", url, params=params, json=json, headers=headers or {}))

    def send(self, parcel: Parcel) -> requests.Response:
        """Sends it as the current trip says.

        Raises:
            HttpRefused: the status is an error, or a redirect: a key goes to the address that was configured and nowhere else.
            Unanswered: nobody there, or too slow.
        """
        trip = TRIP.get()
        try:
            answer = fetch(trip.repack(parcel), trip.timeout_s)
        except (requests.RequestException, HTTPError) as error:
            raise Unanswered(slow=isinstance(error, requests.Timeout)) from error
        if answer.status_code >= 300:
            raise HttpRefused(answer.status_code)
        return answer


def fetch(parcel: Parcel, timeout_s: float) -> requests.Response:
    """The answer with its body read, up to a limit."""
    with requests.Session() as session:
        answer = session.request(
            parcel.method,
            parcel.url,
            params=parcel.params,
            data=parcel.data,
            json=parcel.json,
            headers={"User-Agent": AGENT, **parcel.headers},
            timeout=timeout_s,
            allow_redirects=False,
            stream=True,
        )
        answer._content = answer.raw.read(MOST_BYTES, decode_content=True)  # noqa: SLF001 - the only way to bound it
    return answer


CARRIER: Final = Carrier()
