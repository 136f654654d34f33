"""Secrets at rest: sealed with a key file that only its owner can read."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foundation.errors import SecretUnreadable

if TYPE_CHECKING:  # 7 MB that only those pay who hold secrets
    from cryptography.fernet import MultiFernet


@dataclass(frozen=True)
class Vault:
    """Seals and opens small secrets; the first key of the file seals, every key opens."""

    key_file: Path

    def seal(self, secret: Mapping[str, str]) -> bytes:
        """The secret, encrypted and signed (Fernet)."""
        return self._keys().encrypt(json.dumps(dict(secret), sort_keys=True).encode())

    def open(self, sealed: bytes, what: str) -> dict[str, str]:
        """The secret again; `what` names its owner in the error.

        Raises:
            SecretUnreadable: the key file is not the one it was sealed with.
        """
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see above

        try:
            opened: dict[str, str] = json.loads(self._keys().decrypt(sealed))
        except InvalidToken as error:
            raise SecretUnreadable(what=what, key_file=self.key_file) from error
        return opened

    def reseal(self, sealed: bytes) -> bytes:
        """The same secret under the newest key."""
        return self._keys().rotate(sealed)

    def add_key(self) -> None:
        """Puts a new key first; old secrets stay readable until they are resealed."""
        from cryptography.fernet import Fernet  # noqa: PLC0415 - see above

        old = self.key_file.read_bytes() if self.key_file.exists() else b""
        fresh = self.key_file.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n" + old)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.key_file)

    def _keys(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - see above

        if not self.key_file.exists():
            self.key_file.parent.mkdir(parents=True, exist_ok=True)
            self.add_key()
        return MultiFernet([Fernet(line) for line in self.key_file.read_bytes().split()])
