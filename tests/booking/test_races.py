"""Sixteen connections want the same few times, with holds running out, closures and moves in between.

`benchmarks/races.py` runs the same in full size.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from benchmarks.appointments.racing import SYSTEM_STAFF, prepare, race, running_clock
from indgang.booking import services
from tests.cast import build

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_capacity_holds_and_every_promise_is_kept(transactional_db: None) -> None:
    cast = build(tasks=("boligstoette", "pas-voksen"))
    with running_clock(MORNING):
        desks = [
            services.save_resource(actor=SYSTEM_STAFF, site=cast.magion, kind="desk", desk=desk)
            for desk in (cast.service1, cast.kvik1, cast.kvik2)
        ]
        starts = [TOMORROW + timedelta(minutes=15 * quarter) for quarter in range(8)]
        arena = prepare(cast.magion, desks, ("boligstoette", "pas-voksen"), starts)
        before = deadlocks()
        ledger = race(arena, clients=16, rounds=240, seed=1)
    assert ledger.faults == []
    assert deadlocks() == before
    # The race was one: much was refused, holds ran out and were taken by others.
    assert ledger.counts["hold: time-not-free"] > 5
    assert ledger.counts["hold"] > 5
    assert len(ledger.promises) > 10
