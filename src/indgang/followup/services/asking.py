"""Asking the citizen for more, adding a note, and reading the answer at the desk."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.followup import notices
from indgang.followup.access import require_sight
from indgang.followup.errors import NotYourStep
from indgang.followup.guard import clean_text
from indgang.followup.holding import hold, require_kept, tell, write
from indgang.followup.models import OVER_STATES, EventKind, FollowUp, FollowUpState
from indgang.followup.services.preparing import form_of
from indgang.followup.services.receiving import owned


@transaction.atomic
def ask_citizen(*, actor: Actor, code: str, papers: Sequence[str] = (), what: str = "") -> FollowUp:
    """Ask the citizen for papers of the form, or for something in words; they are told as they wished.

    What is asked in words goes into the message only; the open page names no more than the papers. Raises Invalid,
    HoldsCpr, NotYourStep, MovedOn, FollowUpNotFound.
    """
    row = owned(actor, code)
    labels = {one.key: one.label for one in form_of(row.handover).papers}
    wanted = [key for key in papers if key in labels]
    text = clean_text(what, field="what")
    if not wanted and not text:
        raise Invalid(_("Choose the papers, or write what is missing."), field="what")
    row.handover.asked_for = wanted
    row.handover.asked_at = clock.now()
    row.handover.save()
    write(row, actor, EventKind.ASKED, note=text, papers=wanted)
    notices.asked(row, text, [labels[key] for key in wanted])
    return row


@transaction.atomic
def add_note(*, actor: Actor, code: str, note: str) -> FollowUp:
    """Write a note that sender and unit can read. Raises Invalid, HoldsCpr, MovedOn once erased, FollowUpNotFound."""
    row = hold(code)
    require_sight(actor, row)
    require_kept(row)
    text = clean_text(note, field="note", is_needed=_("Write the note."))
    write(row, actor, EventKind.NOTED, note=text)
    return row


@transaction.atomic
def mark_answer_seen(*, actor: Actor, code: str) -> FollowUp:
    """The desk has read the answer; again changes nothing. Raises NotYourStep, FollowUpNotFound."""
    row = hold(code)
    require(actor, "followup.send", row.site_id)
    if not require_sight(actor, row).is_sender:
        raise NotYourStep(_("The answer is for the desk that sent the case."))
    if row.answer_seen_at is None and row.state in {*OVER_STATES, FollowUpState.RETURNED}:
        row.answer_seen_at = clock.now()
        row.save(update_fields=["answer_seen_at"])
        tell(row)
    return row
