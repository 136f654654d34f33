"""Mastodon: Mastodon.py over our own line, with the delivery's id as Idempotency-Key and files processed before the instant."""

import asyncio
import html
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Final, Literal, TypeVar, cast
from uuid import UUID

import mastodon as sdk
from dateutil.parser import isoparse
from pydantic import Field

from foundation.texts import N_
from networks._answers import asked, not_the_network, number, retry_after
from networks._line import Answer, GivenUp, Line, NoAnswer, NotSent, Refused, threads
from networks._mastodon_limits import InstanceLimits
from networks._mixture import mixture_problems
from networks._multipart import Multipart
from networks.checking import problems
from networks.contract import (
    Account,
    CannotLook,
    Checkpoint,
    Identity,
    Limits,
    Measured,
    Media,
    Metric,
    NetworkError,
    NetworkSettings,
    Outgoing,
    Prepared,
    Problem,
    Rate,
    Receipt,
    Rejected,
    SignedOut,
    Unavailable,
    Unconfirmed,
)
from networks.contract import Credentials as BaseCredentials
from networks.text import mastodon_length, sent_text

T = TypeVar("T")
NETWORK: Final = "mastodon"
RATES: Final = "https://docs.joinmastodon.org/api/rate-limits/"
STATUSES: Final = "https://docs.joinmastodon.org/methods/statuses/"
MEDIA: Final = "https://docs.joinmastodon.org/user/posting/"
COUNTS: Final = {"favourites": "favourites_count", "reblogs": "reblogs_count", "replies": "replies_count"}
LIMITS: Final = Limits(
    network=NETWORK,
    max_text=500,
    text_unit=N_("caracteres, un enlace 23"),
    count=mastodon_length,
    max_images=4,
    max_image_bytes=16_000_000,
    image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
    max_videos=1,
    max_video_bytes=99_000_000,
    alt_text="native",
    max_alt=1500,
    captions="burned_in",
    idempotency="key",
    looks=True,
    visibility_lag_s=5,
    rates=(Rate("profile", 300, 300, RATES),),
    metrics=tuple(Metric(name, "interaction", N_("veces"), f"{field} of the post", STATUSES) for name, field in COUNTS.items()),
    card_sizes=((1200, 630), (1080, 1080)),
    sources={"max_text": MEDIA, "max_images": MEDIA, "idempotency": STATUSES, "rates": RATES, "visibility_lag_s": STATUSES},
)
CLOCK_SLACK: Final = timedelta(minutes=2)
PAGES: Final = 10
PAGE: Final = 40
MOST_WAIT_S: Final = 600.0
PAUSE_S: Final = 1.0
SLOW_LINE: Final = 200_000  # bytes a second that an upload ahead of time is given at worst


class Settings(NetworkSettings):
    """`[networks.mastodon]`; `api_url` replaces the profile's own server (a proxy, a test)."""

    visibility: Literal["public", "unlisted"] = "public"


class Credentials(BaseCredentials):
    """The account's server and the token of an application made there (scopes read and write)."""

    server: str = Field(pattern=r"^https?://[^/\s]+/?$")
    access_token: str = Field(repr=False)


