"""The rules captions are made and judged by, read from `rules.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from foundation.errors import BadInput
from foundation.texts import N_

WIDE: Final = "16:9"


class UnknownShape(BadInput):
    """A shape of picture nobody declared rules for."""

    code = "unknown_shape"
    sentence = N_("{field}: «{value}» no es una proporción conocida. Use una de estas: {known}.")


@dataclass(frozen=True)
class Rules:
    """Numbers and words for one language and one shape of picture; `target` is made, `limit` is let pass. Times in ms."""

    language: str
    shape: str
    line_target: int
    line_limit: int
    lines: int
    speed_target: int
    speed_limit: int
    shortest_target: int
    shortest_limit: int
    longest_target: int
    longest_limit: int
    gap: int
    binds: frozenset[str]
    leans: frozenset[str]

    def reading_time(self, characters: int) -> int:
        """How long a block of so many characters should stand, in ms."""
        return min(max(-(-characters * 1000 // self.speed_target), self.shortest_target), self.longest_limit)


def rules_for(language: str, shape: str = WIDE, *, children: bool = False) -> Rules:
    """The rules for a BCP-47 language; a language without word lists still has the numbers.

    Raises:
        UnknownShape: the shape is none of 16:9, 1:1, 4:5, 9:16.
    """
    data = read_rules()
    if shape not in data["shapes"]:
        raise UnknownShape(field="aspect", value=shape, known=", ".join(data["shapes"]))
    words = data["languages"].get(language.partition("-")[0].lower(), {})
    numbers = {**data["numbers"], **data["shapes"][shape], **(data["children"] if children else {})}
    return Rules(
        language=language,
        shape=shape,
        binds=frozenset(words.get("binds", "").split()),
        leans=frozenset(words.get("leans", "").split()),
        **numbers,
    )


def shapes() -> tuple[str, ...]:
    """The shapes of picture that have rules."""
    return tuple(read_rules()["shapes"])


@cache
def read_rules() -> dict[str, Any]:
    """The file, read once."""
    return tomllib.loads(files("assets.captions").joinpath("rules.toml").read_text("utf-8"))
