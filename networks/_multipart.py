"""A form with one file, read from disk while it is sent: requests alone would hold the whole file in memory, twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Final

PIECE: Final = 256 * 1024


@dataclass
class Multipart:
    """The body of one request (RFC 7578). Give it as `data`, with `headers`: it knows its length."""

    fields: Mapping[str, str]
    name: str
    path: Path
    mime: str
    boundary: str = field(default_factory=lambda: token_hex(16))

    @property
    def headers(self) -> dict[str, str]:
        """What tells the server how to read it."""
        return {"Content-Type": f"multipart/form-data; boundary={self.boundary}"}

    def __len__(self) -> int:
        return len(self._head()) + self.path.stat().st_size + len(self._tail())

    def __iter__(self) -> Iterator[bytes]:
        yield self._head()
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
        yield self._tail()

    def _head(self) -> bytes:
        parts = [
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in self.fields.items()
        ]
        file = f'--{self.boundary}\r\nContent-Disposition: form-data; name="{self.name}"; filename="file{self.path.suffix}"\r\n'
        return ("".join(parts) + file + f"Content-Type: {self.mime}\r\n\r\n").encode()

    def _tail(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()
