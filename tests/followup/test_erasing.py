"""What identifies a citizen goes when its term is over, or when they ask; the counts stay."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.base.errors import NotAllowed
from indgang.base.models import AuditEntry
from indgang.base.sealing import seal
from indgang.core.day import danish_date
from indgang.followup.errors import FollowUpNotFound, MovedOn, StillNeeded
from indgang.followup.insight import held_about
from indgang.followup.models import Attachment, CaseDelivery, FollowUp, FollowUpEvent, Handover, Look, Party
from indgang.followup.services import (
    accept,
    add_note,
    add_paper,
    close,
    create,
    erase_follow_up,
    erase_over,
    erasure_plan,
    return_to_desk,
)
from indgang.organisation.models import Lifeline
from tests.cast import Cast

Who = Callable[[str], Actor]
NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def at_nine() -> Any:
    with clock.frozen(NINE):
        yield


@pytest.fixture
def closed(waiting: Callable[[], FollowUp], who: Who) -> Callable[..., FollowUp]:
    """A case with answers, a paper and a note, closed by Ida."""

    def make() -> FollowUp:
        row = waiting()
        Handover.objects.filter(follow_up=row).update(
            answers=seal('{"husleje": "6200"}'), note=seal("Haster")
        )
        Attachment.objects.create(
            follow_up=row,
            name=seal("lejekontrakt.pdf"),
            content=b"x",
            media_type="application/pdf",
            size=1,
            added_at=NINE,
        )
        accept(actor=who("ida"), code=row.code)
        close(actor=who("ida"), code=row.code, result="done", answer="Ring til Bente Prøve")
        return FollowUp.objects.get(pk=row.pk)

    return make


def term_over(row: FollowUp) -> None:
    FollowUp.objects.filter(pk=row.pk).update(erase_on=danish_date(NINE))


def what_is_left(row: FollowUp) -> tuple[Any, ...]:
    case = Handover.objects.get(follow_up=row)
    return (
        Party.objects.filter(follow_up=row).count(),
        Attachment.objects.filter(follow_up=row).count(),
        case.answers,
        case.note,
        set(FollowUpEvent.objects.filter(follow_up=row).values_list("note", flat=True)),
    )


def counts() -> list[tuple[Any, ...]]:
    return list(
        FollowUp.objects.order_by("pk").values_list(
            "kind",
            "task",
            "site",
            "desk",
            "lifeline",
            "owner",
            "state",
            "result",
            "sent_at",
            "due_at",
            "closed_at",
        )
    )


def test_nothing_goes_before_its_day(closed: Callable[..., FollowUp]) -> None:
    row = closed()
    FollowUp.objects.filter(pk=row.pk).update(erase_on=danish_date(NINE) + timedelta(days=1))
    assert erase_over(actor=SYSTEM).count == 0
    assert Party.objects.count() == 1
    with clock.frozen(NINE + timedelta(days=1)):
        assert erase_over(actor=SYSTEM).count == 1


def test_the_plan_says_what_the_run_does_and_a_second_run_does_nothing(
    closed: Callable[..., FollowUp],
) -> None:
    row = closed()
    term_over(row)
    before = counts()
    plan = erasure_plan(actor=SYSTEM)
    assert [(group.kind, group.task_code, group.count, group.papers) for group in plan.groups] == [
        ("handover", "boligstoette", 1, 1)
    ]
    assert Party.objects.count() == 1
    assert erase_over(actor=SYSTEM) == plan
    assert what_is_left(row) == (0, 0, "", "", {""})
    assert counts() == before
    entries = list(AuditEntry.objects.filter(action="followup.erased").values_list("details", flat=True))
    events = FollowUpEvent.objects.filter(follow_up=row, kind="erased").count()
    assert (entries[0]["count"], entries[0]["papers"], events) == (1, 1, 1)
    again = erase_over(actor=SYSTEM)
    assert (again.count, again.drafts) == (0, 0)
    assert AuditEntry.objects.filter(action="followup.erased").count() == 1
    assert FollowUpEvent.objects.filter(follow_up=row, kind="erased").count() == 1


def test_what_the_case_system_has_not_got_is_held_back_and_said(closed: Callable[..., FollowUp]) -> None:
    row = closed()
    term_over(row)
    delivery = CaseDelivery.objects.create(
        follow_up=row, key="8b1c3e0e-4c0c-4d0e-9a51-1c62c1a1b3f0", state="failed", due_at=NINE
    )
    plan = erase_over(actor=SYSTEM)
    assert (plan.count, plan.held_back) == (0, [row.code])
    assert Party.objects.count() == 1
    CaseDelivery.objects.filter(pk=delivery.pk).update(state="delivered", delivered_at=NINE)
    assert erase_over(actor=SYSTEM).count == 1


def test_an_open_matter_is_never_erased(waiting: Callable[[], FollowUp], who: Who) -> None:
    row = waiting()
    FollowUp.objects.filter(pk=row.pk).update(erase_on=danish_date(NINE) - timedelta(days=400))
    assert erase_over(actor=SYSTEM).count == 0
    with pytest.raises(StillNeeded):
        erase_follow_up(actor=SYSTEM, code=row.code)
    return_to_desk(
        actor=_accepted(row, who), code=row.code, reason="missing_papers", note="Lejekontrakten mangler"
    )
    with pytest.raises(StillNeeded):
        erase_follow_up(actor=SYSTEM, code=row.code)
    assert Party.objects.count() == 1


def _accepted(row: FollowUp, who: Who) -> Actor:
    accept(actor=who("ida"), code=row.code)
    return who("ida")


def test_nothing_is_written_to_what_is_erased(cast: Cast, closed: Callable[..., FollowUp], who: Who) -> None:
    """No run would ever erase it again."""
    row = closed()
    with pytest.raises(MovedOn):
        add_paper(actor=who("ida"), code=row.code, name="brev.pdf", content=PDF)
    add_note(actor=who("ida"), code=row.code, note="Hun har ringet.")
    erase_follow_up(actor=SYSTEM, code=row.code)
    with pytest.raises(MovedOn):
        add_note(actor=who("ida"), code=row.code, note="Bente Prøve har ringet igen.")
    with pytest.raises(MovedOn):
        add_paper(actor=who("ida"), code=row.code, name="brev.pdf", content=PDF)
    assert what_is_left(row) == (0, 0, "", "", {""})


def test_on_request_it_goes_at_once_and_twice_is_once(cast: Cast, closed: Callable[..., FollowUp]) -> None:
    row, other = closed(), closed()
    assert erase_follow_up(actor=cast.actor("admin"), code=row.code)
    assert not erase_follow_up(actor=cast.actor("admin"), code=row.code)
    assert what_is_left(row) == (0, 0, "", "", {""})
    assert Party.objects.get().follow_up_id == other.pk
    assert FollowUpEvent.objects.filter(follow_up=row, kind="erased").count() == 1
    with pytest.raises(FollowUpNotFound):
        erase_follow_up(actor=cast.actor("admin"), code="KKK-KKK-KKK")


def test_old_drafts_go_whole(cast: Cast, unit: Lifeline) -> None:
    row = create(
        actor=cast.actor("maja"), kind="handover", site=cast.magion, desk=cast.kvik1, task_id=_task()
    )
    assert erase_over(actor=SYSTEM).drafts == 0
    with clock.frozen(NINE + timedelta(days=8)):
        assert erase_over(actor=SYSTEM).drafts == 1
    assert not FollowUp.objects.filter(pk=row.pk).exists()


def _task() -> int:
    from indgang.catalogue.models import Task

    return Task.objects.get(code="boligstoette").pk


@pytest.mark.parametrize(
    "known", [{"name": "bente  prøve"}, {"phone": "+45 20123456"}, {"email": "BENTE@borger.example"}]
)
def test_insight_finds_by_exact_words_and_logs_the_look(
    cast: Cast, closed: Callable[..., FollowUp], known: dict[str, str]
) -> None:
    row = closed()
    held = held_about(actor=cast.actor("admin"), **known)
    assert [(one.line.code, one.person.name, one.papers) for one in held] == [
        (row.code, "Bente Prøve", ["lejekontrakt.pdf"])
    ]
    assert ("husleje", "6200") in held[0].answers
    assert "Ring til Bente Prøve" in [text for _at, text in held[0].notes]
    assert Look.objects.filter(follow_up=row, what="insight", person=cast.admin).count() == 1
    assert held_about(actor=cast.actor("admin"), name="Bente") == []
    assert held_about(actor=cast.actor("admin"), code=row.code.lower())[0].line.code == row.code
    erase_follow_up(actor=cast.actor("admin"), code=row.code)
    assert held_about(actor=cast.actor("admin"), **known) == []


def test_nobody_else_may(cast: Cast, closed: Callable[..., FollowUp]) -> None:
    row = closed()
    for name in ("maja", "karen"):
        for act in (
            lambda actor: held_about(actor=actor, name="Bente Prøve"),
            lambda actor: erase_follow_up(actor=actor, code=row.code),
            lambda actor: erase_over(actor=actor),
            lambda actor: erasure_plan(actor=actor),
        ):
            with pytest.raises(NotAllowed):
                act(cast.actor(name))
    assert Party.objects.count() == 1
