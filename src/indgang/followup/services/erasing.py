"""Erasing what identifies a citizen: when its term is over, or when the citizen asks. The rows stay for the counts.

A follow-up is erased once, and only when nobody needs it any more: it is closed or withdrawn, and the case system has
what it was to have. A draft that was never sent counts nowhere; it goes whole.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet

from indgang.base import audit, clock
from indgang.base.access import Actor, require
from indgang.core.day import danish_date
from indgang.followup.errors import StillNeeded
from indgang.followup.holding import hold
from indgang.followup.models import (
    OVER_STATES,
    Attachment,
    CallAnswer,
    Callback,
    Decision,
    DeliveryState,
    EventKind,
    FollowUp,
    FollowUpEvent,
    FollowUpState,
    Handover,
    Party,
)

UNDELIVERED = (DeliveryState.WAITING, DeliveryState.FAILED)
DRAFT_DAYS = 7
"""Drafts that nobody touched for so many days are deleted (an assumption)."""


@dataclass(frozen=True, slots=True)
class ErasedGroup:
    """How many follow-ups of one kind and task (its code, "" for none), and how many papers in them."""

    kind: str
    task_code: str
    count: int
    papers: int


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What a run on `day` (Danish) erases, by kind and task; `held_back` are the codes of those whose term is over
    while the case system has not yet taken them; `drafts` were never sent and are deleted whole.
    """

    day: date
    groups: list[ErasedGroup]
    held_back: list[str]
    drafts: int

    @property
    def count(self) -> int:
        """How many follow-ups lose what identifies a citizen."""
        return sum(group.count for group in self.groups)


def erasure_plan(*, actor: Actor, day: date | None = None) -> ErasurePlan:
    """What a run would erase, without erasing it. Raises NotAllowed."""
    require(actor, "followup.privacy")
    now = clock.now()
    at = day or danish_date(now)
    return ErasurePlan(
        at,
        _groups(_ready(at)),
        list(_over(at).filter(delivery__state__in=UNDELIVERED).values_list("code", flat=True)),
        _old_drafts(now).count(),
    )


@transaction.atomic
def erase_over(*, actor: Actor) -> ErasurePlan:
    """Erase everything whose term is over; what was done. A second run right after does nothing. Raises NotAllowed."""
    require(actor, "followup.privacy")
    now = clock.now()
    today = danish_date(now)
    rows = list(_ready(today).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    drafts = list(
        _old_drafts(now).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
    )
    held_back = list(_over(today).filter(delivery__state__in=UNDELIVERED).values_list("code", flat=True))
    report = ErasurePlan(today, _groups(FollowUp.objects.filter(pk__in=rows)), held_back, len(drafts))
    _erase(rows, actor, now, why="term")
    FollowUp.objects.filter(pk__in=drafts).delete()
    if rows or drafts:
        audit.record(actor, "followup.erased", "follow-ups", _facts(report))
    return report


@transaction.atomic
def erase_follow_up(*, actor: Actor, code: str) -> bool:
    """Erase one follow-up because its citizen asks. A draft goes whole. False when it was erased before.

    Raises NotAllowed, FollowUpNotFound; StillNeeded while it is open, or on its way to the case system.
    """
    require(actor, "followup.privacy")
    row = hold(code)
    if row.erased_at is not None:
        return False
    if row.state == FollowUpState.DRAFT:
        row.delete()
        audit.record(actor, "followup.erased_on_request", f"follow-up:{code}")
        return True
    if row.state not in OVER_STATES:
        raise StillNeeded
    if FollowUp.objects.filter(pk=row.pk, delivery__state__in=UNDELIVERED).exists():
        raise StillNeeded
    _erase([row.pk], actor, clock.now(), why="request")
    audit.record(actor, "followup.erased_on_request", f"follow-up:{row.code}")
    return True


def _over(day: date) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(state__in=OVER_STATES, erased_at=None, erase_on__lte=day)


def _ready(day: date) -> QuerySet[FollowUp]:
    undelivered = FollowUp.objects.filter(delivery__state__in=UNDELIVERED).values("pk")
    return _over(day).exclude(pk__in=undelivered)


def _old_drafts(now: datetime) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(state=FollowUpState.DRAFT, changed_at__lt=now - timedelta(days=DRAFT_DAYS))


def _erase(rows: Sequence[int], actor: Actor, now: datetime, *, why: str) -> None:
    Party.objects.filter(follow_up__in=rows).delete()
    Attachment.objects.filter(follow_up__in=rows).delete()
    CallAnswer.objects.filter(callback__follow_up__in=rows).delete()
    Handover.objects.filter(follow_up__in=rows).update(answers="", note="")
    Callback.objects.filter(follow_up__in=rows).update(note="")
    Decision.objects.filter(follow_up__in=rows).update(reasons="")
    FollowUpEvent.objects.filter(follow_up__in=rows).exclude(note="").update(note="")
    FollowUpEvent.objects.bulk_create(
        [
            FollowUpEvent(
                follow_up_id=pk,
                at=now,
                kind=EventKind.ERASED,
                state=state,
                person_id=actor.person_id,
                facts={"why": why},
            )
            for pk, state in FollowUp.objects.filter(pk__in=rows).values_list("pk", "state")
        ]
    )
    FollowUp.objects.filter(pk__in=rows).update(erased_at=now)


def _groups(rows: QuerySet[FollowUp]) -> list[ErasedGroup]:
    counts: Counter[tuple[str, str]] = Counter()
    papers: Counter[tuple[str, str]] = Counter()
    for kind, task, held in rows.annotate(held=Count("attachments")).values_list(
        "kind", "task__code", "held"
    ):
        counts[kind, task or ""] += 1
        papers[kind, task or ""] += held
    return [
        ErasedGroup(kind, task, count, papers[kind, task]) for (kind, task), count in sorted(counts.items())
    ]


def _facts(report: ErasurePlan) -> dict[str, object]:
    return {
        "count": report.count,
        "papers": sum(group.papers for group in report.groups),
        "drafts": report.drafts,
        "held_back": len(report.held_back),
        "groups": [[group.kind, group.task_code, group.count] for group in report.groups],
    }
