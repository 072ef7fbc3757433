"""A demo with few appointments: they are made one by one, as people make them."""

import pytest

from indgang.project.demo import bookings


@pytest.fixture(autouse=True)
def few_appointments(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {slug: (weights, 2.0) for slug, (weights, _usual) in bookings.DEMAND.items()}
    monkeypatch.setattr(bookings, "DEMAND", few)
