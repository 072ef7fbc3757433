"""What the unit does with a follow-up: accept it, return it, pass it on, put it back, close it.

Each is one compare-and-set under the row's lock: of all who press at once one wins, and the others are told who.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.followup import promises, units
from indgang.followup.access import require_sight
from indgang.followup.errors import NotYourStep
from indgang.followup.guard import clean_text
from indgang.followup.holding import hold, require_state, write
from indgang.followup.models import Alarm, EventKind, FollowUp, FollowUpState, Result, ReturnReason


@transaction.atomic
def accept(*, actor: Actor, code: str) -> FollowUp:
    """Take the matter: the actor becomes its one owner. Taking one's own again changes nothing.

    Raises AlreadyTaken (with the owner's name), MovedOn, NotYourStep, FollowUpNotFound.
    """
    row = _of_the_unit(actor, code)
    if row.state == FollowUpState.ACCEPTED and row.owner_id == actor.person_id:
        return row
    require_state(row, FollowUpState.WAITING)
    row.state = FollowUpState.ACCEPTED
    row.owner_id = actor.person_id
    row.accepted_at = clock.now()
    write(row, actor, EventKind.ACCEPTED)
    return row


@transaction.atomic
def return_to_desk(*, actor: Actor, code: str, reason: str, note: str = "") -> FollowUp:
    """Send it back to the desk that sent it, with the reason; the desk corrects it and sends it again.

    Raises Invalid, HoldsCpr, and as `accept`.
    """
    row = _with_the_unit(actor, code)
    if reason not in ReturnReason.values:
        raise Invalid(_("Say why it is returned."), field="reason")
    needed = _("Write what the desk must do.") if reason == ReturnReason.OTHER else ""
    text = clean_text(note, field="note", is_needed=needed)
    row.state = FollowUpState.RETURNED
    row.owner = None
    row.return_reason = reason
    row.answer_seen_at = None
    write(row, actor, EventKind.RETURNED, note=text, reason=reason)
    return row


@transaction.atomic
def pass_on(*, actor: Actor, code: str, lifeline_id: int, note: str = "") -> FollowUp:
    """Give it to another unit, where it waits. What the citizen was promised still holds.

    Raises Invalid for the same unit or one that is no more, and as `return_to_desk`.
    """
    row = _with_the_unit(actor, code)
    if lifeline_id == row.lifeline_id or lifeline_id not in units.titles():
        raise Invalid(_("Choose the unit that takes it over."), field="unit")
    text = clean_text(note, field="note")
    before, row.lifeline_id = row.lifeline_id, lifeline_id
    row.state = FollowUpState.WAITING
    row.owner = None
    row.accepted_at = None
    row.alarm = Alarm.QUIET
    write(row, actor, EventKind.PASSED_ON, note=text, before=before, after=lifeline_id)
    return row


@transaction.atomic
def put_back(*, actor: Actor, code: str) -> FollowUp:
    """Give up owning it: it waits for the unit again. Raises NotYourStep, MovedOn, FollowUpNotFound."""
    row = owned(actor, code)
    row.state = FollowUpState.WAITING
    row.owner = None
    row.accepted_at = None
    write(row, actor, EventKind.RELEASED)
    return row


@transaction.atomic
def close(*, actor: Actor, code: str, result: str, answer: str = "") -> FollowUp:
    """Close it with what came of it and an answer for the desk that sent it. A decision has a command of its own.

    Raises Invalid, HoldsCpr, NotYourStep, MovedOn, FollowUpNotFound.
    """
    row = owned(actor, code)
    if result not in Result.values or result == Result.DECIDED:
        raise Invalid(_("Say what came of it."), field="result")
    finish(row, actor, EventKind.CLOSED, result, clean_text(answer, field="answer"))
    return row


def owned(actor: Actor, code: str) -> FollowUp:
    """The follow-up, locked, for its owner. Raises NotYourStep, MovedOn, FollowUpNotFound."""
    row = _of_the_unit(actor, code)
    if row.state == FollowUpState.WAITING:
        raise NotYourStep(_("Accept the matter first; then it is yours."))
    if row.state == FollowUpState.ACCEPTED and row.owner_id != actor.person_id:
        raise NotYourStep(_("%(owner)s owns this matter.") % {"owner": row.owner.name if row.owner else ""})
    require_state(row, FollowUpState.ACCEPTED)
    return row


def finish(row: FollowUp, actor: Actor, kind: str, result: str, answer: str) -> None:
    """Close the row, which its owner holds, and let the desk know; the caller holds the transaction."""
    row.state = FollowUpState.CLOSED
    row.result = result
    row.closed_at = clock.now()
    row.erase_on = promises.erase_on(row)
    row.answer_seen_at = None
    write(row, actor, kind, note=answer, result=result)


def _of_the_unit(actor: Actor, code: str) -> FollowUp:
    require(actor, "followup.receive")
    row = hold(code)
    found = require_sight(actor, row)
    if not found.is_receiver and row.state in {FollowUpState.WAITING, FollowUpState.RETURNED}:
        raise NotYourStep(_("Only the unit that it was sent to can do this."))
    return row


def _with_the_unit(actor: Actor, code: str) -> FollowUp:
    """One that waits for the actor's unit, or that the actor owns."""
    row = _of_the_unit(actor, code)
    if row.state == FollowUpState.WAITING:
        return row
    if row.state == FollowUpState.ACCEPTED and row.owner_id != actor.person_id:
        require_state(row, FollowUpState.WAITING)
    require_state(row, FollowUpState.ACCEPTED)
    return row
