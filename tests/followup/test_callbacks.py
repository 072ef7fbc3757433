"""A promise to phone: given, called, moved, kept or broken, and what the citizen is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import Invalid, NotAllowed
from indgang.core.promises import Verdict
from indgang.followup.callback_figures import kept_figures
from indgang.followup.callback_links import code_of, token_of
from indgang.followup.callback_queries import call_case, call_list, citizen_call, promises_of
from indgang.followup.errors import AlreadyTaken, FollowUpNotFound, HoldsCpr, MovedOn, NotYourStep
from indgang.followup.models import CallAnswer, CallAttempt, CallPromise, FollowUp, FollowUpState
from indgang.followup.parties import Person as Citizen
from indgang.followup.services import (
    CallWish,
    QuestionWish,
    accept,
    alarm_calls,
    choose_time,
    close_call,
    move_call,
    note_call,
    pass_on,
    promise_call,
    save_questions,
    tell_late,
    withdraw,
)
from indgang.followup.windows import offered
from indgang.messaging.models import Message
from indgang.organisation.models import Lifeline, RoleGrant
from tests.cast import Cast

Who = Callable[[str], Actor]
# A Tuesday at eight, Danish time: the unit opens now and is there until four.
EIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)
NINE = EIGHT + timedelta(hours=1)
BENTE = Citizen("Bente Prøve", "20 12 34 56", tell_by="sms")


@pytest.fixture(autouse=True)
def at_eight() -> Any:
    with clock.frozen(EIGHT):
        yield


@pytest.fixture
def promised(cast: Cast, unit: Lifeline) -> Callable[..., FollowUp]:
    def make(start: datetime | None = NINE, by: str = "maja", **more: Any) -> FollowUp:
        wish = {key: more.pop(key) for key in ("note", "priority", "answers", "person") if key in more}
        return promise_call(
            actor=cast.actor(by),
            site=cast.magion,
            desk=cast.kvik1,
            lifeline_id=unit.pk,
            wish=CallWish(**{"person": BENTE, "start": start, **wish}),
            **more,
        )

    return make


def later(minutes: int) -> Any:
    """The clock so many minutes after nine."""
    return clock.frozen(NINE + timedelta(minutes=minutes))


def verdicts(row: FollowUp) -> list[Verdict]:
    return [one.verdict for one in promises_of(FollowUp.objects.get(pk=row.pk))]


def test_a_desk_promises_a_window_of_the_units_hours(promised: Any, unit: Lifeline, who: Who) -> None:
    row = promised(note="Om flytning", priority=1)
    assert (row.state, row.due_at, row.lifeline_id) == ("waiting", NINE + timedelta(hours=1), unit.pk)
    message = Message.objects.get()
    assert (message.kind, message.channel) == ("followup.call_promised", "sms")
    (line,) = call_list(who("ida"))
    assert (line.window_from, line.priority, line.verdict, line.tries) == (NINE, 1, Verdict.OPEN, 0)


def test_name_number_and_note_are_not_readable_in_the_database(promised: Any) -> None:
    promised(note="Ring til moren")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text FROM followup_party p UNION ALL SELECT c::text FROM followup_callback c"
        )
        rows = str(cursor.fetchall())
    for secret in ("Bente", "20 12", "2012", "moren"):
        assert secret not in rows


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"start": None}, Invalid, "window"),
        ({"start": EIGHT - timedelta(hours=3)}, Invalid, "window"),
        ({"start": NINE + timedelta(minutes=1)}, Invalid, "window"),
        ({"person": Citizen("Bente Prøve")}, Invalid, "phone"),
        ({"person": Citizen("", "20123456")}, Invalid, "name"),
        ({"person": Citizen("Bente", "12")}, Invalid, "phone"),
        ({"note": "Hun er 010190-1234"}, HoldsCpr, "note"),
        ({"priority": 9}, Invalid, "priority"),
    ],
)
def test_what_cannot_be_promised_is_refused(promised: Any, change: Any, error: Any, field: str) -> None:
    with pytest.raises(error) as refused:
        promised(**change)
    assert refused.value.field == field
    assert not FollowUp.objects.exists()


def test_a_double_press_is_one_promise(promised: Any) -> None:
    assert promised(key="abc").pk == promised(key="abc").pk
    assert Message.objects.count() == 1


def test_a_full_window_is_offered_no_more(promised: Any, unit: Lifeline) -> None:
    for _turn in range(3):
        promised()
    assert NINE not in [one.start for one in offered(unit.pk)]
    with pytest.raises(Invalid):
        promised()


def test_who_phones_first_owns_it_and_a_call_in_the_window_keeps_it(promised: Any, who: Who) -> None:
    row = promised()
    with later(10):
        note_call(actor=who("ida"), code=row.code, result="no_answer", key="1")
        note_call(actor=who("ida"), code=row.code, result="no_answer", key="1")
        with pytest.raises(NotYourStep):
            note_call(actor=who("ole"), code=row.code, result="reached", key="2")
    row.refresh_from_db()
    assert (row.state, row.owner and row.owner.username) == ("accepted", "ida")
    assert CallAttempt.objects.count() == 1
    with later(300):
        assert verdicts(row) == [Verdict.KEPT]


def test_nobody_phoned_and_it_is_broken_though_no_job_ran(promised: Any, who: Who) -> None:
    row = promised()
    with later(59):
        assert call_list(who("ida"))[0].verdict == Verdict.OPEN
    with later(60):
        assert call_list(who("ida"))[0].verdict == Verdict.BROKEN
        note_call(actor=who("ida"), code=row.code, result="reached", key="1")
        assert verdicts(row) == [Verdict.BROKEN]


def test_not_reached_promises_again_and_the_citizen_is_told(promised: Any, who: Who) -> None:
    row = promised()
    with later(10):
        note_call(
            actor=who("ida"), code=row.code, result="no_answer", key="1", again=NINE + timedelta(hours=4)
        )
        row.refresh_from_db()
        assert row.due_at == NINE + timedelta(hours=5)
        assert verdicts(row) == [Verdict.KEPT, Verdict.OPEN]
    assert Message.objects.filter(kind="followup.call_missed").count() == 1


def test_a_unit_that_moves_it_has_broken_it_and_a_citizen_who_asks_has_not(promised: Any, who: Who) -> None:
    ours, theirs = promised(), promised()
    for row, by_citizen in ((ours, False), (theirs, True)):
        accept(actor=who("ida"), code=row.code)
        move_call(actor=who("ida"), code=row.code, start=NINE + timedelta(hours=3), by_citizen=by_citizen)
    assert verdicts(ours) == [Verdict.BROKEN, Verdict.OPEN]
    assert verdicts(theirs) == [Verdict.RELEASED, Verdict.OPEN]
    assert Message.objects.filter(kind="followup.call_moved").count() == 2


def test_the_citizen_chooses_another_time_by_the_link_three_times(promised: Any) -> None:
    row = promised()
    token = token_of(row.code)
    assert code_of(token) == row.code
    for hour in (2, 3, 4):
        choose_time(token=token, start=NINE + timedelta(hours=hour))
    assert [one.verdict for one in promises_of(row)] == [Verdict.RELEASED] * 3 + [Verdict.OPEN]
    choose_time(token=token, start=NINE + timedelta(hours=4))
    with pytest.raises(Invalid):
        choose_time(token=token, start=NINE + timedelta(hours=5))
    for wrong in (token[:-1] + "x", row.code, "", "K" * 25):
        with pytest.raises(FollowUpNotFound):
            choose_time(token=wrong, start=NINE)


def test_settled_takes_a_call_that_got_through(promised: Any, who: Who) -> None:
    row = promised()
    with pytest.raises(NotYourStep):
        close_call(actor=who("ida"), code=row.code, result="done")
    with later(5):
        note_call(actor=who("ida"), code=row.code, result="busy", key="1")
        for result in ("done", "decided", ""):
            with pytest.raises(Invalid):
                close_call(actor=who("ida"), code=row.code, result=result)
        note_call(actor=who("ida"), code=row.code, result="reached", key="2")
        closed = close_call(actor=who("ida"), code=row.code, result="advised", answer="Hun bestiller tid.")
    assert (closed.state, closed.result) == (FollowUpState.CLOSED, "advised")
    assert closed.erase_on is not None
    with pytest.raises(MovedOn):
        note_call(actor=who("ida"), code=row.code, result="reached", key="3")


def test_passing_on_keeps_what_was_promised(promised: Any, who: Who, cast: Cast) -> None:
    row = promised()
    other = Lifeline.objects.get(code="folkeregister")
    passed = pass_on(actor=who("ida"), code=row.code, lifeline_id=other.pk)
    assert (passed.due_at, passed.state) == (NINE + timedelta(hours=1), "waiting")
    with pytest.raises((FollowUpNotFound, AlreadyTaken)):
        note_call(actor=who("ida"), code=row.code, result="reached", key="1")


def test_the_citizen_is_told_once_that_nobody_phoned(promised: Any, who: Who) -> None:
    promised()
    other = promised()
    with later(20):
        note_call(actor=who("ida"), code=other.code, result="no_answer", key="1")
    assert tell_late(actor=SYSTEM) == 0
    with later(61):
        assert tell_late(actor=SYSTEM) == 1
        assert tell_late(actor=SYSTEM) == 0
    assert Message.objects.filter(kind="followup.call_late").count() == 1
    with pytest.raises(NotAllowed):
        tell_late(actor=who("ida"))


def test_taken_back_in_time_is_no_broken_promise(promised: Any, cast: Cast) -> None:
    row = promised()
    withdraw(actor=cast.actor("maja"), code=row.code)
    with later(300):
        assert verdicts(row) == [Verdict.RELEASED]


def test_rescued_is_shown(promised: Any, who: Who) -> None:
    row = promised()
    with later(29):
        assert alarm_calls(actor=SYSTEM) == 1
        assert alarm_calls(actor=SYSTEM) == 0
    with later(40):
        note_call(actor=who("ida"), code=row.code, result="reached", key="1")
    (promise,) = promises_of(row)
    assert promise.is_rescued


def test_answers_are_typed_rows_that_can_be_searched(promised: Any, unit: Lifeline, who: Who) -> None:
    save_questions(
        actor=who("ida"),
        lifeline_id=unit.pk,
        wishes=[
            QuestionWish("date", {"da": "Flyttedato"}, is_needed=True),
            QuestionWish("choice", {"da": "Bolig"}, {"da": ["Leje", "Eje"]}),
            QuestionWish("short", {"da": "Hvad er sket?"}),
            QuestionWish("number", {"da": "Børn"}),
        ],
    )
    with pytest.raises(Invalid) as refused:
        promised()
    assert refused.value.field == "q-flyttedato"
    early = promised(answers={"flyttedato": "2026-11-01", "bolig": "1", "hvad-er-sket": "Bente flyttede"})
    promised(answers={"flyttedato": "2026-12-24", "born": "2,5"})
    answer = CallAnswer.objects.get(callback__follow_up=early, question__key="hvad-er-sket")
    assert "Bente" not in answer.text
    found = call_list(who("ida"), key="flyttedato", how="before", value="2026-11-24")
    assert [line.code for line in found] == [early.code]
    assert [line.code for line in call_list(who("ida"), key="bolig", how="is", value="1")] == [early.code]
    for words in ("Eje", "ej", "EJE "):
        assert [line.code for line in call_list(who("ida"), key="bolig", how="is", value=words)] == [
            early.code
        ]
    with clock.frozen(datetime(2026, 12, 24, 9, tzinfo=UTC)):
        for words in ("today", "24/12 2026", "24.12.2026"):
            (line,) = call_list(who("ida"), key="flyttedato", how="is", value=words)
            assert line.code != early.code
    for key, value in (("bolig", "Andel"), ("bolig", ""), ("flyttedato", "snart"), ("born", "mange")):
        with pytest.raises(Invalid) as misfit:
            call_list(who("ida"), key=key, how="is", value=value)
        assert misfit.value.field == "value"
    case = call_case(who("ida"), early.code, where="page")
    assert [str(one.value) for one in case.answers] == ["2026-11-01", "Eje", "Bente flyttede"]
    save_questions(actor=who("ida"), lifeline_id=unit.pk, wishes=[])
    assert len(call_case(who("ida"), early.code, where="page").answers) == 3


def test_answers_are_found_in_whichever_version_they_were_asked(
    promised: Any, unit: Lifeline, who: Who
) -> None:
    def ask(*options: str) -> None:
        wish = QuestionWish("choice", {"da": "Bolig"}, {"da": list(options)}, key="bolig")
        children = QuestionWish("number", {"da": "Børn"}, key="born")
        save_questions(actor=who("ida"), lifeline_id=unit.pk, wishes=[wish, children])

    ask("Leje", "Eje")
    first = promised(answers={"bolig": "1", "born": "0"})
    ask("Eje", "Andel", "Leje")
    second = promised(answers={"bolig": "0", "born": "1.500"})
    found = call_list(who("ida"), key="bolig", how="is", value="eje")
    assert {line.code for line in found} == {first.code, second.code}
    (line,) = call_list(who("ida"), key="born", how="after", value="1.499,5")
    assert line.code == second.code
    shown = [
        str(one.value)
        for row in (first, second)
        for one in call_case(who("ida"), row.code, where="page").answers
    ]
    assert shown == ["Eje", "0", "Eje", "1500"]


def test_every_look_at_a_case_is_logged_and_strangers_see_none(promised: Any, who: Who, cast: Cast) -> None:
    row = promised()
    assert call_case(who("ida"), row.code, where="page").person.name == "Bente Prøve"
    assert [(look.person.username, look.what) for look in row.looks.all() if look.person] == [("ida", "case")]
    for stranger in ("bo", "leif", "karen"):
        with pytest.raises(FollowUpNotFound):
            call_case(who(stranger), row.code, where="page")
        assert call_list(who(stranger)) == []
    assert call_case(cast.actor("maja"), row.code, where="desk").is_sender


def test_the_kept_share_counts_promises_that_are_over_and_hides_few(promised: Any, who: Who) -> None:
    rows = [promised() for _turn in range(3)]
    with later(5):
        note_call(actor=who("ida"), code=rows[0].code, result="reached", key="1")
    with later(120):
        (line,) = kept_figures()
        assert (line.unit, line.over, line.kept, line.share) == ("Boligstøtte", 3, None, None)


def test_the_kept_share_counts_the_promises_of_the_period_alone(promised: Any, who: Who) -> None:
    rows = [promised() for _turn in range(3)]
    rows += [promised(start=NINE + timedelta(hours=1)) for _turn in range(3)]
    choose_time(token=token_of(rows[0].code), start=NINE + timedelta(hours=3))
    with later(5):
        for row in rows[1:3]:
            note_call(actor=who("ida"), code=row.code, result="no_answer", key="1")
        move_call(actor=who("ida"), code=rows[1].code, start=NINE + timedelta(hours=4), by_citizen=False)
    with later(400):
        (line,) = kept_figures()
        assert (line.over, line.kept, line.percent) == (7, 2, 29)
        (line,) = kept_figures(until=NINE + timedelta(hours=2))
        assert (line.over, line.kept, line.percent) == (5, 2, 40)


def test_a_citizen_who_was_reached_is_told_so(promised: Any, who: Who) -> None:
    row = promised()
    assert not citizen_call(token_of(row.code)).was_reached
    with later(5):
        note_call(actor=who("ida"), code=row.code, result="reached", key="1")
        assert citizen_call(token_of(row.code)).was_reached


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2027, 3, 26, 15, tzinfo=UTC), datetime(2027, 3, 29, 6, tzinfo=UTC)),
        (datetime(2027, 10, 29, 15, tzinfo=UTC), datetime(2027, 11, 1, 7, tzinfo=UTC)),
    ],
)
def test_windows_after_both_clock_changes_begin_at_eight(
    unit: Lifeline, now: datetime, monday: datetime
) -> None:
    with clock.frozen(now):
        # Good Friday is the 26th of March 2027, and Easter Monday the 29th.
        first = offered(unit.pk)[0].start
    assert first == (monday if now.month == 10 else monday + timedelta(days=1))


def test_there_is_one_promise_that_holds(promised: Any) -> None:
    promised()
    assert CallPromise.objects.filter(ended_at__isnull=True).count() == 1


def test_the_alarm_goes_to_the_deputy_who_then_sees_and_rescues_it(
    promised: Any, who: Who, unit: Lifeline
) -> None:
    deputy = Lifeline.objects.get(code="sundhed")
    Lifeline.objects.filter(pk=unit.pk).update(deputy=deputy)
    RoleGrant.objects.create(person_id=deputy.person_id, role="specialist")
    row = promised()
    assert call_list(who("sundhed")) == []
    with later(46):
        assert alarm_calls(actor=SYSTEM) == 1
        assert [line.code for line in call_list(who("sundhed"))] == [row.code]
        note_call(actor=who("sundhed"), code=row.code, result="reached", key="1")
    assert promises_of(row)[0].is_rescued
    with later(61):
        assert alarm_calls(actor=SYSTEM) == 0
