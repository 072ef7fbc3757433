"""A workshop about moving house and the library, with its two staffs."""

from collections.abc import Callable

import pytest

from indgang.planning.models import MappedTask, Workshop
from indgang.planning.queries import Card, cards
from indgang.planning.services import begin_workshop
from tests.cast import Cast


@pytest.fixture
def workshop(cast: Cast) -> Workshop:
    """Begun by the manager, with the tasks of two topics."""
    return begin_workshop(
        actor=cast.actor("leif"), title="Hvem gør hvad?", topic_codes=["flytning", "bibliotek"]
    )


@pytest.fixture
def card_of(workshop: Workshop) -> Callable[[str], Card]:
    """A card of that workshop as it is now, by the code of its task."""

    def find(code: str) -> Card:
        return next(card for card in cards(workshop.pk) if card.code == code)

    return find


@pytest.fixture
def moving(workshop: Workshop) -> MappedTask:
    """Citizen service's task of moving house."""
    return workshop.tasks.get(task__code="flytning-indenlands")
