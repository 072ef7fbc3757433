"""Several people of a unit answer the same question at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from indgang.catalogue.errors import TakenAlready
from indgang.catalogue.models import Question, QuestionMessage
from indgang.catalogue.services import ask_unit, reply
from indgang.organisation.models import Lifeline, Person, RoleGrant
from indgang.organisation.queries import actor_of_person
from tests.cast import build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parallel]
ROUNDS, PEOPLE = 6, 4


def test_one_of_many_answers() -> None:
    cast = build(tasks=("pas-voksen",))
    unit = Lifeline.objects.get(code="pas-koerekort")
    assert unit.person is not None
    Lifeline.objects.filter(pk=unit.pk).update(team=unit.person.team)
    experts = []
    for number in range(PEOPLE):
        person = Person.objects.create(username=f"e{number}", name=f"E {number}", team=unit.person.team)
        RoleGrant.objects.create(person=person, role="specialist")
        experts.append(actor_of_person(person.pk))
    questions = [
        ask_unit(actor=cast.actor("bo"), code="pas-voksen", text=f"Spørgsmål {one}", site=cast.magion).pk
        for one in range(ROUNDS)
    ]
    gate = threading.Barrier(PEOPLE)

    def answer_all(number: int) -> list[int]:
        won = []
        try:
            for question in questions:
                gate.wait(timeout=60)
                try:
                    reply(actor=experts[number], question_id=question, text="Ja.", is_answer=True)
                    won.append(question)
                except TakenAlready:
                    pass
        finally:
            connection.close()
        return won

    with ThreadPoolExecutor(PEOPLE) as pool:
        won = list(pool.map(answer_all, range(PEOPLE)))
    connections.close_all()
    assert sorted(one for each in won for one in each) == sorted(questions)
    assert QuestionMessage.objects.count() == ROUNDS
    assert set(Question.objects.values_list("state", flat=True)) == {"answered"}
