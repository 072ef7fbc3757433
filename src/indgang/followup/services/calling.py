"""Phoning the citizen: every try counts, and what came of it goes back to the desk that promised."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.followup import callback_messages
from indgang.followup.guard import clean_text
from indgang.followup.holding import hold, tell, write
from indgang.followup.models import (
    OPEN_STATES,
    CallAttempt,
    CallPromise,
    CallResult,
    EventKind,
    FollowUp,
    FollowUpState,
    PromiseEnd,
    Result,
)
from indgang.followup.services.promising import callback_of, holding_promise, move
from indgang.followup.services.receiving import accept, finish, owned

CALL_RESULTS = (Result.DONE, Result.ADVISED, Result.NOT_REACHED, Result.NOT_NEEDED)
TALKED = (Result.DONE, Result.ADVISED)


@transaction.atomic
def note_call(
    *, actor: Actor, code: str, result: str, key: str, again: datetime | None = None, note: str = ""
) -> CallAttempt:
    """Note a try to phone the citizen. Who phones first owns the matter; the same `key` again is the same try.

    Not reached, `again` (an offered window) promises the next try, and the citizen is told. Raises Invalid (field
    "result", "window", "key"), HoldsCpr, AlreadyTaken, NotYourStep, MovedOn, FollowUpNotFound.
    """
    row = hold(code)
    if row.state == FollowUpState.WAITING:
        accept(actor=actor, code=code)
    row = owned(actor, code)
    callback = callback_of(row)
    if not key:
        raise Invalid(_("The try has no key. Load the page again."), field="key")
    same = CallAttempt.objects.filter(callback=callback, key=key[:64]).first()
    if same is not None:
        return same
    if result not in CallResult.values:
        raise Invalid(_("Say what came of the call."), field="result")
    text = clean_text(note, field="note", most=600)
    attempt = CallAttempt.objects.create(
        callback=callback, at=clock.now(), person_id=actor.person_id, result=result, key=key[:64]
    )
    promise = holding_promise(callback)
    promise.warned_at = promise.warned_at or row.warned_at
    promise.taken_at = promise.taken_at or row.accepted_at
    promise.save(update_fields=["warned_at", "taken_at"])
    if again is not None and result != CallResult.REACHED:
        following = move(row, callback, again, PromiseEnd.UNIT)
        callback_messages.tell(row, callback_messages.MISSED, following)
    write(row, actor, EventKind.ATTEMPTED, note=text, result=result)
    return attempt


@transaction.atomic
def close_call(*, actor: Actor, code: str, result: str, answer: str = "") -> FollowUp:
    """Close it as its owner, with an answer for the desk. What was said to be settled takes a call that got through.

    Raises Invalid (field "result", "answer"), HoldsCpr, NotYourStep, MovedOn, FollowUpNotFound.
    """
    row = owned(actor, code)
    callback = callback_of(row)
    if result not in CALL_RESULTS:
        raise Invalid(_("Say what came of it."), field="result")
    tries = set(callback.attempts.values_list("result", flat=True))
    if result in TALKED and CallResult.REACHED not in tries:
        raise Invalid(_("Nobody has reached the citizen yet. Note the call first."), field="result")
    if result == Result.NOT_REACHED and not tries:
        raise Invalid(_("Nobody has phoned yet. Note the call first."), field="result")
    finish(row, actor, EventKind.CLOSED, result, clean_text(answer, field="answer"))
    return row


def tell_late(*, actor: Actor) -> int:
    """Tell citizens whose promised time passed without a call, once for each promise; how many there were.

    Needs "followup.escalate". Safe to run at any time, in any number of workers.
    """
    require(actor, "followup.escalate")
    late = CallPromise.objects.filter(
        ended_at__isnull=True,
        window_to__lte=clock.now(),
        told_late_at__isnull=True,
        callback__follow_up__state__in=OPEN_STATES,
    )
    return sum(_tell_late(promise_id) for promise_id in list(late.values_list("pk", flat=True)))


@transaction.atomic
def _tell_late(promise_id: int) -> bool:
    promise = (
        CallPromise.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("callback__follow_up__site", "callback__follow_up__task")
        .filter(pk=promise_id, ended_at__isnull=True, told_late_at__isnull=True)
        .first()
    )
    if promise is None:
        return False
    row = promise.callback.follow_up
    tries = promise.callback.attempts.filter(at__gte=promise.given_at, at__lt=promise.window_to)
    promise.told_late_at = clock.now()
    promise.save(update_fields=["told_late_at"])
    if tries.filter(at__gte=promise.window_from).exists() or tries.filter(result="reached").exists():
        return False
    callback_messages.tell(row, callback_messages.LATE, promise)
    tell(row)
    return True
