"""Feedback from the desk: a small case with an owner, a state, an answer and a history."""

from typing import Any

import pytest

from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.base.models import AuditEntry
from indgang.catalogue.errors import CprInText, TakenAlready, TaskNotFound
from indgang.catalogue.models import Feedback, FeedbackEvent, Play, Section
from indgang.catalogue.queries.feedback import (
    feedback_case,
    feedback_queue,
    my_feedback,
    open_feedback_by_section,
    open_feedback_count,
    people_who_answer,
    unread_answers,
)
from indgang.catalogue.services import (
    NotNow,
    answer_feedback,
    assign_feedback,
    give_feedback,
    mark_answer_read,
    reopen_feedback,
    set_text,
    take_feedback,
)
from indgang.organisation.models import Person, RoleGrant
from tests.cast import Cast

SAYS = "Gebyret passer ikke længere."


@pytest.fixture
def town(cast: Cast) -> Cast:
    """The cast with two editors, who may act at every site."""
    for username in ("eva", "erik"):
        person = Person.objects.create(username=username, name=username.title())
        RoleGrant.objects.create(person=person, role="editor")
    return cast


def actor(username: str) -> Any:
    from indgang.organisation.queries import actor_of_person

    return actor_of_person(Person.objects.get(username=username).pk)


def given(town: Cast, **more: Any) -> Feedback:
    fields = {"code": "pas-voksen", "section": "bring", "kind": "wrong", "text": SAYS, "site": town.magion}
    return give_feedback(actor=actor("bo"), **{**fields, **more})


def test_it_is_a_new_case_that_knows_what_was_on_the_screen(town: Cast) -> None:
    play = Play.objects.filter(task__code="pas-voksen").latest("version")
    case = given(town, play_id=play.pk, text=f"  {SAYS}\r\n")
    assert (case.state, case.text, case.play_id, case.site, case.owner) == (
        "new", SAYS, play.pk, town.magion, None,
    )  # fmt: skip
    assert [event.action for event in case.events.all()] == ["given"]
    entry = AuditEntry.objects.get(action="feedback.given")
    assert entry.target == "task:pas-voksen"
    assert SAYS not in str(entry.details)


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"text": "  "}, Invalid, "text"),
        ({"text": "x" * 1001}, Invalid, "text"),
        ({"text": "Borgeren 010190-1234 fik nej"}, CprInText, "text"),
        ({"kind": "ugly"}, Invalid, "kind"),
        ({"section": "cover"}, Invalid, "kind"),
        ({"code": "nothing"}, TaskNotFound, None),
    ],
)
def test_what_cannot_be_used_is_refused(town: Cast, change: Any, error: Any, field: Any) -> None:
    with pytest.raises(error) as refusal:
        given(town, **change)
    assert getattr(refusal.value, "field", None) == field
    assert not Feedback.objects.exists()


def test_a_page_of_another_task_is_refused(town: Cast) -> None:
    other = Play.objects.filter(task__code="pas-barn").latest("version")
    with pytest.raises(Invalid):
        given(town, play_id=other.pk)


def test_a_double_press_is_one_case(town: Cast) -> None:
    assert given(town).pk == given(town).pk
    assert given(town, text="Noget andet").pk != given(town).pk


def test_a_device_and_another_system_give_none(town: Cast) -> None:
    from indgang.base.access import Actor

    for role in ("device", "api"):
        stranger = Actor(kind="device", id=1, grants=frozenset({(role, None)}))
        with pytest.raises(NotAllowed):
            give_feedback(actor=stranger, code="pas-voksen", section="play", kind="wrong", text=SAYS)


def test_the_owner_of_the_section_gets_it_else_the_task_s_else_nobody(town: Cast) -> None:
    section = given(town).section
    section.task.owner = Person.objects.get(username="erik")
    section.task.save()
    assert given(town, text="2").owner == section.task.owner
    Section.objects.filter(pk=section.pk).update(owner=town.signe)
    assert given(town, text="3").owner == town.signe
    assert open_feedback_count(actor("erik")) == 2  # his own and nobody's
    assert open_feedback_count(actor("signe")) == 1
    assert open_feedback_count(actor("bo")) == 0


