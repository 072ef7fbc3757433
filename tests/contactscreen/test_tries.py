"""A ring at a unit is a try to reach its lifeline, counted as a call is."""

import pytest

from indgang.base import clock
from indgang.base.access import Actor
from indgang.contact.models import LifelineAttempt
from indgang.contactscreen import services as screen
from indgang.contactscreen.models import Room
from tests.contactscreen.conftest import Unit

pytestmark = pytest.mark.django_db


def tries() -> list[tuple[str, str, str]]:
    rows = LifelineAttempt.objects.order_by("pk").values_list("lifeline__code", "means", "result")
    return [(unit, means, result) for unit, means, result in rows]


def test_who_answers_has_answered_and_who_solves_it_has_taken_over(unit: Unit) -> None:
    room = unit.rings(task_code="boligstoette")
    attempt = LifelineAttempt.objects.get()
    assert (attempt.officer_id, attempt.site_id) == (unit.desk.person_id, unit.cast.magion.pk)
    assert tries() == [("boligstoette", "screen", "")]
    room = screen.answer(actor=unit.actor(unit.per), code=room.code)
    assert tries() == [("boligstoette", "screen", "answered")]
    screen.end(held=unit.citizen(room))
    contact_id = Room.objects.values_list("contact", flat=True).get(pk=room.pk)
    screen.say_what_came(actor=unit.actor(unit.per), contact_id=contact_id, outcome="solved")
    assert tries() == [("boligstoette", "screen", "took_over")]


def test_each_unit_that_does_not_answer_is_a_try_of_its_own(unit: Unit) -> None:
    room = unit.rings()
    for person in (unit.per, unit.ulla):
        screen.decline(actor=unit.actor(person), code=room.code)
    assert tries() == [("boligstoette", "screen", "not_answered"), ("folkeregister", "screen", "")]
    screen.decline(actor=unit.actor(unit.jens), code=room.code)
    assert [result for _unit, _means, result in tries()] == ["not_answered", "not_answered"]
    screen.end(held=unit.citizen(room))
    assert len(tries()) == 2


def test_a_call_that_is_given_up_was_not_answered(unit: Unit) -> None:
    screen.end(held=unit.citizen(unit.rings()))
    assert tries() == [("boligstoette", "screen", "not_answered")]


def test_the_same_press_again_is_one_try(unit: Unit) -> None:
    with clock.frozen(clock.now()):
        assert unit.rings().pk == unit.rings().pk
    assert len(tries()) == 1


def test_the_screen_of_a_branch_counts_too_and_has_no_officer(unit: Unit) -> None:
    branch = Actor(kind="device", id=7, name="Bus", grants=frozenset({("device", unit.cast.magion.pk)}))
    room = screen.start(actor=branch, site=unit.cast.magion, lifeline="boligstoette")
    screen.answer(actor=unit.actor(unit.per), code=room.code)
    assert tries() == [("boligstoette", "screen", "answered")]
    assert LifelineAttempt.objects.get().officer is None
