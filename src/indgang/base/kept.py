"""Keeping what was computed, a little of it, in each process: never without asking whether it still holds."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
STRIPES = 16


class Kept(Generic[K, V]):
    """At most so many values; the one that nobody has asked for the longest goes first. Safe from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = [threading.Lock() for _turn in range(STRIPES)]

    def get(self, key: K) -> V | None:
        """What was kept, true or not any more."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Keep it instead of what was kept before."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)

    def turn(self, key: K) -> threading.Lock:
        """Held while a value is computed, so that many who ask at once compute it once."""
        return self._turns[hash(key) % STRIPES]

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._values.clear()
