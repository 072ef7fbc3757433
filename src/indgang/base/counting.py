"""Counting what happens within some minutes, in one place for all server processes."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection, transaction

from indgang.base import clock

LOCKS = 0x1D6C


def counted(key: str, *, seconds: int) -> int:
    """Count one more of `key`, and say how many that makes since its first; after so many seconds it begins anew.

    Exact however many ask at once: whoever counts the same key waits for its turn.
    """
    now = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, key])
        kept: tuple[int, datetime] | None = cache.get(key)
        count, ends = kept if kept is not None and kept[1] > now else (0, now + timedelta(seconds=seconds))
        cache.set(key, (count + 1, ends), seconds)
    return count + 1
