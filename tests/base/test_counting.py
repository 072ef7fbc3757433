"""Counting for all processes together: exact under pressure, and over after its minutes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from indgang.base import clock
from indgang.base.counting import counted

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_counted(transactional_db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parallel
def test_nobody_is_missed_when_many_ask_at_once() -> None:
    def one(_turn: int) -> int:
        try:
            return counted("limit:hold:10.0.0.1", seconds=600)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(60))) == list(range(1, 61))


def test_it_begins_anew_after_its_minutes_however_often_it_was_asked_meanwhile() -> None:
    for minute, expected in ((0, 1), (5, 2), (9, 3), (10, 1), (11, 2)):
        with clock.frozen(NOON + timedelta(minutes=minute)):
            assert counted("limit:code:10.0.0.1", seconds=600) == expected


def test_one_key_does_not_count_for_another() -> None:
    assert [counted(key, seconds=600) for key in ("a", "b", "a")] == [1, 1, 2]
