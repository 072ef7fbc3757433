"""Texts in layers: what is in force when some replace and some add, and what changed between two or three.

A content is {language: {part: text or list of texts}}, or {"steps": [step, …]} for a play, where a step is any
JSON. Layers are given from the lowest (national) to the highest (local).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Content = Mapping[str, Any]


def fold(layers: Iterable[tuple[str, Content]]) -> dict[str, Any]:
    """What is in force when each (mode, content) stands on those before it.

    "replace" stands instead of what is below, in every language that it has; a language that it lacks keeps the
    text below. "add" comes after: a list goes on, without what is there already, a text gets a new paragraph.
    """
    result: dict[str, Any] = {}
    for mode, content in layers:
        for key, value in content.items():
            result[key] = _folded(mode, result.get(key), value)
    return result


def _folded(mode: str, below: Any, own: Any) -> Any:
    if isinstance(own, Mapping):
        parts = dict(below or {})
        for part, value in own.items():
            if value or part not in parts:
                parts[part] = _folded(mode, parts.get(part), value)
        return parts
    if mode == "replace" or not below:
        return list(own) if isinstance(own, list) else own
    if isinstance(own, list):
        return [*below, *(item for item in own if item not in below)]
    return f"{below}\n\n{own}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words in a comparison: "same", "gone" (only in the old text) or "new" (only in the new one)."""

    kind: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """How `new` differs from `old`, word by word. The pieces that are not new make `old`, those not gone `new`."""
    before, after = _words(old), _words(new)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[i:j])))
            continue
        if j > i:
            pieces.append(Piece("gone", "".join(before[i:j])))
        if m > k:
            pieces.append(Piece("new", "".join(after[k:m])))
    return pieces


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s\w]|\w+", text)


def written(value: Any) -> str:
    """A part as text to compare: a list one item a line, a step by its texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "\n".join(written(item) for item in value)
    if isinstance(value, Mapping):
        return str(value.get("da") or value.get("en") or "")
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What three versions of one part say of each other.

    "same": nobody changed it. "theirs": only the layer below did. "ours": only we did. "agreed": both, to the same.
    "conflict": both, differently: somebody must look.
    """

    key: str
    part: str
    kind: str
    base: Any
    theirs: Any
    ours: Any


def three_way(base: Content, theirs: Content, ours: Content) -> list[Verdict]:
    """Part by part: `base` is what we built on, `theirs` what stands there now, `ours` our own text."""
    verdicts = []
    for key, part in _places(base, theirs, ours):
        was, now, own = (_at(content, key, part) for content in (base, theirs, ours))
        verdicts.append(Verdict(key, part, _verdict(was, now, own), was, now, own))
    return verdicts


def _verdict(base: Any, theirs: Any, ours: Any) -> str:
    if theirs == base:
        return "same" if ours in (base, None) else "ours"
    if ours in (base, None):
        return "theirs"
    return "agreed" if ours == theirs else "conflict"


def _places(*contents: Content) -> Sequence[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for content in contents:
        for key, value in content.items():
            if isinstance(value, Mapping):
                found |= dict.fromkeys((key, part) for part in value)
            else:
                found[key, ""] = None
    return list(found)


def _at(content: Content, key: str, part: str) -> Any:
    value = content.get(key)
    return value.get(part) if part and isinstance(value, Mapping) else value
