"""Sending a prepared case to the unit, for the first time or corrected."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.base.sealing import seal
from indgang.contact import lookup
from indgang.contact.models import Outcome
from indgang.contact.outcomes import judge
from indgang.core.forms import sent_answers
from indgang.followup import notices, parties, promises
from indgang.followup.errors import BeyondPreparing, FormFaults
from indgang.followup.holding import write
from indgang.followup.models import Alarm, EventKind, FollowUp, FollowUpState
from indgang.followup.services.preparing import filled_of, for_its_sender, form_of


@transaction.atomic
def send(*, actor: Actor, code: str) -> FollowUp:
    """Send the case to its unit: it waits there, with a due time counted in the unit's hours. The citizen gets a
    receipt as they wished.

    Raises FormFaults (by field), Invalid, BeyondPreparing, MovedOn when it is sent already, FollowUpNotFound.
    """
    row = for_its_sender(actor, code)
    _check_reach(actor, row)
    faults: dict[str, str] = {}
    person = parties.read(row)
    try:
        parties.keep(row, parties.cleaned(person or parties.Person("")))
    except Invalid as fault:
        faults[fault.field] = str(fault)
    papers = list(row.attachments.values_list("field", flat=True))
    filled = filled_of(row.handover, papers)
    faults |= {key: str(fault) for key, fault in filled.faults.items()}
    if row.lifeline_id is None:
        faults["unit"] = _("Choose the unit that takes the case over.")
    if faults:
        raise FormFaults(faults)
    case = row.handover
    case.answers = seal(json.dumps(sent_answers(form_of(case), filled, papers), ensure_ascii=False))
    case.asked_for, case.asked_at = [], None
    case.save()
    _wait(row, actor)
    notices.receipt(row)
    return row


def _wait(row: FollowUp, actor: Actor) -> None:
    again = row.state == FollowUpState.RETURNED
    now = clock.now()
    row.state = FollowUpState.WAITING
    row.return_reason = ""
    row.alarm, row.warned_at = Alarm.QUIET, None
    row.sent_at = row.sent_at or now
    row.accepted_at = None
    row.due_at = promises.due_at(row.kind, row.task_id, row.lifeline_id or 0, now)
    kind = EventKind.SENT_AGAIN if again else EventKind.SENT
    write(row, actor, kind, unit=row.lifeline_id, due=row.due_at.isoformat())


def _check_reach(actor: Actor, row: FollowUp) -> None:
    if row.task is None:
        raise Invalid(_("Choose the task first."), field="task")
    found = lookup.find_task(row.task.code, officer_id=actor.person_id, site=row.site)
    if not judge(Outcome.HANDED_OVER, None, found.decision).is_allowed:
        raise BeyondPreparing(
            _("You may not receive cases of this kind here. Refer the citizen to the lifeline instead."),
            way_on={"lifeline": lookup.whom_to_phone(found.task.lifeline_id)},
        )
