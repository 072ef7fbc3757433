"""The people and the clock of the contacts' tests, and a site with one desk that takes appointments."""

import pytest

from indgang.base.access import Actor
from indgang.booking import services
from tests.cast import Cast, build
from tests.contact.conftest import Time, time

__all__ = ["time"]


@pytest.fixture
def cast(db: None) -> Cast:
    """The named cast, with the few tasks that these tests speak of."""
    return build(tasks=("boligstoette", "pas-voksen"))


@pytest.fixture
def world(cast: Cast, time: Time) -> Cast:
    """The cast, with appointments at SERVICE 1 from an hour ahead."""
    services.save_resource(
        actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1, lead_minutes=60
    )
    return cast


@pytest.fixture
def maja(world: Cast) -> Actor:
    return world.actor("maja")


@pytest.fixture
def kiosk(world: Cast) -> Actor:
    return Actor(kind="device", id=1, name="kiosk", grants=frozenset({("device", world.magion.pk)}))
