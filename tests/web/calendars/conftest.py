"""A specialist who takes appointments, and her calendar elsewhere."""

from collections.abc import Callable

import pytest
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.booking.calendars.linking import Wish
from indgang.booking.models import Resource
from indgang.booking.services import connect, save_resource
from indgang.web.calendars import views
from tests.booking.calendars import Elsewhere
from tests.cast import Cast

ClientOf = Callable[[str], Client]


@pytest.fixture
def client_of(cast: Cast) -> ClientOf:
    """Log one of the cast in, by the name in `Cast`."""

    def log_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return log_in


def takes_appointments(cast: Cast) -> Resource:
    """Signe, who can be booked."""
    return save_resource(actor=SYSTEM, site=cast.magion, kind="person", person=cast.signe)


def connected(cast: Cast, elsewhere: Elsewhere) -> Resource:
    """Signe with her calendar connected."""
    signe = takes_appointments(cast)
    wish = Wish("caldav", "https://dav.example/signe/", "signe", "hemmelig", writes=True)
    connect(actor=SYSTEM, resource=signe, wish=wish, open_calendar=elsewhere)
    return signe


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """The calendar that the pages open, whatever is typed."""
    calendar = Elsewhere()
    monkeypatch.setattr(views, "open_calendar", calendar)
    return calendar
