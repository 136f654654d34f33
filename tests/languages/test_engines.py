"""One contract for every engine, run over the real apertium and over strict stand-ins of the others."""

import asyncio
import socket
from collections.abc import Iterator

import pytest
from aiohttp import web

from languages.apertium import Apertium
from languages.contract import Translator
from languages.deep import deepl, google, libretranslate, microsoft, mymemory
from languages.errors import (
    EngineBusy,
    EngineError,
    EngineNotConfigured,
    EngineRefusesKey,
    EngineSlow,
    EngineUnreachable,
)
from languages.settings import DeepLSection, GoogleSection, LibreTranslateSection, MicrosoftSection, MyMemorySection
from tests import needs
from tests.servers.engines import KEY, EnginesServer
from tests.servers.faults import Fault
from tests.servers.libretranslate import LibreTranslateServer

NAMES = ("google", "mymemory", "deepl", "microsoft", "libretranslate")


async def echo(text: str, _source: str, _target: str) -> str:
    return f"tr {text}"


def engine_at(name: str, url: str, key: str = KEY) -> Translator:
    made: dict[str, Translator] = {
        "google": google(GoogleSection(api_url=f"{url}/m")),
        "mymemory": mymemory(MyMemorySection(api_url=f"{url}/get")),
        "deepl": deepl(DeepLSection(api_key=key, api_url=f"{url}/v2")),
        "microsoft": microsoft(MicrosoftSection(api_key=key, api_url=f"{url}/microsoft/translate")),
        "libretranslate": libretranslate(LibreTranslateSection(api_key=key, api_url=url)),
    }
    return made[name]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(name: str) -> Iterator[EnginesServer | LibreTranslateServer]:
    made: EnginesServer | LibreTranslateServer = (
        LibreTranslateServer(engine=echo, key=KEY) if name == "libretranslate" else EnginesServer()
    )
    with made as server:
        yield server


def ask(engine: Translator, *texts: str, deadline_s: float = 10, to: str = "en") -> list[str]:
    return asyncio.run(engine.translate(texts, "es", to, deadline_s=deadline_s))


def test_texts_come_back_in_order_with_their_masks(name: str, server: EnginesServer | LibreTranslateServer) -> None:
    texts = [f"Texto {n} de XT1X y XT2X" for n in range(7)]

    assert ask(engine_at(name, server.url), *texts) == [f"tr {text}" for text in texts]
    assert server.complaints == []


def test_the_deadline_is_hard(name: str, server: EnginesServer | LibreTranslateServer) -> None:
    server.latency = 30

    with pytest.raises(EngineSlow):
        ask(engine_at(name, server.url), "Hola", deadline_s=0.3)


def test_an_answer_that_drips_is_cut_off_by_the_deadline(name: str, server: EnginesServer | LibreTranslateServer) -> None:
    server.will(Fault.ACCEPT_SLOWLY)

    with pytest.raises(EngineSlow):
        ask(engine_at(name, server.url), "Hola", deadline_s=0.6)


