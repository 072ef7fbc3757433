"""Contacts whose officer has disappeared: first their clock is stopped, in the end they are closed.

A draft survives a crash and a log-out, so nothing is closed in a hurry; and no clock runs for somebody who is
gone, so that the figures stay honest. An officer who has a desk open is there: the queue closes the desks of
those who are not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.contact import lookup
from indgang.contact.errors import NotYours
from indgang.contact.meeting import Meeting, load, lock_officers
from indgang.contact.models import OPEN_STATES, Contact, ContactState, NotSolvedReason, Outcome
from indgang.contact.services.drafts import forget_referral
from indgang.contact.services.finishing import close
from indgang.core.day import danish_date

STOP_AFTER = timedelta(minutes=10)
CLOSE_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Swept:
    """The ids of the contacts whose clock was stopped, and of those that were closed."""

    stopped: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()


@transaction.atomic
def heartbeat(*, actor: Actor) -> None:
    """A sign of life from an officer who may have no desk open (phone, video); a page sends one a minute."""
    require(actor, "contact.register")
    if actor.person_id is not None:
        Contact.objects.filter(officer=actor.person_id, state=ContactState.ACTIVE).update(
            touched_at=clock.now()
        )


def sweep(*, stop_after: timedelta = STOP_AFTER, close_after: timedelta = CLOSE_AFTER) -> Swept:
    """Deal with contacts that nobody works on any more; run it every minute, on any number of servers.

    Without a sign of life for `stop_after`, and without a desk open, an officer's running contact is parked
    as of the last sign of life. After `close_after` it is closed, at the latest on the next day: its matters
    count as not solved, never registered, and its time as uncertain. Both are real time, stretched when the
    clock runs fast.
    """
    now = clock.now()
    stretch = max(1.0, clock.speed())
    stop_before, close_before = now - stop_after * stretch, now - close_after * stretch
    stopped, closed = [], []
    candidates = Contact.objects.filter(
        Q(state__in=OPEN_STATES, touched_at__lte=close_before)
        | Q(state=ContactState.ACTIVE, touched_at__lte=stop_before)
    )
    for contact_id, officer_id in candidates.order_by("pk").values_list("pk", "officer_id"):
        done = _sweep_one(contact_id, officer_id, stop_before, close_before, now)
        if done == "stopped":
            stopped.append(contact_id)
        elif done == "closed":
            closed.append(contact_id)
    return Swept(tuple(stopped), tuple(closed))


@transaction.atomic
def _sweep_one(
    contact_id: int, officer_id: int | None, stop_before: datetime, close_before: datetime, now: datetime
) -> str:
    lock_officers(officer_id)
    try:
        meeting = load(contact_id, expected_officer=officer_id)
    except NotYours:
        return ""
    contact = meeting.contact
    is_present = officer_id is not None and lookup.open_desk_of(officer_id) is not None
    is_old = contact.day < danish_date(now)
    if meeting.is_open and contact.touched_at <= close_before and (is_old or not is_present):
        _close(meeting, now)
        return "closed"
    if contact.state == ContactState.ACTIVE and contact.touched_at <= stop_before and not is_present:
        _stop(meeting)
        return "stopped"
    return ""


def _stop(meeting: Meeting) -> None:
    touched_at = meeting.contact.touched_at
    meeting.contact.time_uncertain = True
    meeting.run(meeting.clock.park(touched_at), save=False)
    meeting.contact.save()
    meeting.done("clock_stopped", at=touched_at.isoformat())


def _close(meeting: Meeting, now: datetime) -> None:
    contact = meeting.contact
    drafts = {inquiry.position: inquiry.outcome for inquiry in meeting.inquiries if inquiry.outcome}
    for inquiry in meeting.inquiries:
        forget_referral(inquiry)
        inquiry.outcome, inquiry.reason = Outcome.NOT_SOLVED, NotSolvedReason.NOT_REGISTERED
        inquiry.reach = inquiry.delegation_id = None
        inquiry.version += 1
    contact.time_uncertain = True
    close(meeting, contact.touched_at)
    contact.finished_at = now
    contact.save()
    meeting.done("closed_by_system", drafts=drafts)
