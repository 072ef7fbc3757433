"""People at desks with numbers to call."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.organisation.models import Person
from indgang.queue import services as queue
from indgang.queue.models import Ticket
from tests.cast import Cast

LogIn = Callable[[Person], Client]
Take = Callable[..., Ticket]


MONDAY_AT_TEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_at_ten() -> Iterator[None]:
    """It is ten in the morning when a test begins, a Monday, and time goes on as usual."""
    clock.follow(clock.Course(real=datetime.now(UTC), shown=MONDAY_AT_TEN))
    yield
    clock.follow(None)


@pytest.fixture
def take(cast: Cast) -> Take:
    """Take a number at Magion: `take(task_code="pas-voksen", minutes=12)` arrived twelve minutes ago."""

    def one(*, minutes: int = 0, **facts: Any) -> Ticket:
        arrived = clock.now() - timedelta(minutes=minutes)
        return queue.take_ticket(actor=SYSTEM, site=cast.magion, channel="kiosk", arrived_at=arrived, **facts)

    return one


@pytest.fixture
def logged_in(cast: Cast) -> LogIn:
    """A client of one of the people, as htmx asks."""

    def one(person: Person) -> Client:
        client = Client(headers={"HX-Request": "true"})
        client.force_login(person)
        return client

    return one
