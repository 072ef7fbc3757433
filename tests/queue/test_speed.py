"""Few statements, and no more of them or of rows read when the history grows."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indgang.queue import queries, services
from indgang.queue.models import Ticket, TicketEvent
from tests.queue.conftest import Time
from tests.queue.play import call, called, sit, take
from tests.queue.world import World


def statements(work: Callable[[], Any]) -> int:
    """How many statements the work takes, savepoints of the test's own transaction left out."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def test_commands_take_few_statements(world: World) -> None:
    anna = world.officer("anna")
    desk = sit(world)
    assert statements(lambda: take(world)) <= 5
    assert statements(lambda: take(world, "pas-voksen")) <= 6
    assert statements(lambda: call(world)) <= 9
    ticket = Ticket.objects.get(desk=desk)
    for command in (services.start, services.hold):
        assert statements(lambda command=command: command(actor=anna, ticket_id=ticket.pk)) <= 5
    assert statements(lambda: services.recall(actor=anna, ticket_id=ticket.pk)) <= 11
    assert statements(lambda: services.no_show(actor=anna, ticket_id=ticket.pk)) <= 5
    services.recall(actor=anna, ticket_id=ticket.pk)
    assert statements(lambda: services.transfer(actor=anna, ticket_id=ticket.pk, letter="S")) <= 6
    assert statements(lambda: services.leave(secret=ticket.secret)) <= 6
    assert statements(lambda: services.heartbeat(actor=anna, desk=desk)) == 1


def test_reads_take_the_same_few_statements_however_long_the_queue(world: World) -> None:
    desk = sit(world)
    last = take(world)
    reads: list[tuple[Callable[[], Any], int]] = [
        (lambda: queries.queue_of(world.magion), 6),
        (lambda: queries.desk_state(desk), 8),
        (lambda: queries.screen_state(world.magion), 4),
        (lambda: queries.ticket_page(last.secret), 12),
        (lambda: queries.facts_of_day(last.day), 2),
    ]
    first = [statements(read) for read, _most in reads]
    for task in ("laan", "pas-voksen", "pension") * 5:
        last = take(world, task)
    again = [statements(read) for read, _most in reads]
    for (_read, most), before, after in zip(reads, first, again, strict=True):
        assert before <= most
        assert after <= most


def history(world: World, time: Time, days: int, a_day: int) -> None:
    """Finished tickets of earlier days, and of this one."""
    tickets = []
    for back in range(days):
        arrived = time.now - timedelta(days=back)
        tickets += [
            Ticket(
                series=world.kvik,
                lane=world.kvik,
                site=world.magion,
                day=arrived.date(),
                number=1000 + number,
                secret=f"{back}-{number}",
                channel="kiosk",
                state="finished",
                arrived_at=arrived,
                called_at=arrived,
                first_called_at=arrived,
                ended_at=arrived,
            )
            for number in range(a_day)
        ]
    Ticket.objects.bulk_create(tickets, batch_size=5000)
    TicketEvent.objects.bulk_create(
        [
            TicketEvent(
                ticket=ticket, at=ticket.arrived_at, kind="called", state="called", desk=world.desks["kvik-1"]
            )
            for ticket in tickets
        ],
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE queue_ticket, queue_ticketevent")


def rows_touched(sql: str, params: Any) -> int:
    """How many rows the plan reads from tables, those that a filter throws away included."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, params)
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan

    def count(node: dict[str, Any]) -> int:
        own = 0
        if "Relation Name" in node and node["Relation Name"].startswith("queue_ticket"):
            read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            own = int((read + node.get("Rows Removed by Index Recheck", 0)) * node["Actual Loops"])
        return own + sum(count(child) for child in node.get("Plans", []))

    return count(plan[0]["Plan"])


def test_a_long_history_is_never_read(world: World, time: Time) -> None:
    history(world, time, days=20, a_day=1500)
    anna = world.officer("anna")
    desk = sit(world)
    for _ in range(3):
        take(world)
    waiting = take(world)
    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "queue_ticket" in sql and "FOR NO KEY" not in sql and sql.startswith("SELECT"):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        called(world)
        ticket = Ticket.objects.get(desk=desk)
        services.start(actor=anna, ticket_id=ticket.pk)
        services.finish(actor=anna, ticket_id=ticket.pk)
        services.leave(secret=waiting.secret)
        queries.queue_of(world.magion)
        queries.desk_state(desk)
        queries.screen_state(world.magion)
        queries.ticket_page(waiting.secret)
        queries.latest_event_at()
        services.sweep()
    assert len(seen) > 15
    for sql, params in seen:
        assert rows_touched(sql, params) <= 60, sql


@pytest.mark.parametrize("high_priority", [1, 2])
def test_nobody_starves_through_the_real_database(world: World, time: Time, high_priority: int) -> None:
    """A ticket of the lowest priority, and a new one of higher priority before every call: it comes in time."""
    anna = world.officer("anna")
    desk = sit(world)
    low = take(world, "laan")
    for minute in range(90):
        take(world, priority=high_priority)
        found = call(world)
        assert found is not None
        services.finish(actor=anna, ticket_id=found.ticket.pk)
        if found.ticket == low:
            # Two steps of priority at fifteen minutes each, and the longest wait of 45 minutes above all.
            assert minute <= 30
            break
        time.move(minutes=1)
    else:
        raise AssertionError("it was never called")
    assert desk
