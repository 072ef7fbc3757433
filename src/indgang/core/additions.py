"""What somebody added to a text that others wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Additions:
    """The blocks that stand only in the second text, and how many blocks of the first do not stand in it."""

    blocks: tuple[str, ...]
    missing: int


def additions(common: Sequence[str], own: Sequence[str]) -> Additions:
    """What `own` has that `common` has not, block by block and in the order of `own`."""
    added: list[str] = []
    missing = 0
    for kind, start, end, first, last in SequenceMatcher(None, common, own, autojunk=False).get_opcodes():
        if kind != "equal":
            added += own[first:last]
            missing += end - start
    return Additions(tuple(added), missing)
