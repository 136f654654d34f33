"""A caption on screen: its lines, and when they come and go in whole milliseconds."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the script and the stretch of time in which it is said, in milliseconds."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """One block of captions. `sound` marks a noise, not speech: it stands in parentheses at the top (UNE 153010)."""

    start: int
    end: int
    lines: tuple[str, ...]
    sound: bool = False

    @property
    def text(self) -> str:
        """The words on one line."""
        return " ".join(self.lines)

    @property
    def characters(self) -> int:
        """What the eye has to read, spaces included, line breaks not."""
        return sum(len(line) for line in self.lines)

    @property
    def duration(self) -> int:
        """Milliseconds on screen."""
        return self.end - self.start

    def at(self, start: int, end: int) -> "Cue":
        """The same words at another time."""
        return replace(self, start=start, end=end)


def clock(milliseconds: int, point: str = ".") -> str:
    """`00:01:02.345`, as caption files write it."""
    seconds, rest = divmod(max(milliseconds, 0), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{rest:03}"
