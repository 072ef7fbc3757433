"""Many act on the same promised calls at the same moment: each has one owner, and no promise is lost or doubled."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from indgang.base import clock
from indgang.base.errors import DomainError
from indgang.followup import windows
from indgang.followup.callback_links import token_of
from indgang.followup.models import CallAttempt, Callback, CallPromise, FollowUp
from indgang.followup.parties import Person as Citizen
from indgang.followup.services import CallWish, accept, choose_time, note_call, pass_on, promise_call
from indgang.organisation.models import Lifeline, Person, RoleGrant
from indgang.organisation.queries import actor_of_person
from tests.cast import Cast, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parallel]
PEOPLE, CALLS = 6, 3


def unit_of(cast: Cast) -> tuple[Lifeline, list[Any]]:
    unit = Lifeline.objects.get(code="boligstoette")
    assert unit.person is not None
    Lifeline.objects.filter(pk=unit.pk).update(team=unit.person.team)
    people = []
    for number in range(PEOPLE):
        person = Person.objects.create(username=f"e{number}", name=f"E {number}", team=unit.person.team)
        RoleGrant.objects.create(person=person, role="specialist")
        people.append(actor_of_person(person.pk))
    return unit, people


def promise(cast: Cast, unit: Lifeline, place: int = 0, key: str = "") -> FollowUp:
    wish = CallWish(Citizen("Bente Prøve", "20123456"), windows.offered(unit.pk)[place].start)
    return promise_call(actor=cast.actor("maja"), site=cast.magion, lifeline_id=unit.pk, wish=wish, key=key)


def at_once(commands: list[Callable[[], Any]]) -> list[Any]:
    """What each gave; a refusal as the error."""
    gate = threading.Barrier(len(commands))

    def run(command: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=60)
            return command()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(commands)) as pool:
        found = list(pool.map(run, commands))
    connections.close_all()
    return found


def test_each_call_has_one_owner_however_many_take_it() -> None:
    cast = build(tasks=("pas-voksen",))
    unit, people = unit_of(cast)
    for _turn in range(CALLS):
        row = promise(cast, unit)
        found = at_once([partial(accept, actor=one, code=row.code) for one in people])
        assert sum(isinstance(one, FollowUp) for one in found) == 1
        row.refresh_from_db()
        assert row.owner is not None
        assert row.events.filter(kind="accepted").count() == 1


def test_taking_and_passing_on_at_once_leaves_one_state() -> None:
    cast = build(tasks=("pas-voksen",))
    unit, people = unit_of(cast)
    other = Lifeline.objects.get(code="folkeregister")
    for _turn in range(CALLS):
        row = promise(cast, unit)
        at_once(
            [
                partial(accept, actor=people[0], code=row.code),
                partial(pass_on, actor=people[1], code=row.code, lifeline_id=other.pk),
            ]
        )
        row.refresh_from_db()
        assert (row.lifeline_id, row.state, row.owner_id) in {
            (unit.pk, "accepted", people[0].id),
            (other.pk, "waiting", None),
        }


def test_calling_while_the_citizen_moves_it_keeps_every_promise_and_every_try() -> None:
    cast = build(tasks=("pas-voksen",))
    unit, people = unit_of(cast)
    for turn in range(CALLS):
        row = promise(cast, unit)
        following = windows.offered(unit.pk)[1].start
        found = at_once(
            [
                partial(note_call, actor=people[0], code=row.code, result="no_answer", key=f"{turn}"),
                partial(note_call, actor=people[0], code=row.code, result="no_answer", key=f"{turn}"),
                partial(choose_time, token=token_of(row.code), start=following),
            ]
        )
        assert not [one for one in found if isinstance(one, Exception)]
        callback = Callback.objects.get(follow_up=row)
        assert CallAttempt.objects.filter(callback=callback).count() == 1
        assert callback.promises.count() == 2
        row.refresh_from_db()
        assert row.due_at == callback.promises.get(ended_at__isnull=True).window_to


def test_a_window_is_not_promised_beyond_its_places_nor_twice_for_one_press() -> None:
    cast = build(tasks=("pas-voksen",))
    unit, _people = unit_of(cast)
    start = windows.offered(unit.pk)[0].start
    at_once([partial(promise, cast, unit) for _number in range(PEOPLE)])
    assert CallPromise.objects.filter(window_from=start).count() <= 3
    at_once([partial(promise, cast, unit, -1, key="once") for _number in range(3)])
    assert Callback.objects.filter(key="once").count() == 1
    assert clock.now() - FollowUp.objects.latest("pk").created_at < timedelta(minutes=5)
