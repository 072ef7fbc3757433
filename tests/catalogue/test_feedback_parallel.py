"""Two editors take the same case at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from indgang.catalogue.errors import TakenAlready
from indgang.catalogue.models import Feedback, FeedbackEvent
from indgang.catalogue.services import give_feedback, take_feedback
from indgang.organisation.models import Person, RoleGrant
from indgang.organisation.queries import actor_of_person
from tests.cast import build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parallel]
ROUNDS, EDITORS = 5, 4


def test_one_of_many_gets_it() -> None:
    cast = build(tasks=("pas-voksen",))
    editors = []
    for number in range(EDITORS):
        person = Person.objects.create(username=f"e{number}", name=f"Editor {number}")
        RoleGrant.objects.create(person=person, role="editor")
        editors.append(actor_of_person(person.pk))
    cases = [
        give_feedback(
            actor=cast.actor("bo"), code="pas-voksen", section="play", kind="wrong", text=f"Sag {number}"
        ).pk
        for number in range(ROUNDS)
    ]
    gate = threading.Barrier(EDITORS)

    def take_all(number: int) -> list[int]:
        won = []
        try:
            for case in cases:
                gate.wait(timeout=30)
                try:
                    take_feedback(actor=editors[number], feedback_id=case)
                    won.append(case)
                except TakenAlready:
                    pass
        finally:
            connection.close()
        return won

    with ThreadPoolExecutor(EDITORS) as pool:
        won = list(pool.map(take_all, range(EDITORS)))
    connections.close_all()
    assert sorted(case for one in won for case in one) == sorted(cases)
    assert FeedbackEvent.objects.filter(action="taken").count() == ROUNDS
    owners = dict(Feedback.objects.values_list("pk", "owner__username"))
    assert {case: f"e{number}" for number, one in enumerate(won) for case in one} == owners