def test_an_owner_who_is_no_editor_sees_and_answers_what_is_theirs(town: Cast) -> None:
    theirs, other = given(town), given(town, text="2")
    Feedback.objects.filter(pk=theirs.pk).update(owner=town.signe)
    assert [line.id for line in feedback_queue(actor("signe"))] == [theirs.pk]
    answer_feedback(actor=actor("signe"), feedback_id=theirs.pk, outcome="kept", answer="Det passer.")
    with pytest.raises(NotAllowed):
        answer_feedback(actor=actor("signe"), feedback_id=other.pk, outcome="kept", answer="Nej")
    with pytest.raises(NotFound):
        feedback_case(actor("signe"), other.pk)
    assert feedback_queue(actor("bo")) == []


def test_one_takes_it_and_the_other_is_told_who(town: Cast) -> None:
    case = given(town)
    take_feedback(actor=actor("eva"), feedback_id=case.pk)
    take_feedback(actor=actor("eva"), feedback_id=case.pk)
    with pytest.raises(TakenAlready) as refusal:
        take_feedback(actor=actor("erik"), feedback_id=case.pk)
    assert refusal.value.facts == {"owner": "Eva"}
    with pytest.raises(TakenAlready):
        answer_feedback(actor=actor("erik"), feedback_id=case.pk, outcome="kept", answer="Nej")
    assert [event.action for event in case.events.order_by("pk")] == ["given", "taken"]
    assert [line.id for line in feedback_queue(actor("eva"), "mine")] == [case.pk]
    assert feedback_queue(actor("erik"), "mine") == []


def test_it_is_handed_to_another_who_may_answer(town: Cast) -> None:
    case = given(town)
    take_feedback(actor=actor("eva"), feedback_id=case.pk)
    assign_feedback(actor=actor("eva"), feedback_id=case.pk, username="erik")
    case.refresh_from_db()
    assert (case.state, case.owner.username) == ("new", "erik")
    for username in ("bo", "nobody"):
        with pytest.raises(Invalid):
            assign_feedback(actor=actor("eva"), feedback_id=case.pk, username=username)
    with pytest.raises(NotAllowed):
        assign_feedback(actor=actor("bo"), feedback_id=case.pk, username="erik")
    assert [name for _username, name in people_who_answer()] == ["Ada Min", "Erik", "Eva", "Leif Juhl"]


def test_the_one_who_asked_sees_the_answer_and_marks_it_read(town: Cast) -> None:
    case = given(town)
    with pytest.raises(NotNow):
        mark_answer_read(actor=actor("bo"), feedback_id=case.pk)
    answer_feedback(
        actor=actor("eva"), feedback_id=case.pk, outcome="corrected", answer="Tak, det er rettet."
    )
    line = my_feedback(town.bo.pk)[0]
    assert (line.answer, line.state, line.answered_by, line.owner) == (
        "Tak, det er rettet.", "corrected", "Eva", "Eva",
    )  # fmt: skip
    assert unread_answers(town.bo.pk) == 1
    with pytest.raises(NotFound):
        mark_answer_read(actor=actor("maja"), feedback_id=case.pk)
    mark_answer_read(actor=actor("bo"), feedback_id=case.pk)
    mark_answer_read(actor=actor("bo"), feedback_id=case.pk)
    assert unread_answers(town.bo.pk) == 0
    with pytest.raises(NotNow):
        take_feedback(actor=actor("eva"), feedback_id=case.pk)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"outcome": "kept", "answer": " "}, "answer"),
        ({"outcome": "taken", "answer": "Tak"}, "outcome"),
        ({"outcome": "kept", "answer": "Ring til 010190-1234"}, "answer"),
    ],
)
def test_an_answer_is_checked(town: Cast, fields: Any, field: str) -> None:
    case = given(town)
    with pytest.raises(Invalid) as refusal:
        answer_feedback(actor=actor("eva"), feedback_id=case.pk, **fields)
    assert refusal.value.field == field
    case.refresh_from_db()
    assert case.state == "new"


