"""Questions from the desk to a unit: one owner, one answer, and its way into the playbook."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.catalogue.errors import CprInText, TakenAlready, TaskNotFound
from indgang.catalogue.models import Question, QuestionAsker, SectionVersion
from indgang.catalogue.queries import task_card
from indgang.catalogue.queries.questions import (
    my_questions,
    question_figures,
    question_talk,
    similar_questions,
    unit_questions,
    unread_questions,
    waiting_questions,
)
from indgang.catalogue.services import (
    NotNow,
    approve,
    ask_the_same,
    ask_unit,
    let_go,
    note_reading,
    propose_section,
    remind_units,
    reply,
    say_more,
    withdraw_question,
)
from indgang.catalogue.services.questions import answer_by
from indgang.core.hours import HoursKind, HoursRule, OpeningHours
from indgang.messaging.models import Message
from indgang.organisation.models import Lifeline, Person, RoleGrant
from indgang.organisation.queries import actor_of_person
from tests.cast import Cast

# A Tuesday at ten, Danish time: the units of the cast are there from eight to four.
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ASKS = "Må en ven hente passet for en der er syg?"
ANSWERS = "Ja, med en underskrevet fuldmagt og begges legitimation."


@pytest.fixture
def town(cast: Cast) -> Cast:
    """The cast, with two specialists behind the unit of passports, and an editor."""
    unit = Lifeline.objects.get(code="pas-koerekort")
    assert unit.person is not None
    for person in (unit.person, Person.objects.create(username="ida", name="Ida Ø", team=unit.person.team)):
        person.email = f"{person.username}@kommune.example"
        person.save()
        RoleGrant.objects.create(person=person, role="specialist")
    unit.team = unit.person.team
    unit.save()
    editor = Person.objects.create(username="eva", name="Eva")
    RoleGrant.objects.create(person=editor, role="editor")
    return cast


def actor(username: str) -> Actor:
    return actor_of_person(Person.objects.get(username=username).pk)


def asked(town: Cast, by: str = "bo", **more: Any) -> Question:
    facts = {"code": "pas-voksen", "text": ASKS, "site": town.magion}
    return ask_unit(actor=actor(by), **{**facts, **more})


def answered(town: Cast) -> Question:
    question = asked(town)
    reply(actor=actor("ida"), question_id=question.pk, text=ANSWERS, is_answer=True)
    question.refresh_from_db()
    return question


def test_it_goes_to_the_unit_of_the_task_and_knows_until_when(town: Cast) -> None:
    with clock.frozen(TEN):
        question = asked(town, text=f" {ASKS}\r\n", contact_ref=7)
        assert question.text == ASKS
        assert (question.lifeline.code, question.contact_ref) == ("pas-koerekort", 7)
        assert question.due_at == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
        assert asked(town).pk == question.pk
        assert waiting_questions(actor("ida")) == 1
        assert [line.text for line in unit_questions(actor("ida"))] == [ASKS]
        assert unit_questions(actor("bo")) == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"text": " "}, Invalid),
        ({"text": "x" * 601}, Invalid),
        ({"text": "Gælder det 010190-1234?"}, CprInText),
        ({"code": "nothing"}, TaskNotFound),
        ({"play_id": 0}, Invalid),
    ],
)
def test_what_cannot_be_used_is_refused(town: Cast, change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        asked(town, **change)


def test_who_is_not_at_the_site_cannot_ask_there(town: Cast) -> None:
    with pytest.raises(NotAllowed):
        asked(town, by="karen")


def test_the_first_who_answers_owns_it(town: Cast) -> None:
    question = answered(town)
    assert (question.state, question.owner and question.owner.username) == ("answered", "ida")
    with pytest.raises(TakenAlready, match="Ida Ø"):
        reply(actor=actor("pas-koerekort"), question_id=question.pk, text="Nej.", is_answer=True)


def test_who_is_not_behind_the_unit_neither_reads_nor_answers(town: Cast) -> None:
    question = asked(town)
    for command in (
        lambda: reply(actor=actor("signe"), question_id=question.pk, text="Ja", is_answer=True),
        lambda: question_talk(actor("signe"), question.pk),
        lambda: note_reading(actor=actor("signe"), question_id=question.pk),
        lambda: say_more(actor=actor("signe"), question_id=question.pk, text="Og?"),
    ):
        with pytest.raises(NotFound):
            command()


def test_the_talk_goes_back_and_forth_and_both_see_what_was_read(town: Cast) -> None:
    with clock.frozen(TEN):
        question = asked(town)
    with clock.frozen(TEN + timedelta(minutes=1)):
        assert question_talk(actor("bo"), question.pk).read_at is None
        note_reading(actor=actor("ida"), question_id=question.pk)
        assert question_talk(actor("bo"), question.pk).read_at == TEN + timedelta(minutes=1)
    with clock.frozen(TEN + timedelta(minutes=2)):
        reply(actor=actor("ida"), question_id=question.pk, text="Er det et barn?", is_answer=False)
        assert unread_questions(town.bo.pk) == 1
        talk = question_talk(actor("bo"), question.pk)
        assert (talk.line.state, talk.messages[-1].text, talk.line.is_unread) == (
            "taken", "Er det et barn?", True,
        )  # fmt: skip
    with clock.frozen(TEN + timedelta(minutes=3)):
        note_reading(actor=actor("bo"), question_id=question.pk)
        assert unread_questions(town.bo.pk) == 0
        say_more(actor=actor("bo"), question_id=question.pk, text="Nej, en voksen.")
        reply(actor=actor("ida"), question_id=question.pk, text=ANSWERS, is_answer=True)
    with clock.frozen(TEN + timedelta(minutes=4)):
        say_more(actor=actor("bo"), question_id=question.pk, text="Også kørekort?")
        assert question_talk(actor("ida"), question.pk).line.state == "taken"


def test_an_owner_gives_it_back(town: Cast) -> None:
    question = asked(town)
    reply(actor=actor("ida"), question_id=question.pk, text="Et øjeblik", is_answer=False)
    with pytest.raises(NotNow):
        let_go(actor=actor("pas-koerekort"), question_id=question.pk)
    assert let_go(actor=actor("ida"), question_id=question.pk).owner is None
    reply(actor=actor("pas-koerekort"), question_id=question.pk, text=ANSWERS, is_answer=True)


def test_only_the_asker_takes_it_back_and_not_when_others_wait(town: Cast) -> None:
    question = asked(town)
    with pytest.raises(NotFound):
        withdraw_question(actor=actor("maja"), question_id=question.pk)
    ask_the_same(actor=actor("maja"), question_id=question.pk)
    with pytest.raises(NotNow):
        withdraw_question(actor=actor("bo"), question_id=question.pk)
    QuestionAsker.objects.filter(person=town.maja).delete()
    assert withdraw_question(actor=actor("bo"), question_id=question.pk).state == "withdrawn"


def test_what_was_asked_before_is_found_while_typing(town: Cast) -> None:
    question = answered(town)
    found = similar_questions(code="pas-voksen", text="ven henter pas", person_id=town.maja.pk)
    assert [(line.id, line.answer) for line in found] == [(question.pk, ANSWERS)]
    assert similar_questions(code="pas-voksen", text="Hvad koster kørekort til bus?") == []
    assert similar_questions(code="boligstoette", text=ASKS) == []
    assert similar_questions(code="pas-voksen", text=ASKS, person_id=town.bo.pk) == []


def test_an_answer_becomes_a_part_of_the_playbook_and_all_who_asked_are_told(town: Cast) -> None:
    question = answered(town)
    ask_the_same(actor=actor("maja"), question_id=question.pk)
    note_reading(actor=actor("bo"), question_id=question.pk)
    with pytest.raises(NotFound):
        propose_section(actor=actor("bo"), question_id=question.pk, heading="Ven?", text=ANSWERS)
    version = propose_section(
        actor=actor("ida"), question_id=question.pk, heading="Kan en ven?", text=ANSWERS
    )
    assert (version.state, version.created_by) == ("review", Person.objects.get(username="ida"))
    with pytest.raises(NotNow):
        propose_section(actor=actor("ida"), question_id=question.pk, heading="Kan en ven?", text=ANSWERS)
    assert unread_questions(town.bo.pk) == 0
    approve(actor=actor("eva"), version_id=version.pk)
    card = task_card("pas-voksen", site=town.magion, actor=actor("bo"))
    assert card.notes[0].text == f"Kan en ven?\n{ANSWERS}"
    assert (unread_questions(town.bo.pk), unread_questions(town.maja.pk)) == (1, 1)
    assert my_questions(town.bo.pk)[0].is_text


def proposed(town: Cast) -> tuple[Question, SectionVersion]:
    question = answered(town)
    note_reading(actor=actor("bo"), question_id=question.pk)
    version = propose_section(
        actor=actor("ida"), question_id=question.pk, heading="Kan en ven?", text=ANSWERS
    )
    return question, version


@pytest.mark.parametrize(
    ("note", "is_text"),
    [
        (f"Kan en ven?\n{ANSWERS}", True),
        ("KAN EN VEN? \nJa, med fuldmagt.", True),
        (f"Fuldmagt:\n{ANSWERS.replace(' ', '  ')}", True),
        ("Om fuldmagt: kan en ven? Ja.", False),
        ("Andet", False),
    ],
)
def test_it_is_part_of_the_playbook_only_while_it_stands_there(town: Cast, note: str, is_text: bool) -> None:
    question, version = proposed(town)
    SectionVersion.objects.filter(pk=version.pk).update(content={"da": {"note": note}})
    approve(actor=actor("eva"), version_id=version.pk)
    line = my_questions(town.bo.pk)[0]
    assert (line.is_text, line.is_left_out, line.is_proposed) == (is_text, not is_text, False)
    assert line.is_unread == is_text
    assert unread_questions(town.bo.pk) == int(is_text)
    assert (question_talk(actor("bo"), question.pk).page_now is not None) == is_text


def test_what_the_editors_left_out_can_be_sent_again_and_what_stands_there_cannot(town: Cast) -> None:
    question, version = proposed(town)
    SectionVersion.objects.filter(pk=version.pk).update(content={"da": {"note": "Andet"}})
    approve(actor=actor("eva"), version_id=version.pk)
    again = propose_section(actor=actor("ida"), question_id=question.pk, heading="Ven?", text=ANSWERS)
    assert again.pk != version.pk
    approve(actor=actor("eva"), version_id=again.pk)
    assert my_questions(town.bo.pk)[0].is_text
    with pytest.raises(NotNow):
        propose_section(actor=actor("ida"), question_id=question.pk, heading="Ven?", text=ANSWERS)


def test_earlier_answers_are_found_by_any_form_of_their_words(town: Cast) -> None:
    question = answered(town)
    for words in ("fuldmagten underskrevet", "PASSET ven", "pas voksen fuldmagt legitimation", "kørekort"):
        found = [line.id for line in unit_questions(actor("ida"), "answered", words)]
        assert found == ([] if words == "kørekort" else [question.pk]), words
    assert unit_questions(actor("ida"), "open", "fuldmagt") == []


def test_a_second_answer_stands_below_the_first(town: Cast) -> None:
    first = answered(town)
    version = propose_section(actor=actor("ida"), question_id=first.pk, heading="Ét", text="A")
    other = asked(town, text="Hvad koster det at få det hurtigt?")
    reply(actor=actor("ida"), question_id=other.pk, text="Det ved vi.", is_answer=True)
    again = propose_section(actor=actor("ida"), question_id=other.pk, heading="To", text="B")
    assert again.pk == version.pk
    assert SectionVersion.objects.get(pk=version.pk).content["da"]["note"] == "Ét\nA\n\nTo\nB"


def test_a_unit_is_reminded_once_when_its_hours_are_over(town: Cast) -> None:
    with clock.frozen(TEN):
        asked(town)
    with clock.frozen(TEN + timedelta(hours=5)):
        assert remind_units(actor=SYSTEM, address="https://x.example/").questions == 0
    with clock.frozen(TEN + timedelta(hours=7)):
        report = remind_units(actor=SYSTEM, address="https://x.example/")
        assert (report.questions, report.mails) == (1, 2)
        assert remind_units(actor=SYSTEM, address="https://x.example/").questions == 0
        assert Message.objects.filter(kind="catalogue.question_waits").count() == 2
        assert unit_questions(actor("ida"))[0].is_late
    with pytest.raises(NotAllowed):
        remind_units(actor=actor("leif"), address="")


def test_figures_hide_what_is_too_few(town: Cast) -> None:
    answered(town)
    (line,) = question_figures()
    assert (line.unit, line.asked, line.answered, line.median_minutes, line.texts) == (
        "Pas og kørekort", 1, 1, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "day", [datetime(2027, 3, 26, 13, 50, tzinfo=UTC), datetime(2027, 10, 29, 13, 50, tzinfo=UTC)]
)
def test_over_both_clock_changes_it_is_answered_by_the_next_closing(day: datetime) -> None:
    from datetime import time

    rules = tuple(HoursRule(HoursKind.SERVICE, weekday, time(8), time(15)) for weekday in range(5))
    monday = answer_by(OpeningHours(rules), day + timedelta(hours=3))
    assert monday is not None
    assert (
        monday
        == {3: datetime(2027, 3, 29, 13, 0, tzinfo=UTC), 10: datetime(2027, 11, 1, 14, 0, tzinfo=UTC)}[
            day.month
        ]
    )
    assert answer_by(OpeningHours(()), day) is None
