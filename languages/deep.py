"""The engines of deep-translator (Google, MyMemory, DeepL, Microsoft, LibreTranslate) behind a deadline and our own errors.

The package is unmaintained since 2023: its lists of languages are passed by, its requests travel by `languages/carrier.py`,
and whatever it throws (it can even end the process) becomes an `EngineError`.
"""

import asyncio
import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import deep_translator
import deep_translator.deepl
import deep_translator.google
import deep_translator.libre
import deep_translator.microsoft
import deep_translator.mymemory
from deep_translator.exceptions import NotValidLength

from languages.carrier import CARRIER, TRIP, HttpRefused, Parcel, Trip, Unanswered
from languages.deadline import in_thread
from languages.errors import EngineBusy, EngineError, EngineNotConfigured, EngineRefusesKey, EngineSlow, EngineUnreachable
from languages.settings import DeepLSection, GoogleSection, LibreTranslateSection, MicrosoftSection, MyMemorySection
from languages.table import engine_code

for module in (
    deep_translator.deepl,
    deep_translator.google,
    deep_translator.libre,
    deep_translator.microsoft,
    deep_translator.mymemory,
):
    module.requests = CARRIER

AT_ONCE: Final = 4
KEYLESS: Final = "none"
BUSY: Final = frozenset({429, 456, 502, 503, 504})  # 456: DeepL's quota
KEY: Final = frozenset({401, 403})
TOO_LONG: Final = "texto demasiado largo / text too long"
UNREADABLE: Final = "respuesta ininteligible / unreadable answer"
MYMEMORY_TROUBLE: Final = re.compile(
    r"MYMEMORY WARNING|QUERY LENGTH LIMIT|INVALID (SOURCE|TARGET) LANGUAGE|INVALID EMAIL|PLEASE SELECT TWO DISTINCT"
)


@dataclass(frozen=True)
class DeepTranslator:
    """One engine of the package. `make` builds its client for two of its own language codes."""

    name: str
    outside: bool
    make: Callable[[str, str], Any]
    repack: Callable[[Parcel], Parcel] = lambda parcel: parcel
    together: int = 0
    """How many characters of several lines may go in one request; 0: one text a request."""
    every_language: bool = False
    """Whether the server itself says which languages it knows (one's own LibreTranslate)."""

    def knows(self, source: str, target: str) -> bool:
        """Whether the language table says so, or only the server can tell."""
        return self.every_language or bool(engine_code(self.name, source) and engine_code(self.name, target))

    async def translate(self, texts: Sequence[str], source: str, target: str, *, deadline_s: float) -> list[str]:
        """The texts, some requests at a time."""
        gate = asyncio.Semaphore(AT_ONCE)
        codes = tuple(engine_code(self.name, language) or language for language in (source, target))

        async def one(batch: list[str]) -> list[str]:
            async with gate:
                return await in_thread(lambda: self.ask(batch, codes[0], codes[1], deadline_s), deadline_s, self.name)

        try:
            async with asyncio.timeout(deadline_s):
                answers = await asyncio.gather(*(one(batch) for batch in batches(texts, self.together)))
        except TimeoutError as error:
            raise EngineSlow(engine=self.name, seconds=f"{deadline_s:.2g}") from error
        return [text for answer in answers for text in answer]

    def ask(self, batch: list[str], source: str, target: str, deadline_s: float) -> list[str]:
        """One request for some lines; line by line when the engine did not keep them apart."""
        TRIP.set(Trip(self.repack, deadline_s))
        try:
            client = self.make(source, target)
            lines = self.usable(client.translate("\n".join(batch))).split("\n") if len(batch) > 1 else []
            if len(lines) == len(batch):
                return [line.strip() for line in lines]
            return [self.usable(client.translate(text)) for text in batch]
        except EngineError:
            raise
        except (Exception, SystemExit) as error:  # the package throws anything, even the end of the process
            raise engine_error(error, self.name, deadline_s) from error

    def usable(self, answer: object) -> str:
        """The answer, if it is a text."""
        if not isinstance(answer, str) or not answer.strip():
            raise EngineError(engine=self.name, reason=UNREADABLE)
        if self.name == "mymemory" and MYMEMORY_TROUBLE.search(answer):
            raise EngineBusy(engine=self.name, reason=answer[:80])
        return html.unescape(answer.strip()) if self.name in {"mymemory", "google"} else answer.strip()


def batches(texts: Sequence[str], together: int) -> list[list[str]]:
    """The texts in requests of at most that many characters."""
    packed: list[list[str]] = []
    for text in texts:
        size = sum(len(one) + 1 for one in packed[-1]) if packed else 0
        if packed and together and size + len(text) <= together:
            packed[-1].append(text)
        else:
            packed.append([text])
    return packed


