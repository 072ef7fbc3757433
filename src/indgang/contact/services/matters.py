"""The matters of an open contact: add, remove, choose the task, go on with another."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.contact.errors import ContactBusy
from indgang.contact.meeting import Meeting, clock_of, hold
from indgang.contact.models import Inquiry
from indgang.contact.services.drafts import choose_task, put_draft
from indgang.contact.view import ContactView
from indgang.core.timekeeping import ClockState, ContactClock

MOST_INQUIRIES = 30


@transaction.atomic
def set_task(
    *, actor: Actor, contact_id: int, position: int, task_code: str | None, version: int | None = None
) -> ContactView:
    """Say what a matter is about; None takes it back. Keeps the play that is on the screen and the reach
    allowed now.

    Raises NotFound, ContactClosed, Invalid for an unknown task, DraftChanged when `version` is given and old.
    """
    meeting = hold(actor, contact_id)
    meeting.require_open()
    inquiry = meeting.inquiry(position)
    if task_code == (inquiry.task.code if inquiry.task else None):
        return meeting.view()
    put_draft(meeting, inquiry, {"task_code": task_code}, version=version)
    meeting.save_contact()
    return meeting.done("task_set", position=position, task=task_code)


@transaction.atomic
def add_inquiry(*, actor: Actor, contact_id: int, task_code: str | None = None) -> ContactView:
    """Add a matter after the others and go on with it; the clock goes over to it if it runs.

    While the last one is still untouched that one is used, so that two presses add one. Raises ContactClosed,
    or Invalid when there are thirty already.
    """
    meeting = hold(actor, contact_id)
    meeting.require_open()
    last = meeting.inquiries[-1]
    if _is_blank(last) and len(meeting.inquiries) > 1:
        inquiry = last
    else:
        if len(meeting.inquiries) >= MOST_INQUIRIES:
            raise Invalid(_("A contact holds at most thirty matters."), field="position")
        inquiry = Inquiry(contact=meeting.contact, position=last.position + 1)
        meeting.inquiries.append(inquiry)
    choose_task(meeting, inquiry, task_code)
    inquiry.save()
    meeting.run(_turned_to(meeting, inquiry))
    return meeting.done("inquiry_added", position=inquiry.position, task=task_code)


@transaction.atomic
def switch_inquiry(*, actor: Actor, contact_id: int, position: int) -> ContactView:
    """Go on with another matter of the contact; the clock goes over to it if it runs.

    The same one: no change.
    """
    meeting = hold(actor, contact_id)
    meeting.require_open()
    inquiry = meeting.inquiry(position)
    if meeting.clock.inquiry == inquiry.pk:
        return meeting.view()
    meeting.run(_turned_to(meeting, inquiry))
    return meeting.done("switched", position=position)


@transaction.atomic
def remove_inquiry(*, actor: Actor, contact_id: int, position: int) -> ContactView:
    """Take out a matter that was added by mistake; its time goes to the matter before it, or after the first.

    Raises ContactBusy for the only one, ContactClosed, NotFound.
    """
    meeting = hold(actor, contact_id)
    meeting.require_open()
    inquiry = meeting.inquiry(position)
    if len(meeting.inquiries) == 1:
        raise ContactBusy(_("A contact has at least one matter. Discard the contact instead."))
    index = meeting.inquiries.index(inquiry)
    heir = meeting.inquiries[index - 1 if index else 1]
    for segment in meeting.segments:
        if segment.inquiry_id == inquiry.pk:
            segment.inquiry = heir
            segment.save(update_fields=["inquiry"])
    if meeting.contact.current == position:
        meeting.contact.current = heir.position
    meeting.inquiries.remove(inquiry)
    inquiry.delete()
    meeting.clock = clock_of(meeting.contact, meeting.inquiries, meeting.segments)
    meeting.save_contact()
    return meeting.done("inquiry_removed", position=position)


def _is_blank(inquiry: Inquiry) -> bool:
    return inquiry.task_id is None and not inquiry.outcome and not inquiry.note


def _turned_to(meeting: Meeting, inquiry: Inquiry) -> ContactClock:
    if meeting.clock.state == ClockState.RUNNING:
        return meeting.clock.switch(inquiry.pk, clock.now())
    meeting.contact.current = inquiry.position
    return ContactClock.restored(
        meeting.clock.segments, meeting.clock.state, inquiry.pk, meeting.clock.changed_at
    )