class Mastodon:
    """One account."""

    limits: ClassVar[Limits] = LIMITS

    def __init__(self, account: Account) -> None:
        self.account = account
        self.settings = cast("Settings", account.settings)
        credentials = cast("Credentials", account.credentials)
        self.server = (self.settings.api_url or credentials.server).rstrip("/")
        self.line = Line(self.server, self.server, account.timeout_s, takes_lists=True)
        self.authorization = {"Authorization": f"Bearer {credentials.access_token}"}
        self.api = sdk.Mastodon(
            access_token=credentials.access_token,
            api_base_url=self.server,
            session=self.line,
            ratelimit_method="throw",
            request_timeout=account.timeout_s,
            version_check_mode="none",
        )
        self.me: str | None = None
        self.instance = InstanceLimits(account.data_dir / "networks", self.server)

    def limits_now(self) -> Limits:
        return self.instance.over(LIMITS)

    def check(self, outgoing: Outgoing) -> list[Problem]:
        return [*problems(self.limits_now(), outgoing), *mixture_problems(NETWORK, outgoing.media)]

    async def prepare(self, outgoing: Outgoing, parts: Mapping[str, str], keep: Checkpoint) -> Prepared:
        await self._ask_limits()
        known = dict(parts)
        for media in outgoing.media:
            if part(media) not in known:
                known[part(media)] = await self._upload(media)
                await keep(part(media), known[part(media)])
            await self._processed(known[part(media)])
        return Prepared(outgoing, known, keep)

    async def publish(self, prepared: Prepared, delivery_id: UUID) -> Receipt:
        outgoing = prepared.outgoing
        call = partial(
            self.api.status_post,
            sent_text(outgoing),
            media_ids=[prepared.parts[part(media)] for media in outgoing.media] or None,
            visibility=self.settings.visibility,
            language=outgoing.language.partition("-")[0],
            idempotency_key=str(delivery_id),
        )
        status = await self._ask(call, publishing=True)
        return receipt(status)

    async def find(self, delivery_id: UUID, prepared: Prepared, since: datetime) -> Receipt | None:  # noqa: ARG002
        try:
            for status in await self._posts(since - CLOCK_SLACK):
                if is_ours(status, prepared.outgoing):
                    return receipt(status)
        except NetworkError as error:
            raise CannotLook(network=NETWORK, detail=error.facts.get("detail", "")) from error
        return None

    async def measure(self, refs: list[str]) -> list[Measured]:
        measured = []
        for ref in refs:
            counts = await self._counts(ref)
            now = self.account.clock.now()
            measured += [Measured(ref, one.name, counts.get(one.name), one.unit, NETWORK, now) for one in LIMITS.metrics]
        return measured

    async def whoami(self) -> Identity:
        me = await self._ask(self.api.account_verify_credentials)
        await self._ask_limits()
        host = self.server.partition("://")[2]
        return Identity(str(me["id"]), f"@{me['acct']}@{host}", str(me.get("display_name") or ""), str(me.get("url") or ""))

    async def close(self) -> None:
        self.line.close()

    # -- inside -------------------------------------------------------------------------------------------------------

    async def _ask(self, call: Callable[[], T], *, publishing: bool = False, patience: float | None = None) -> T:
        """One call of the SDK, which hides every failure of our line in one error of its own."""

        def bare() -> T:
            try:
                return call()
            except sdk.MastodonError as error:
                hidden = error.__context__
                raise (
                    hidden if isinstance(hidden, NotSent | NoAnswer | GivenUp | Refused) else NoAnswer(type(error).__name__)
                ) from None

        try:
            return await asked(NETWORK, threads(NETWORK).run(bare, patience or self.account.timeout_s), publishing=publishing)
        except Refused as error:
            raise judge(error.answer, self.account.clock.now(), publishing=publishing) from error

    async def _ask_limits(self) -> None:
        """Once a day the server's own limits; what it does not tell stays as declared."""
        now = self.account.clock.now()
        if not await asyncio.to_thread(self.instance.is_fresh, now):
            with suppress(NetworkError):
                told = await self._ask(self.api.instance_v2)
                await asyncio.to_thread(self.instance.keep, json.loads(json.dumps(told, default=str)), now)

    async def _upload(self, media: Media) -> str:
        body = Multipart({"description": media.alt}, "file", media.path, media.mime)
        headers = {**self.authorization, **body.headers}
        send = partial(self.line.request, "POST", f"{self.server}/api/v2/media", data=body, headers=headers)
        answer = await self._ask(lambda: send().json(), patience=max(self.account.timeout_s, media.size / SLOW_LINE))
        return str(answer["id"])

    async def _processed(self, ref: str) -> None:
        """Waits until the server has worked on the file (206 until then).

        Raises:
            Rejected: it could not.
            Unavailable: it took too long.
        """
        waited = 0.0
        while not (await self._ask(lambda: self.api.media(ref))).get("url"):
            if waited > MOST_WAIT_S:
                raise Unavailable(network=NETWORK, detail=N_("todavía procesa el archivo"))
            await asyncio.sleep(PAUSE_S)
            waited += PAUSE_S

    async def _posts(self, since: datetime) -> list[Mapping[str, Any]]:
        """The account's posts since then, all of them.

        Raises:
            CannotLook: there are more than we read.
        """
        if self.me is None:
            self.me = (await self.whoami()).ref
        posts: list[Mapping[str, Any]] = []
        for _ in range(PAGES):
            oldest = posts[-1]["id"] if posts else None
            page = await self._ask(partial(self.api.account_statuses, self.me, max_id=oldest, limit=PAGE))
            posts += page
            if not page or moment(page[-1]["created_at"]) < since:
                return [one for one in posts if moment(one["created_at"]) >= since]
        raise CannotLook(network=NETWORK, detail=N_("hay más publicaciones de las que se pueden leer"))

    async def _counts(self, ref: str) -> dict[str, float]:
        """The post's counts; nothing where the post is unknown."""
        try:
            status = await self._ask(partial(self.api.status, ref))
        except Rejected:
            return {}
        return {name: float(status[field]) for name, field in COUNTS.items() if status.get(field) is not None}


