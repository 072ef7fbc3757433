"""People at desks with numbers to call."""

from collections.abc import Callable
from datetime import timedelta

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


@pytest.fixture
def take(cast: Cast) -> Take:
    """Take a number at Magion: `take(task_code="pas-voksen", minutes=12)` arrived twelve minutes ago."""

    def one(*, minutes: int = 0, **facts: object) -> Ticket:
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
