"""Correcting the time of a contact afterwards.

Always with a reason, in the audit log, and never overlapping.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import audit
from indgang.base.access import Actor
from indgang.base.errors import Invalid, NotFound
from indgang.contact.errors import ContactClosed, TimeTaken
from indgang.contact.guard import clean_text
from indgang.contact.meeting import Meeting, hold
from indgang.contact.models import ContactState
from indgang.contact.services.finishing import count_seconds
from indgang.contact.view import ContactView
from indgang.core.day import danish_date
from indgang.core.timekeeping import ContactClock, CorrectionError

REASON_LENGTH = 200
REFUSALS = {
    "open": _("This stretch of time is still running. Pause first."),
    "empty": _("A stretch of time must end after it begins."),
    "future": _("The time cannot be later than the contact itself."),
}


@transaction.atomic
def correct_time(
    *,
    actor: Actor,
    contact_id: int,
    segment_id: int,
    reason: str,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    position: int | None = None,
) -> ContactView:
    """Change the start, the end or the matter of a stretch of time; what is not given stays.

    For the officer, and with the permission contact.correct for others. Time that the system was unsure of
    counts from then on. Raises Invalid without a reason or for time that cannot be, HoldsCpr, TimeTaken,
    NotFound, ContactClosed for a discarded contact.
    """

    def change(meeting: Meeting, index: int) -> ContactClock:
        inquiry = meeting.inquiry(position).pk if position is not None else None
        return meeting.clock.correct(index, started_at=started_at, ended_at=ended_at, inquiry=inquiry)

    return _corrected(actor, contact_id, segment_id, reason, change)


@transaction.atomic
def split_time(
    *, actor: Actor, contact_id: int, segment_id: int, at: datetime, position: int, reason: str
) -> ContactView:
    """Give the part of a stretch from `at` on to another matter: somebody forgot to switch.

    As `correct_time`.
    """

    def change(meeting: Meeting, index: int) -> ContactClock:
        return meeting.clock.split(index, at, meeting.inquiry(position).pk)

    return _corrected(actor, contact_id, segment_id, reason, change)


def _corrected(
    actor: Actor,
    contact_id: int,
    segment_id: int,
    reason: str,
    change: Callable[[Meeting, int], ContactClock],
) -> ContactView:
    reason = clean_text(reason.strip(), field="reason", most=REASON_LENGTH)
    if not reason:
        raise Invalid(_("Say why the time is corrected."), field="reason")
    meeting = hold(actor, contact_id, instead="contact.correct")
    contact = meeting.contact
    if contact.state == ContactState.DISCARDED:
        raise ContactClosed(facts={"contact": contact_id})
    index = next((i for i, row in enumerate(meeting.segments) if row.pk == segment_id), None)
    if index is None:
        raise NotFound(facts={"segment": segment_id})
    before = meeting.segments[index].period
    state = ContactState(contact.state)
    touched_at = contact.touched_at
    corrected = _changed(meeting, index, change)
    if danish_date(corrected.segments[index].started_at) != contact.day:
        raise Invalid(_("The time must stay on the day of the contact."), field="started_at")
    meeting.run(corrected, as_state=state, save=False)
    after = meeting.segments[index].period
    contact.started_at = min(contact.started_at, after.lower)
    if state == ContactState.FINISHED:
        contact.time_uncertain = False
        count_seconds(meeting)
    contact.touched_at = touched_at
    contact.save()
    audit.record(
        actor,
        "contact.time_corrected",
        f"contact:{contact_id}",
        {
            "segment": segment_id,
            "before": [before.lower.isoformat(), before.upper.isoformat()],
            "after": [after.lower.isoformat(), after.upper.isoformat()],
            "reason": reason,
        },
    )
    return meeting.done("time_corrected", segment=segment_id)


def _changed(meeting: Meeting, index: int, change: Callable[[Meeting, int], ContactClock]) -> ContactClock:
    try:
        return change(meeting, index)
    except CorrectionError as error:
        if error.code == "overlap":
            raise TimeTaken(facts={"contact": meeting.contact.pk}) from error
        raise Invalid(REFUSALS[error.code], field="ended_at", facts={"code": error.code}) from error
    except ValueError as error:
        raise Invalid(_("A moment needs its time zone."), field="started_at") from error
