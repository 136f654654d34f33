"""Identifiers that sort by the time they were made, so that an index grows at its end."""

import secrets
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read codes aloud


def new_id() -> UUID:
    """A fresh UUID version 7 (RFC 9562, section 5.7)."""
    return uuid7()


def new_code(length: int = 10) -> str:
    """A short unguessable code for a link: 10 characters are 49 bits, so that a million codes do not meet by chance."""
    number = secrets.randbelow(len(ALPHABET) ** length)
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)
