"""A database with bookable desks is brought forward: each becomes a resource, and no appointment loses its time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.migrations.executor import MigrationExecutor

from indgang.booking.models import Allocation, Appointment, AppointmentTask, Resource
from indgang.booking.queries import find_appointment

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
BEFORE = [("booking", "0001_initial")]
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def old_apps(transactional_db: None) -> Iterator[Any]:
    """The tables as they were; afterwards they are as they are today."""
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    leaves = executor.loader.graph.leaf_nodes()
    shown = [leaf for leaf in leaves if leaf[0] in {"organisation", "catalogue"}] + BEFORE
    yield executor.loader.project_state(shown).apps
    MigrationExecutor(connection).migrate(everything)


def fill(apps: Any) -> None:
    """A desk that takes appointments, one that has stopped, one that never did; appointments in every state."""
    get = apps.get_model
    place = get("organisation", "Municipality").objects.create(code="0530", name="Prøvelund")
    site = get("organisation", "Site").objects.create(
        municipality=place, slug="magion", name="Magion", kind="library"
    )
    desks = [
        get("organisation", "Desk").objects.create(
            site=site, slug=slug, label=slug.upper(), kind="service", order=order
        )
        for order, slug in enumerate(("service-1", "service-2", "service-3"), start=1)
    ]
    topic = get("catalogue", "Topic").objects.create(code="rejse")
    task = get("catalogue", "Task").objects.create(
        code="pas-voksen", topic=topic, group=1, nature="operational", standard_minutes=15, updated_at=TEN
    )
    get("booking", "BookableDesk").objects.create(
        desk=desks[0], topics=["rejse"], grid_minutes=20, lead_minutes=120, horizon_days=30
    )
    for letter, (desk, turn, state) in zip(
        "MNPR", ((0, 0, "booked"), (0, 1, "arrived"), (0, 0, "cancelled"), (1, 0, "booked")), strict=True
    ):
        start = TEN + turn * QUARTER
        get("booking", "Appointment").objects.create(
            site=site,
            desk=desks[desk],
            task=task,
            period=DateTimeTZRange(start, start + QUARTER, "[)"),
            code=f"K7XP4{letter}",
            state=state,
            booked_at=TEN - timedelta(days=3),
        )


def test_nobody_loses_a_time_and_no_desk_its_rules(old_apps: Any) -> None:
    fill(old_apps)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    first, second = Resource.objects.order_by("order")
    assert (first.desk.slug, first.topics, first.grid_minutes, first.lead_minutes, first.horizon_days) == (
        "service-1", ["rejse"], 20, 120, 30,
    )  # fmt: skip
    assert (first.is_active, first.group, first.places) == (True, "serving", 1)
    assert (second.desk.slug, second.is_active) == ("service-2", False)
    taken = Allocation.objects.order_by("resource__order", "period").values_list(
        "resource", "place", "period__startswith", "appointment__code"
    )
    assert list(taken) == [
        (first.pk, 1, TEN, "K7XP4M"),
        (first.pk, 1, TEN + QUARTER, "K7XP4N"),
        (second.pk, 1, TEN, "K7XP4R"),
    ]
    assert AppointmentTask.objects.filter(persons=1, position=1).count() == Appointment.objects.count() == 4
    view = find_appointment("K7XP4M")
    assert (view.start, view.end, view.task_code, view.serving) == (
        TEN,
        TEN + QUARTER,
        "pas-voksen",
        "SERVICE-1",
    )
    row = Allocation.objects.get(appointment__code="K7XP4M")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
