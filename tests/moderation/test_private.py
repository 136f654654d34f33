from datetime import UTC, datetime

import pytest

from campaigns.starter import read
from moderation.private import holds_personal_data

NOW = datetime(2027, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "María López, de 15 años, hija de Rosa, vive en Xela.",
        "La víctima, María López, tiene 15 años.",
        "Una niña de 12 años llamada Rosa pidió ayuda.",
        "Presentó su DPI 1234 56789 0101 en la sede.",
        "Pasaporte n.º A1234567 retenido.",
    ],
)
def test_what_may_identify_a_person_is_seen(text: str) -> None:
    assert holds_personal_data(text, "es", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "La Coalición Regional cumple 15 acciones en 9 países.",
        "Nadie está en venta. Llame al 1555.",
        "El Protocolo de Palermo se firmó hace años.",
        *(str(row["es"]) for row in read("messages")["messages"]),
    ],
)
def test_the_coalitions_own_messages_are_nobodys_data(text: str) -> None:
    assert not holds_personal_data(text, "es", NOW)
