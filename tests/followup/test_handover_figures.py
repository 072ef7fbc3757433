"""The figures of handed-over cases, read from what happened; erasing, done twice, changes none of them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import NotAllowed
from indgang.catalogue.services import set_site_offer
from indgang.core.kpi_handovers import StayEnd
from indgang.core.reach import Reach
from indgang.followup.handover_figures import stays_of, stays_since
from indgang.followup.models import FollowUp, FollowUpEvent, Party
from indgang.followup.parties import Person as Citizen
from indgang.followup.services import (
    DecisionWish,
    accept,
    close,
    decide,
    deliver_cases,
    erase_over,
    pass_on,
    prepare,
    return_to_desk,
    save_case,
    send,
    withdraw,
)
from indgang.insight.handovers import handovers
from indgang.organisation.models import Lifeline
from tests.cast import Cast
from tests.followup.conftest import Time

Who = Callable[[str], Actor]
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
WISH = DecisionWish("granted", "Lov (eksempel)", "Klag (eksempel)")


@pytest.fixture
def sent(cast: Cast, unit: Lifeline, time: Time) -> Callable[[], FollowUp]:
    """Sends cases from KVIK 1, as the desk does."""
    set_site_offer(actor=SYSTEM, code="boligstoette", site=cast.magion, reach=Reach.PREPARE)

    def make() -> FollowUp:
        maja = cast.actor("maja")
        row = prepare(actor=maja, site=cast.magion, desk=cast.kvik1, task_code="boligstoette")
        save_case(actor=maja, code=row.code, typed={}, person=Citizen("Bente Prøve"), unit=unit.pk)
        return send(actor=maja, code=row.code)

    return make


def test_each_unit_answers_for_its_own_stay(
    sent: Callable[[], FollowUp], cast: Cast, unit: Lifeline, who: Who, time: Time
) -> None:
    row, other = sent(), Lifeline.objects.get(code="pas-koerekort")
    Lifeline.objects.filter(pk=other.pk).update(person=cast.signe)
    pass_on(actor=who("ida"), code=row.code, lifeline_id=other.pk)
    time.move(hours=1)
    return_to_desk(actor=cast.actor("signe"), code=row.code, reason="wrong_unit")
    save_case(actor=cast.actor("maja"), code=row.code, typed={}, person=Citizen("Bente Prøve"), unit=unit.pk)
    send(actor=cast.actor("maja"), code=row.code)
    accept(actor=who("ida"), code=row.code)
    close(actor=who("ida"), code=row.code, result="done")
    found = stays_since(BEGIN, [cast.magion.pk])
    assert [(one.unit, one.end, one.reason) for one in found] == [
        (unit.pk, StayEnd.PASSED_ON, ""),
        (other.pk, StayEnd.RETURNED, "wrong_unit"),
        (unit.pk, StayEnd.ANSWERED, ""),
    ]
    assert {one.sent_at for one in found} == {row.sent_at}
    assert found[2].due_at is not None
    assert found[2].due_at > (found[0].due_at or found[2].due_at)
    # Cases of before the sending noted its unit and its due time are read from the rest.
    events = list(FollowUpEvent.objects.filter(follow_up=row).order_by("pk"))
    for event in events:
        event.facts = {} if event.kind.startswith("sent") else event.facts
    old = stays_of(FollowUp.objects.get(pk=row.pk), events)
    assert [one.unit for one in old] == [unit.pk, other.pk, unit.pk]
    assert stays_since(BEGIN, [cast.town_hall.pk]) == []


def test_erasing_twice_leaves_the_figures_as_they_were(
    sent: Callable[[], FollowUp], cast: Cast, who: Who, time: Time
) -> None:
    for turn in range(15):
        row = sent()
        if turn == 0:
            withdraw(actor=cast.actor("maja"), code=row.code)
            continue
        if turn < 6:
            return_to_desk(actor=who("ida"), code=row.code, reason="missing_papers")
            send(actor=cast.actor("maja"), code=row.code)
        accept(actor=who("boligstoette"), code=row.code)
        time.move(hours=1)
        if turn < 12:
            decide(actor=who("boligstoette"), code=row.code, wish=WISH)
        else:
            close(actor=who("boligstoette"), code=row.code, result="advised")
    deliver_cases(actor=SYSTEM)
    before = handovers(actor=who("leif"))
    assert (
        before.figures["handovers_returned"].numerator,
        before.figures["handovers_returned"].denominator,
    ) == (
        5,
        19,
    )
    assert before.reasons.cells["missing_papers"] == 5
    assert before.figures["decision_median"].n == 11
    FollowUp.objects.filter(closed_at__isnull=False).update(erase_on=time.now.date())
    erase_over(actor=SYSTEM)
    assert Party.objects.count() < 15
    assert handovers(actor=who("leif")) == before
    erase_over(actor=SYSTEM)
    assert handovers(actor=who("leif")) == before


def test_officers_see_no_figures(unit: Lifeline, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        handovers(actor=cast.actor("maja"))
