"""A refusal outside any form is a page in the reader's language, whatever its facts are made of."""

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from campaigns.errors import WrongMove
from campaigns.status import DeliveryStatus
from foundation.texts import N_
from languages.contract import Finding, Severity
from languages.errors import Blocked
from web.app import refused


def page_of(client: TestClient, error: Exception, language: str) -> str:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/console/queue",
        "query_string": b"",
        "headers": [(b"accept-language", language.encode())],
        "app": client.app,
    }
    return bytes(refused(Request(scope), error).body).decode()


@pytest.mark.parametrize(("language", "word"), [("es", "Publicada"), ("en", "Published")])
def test_words_of_ours_in_a_refusal_are_told_in_the_readers_language(client: TestClient, language: str, word: str) -> None:
    error = WrongMove(delivery="7", status=DeliveryStatus.SENT, act=N_("reintentarla sin resolverla antes"))

    assert word in page_of(client, error, language)


def test_a_refusal_that_says_its_own_sentence_says_it_here_too(client: TestClient) -> None:
    finding = Finding("forbidden_term", Severity.BLOCK, "tráfico de personas", "es otro delito", "Escriba «trata de personas».")

    assert "trata de personas" in page_of(client, Blocked(finding, 0), "es")
