"""What was rewritten between two versions of a page, line by line and, where a line was reworded, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from indgang.core.layering import Piece, compare

# Below this likeness two lines are another thing, not the same thing in other words.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A line that is "new", "gone" or "reworded"; the pieces say how, those not new make the old line."""

    kind: Literal["new", "gone", "reworded"]
    pieces: tuple[Piece, ...]


def rewrites(old: str | Sequence[str], new: str | Sequence[str]) -> list[Rewrite]:
    """How the lines of `new` differ from those of `old`, in the order of the page; equal lines are left out."""
    before, after = _lines(old), _lines(new)
    found: list[Rewrite] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            found += _replaced(before[i:j], after[k:m])
    return found


def _replaced(gone: Sequence[str], new: Sequence[str]) -> list[Rewrite]:
    found: list[Rewrite] = []
    left = list(new)
    for line in gone:
        likest = max(left, key=lambda other: _likeness(line, other), default=None)
        if likest is None or _likeness(line, likest) < ALIKE:
            found.append(Rewrite("gone", (Piece("gone", line),)))
            continue
        place = left.index(likest)
        found += [Rewrite("new", (Piece("new", other),)) for other in left[:place]]
        found.append(Rewrite("reworded", tuple(compare(line, likest))))
        left = left[place + 1 :]
    return found + [Rewrite("new", (Piece("new", other),)) for other in left]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _lines(text: str | Sequence[str]) -> list[str]:
    lines = text.splitlines() if isinstance(text, str) else text
    return [line for line in lines if line.strip()]
