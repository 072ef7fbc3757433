"""A colleague goes on with a contact."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.contact import lookup
from indgang.contact.errors import NotYours
from indgang.contact.meeting import Meeting, hold, park_active
from indgang.contact.models import ContactState
from indgang.contact.view import ContactView
from indgang.core.timekeeping import ClockState


@transaction.atomic
def adopt(*, actor: Actor, contact_id: int) -> ContactView:
    """Take a contact over: the colleague's time ends now, the actor's begins; what the actor had active is
    parked.

    Possible for a contact that is paused or parked, and for an active one at a desk that the actor has open
    now. Raises NotYours otherwise, ContactClosed for a closed one, Invalid for an actor that is no person.
    """
    if actor.person_id is None:
        raise Invalid(_("Only an officer can take a contact over."), field="officer")
    meeting = hold(actor, contact_id, also_officer=actor.person_id, any_officer=True)
    meeting.require_open()
    contact = meeting.contact
    desk_id = lookup.open_desk_of(actor.person_id)
    if contact.officer_id == actor.person_id:
        return meeting.view()
    if contact.state == ContactState.ACTIVE and (contact.desk_id is None or contact.desk_id != desk_id):
        raise NotYours(facts={"contact": contact_id})
    return take_over(meeting, actor.person_id, desk_id=desk_id)


def take_over(meeting: Meeting, officer_id: int | None, *, desk_id: int | None) -> ContactView:
    """Move the contact to `officer_id` and let the clock run. Both officers must be locked."""
    meeting.require_open()
    before = meeting.contact.officer_id
    moment = max(park_active(officer_id, clock.now()), meeting.contact.changed_at)
    if meeting.clock.state == ClockState.RUNNING:
        meeting.run(meeting.clock.pause(moment))
    meeting.contact.officer_id = officer_id
    meeting.contact.officer_background = lookup.background_of(officer_id)
    if desk_id is not None and meeting.contact.desk_id is not None:
        meeting.contact.desk_id = desk_id
    meeting.run(meeting.clock.resume(moment))
    return meeting.done("adopted", before=before)