def engine_error(error: BaseException, engine: str, deadline_s: float) -> EngineError:
    """What the package threw, as one of our errors. Nothing of its text is kept: it may quote the key."""
    status = error.status if isinstance(error, HttpRefused) else None
    if status in KEY:
        return EngineRefusesKey(engine=engine)
    if status in BUSY:
        return EngineBusy(engine=engine, reason=f"HTTP {status}")
    if status is not None:
        return EngineError(engine=engine, reason=f"HTTP {status}")
    if isinstance(error, Unanswered):
        return EngineSlow(engine=engine, seconds=f"{deadline_s:.2g}") if error.slow else EngineUnreachable(engine=engine)
    if isinstance(error, NotValidLength):
        return EngineError(engine=engine, reason=TOO_LONG)
    return EngineError(engine=engine, reason=UNREADABLE)


def ready(client: Any, source: str, target: str, url: str) -> Any:
    """A client set to two languages its list may not know, and to the configured address."""
    client._source, client._target = source, target  # noqa: SLF001 - the public way checks against the lists of 2023
    if url:
        client._base_url = url  # noqa: SLF001 - a constant in the package
    return client


def google(section: GoogleSection) -> DeepTranslator:
    """Google's public page."""
    return DeepTranslator(
        "google",
        True,
        lambda source, target: ready(deep_translator.GoogleTranslator("auto", "auto"), source, target, section.api_url),
        together=4500,
    )


def mymemory(section: MyMemorySection) -> DeepTranslator:
    """MyMemory, by https (the package says http); at most 500 characters a request."""
    url = section.api_url or "https://api.mymemory.translated.net/get"
    email = {"email": section.email} if section.email else {}
    return DeepTranslator(
        "mymemory",
        True,
        lambda source, target: ready(deep_translator.MyMemoryTranslator("auto", "auto", **email), source, target, url),
    )


def libretranslate(section: LibreTranslateSection) -> DeepTranslator:
    """A LibreTranslate server; the package wants a slash at the address's end and a key even where none is needed.

    Raises:
        EngineNotConfigured: no address.
    """
    if not section.api_url:
        raise EngineNotConfigured(engine="libretranslate", key="api_url")
    url = section.api_url.rstrip("/").removesuffix("/translate") + "/"
    client = deep_translator.LibreTranslator
    return DeepTranslator(
        "libretranslate",
        not section.inside,
        lambda source, target: ready(
            client("auto", "auto", api_key=section.api_key or KEYLESS, custom_url=url), source, target, url
        ),
        in_body,
        every_language=True,
    )


def in_body(parcel: Parcel) -> Parcel:
    """LibreTranslate's query string as a form; without a key where there is none."""
    form = {key: value for key, value in (parcel.params or {}).items() if (key, value) != ("api_key", KEYLESS)}
    return replace(parcel, params=None, data=form)


def deepl(section: DeepLSection) -> DeepTranslator:
    """DeepL: the key goes into the header, as its API has asked since 2025, and the text into the body.

    Raises:
        EngineNotConfigured: no key.
    """
    if not section.api_key:
        raise EngineNotConfigured(engine="deepl", key="api_key")
    client = deep_translator.DeeplTranslator
    url = section.api_url.rstrip("/") + "/" if section.api_url else ""
    return DeepTranslator(
        "deepl",
        True,
        lambda source, target: ready(
            client("auto", "auto", api_key=section.api_key, use_free_api=section.free), source, target, url
        ),
        with_header_key,
        together=4500,
    )


def with_header_key(parcel: Parcel) -> Parcel:
    """DeepL's GET as the POST its documentation describes."""
    said: Mapping[str, Any] = parcel.params or {}
    body = {
        "text": [said.get("text", "")],
        "source_lang": str(said.get("source_lang", "")).split("-")[0].upper(),
        "target_lang": str(said.get("target_lang", "")).upper(),
    }
    return Parcel("POST", parcel.url, json=body, headers={"Authorization": f"DeepL-Auth-Key {said.get('auth_key', '')}"})


class Microsoft(deep_translator.MicrosoftTranslator):  # type: ignore[misc]
    """The package's client without its call for the list of languages at every start."""

    def _get_supported_languages(self) -> dict[str, str]:
        return {}


def microsoft(section: MicrosoftSection) -> DeepTranslator:
    """Microsoft Translator.

    Raises:
        EngineNotConfigured: no key.
    """
    if not section.api_key:
        raise EngineNotConfigured(engine="microsoft", key="api_key")
    return DeepTranslator(
        "microsoft",
        True,
        lambda source, target: ready(
            Microsoft("auto", "auto", api_key=section.api_key, region=section.region or None), source, target, section.api_url
        ),
        together=4500,
    )
