"""Rows kept from the first time that a builder made them, and put back where a test asks for them again.

Building a cast through the real services takes a second, putting its rows back some hundredths. It needs a role of
the database that may leave triggers out (the embedded server's may); with any other the builder runs each time.
"""

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction

from indgang.base import clock

# Django writes these by itself after each migration and each flush.
OF_DJANGO = ("django_content_type", "django_migrations", "auth_permission")
# Have a row from their migrations on.
ALWAYS = ("catalogue_cataloguerevision", "booking_bookingrevision")

T = TypeVar("T")
Tables = dict[str, bytes]


@dataclass(frozen=True)
class _Kept:
    value: Any
    tables: Tables


_shelf: dict[Hashable, _Kept] = {}


def kept(name: Hashable, build: Callable[[], T]) -> T:
    """What `build` gives, with the rows that it writes into tables without any.

    The rows are those of the first time at this moment of a frozen clock (or, of a running one, on this day).
    """
    course = clock.course()
    moment = clock.now() if course is not None and course.speed == 0 else clock.now().date()
    key = (connection.settings_dict["NAME"], name, moment)
    before = set(_with_rows(_all_tables())) - set(ALWAYS)
    if key in _shelf and before.isdisjoint(_shelf[key].tables):
        _put_back(_shelf[key].tables)
        value: T = copy.deepcopy(_shelf[key].value)
        return value
    value = build()
    if not before and may_leave_triggers_out():
        tables = {table: _read(table) for table in _with_rows(_all_tables())}
        _shelf[key] = _Kept(copy.deepcopy(value), tables)
    return value


def may_leave_triggers_out() -> bool:
    """Whether this role of the database may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def empty_all() -> None:
    """Delete every row that is not Django's own. Truncating a hundred tables takes half a second, this a tenth."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _with_rows(_all_tables()):
            cursor.execute(f'DELETE FROM "{table}"')


def _all_tables() -> list[str]:
    return sorted(set(connection.introspection.table_names()) - set(OF_DJANGO))


def _with_rows(tables: list[str]) -> list[str]:
    if not tables:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
        )
        return [row[0] for row in cursor.fetchall()]


def _read(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as rows:
        return b"".join(bytes(row) for row in rows)


def _put_back(tables: Tables) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ALWAYS:
            cursor.execute(f"DELETE FROM {table}")
        for table, content in tables.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as rows:
                rows.write(content)
        cursor.execute("SET LOCAL session_replication_role = origin")
