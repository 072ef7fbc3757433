"""Promising a call, and moving it: by the unit, which breaks the promise, or for the citizen, which does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import ANONYMOUS, Actor, require
from indgang.base.errors import Invalid
from indgang.base.sealing import seal
from indgang.core.phone import msisdn
from indgang.followup import callback_messages, parties, units, windows
from indgang.followup.access import require_sight
from indgang.followup.answering import keep_answers
from indgang.followup.callback_links import code_of
from indgang.followup.errors import FollowUpNotFound, MovedOn, NotYourStep
from indgang.followup.guard import clean_text
from indgang.followup.holding import hold, is_callback, require_state, write
from indgang.followup.models import (
    Alarm,
    Callback,
    CallPromise,
    EventKind,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Priority,
    PromiseEnd,
)
from indgang.followup.services.creating import create
from indgang.followup.services.receiving import owned
from indgang.organisation.queries.lifelines import hold_lifeline

if TYPE_CHECKING:
    from indgang.organisation.models import Desk, Site

NOTE_LENGTH = 600
MOST_CITIZEN_MOVES = 3


@dataclass(frozen=True, slots=True)
class CallWish:
    """What the desk promises: whom to phone, about what, and when (`start` of an offered window)."""

    person: parties.Person
    start: datetime | None
    note: str = ""
    priority: int = Priority.USUAL
    answers: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def promise_call(
    *,
    actor: Actor,
    site: "Site",
    lifeline_id: int,
    wish: CallWish,
    desk: "Desk | None" = None,
    task_id: int | None = None,
    inquiry_id: int | None = None,
    language: str = "da",
    key: str = "",
) -> FollowUp:
    """Promise the citizen that a unit phones in an offered window. The same `key` again is the same promise.

    Only a name and a number are kept, sealed. Raises Invalid (field "name", "phone", "window", "note", "priority",
    or that of an answer), HoldsCpr, NotAllowed.
    """
    require(actor, "followup.send", site.pk)
    _one_at_a_time(lifeline_id)
    if key and (same := Callback.objects.select_related("follow_up").filter(key=key).first()):
        return hold(same.follow_up.code)
    person = parties.cleaned(wish.person)
    if msisdn(person.phone) is None:
        raise Invalid(_("Write the phone number to call."), field="phone")
    if wish.priority not in Priority.values:
        raise Invalid(_("Choose how pressing it is."), field="priority")
    note = clean_text(wish.note, field="note", most=NOTE_LENGTH)
    window = windows.chosen(lifeline_id, wish.start)
    row = create(
        actor=actor,
        kind=FollowUpKind.CALLBACK,
        site=site,
        desk=desk,
        task_id=task_id,
        lifeline_id=lifeline_id,
        inquiry_id=inquiry_id,
        language=language,
    )
    parties.keep(row, person)
    callback = Callback.objects.create(follow_up=row, priority=wish.priority, note=seal(note), key=key[:64])
    keep_answers(callback, lifeline_id, wish.answers)
    promise = _promise(callback, row, window.start, window.end)
    row.state, row.sent_at, row.due_at = FollowUpState.WAITING, clock.now(), window.end
    write(row, actor, EventKind.SENT)
    callback_messages.tell(row, callback_messages.PROMISED, promise)
    return row


@transaction.atomic
def move_call(
    *, actor: Actor, code: str, start: datetime | None, by_citizen: bool, note: str = ""
) -> FollowUp:
    """Promise another window, as the owner. Unless the citizen asked for it, the promise before it is broken.

    Raises Invalid (field "window"), HoldsCpr, NotYourStep, MovedOn, FollowUpNotFound.
    """
    row = owned(actor, code)
    callback = callback_of(row)
    text = clean_text(note, field="note", most=NOTE_LENGTH)
    by = PromiseEnd.CITIZEN if by_citizen else PromiseEnd.UNIT
    promise = move(row, callback, start, by)
    write(row, actor, EventKind.NOTED, note=text, moved_by=by.value)
    callback_messages.tell(row, callback_messages.MOVED, promise)
    return row


@transaction.atomic
def choose_time(*, token: str, start: datetime | None) -> FollowUp:
    """Another window, chosen by the citizen who holds the link, so long as the unit has not phoned for this one.

    Raises FollowUpNotFound, MovedOn, and Invalid (field "window") also when it was changed too often.
    """
    row = hold(code_of(token))
    callback = callback_of(row)
    require_state(row, FollowUpState.WAITING, FollowUpState.ACCEPTED)
    present = holding_promise(callback)
    if present.window_from == start:
        return row
    if callback.citizen_moves >= MOST_CITIZEN_MOVES:
        raise Invalid(
            _("The time has been changed %(count)s times. Phone us if it does not fit.")
            % {"count": MOST_CITIZEN_MOVES},
            field="window",
        )
    promise = move(row, callback, start, PromiseEnd.CITIZEN)
    callback.citizen_moves += 1
    callback.save(update_fields=["citizen_moves"])
    write(row, ANONYMOUS, EventKind.NOTED, moved_by="citizen")
    callback_messages.tell(row, callback_messages.MOVED, promise)
    return row


@transaction.atomic
def promise_again(
    *, actor: Actor, code: str, lifeline_id: int, start: datetime | None, note: str = ""
) -> FollowUp:
    """Send a call that came back to a unit again, with another window; the one before it is not kept by that.

    Raises Invalid (field "unit", "window"), HoldsCpr, NotYourStep, MovedOn, FollowUpNotFound.
    """
    row = hold(code)
    require(actor, "followup.send", row.site_id)
    if not require_sight(actor, row).is_sender:
        raise NotYourStep(_("Only the desk that sent it can send it again."))
    callback = callback_of(row)
    require_state(row, FollowUpState.RETURNED)
    if lifeline_id not in units.titles():
        raise Invalid(_("Choose the unit that phones."), field="unit")
    text = clean_text(note, field="note", most=NOTE_LENGTH)
    row.lifeline_id = lifeline_id
    promise = move(row, callback, start, PromiseEnd.UNIT)
    row.state, row.return_reason, row.sent_at = FollowUpState.WAITING, "", clock.now()
    write(row, actor, EventKind.SENT_AGAIN, note=text)
    callback_messages.tell(row, callback_messages.MOVED, promise)
    return row


def move(row: FollowUp, callback: Callback, start: datetime | None, by: PromiseEnd) -> CallPromise:
    """End the promise that holds and make another; the caller holds the row's lock and writes the event."""
    if row.lifeline_id is None:
        raise MovedOn(row.state)
    _one_at_a_time(row.lifeline_id)
    window = windows.chosen(row.lifeline_id, start, without=callback.pk)
    present = holding_promise(callback)
    present.ended_at, present.ended_by = clock.now(), by
    present.warned_at = present.warned_at or row.warned_at
    present.taken_at = present.taken_at or row.accepted_at
    present.save()
    row.due_at, row.alarm, row.warned_at = window.end, Alarm.QUIET, None
    return _promise(callback, row, window.start, window.end)


def callback_of(row: FollowUp) -> Callback:
    """The callback of a follow-up. Raises FollowUpNotFound for one of another kind."""
    if not is_callback(row):
        raise FollowUpNotFound(facts={"code": row.code})
    return Callback.objects.get(follow_up=row)


def holding_promise(callback: Callback) -> CallPromise:
    """The promise that holds now."""
    return callback.promises.get(ended_at__isnull=True)


def _promise(callback: Callback, row: FollowUp, start: datetime, end: datetime) -> CallPromise:
    if row.lifeline_id is None:
        raise MovedOn(row.state)
    return CallPromise.objects.create(
        callback=callback,
        lifeline_id=row.lifeline_id,
        window_from=start,
        window_to=end,
        given_at=clock.now(),
    )


def _one_at_a_time(lifeline_id: int) -> None:
    """Let those who promise windows of a unit do so one after the other, so that none is promised too often."""
    hold_lifeline(lifeline_id)
