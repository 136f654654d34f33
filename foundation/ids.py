"""Identifiers that sort by the time they were made, so that an index grows at its end."""

import secrets
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read codes aloud
PAIRS: Final = tuple(first + second for second in ALPHABET for first in ALPHABET)  # two letters a division


def new_id() -> UUID:
    """A fresh UUID version 7 (RFC 9562, section 5.7)."""
    return uuid7()


def new_code(length: int = 10) -> str:
    """A short unguessable code for a link: 10 characters are 49 bits, so that a million codes do not meet by chance."""
    number = secrets.randbelow(len(ALPHABET) ** length)
    pairs = []
    for _ in range(0, length, 2):
        number, pair = divmod(number, len(PAIRS))
        pairs.append(PAIRS[pair])
    return "".join(pairs)[:length]
