"""What an answer of a network means for a delivery: the part of the judgement that all HTTP networks share."""

from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from networks._line import Answer, GivenUp, NoAnswer, NotSent
from networks.contract import NetworkError, Unavailable, Unconfirmed

T = TypeVar("T")


def unclear(network: str, detail: str, *, publishing: bool, retry_after: float | None = None) -> NetworkError:
    """It may be out where a post was being published; for any other call it is merely not available now."""
    if publishing:
        return Unconfirmed(network=network, detail=detail)
    return Unavailable(network=network, detail=detail, retry_after=retry_after, scope="network")


def not_the_network(network: str, answer: Answer, *, publishing: bool) -> NetworkError:
    """Somebody in between answered (a proxy's HTML, a login page): it says nothing about the profile or the post."""
    detail = f"respondió algo que no es de {network} (HTTP {answer.status})"
    return unclear(network, detail, publishing=publishing, retry_after=retry_after(answer.headers))


async def asked(network: str, call: Awaitable[T], *, publishing: bool = False) -> T:
    """The call's result, with the line's failures told in the contract's words.

    Raises:
        Unavailable: nothing left, or nothing was being published.
        Unconfirmed: a post began to leave and no full answer came.
    """
    try:
        return await call
    except NotSent as error:
        raise Unavailable(network=network, detail=str(error), scope="network") from error
    except (NoAnswer, GivenUp) as error:
        raise unclear(network, str(error), publishing=publishing) from error


def scrubbed(error: NetworkError, secrets: Iterable[str]) -> NetworkError:
    """The error without the profile's secrets: some networks echo a token they do not like."""
    detail = str(error.facts.get("detail", ""))
    for secret in secrets:
        detail = detail.replace(secret, "•••") if secret else detail
    error.facts["detail"] = detail
    return error


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds of a `Retry-After` header, given as seconds or (with `now`) as a date."""
    value = headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    if now is None or not value:
        return None
    try:
        return max(1.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def number(value: object) -> int | None:
    """A header's number, or None where it is none."""
    text = str(value or "").strip()
    return int(text) if text.isdigit() else None
