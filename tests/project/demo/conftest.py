"""A demo with few appointments: they are made one by one, as people make them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from indgang.base import clock
from indgang.project.demo import bookings, setup
from tests.kept import kept

MORNING = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def few_appointments(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {slug: (weights, 2.0) for slug, (weights, _usual) in bookings.DEMAND.items()}
    monkeypatch.setattr(bookings, "DEMAND", few)


@pytest.fixture
def billund(db: None) -> Iterator[None]:
    """The demo as it is set up, on a Wednesday morning."""
    with clock.frozen(MORNING):
        kept("billund", lambda: setup.set_up(lambda text: None))
    with clock.frozen(MORNING):
        yield
