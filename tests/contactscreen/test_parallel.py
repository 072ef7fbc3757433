"""Many specialists press at once: one has the meeting, and the others are told."""

from datetime import UTC, datetime

import pytest
from django.db import connections

from indgang.base import clock
from indgang.contactscreen.models import Room, RoomEvent
from indgang.contactscreen.services import answer, come_in, end, join, open_booked
from indgang.organisation.models import Person, RoleGrant, Team
from tests.cast import Cast
from tests.contactscreen.conftest import make_unit
from tests.queue.test_parallel import at_once, outcome

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parallel]
COLLEAGUES = 12


def test_of_many_who_answer_at_once_one_gets_the_room(cast: Cast) -> None:
    unit = make_unit(cast)
    team = Team.objects.get(code="bolig")
    actors = []
    for number in range(COLLEAGUES):
        person = Person.objects.create(
            username=f"p{number}", name=f"P {number}", team=team, home_site=cast.magion
        )
        RoleGrant.objects.create(person=person, role="specialist", site=cast.magion)
        actors.append(unit.actor(person))
    room = unit.rings()
    found = at_once(COLLEAGUES, lambda number: outcome(answer, actor=actors[number], code=room.code))
    connections.close_all()
    assert sorted(found) == ["answered-already"] * (COLLEAGUES - 1) + ["done"]
    assert RoomEvent.objects.filter(kind="answered").count() == 1
    assert Room.objects.get().host_id in {actor.person_id for actor in actors}


def test_both_sides_that_open_a_booked_meeting_at_once_have_one_room(cast: Cast) -> None:
    unit = make_unit(cast)
    with clock.frozen(datetime(2026, 11, 23, 11, 0, tzinfo=UTC)):
        view = unit.booked()
    with clock.frozen(view.start):
        actors = [unit.actor(person) for person in (unit.per, unit.ulla, unit.jens)]

        def opens(number: int) -> object:
            if number % 2:
                return outcome(come_in, code=view.code)
            return outcome(open_booked, actor=actors[number // 2], code=view.code)

        found = at_once(6, opens)
        connections.close_all()
    assert sorted(found) == ["answered-already"] * 2 + ["done"] * 4
    assert Room.objects.get().host_id in {actor.person_id for actor in actors}


def test_windows_that_take_a_seat_at_once_get_different_numbers_and_a_room_ends_once(cast: Cast) -> None:
    unit = make_unit(cast)
    citizen, _mine, _specialist, _theirs = unit.meets()
    taken = at_once(8, lambda _number: join(held=citizen, camera=True, microphone=True))
    assert sorted(taken) == list(range(2, 10))
    at_once(8, lambda _number: end(held=citizen))
    connections.close_all()
    assert RoomEvent.objects.filter(kind="ended").count() == 1
