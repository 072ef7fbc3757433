"""People at desks with numbers to call."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.contact.queries import open_contacts_of
from indgang.organisation.models import Desk, Person
from indgang.queue import services as queue
from indgang.queue.models import Ticket
from indgang.queue.queries import desk_state
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


class At:
    """One person at one desk."""

    def __init__(self, client: Client, person: Person, desk: Desk) -> None:
        self.client, self.person, self.desk = client, person, desk

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"desk:{name}", args=[self.desk.site.slug, self.desk.slug, *args])

    def get(self, name: str, *args: Any, **query: Any) -> Any:
        return self.client.get(self.url(name, *args), query)

    def do(self, name: str, *args: Any, status: int = 200, **fields: Any) -> str:
        response = self.client.post(self.url(name, *args), fields)
        assert response.status_code == status, response.content.decode()[:600]
        return response.content.decode()

    @property
    def contact(self) -> Any:
        return open_contacts_of(self.person.pk)[0]

    def matter(self, position: int = 1) -> dict[str, Any]:
        view = self.contact
        return {"contact": view.id, "position": position, "version": view.inquiry(position).version}

    @property
    def ticket(self) -> Ticket | None:
        return desk_state(self.desk).ticket


@pytest.fixture
def maja(cast: Cast, logged_in: LogIn) -> At:
    at = At(logged_in(cast.maja), cast.maja, cast.kvik1)
    at.do("open")
    return at