def test_nobody_there_is_told(name: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with pytest.raises(EngineUnreachable):
        ask(engine_at(name, url), "Hola")


@pytest.mark.parametrize(
    "fault", [Fault.PROXY_HTML, Fault.ACCEPT_THEN_500, Fault.ACCEPT_THEN_TRUNCATE, Fault.DROP, Fault.RATE_LIMIT]
)
def test_whatever_a_server_does_it_ends_in_one_of_our_errors(
    name: str, server: EnginesServer | LibreTranslateServer, fault: Fault
) -> None:
    server.will(fault)

    with pytest.raises(EngineError) as caught:
        ask(engine_at(name, server.url), "Hola")

    assert KEY not in str(caught.value)
    assert isinstance(caught.value, EngineBusy) == (fault in {Fault.RATE_LIMIT, Fault.PROXY_HTML})


@pytest.mark.parametrize("keyed", ["deepl", "microsoft", "libretranslate"])
def test_a_wrong_key_is_told_and_never_said(keyed: str) -> None:
    made: EnginesServer | LibreTranslateServer = (
        LibreTranslateServer(engine=echo, key=KEY) if keyed == "libretranslate" else EnginesServer()
    )
    with made as server, pytest.raises(EngineRefusesKey) as caught:
        ask(engine_at(keyed, server.url, key="wrong-secret"), "Hola")

    assert "wrong-secret" not in str(caught.value)


@pytest.mark.parametrize("answer", [{"error": "x"}, {"translatedText": ""}, {"translatedText": None}, {}, [], "text"])
def test_an_answer_without_a_translation_is_no_translation(answer: object) -> None:
    with LibreTranslateServer(engine=echo) as server:
        server.answer = answer
        with pytest.raises(EngineError):
            ask(libretranslate(LibreTranslateSection(api_url=server.url)), "Hola")


def test_a_key_is_not_carried_on_to_where_a_redirect_points() -> None:
    with LibreTranslateServer(engine=echo) as server:
        server.answer = web.Response(status=302, headers={"Location": "http://127.0.0.1:9/translate"})
        with pytest.raises(EngineError, match="302"):
            ask(libretranslate(LibreTranslateSection(api_url=server.url, api_key=KEY)), "Hola")


@pytest.mark.parametrize("address", ["", "/", "/translate"])
def test_the_address_may_end_as_people_write_it(address: str) -> None:
    with LibreTranslateServer(engine=echo) as server:
        assert ask(libretranslate(LibreTranslateSection(api_url=server.url + address)), "Hola") == ["tr Hola"]
        assert "api_key" not in server.asked[0]


def test_a_language_newer_than_the_packages_lists_is_asked_for_by_the_engines_own_code() -> None:
    engine = google(GoogleSection())

    assert engine.knows("es", "kek")
    assert not engine.knows("es", "quc")
    with EnginesServer() as server:
        assert ask(engine_at("google", server.url), "Hola", to="kek") == ["tr Hola"]


def test_mymemorys_complaints_are_not_taken_for_translations() -> None:
    spent = "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY."
    with EnginesServer(say=lambda _text: spent) as server, pytest.raises(EngineBusy, match="FREE TRANSLATIONS"):
        ask(engine_at("mymemory", server.url), "Hola")


def test_a_text_longer_than_an_engine_takes_is_told() -> None:
    with EnginesServer() as server, pytest.raises(EngineError, match="largo"):
        ask(engine_at("mymemory", server.url), "a" * 600)


def test_an_engine_without_its_key_or_address_says_which() -> None:
    with pytest.raises(EngineNotConfigured, match=r"\[languages.deepl\] api_key"):
        deepl(DeepLSection())
    with pytest.raises(EngineNotConfigured, match="api_url"):
        libretranslate(LibreTranslateSection())


def test_apertium_translates_a_batch_in_order_and_keeps_masks() -> None:
    needs.program("apertium", "apertium-eng-spa")

    assert ask(Apertium(), "La casa de XT1X", "El perro y XT2X", "Hola") == ["The house of XT1X", "The dog and XT2X", "Hello"]


@pytest.mark.parametrize(("to", "said"), [("fr", "La maison de XT1X"), ("pt", "A casa de XT1X"), ("ca", "La casa de XT1X")])
def test_apertium_reaches_other_languages_by_catalan(to: str, said: str) -> None:
    needs.program("apertium", "apertium-fra-cat")

    assert ask(Apertium(), "La casa de XT1X", to=to, deadline_s=60) == [said]


def test_apertiums_processes_end_with_the_deadline() -> None:
    needs.program("apertium", "apertium-eng-spa")

    with pytest.raises(EngineSlow):
        ask(Apertium(), "Hola", deadline_s=0.001)


def test_apertium_that_is_not_installed_is_told() -> None:
    with pytest.raises(EngineNotConfigured):
        ask(Apertium("apertium-that-is-not-there"), "Hola")
