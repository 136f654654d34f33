"""Passwords: argon2id with OWASP's second profile, so that signing in never starves the outbox of a small machine."""

from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from foundation.errors import BadInput
from foundation.texts import N_

# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html: m=19 MiB, t=2, p=1 (28 ms of CPU here)
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
AT_ONCE: Final = BoundedSemaphore(2)
SHORTEST: Final = 12
LONGEST: Final = 200
# The hash of no password: checking against it takes as long as against a real one, so that names cannot be told by the time.
NOBODY: Final = HASHER.hash("nobody has this password")


class WeakPassword(BadInput):
    """The new password is too short, too long or the person's own name."""

    code = "weak_password"
    sentence = N_("Use entre {shortest} y {longest} caracteres, no su nombre; sirve una frase de cuatro palabras.")


def hash_password(password: str) -> str:
    """The hash to keep."""
    with AT_ONCE:
        return HASHER.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether the password is the one that was hashed; takes as long when there is none."""
    with AT_ONCE:
        try:
            return HASHER.verify(kept or NOBODY, password[:LONGEST]) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def check_strength(password: str, name: str) -> None:
    """Lets a new password pass (length beats odd characters: NIST SP 800-63B, 3.1.1).

    Raises:
        WeakPassword: too short, too long, or made of the name.
    """
    if not SHORTEST <= len(password) <= LONGEST or (name.casefold() in password.casefold() and len(password) < 2 * SHORTEST):
        raise WeakPassword(field="password", shortest=SHORTEST, longest=LONGEST)