def test_a_correction_names_a_version_of_that_text_only(town: Cast) -> None:
    case = given(town)
    set_text(actor=SYSTEM, code="pas-voksen", language="da", bring=["Gammelt pas", "182 kr."])
    right = case.section.versions.get(layer="local")
    wrong = Section.objects.get(task__code="pas-voksen", kind="head").versions.first()
    with pytest.raises(Invalid):
        answer_feedback(
            actor=actor("eva"), feedback_id=case.pk, outcome="corrected", answer="Ja", corrected_in=wrong.pk
        )
    answer_feedback(
        actor=actor("eva"), feedback_id=case.pk, outcome="corrected", answer="Ja", corrected_in=right.pk
    )
    assert my_feedback(town.bo.pk)[0].corrected_in == right.number


def test_it_is_opened_again_once_by_the_one_who_asked_and_keeps_its_history(town: Cast) -> None:
    case = given(town)
    with pytest.raises(NotNow):
        reopen_feedback(actor=actor("bo"), feedback_id=case.pk, text="Stadig forkert")
    answer_feedback(actor=actor("eva"), feedback_id=case.pk, outcome="kept", answer="Teksten er rigtig.")
    assert my_feedback(town.bo.pk)[0].may_reopen
    with pytest.raises(NotFound):
        reopen_feedback(actor=actor("maja"), feedback_id=case.pk, text="Jeg vil også")
    with pytest.raises(Invalid):
        reopen_feedback(actor=actor("bo"), feedback_id=case.pk, text="")
    reopen_feedback(actor=actor("bo"), feedback_id=case.pk, text="Stadig forkert")
    case.refresh_from_db()
    assert (case.state, case.owner.username, case.answer) == ("new", "eva", "")
    answer_feedback(actor=actor("eva"), feedback_id=case.pk, outcome="corrected", answer="Du har ret.")
    assert not my_feedback(town.bo.pk)[0].may_reopen
    with pytest.raises(NotNow):
        reopen_feedback(actor=actor("bo"), feedback_id=case.pk, text="Igen")
    steps = feedback_case(actor("erik"), case.pk).steps
    assert [(step.action, step.comment) for step in steps] == [
        ("given", SAYS),
        ("kept", "Teksten er rigtig."),
        ("reopened", "Stadig forkert"),
        ("corrected", "Du har ret."),
    ]


def test_the_case_shows_the_text_then_and_now(town: Cast) -> None:
    play = Play.objects.filter(task__code="pas-voksen").latest("version")
    case, step = given(town, play_id=play.pk), given(town, play_id=play.pk, section="play")
    before = feedback_case(actor("eva"), case.pk)
    assert before.text_now
    assert before.text_then is None  # nothing has changed
    set_text(actor=SYSTEM, code="pas-voksen", language="da", bring=["Gammelt pas"])
    after = feedback_case(actor("eva"), case.pk)
    assert (after.text_now, after.text_then) == (["Gammelt pas"], before.text_now)
    assert after.versions[0][1] == 1
    shown = feedback_case(actor("eva"), step.pk)
    assert shown.text_then is None
    assert len(shown.text_now) == play.steps.count()


def test_open_ones_are_counted_by_section(town: Cast) -> None:
    first = given(town)
    given(town, text="2")
    given(town, section="play")
    given(town, code="pas-barn")
    answer_feedback(actor=actor("eva"), feedback_id=first.pk, outcome="kept", answer="Nej")
    assert open_feedback_by_section("pas-voksen") == {"bring": 1, "play": 1}
    assert [line.id for line in feedback_queue(actor("eva"), "closed")] == [first.pk]
    assert len(feedback_queue(actor("eva"))) == 3
    assert FeedbackEvent.objects.count() == 5