def connect(account: Account) -> Mastodon:
    """The account, ready to speak."""
    return Mastodon(account)


def judge(answer: Answer, now: datetime, *, publishing: bool) -> NetworkError:
    """The error an answer amounts to."""
    words = (answer.json or {}).get("error")
    if not isinstance(words, str):
        return not_the_network(NETWORK, answer, publishing=publishing)
    detail = words[:200]
    if answer.status == 429:
        return Unavailable(network=NETWORK, detail=detail, retry_after=waiting_time(answer.headers, now))
    if answer.status in (401, 403):
        return SignedOut(network=NETWORK, detail=detail)
    if answer.status in (400, 404, 413, 422):
        return Rejected(network=NETWORK, detail=detail)
    return (Unconfirmed if publishing else Unavailable)(network=NETWORK, detail=f"{detail} (HTTP {answer.status})")


def waiting_time(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds until the budget is full again; the reset comes as ISO 8601 (Mastodon) or epoch seconds (others)."""
    if (told := retry_after(headers, now)) is not None:
        return told
    reset = headers.get("X-RateLimit-Reset", "")
    try:
        at = float(number(reset) or isoparse(reset).timestamp())
    except ValueError:
        return 300.0
    return max(1.0, at - now.timestamp())


def part(media: Media) -> str:
    """Where a file's remote id is kept."""
    return f"media:{media.sha256}"


def receipt(status: Mapping[str, Any]) -> Receipt:
    """The post's id and where people open it."""
    if not status.get("id"):
        raise Unconfirmed(network=NETWORK, detail=N_("la respuesta no trae el identificador"))
    return Receipt(str(status["id"]), str(status.get("url") or status.get("uri") or ""))


def moment(value: Any) -> datetime:
    """A time as the SDK gives it."""
    return value if isinstance(value, datetime) else isoparse(str(value))


def is_ours(status: Mapping[str, Any], outgoing: Outgoing) -> bool:
    """Whether a post of the account is this message: by its tracked link, unique per delivery, else by its words."""
    content = str(status.get("content") or "")
    if outgoing.link:
        return outgoing.link in html.unescape(content)
    words = "".join(outgoing.text.split())
    return bool(words) and words == "".join(visible(content).split())


def visible(content: str) -> str:
    """A post's text as people read it."""
    text, inside = [], False
    for character in content:
        inside = character == "<" or (inside and character != ">")
        if not inside and character != ">":
            text.append(character)
    return html.unescape("".join(text))
