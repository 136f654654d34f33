"""Every network is tested by the contract and explained; what the page says is what the modules declare."""

from networks.registry import network_names
from tests.networks.completeness import DOCS, TESTS, gaps, table_in, table_of


def test_every_network_has_its_contract_test_and_its_heading() -> None:
    assert gaps(network_names(), TESTS, DOCS.read_text()) == []


def test_the_table_of_the_docs_is_what_the_modules_declare() -> None:
    assert table_in(DOCS.read_text()) == table_of(network_names()), "write it anew: python -m corett networks --markdown"
