"""When a case is due and how long a follow-up is kept: the closest rule, counted in the unit's opening hours.

A promised call is due in its window, whatever a rule says.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.core.due import due_after
from indgang.followup.models import FollowUp, PromiseRule
from indgang.organisation.queries.lifelines import lifeline_hours

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Promise:
    """What holds for a task at a unit. `rule_id` is None where only the settings speak."""

    due_minutes: int
    keep_days: int
    is_assumption: bool
    rule_id: int | None = None


def promise_for(kind: str, task_id: int | None, lifeline_id: int | None) -> Promise:
    """The closest rule: task and unit, then the task, then the unit, then everything, then the settings."""
    found = [
        row
        for row in PromiseRule.objects.filter(kind=kind)
        if row.task_id in {None, task_id} and row.lifeline_id in {None, lifeline_id}
    ]
    closest = max(found, key=lambda row: (row.task_id is not None, row.lifeline_id is not None), default=None)
    if closest is None:
        return Promise(settings.HANDOVER_DUE_HOURS * 60, settings.FOLLOWUP_KEEP_DAYS, is_assumption=True)
    keep = closest.keep_days if closest.keep_days is not None else settings.FOLLOWUP_KEEP_DAYS
    return Promise(closest.due_minutes, keep, closest.is_assumption, closest.pk)


def due_at(kind: str, task_id: int | None, lifeline_id: int, start: datetime) -> datetime:
    """When a promise given at `start` is due. A unit whose hours nobody has entered has a week."""
    promise = promise_for(kind, task_id, lifeline_id)
    return due_after(lifeline_hours(lifeline_id), start, promise.due_minutes) or start + A_WEEK


def erase_on(row: FollowUp) -> date:
    """The Danish day from which what identifies a person may go, when the follow-up is over now."""
    promise = promise_for(row.kind, row.task_id, row.lifeline_id)
    return danish_date(clock.now()) + timedelta(days=promise.keep_days)
