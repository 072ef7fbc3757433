"""Promised calls in the demo: one open, one kept, one broken and one rescued; and questions to the pension unit.

Written once. The citizens and the answers are invented; they are no guidance on the law.
"""

from datetime import datetime, timedelta

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.catalogue.models import Question
from indgang.catalogue.queries import task_card
from indgang.catalogue.services import ask_the_same, ask_unit, propose_section, reply
from indgang.followup import services as followup
from indgang.followup import windows
from indgang.followup.models import FollowUp, Priority, QuestionSet
from indgang.followup.parties import Person
from indgang.organisation.queries import actor_of_person, find_desk, find_person, find_site, lifeline_card
from indgang.project.demo.plan import MAIN_SITE

SENDER, EXPERT, UNIT, TASK, DESK = "mette", "hanne", "pension", "personligt-tillaeg", "magion-service-1"
ASKS = [
    followup.QuestionWish(
        "choice",
        {"da": "Hvad gælder det?", "en": "What is it about?"},
        {"da": ["Briller", "Tandlæge", "Flytning", "Andet"], "en": ["Glasses", "Dentist", "Moving", "Other"]},
        key="emne",
        is_needed=True,
    ),
    followup.QuestionWish("date", {"da": "Hvornår skal det bruges?", "en": "When is it needed?"}, key="dato"),
]
QUESTION = "Kan en pårørende aflevere bilag til personligt tillæg?"
ANSWER = "Ja. Den pårørende kan aflevere bilag. Skal de også tale med os om sagen, skal der være en fuldmagt."
WAITING = "Hvor længe gælder et overslag fra tandlægen?"


def fill_calls() -> None:
    """Live through the calls and the questions, once."""
    unit = lifeline_card(UNIT).id
    if not QuestionSet.objects.filter(lifeline=unit).exists():
        followup.save_questions(actor=SYSTEM, lifeline_id=unit, wishes=ASKS)
    if not Question.objects.exists():
        _ask()
    if FollowUp.objects.filter(kind="callback").exists():
        return
    expert = _actor(EXPERT)
    kept, start = _promise(3, Person("Ellen Prøve", "20 00 00 71"), "0")
    with clock.frozen(start + timedelta(minutes=10)):
        followup.note_call(actor=expert, code=kept, result="reached", key="demo")
        followup.close_call(
            actor=expert, code=kept, result="advised", answer="Hun sender regningen i e-Boks."
        )
    rescued, start = _promise(2, Person("Verner Opdigtet", "20 00 00 72"), "1")
    with clock.frozen(start + timedelta(minutes=46)):
        followup.alarm_calls(actor=SYSTEM)
    with clock.frozen(start + timedelta(minutes=52)):
        followup.note_call(actor=expert, code=rescued, result="reached", key="demo")
        followup.close_call(actor=expert, code=rescued, result="done", answer="Vi har talt det igennem.")
    _promise(1, Person("Birthe Eksempel", "20 00 00 73"), "2", priority=Priority.URGENT)
    _promise(0, Person("Omar Prøve", "20 00 00 74", tell_by="sms"), "1")
    followup.alarm_calls(actor=SYSTEM)
    followup.tell_late(actor=SYSTEM)


def _ask() -> None:
    expert, now = _actor(EXPERT), clock.now()
    site = find_site(MAIN_SITE)
    with clock.frozen(now - timedelta(days=2)):
        question = ask_unit(actor=_actor("jonas"), code=TASK, text=QUESTION, site=site)
    with clock.frozen(now - timedelta(days=2) + timedelta(minutes=25)):
        ask_the_same(actor=_actor(SENDER), question_id=question.pk)
        reply(actor=expert, question_id=question.pk, text=ANSWER, is_answer=True)
    with clock.frozen(now - timedelta(days=1)):
        propose_section(actor=expert, question_id=question.pk, heading=QUESTION, text=ANSWER)
    with clock.frozen(now - timedelta(minutes=20)):
        ask_unit(actor=_actor(SENDER), code=TASK, text=WAITING, site=site)


def _promise(
    days_ago: int, person: Person, choice: str, priority: int = Priority.USUAL
) -> tuple[str, datetime]:
    """Promise the first window that the unit has, as it was so many days ago; its code and when it begins."""
    unit = lifeline_card(UNIT).id
    now = clock.now()
    with clock.frozen(now - timedelta(days=days_ago + (3 if days_ago else 0))):
        window = windows.offered(unit)[0]
        wish = followup.CallWish(
            person, window.start, "Vil gerne vide, hvilke bilag der skal bruges.", priority, {"emne": choice}
        )
        row = followup.promise_call(
            actor=_actor(SENDER),
            site=find_site(MAIN_SITE),
            desk=find_desk(DESK),
            lifeline_id=unit,
            task_id=task_card(TASK).task_id,
            wish=wish,
        )
    return row.code, window.start


def _actor(username: str) -> Actor:
    return actor_of_person(find_person(username).pk)
