"""What one page asks for in several places is read once: while a page that writes nothing is made."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept_while_reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """While this lasts nothing is written, so what `once` has read stays as it was."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives; within one `reading` it is asked for each key once, outside of any each time."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found


def is_kept(key: Hashable) -> bool:
    """Whether it has been read in this `reading`."""
    return key in (_kept.get() or {})
