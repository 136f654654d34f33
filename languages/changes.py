"""Shows what changed between two versions of a text, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of words: `same`, `gone` from the old text, or `new` in the new one."""

    kind: str
    words: str


def changes(old: str, new: str) -> list[Change]:
    """The two texts as stretches: reading `same` and `new` gives the new text, `same` and `gone` the old one."""
    before, after = words_of(old), words_of(new)
    found: list[Change] = []
    for operation, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            found.append(Change("same", "".join(before[a:b])))
            continue
        found += [Change(kind, "".join(words)) for kind, words in (("gone", before[a:b]), ("new", after[c:d])) if words]
    return found


def words_of(text: str) -> list[str]:
    """Words, spaces and marks, nothing lost."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)
