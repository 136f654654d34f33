"""What can go wrong between us and a network, as a stand-in server acts it out."""

from enum import StrEnum


class Fault(StrEnum):
    """ACCEPT_…: the network did publish, and we do not hear so."""

    REFUSE = "refuse"
    ACCEPT_THEN_DROP = "accept_then_drop"
    ACCEPT_THEN_HANG = "accept_then_hang"
    ACCEPT_THEN_500 = "accept_then_500"
    ACCEPT_THEN_RESET = "accept_then_reset"
    ACCEPT_THEN_TRUNCATE = "accept_then_truncate"
    ACCEPT_SLOWLY = "accept_slowly"
    DROP = "drop"
    PROXY_HTML = "proxy_html"
    RATE_LIMIT = "rate_limit"
    DUPLICATE = "duplicate"


ACCEPTED = {fault for fault in Fault if fault.startswith("accept")}
HTTP_FAULTS = frozenset(Fault) - {Fault.DUPLICATE}
