"""Texts that PostgreSQL can hold."""

from collections.abc import Iterator
from typing import Any


def is_storable(text: str) -> bool:
    """Whether the text holds neither a NUL nor half a character (a lone surrogate)."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def unstorable(value: Any, place: str = "") -> Iterator[str]:
    """The places (`a.0.b`) of the texts at any depth of JSON that cannot be stored; a key counts for what holds it."""
    if isinstance(value, str):
        if not is_storable(value):
            yield place
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from unstorable(name, place)
            yield from unstorable(part, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from unstorable(part, f"{place}.{index}" if place else str(index))
