"""Taking a follow-up back: by the desk that sent it, or by the citizen who holds its code."""

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import ANONYMOUS, Actor, require
from indgang.followup import promises
from indgang.followup.access import require_sight
from indgang.followup.errors import NotYourStep
from indgang.followup.guard import clean_text
from indgang.followup.holding import hold, require_state, write
from indgang.followup.models import OPEN_STATES, EventKind, FollowUp, FollowUpState


@transaction.atomic
def withdraw(*, actor: Actor, code: str, note: str = "") -> FollowUp:
    """Take it back from the desk; doing so twice changes nothing. Raises NotYourStep, MovedOn, FollowUpNotFound."""
    row = hold(code)
    require(actor, "followup.send", row.site_id)
    if not require_sight(actor, row).is_sender:
        raise NotYourStep(_("Only the desk that sent it can take it back."))
    return _withdrawn(row, actor, clean_text(note, field="note"))


@transaction.atomic
def withdraw_as_citizen(*, code: str) -> FollowUp:
    """Take it back with nothing but its code, which the citizen holds. Raises MovedOn, FollowUpNotFound."""
    return _withdrawn(hold(code), ANONYMOUS, "")


def _withdrawn(row: FollowUp, actor: Actor, note: str) -> FollowUp:
    if row.state == FollowUpState.WITHDRAWN:
        return row
    require_state(row, *OPEN_STATES)
    row.state = FollowUpState.WITHDRAWN
    row.owner = None
    row.return_reason = ""
    row.closed_at = clock.now()
    row.erase_on = promises.erase_on(row)
    write(row, actor, EventKind.WITHDRAWN, note=note, by="citizen" if actor is ANONYMOUS else "desk")
    return row
