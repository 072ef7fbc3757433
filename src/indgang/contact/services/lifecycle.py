"""The life of a contact: begin, switch, pause, park, go on, discard, open again."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid, Text
from indgang.booking.keys import stored_key
from indgang.contact import lookup
from indgang.contact.errors import ContactBusy
from indgang.contact.meeting import (
    Meeting,
    hold,
    load,
    lock_officers,
    park_active,
    period_from,
    refuse_transition,
)
from indgang.contact.models import OPEN_STATES, Channel, Contact, ContactState, Inquiry, Segment
from indgang.contact.services.drafts import draft_referral, forget_referral
from indgang.contact.services.takeover import take_over
from indgang.contact.view import ContactView
from indgang.core.day import danish_date
from indgang.core.timekeeping import ClockState, ContactClock, TransitionError

if TYPE_CHECKING:
    from indgang.organisation.models import Desk, Site
    from indgang.queue.models import Ticket

DOUBLE_PRESS = timedelta(seconds=2)


@transaction.atomic
def begin(
    *,
    actor: Actor,
    site: "Site",
    desk: "Desk | None" = None,
    channel: str,
    ticket_id: int | None = None,
    language: str = "da",
    officer_id: int | None = None,
    key: str = "",
) -> ContactView:
    """Start a contact: its clock runs from now, for a first matter that has the ticket's errand when there is
    one.

    The officer's active contact, if any, is parked. Beginning twice for one ticket gives the contact that is
    open for it: resumed, or taken over when a colleague had begun it and the ticket is at this desk now.
    Otherwise `key` (one for each form or request) makes a repeated start harmless; without one, a second
    press within two seconds is. `officer_id` is for systems that act for an officer; left out, it is the
    ticket's. Raises NotAllowed, NotFound, Invalid, or ContactBusy when the ticket is not at the officer's
    desk.
    """
    require(actor, "contact.register", site.pk)
    check_place(site, desk, channel)
    key = stored_key(actor, key)
    ticket = lookup.ticket_at(site, ticket_id)
    officer_id = officer_for(actor, officer_id, ticket)
    open_for_ticket = _open_for(ticket)
    lock_officers(officer_id, open_for_ticket.officer_id if open_for_ticket else None)
    if ticket is not None:
        _require_at_desk(ticket, desk, officer_id)
    existing = _open_for(ticket) or _pressed_twice(officer_id, site, channel, ticket, key)
    if existing is not None:
        return _take_up(load(existing.pk, expected_officer=existing.officer_id), officer_id, desk)
    moment = park_active(officer_id, clock.now()).replace(microsecond=0)
    contact = Contact.objects.create(
        site=site,
        desk=desk,
        officer_id=officer_id,
        officer_background=lookup.background_of(officer_id),
        channel=channel,
        ticket=ticket,
        language=ticket.language if ticket else language,
        state=ContactState.ACTIVE,
        key=key,
        day=danish_date(moment),
        started_at=moment,
        changed_at=moment,
        touched_at=clock.now(),
    )
    inquiry = Inquiry(contact=contact, position=1)
    if ticket is not None and ticket.task is not None:
        lookup.put_task(inquiry, lookup.find_task(ticket.task.code, officer_id=officer_id, site=site))
    inquiry.save()
    segment = Segment.objects.create(
        contact=contact, inquiry=inquiry, officer_id=officer_id, period=period_from(moment)
    )
    meeting = Meeting(contact, [inquiry], [segment], ContactClock().start(inquiry.pk, moment))
    return meeting.done("begun", channel=channel, ticket=ticket_id)


@transaction.atomic
def pause(*, actor: Actor, contact_id: int) -> ContactView:
    """Stop the clock; the contact stays in front of the officer. Pausing twice is pausing once."""
    meeting = hold(actor, contact_id)
    if meeting.contact.state == ContactState.PAUSED:
        return meeting.view()
    _turn(meeting, lambda: meeting.clock.pause(clock.now()), _("Only a contact in progress can be paused."))
    return meeting.done("paused")


@transaction.atomic
def park(*, actor: Actor, contact_id: int) -> ContactView:
    """Put the contact aside; several may be parked. Parking twice is parking once."""
    meeting = hold(actor, contact_id)
    if meeting.contact.state == ContactState.PARKED:
        return meeting.view()
    _turn(meeting, lambda: meeting.clock.park(clock.now()), _("This contact cannot be parked."))
    return meeting.done("parked")


@transaction.atomic
def resume(*, actor: Actor, contact_id: int) -> ContactView:
    """Go on with a paused or parked contact; another one that is active is parked. Twice is once."""
    meeting = hold(actor, contact_id)
    return _resumed(meeting)


def unpark(*, actor: Actor, contact_id: int) -> ContactView:
    """Fetch a contact back from the parking place: the same as `resume`."""
    return resume(actor=actor, contact_id=contact_id)


@transaction.atomic
def leave(*, actor: Actor) -> None:
    """The officer logs out: what is active is parked. The drafts wait, on any computer."""
    if actor.person_id is not None:
        lock_officers(actor.person_id)
        park_active(actor.person_id, clock.now(), because="logged out")


@transaction.atomic
def discard(*, actor: Actor, contact_id: int) -> ContactView:
    """Throw away a contact that was begun by mistake: it counts nowhere and its texts are erased.

    Twice is once.
    """
    meeting = hold(actor, contact_id)
    if meeting.contact.state == ContactState.DISCARDED:
        return meeting.view()
    meeting.require_open()
    meeting.contact.finished_at = clock.now()
    meeting.run(meeting.clock.finish(clock.now()), as_state=ContactState.DISCARDED)
    for inquiry in meeting.inquiries:
        forget_referral(inquiry)
        inquiry.note, inquiry.version = "", inquiry.version + 1
        inquiry.save(update_fields=["note", "version"])
    return meeting.done("discarded")


@transaction.atomic
def reopen(*, actor: Actor, contact_id: int) -> ContactView:
    """Open a contact again that was finished by a slip, or by the system, on the same Danish day. It is
    parked.

    What was registered becomes the draft. Its number stays as it is. Raises ContactBusy on a later day, or
    when somebody has begun a new contact for the same number.
    """
    meeting = hold(actor, contact_id)
    if meeting.is_open:
        return meeting.view()
    contact = meeting.contact
    if contact.state != ContactState.FINISHED or contact.day != danish_date(clock.now()):
        raise ContactBusy(_("A contact can be opened again only on the day it was finished."))
    if _open_for(contact.ticket) is not None:
        raise ContactBusy(_("Somebody has begun a new contact for the same number."))
    contact.finished_at = contact.active_seconds = None
    for inquiry in meeting.inquiries:
        inquiry.active_seconds = inquiry.reach = inquiry.delegation_id = None
        if inquiry.reason == "not_registered":
            inquiry.outcome = inquiry.reason = ""
        inquiry.version += 1
        inquiry.save()
        draft_referral(inquiry)
    meeting.run(
        ContactClock.restored(meeting.clock.segments, ClockState.PARKED, meeting.clock.inquiry, clock.now())
    )
    return meeting.done("reopened")


def officer_for(actor: Actor, officer_id: int | None, ticket: "Ticket | None") -> int | None:
    """Whose contact it is: a person's own; for a system the named officer, else the ticket's, else nobody's.

    Raises Invalid when a person names somebody else.
    """
    if actor.kind == "person":
        if officer_id not in {None, actor.id}:
            raise Invalid(_("You can only register your own contacts."), field="officer")
        return actor.id
    if officer_id is not None:
        return officer_id
    return ticket.officer_id if ticket is not None else None


def check_place(site: "Site", desk: "Desk | None", channel: str) -> None:
    """Raise Invalid for an unknown channel or a desk of another site."""
    if channel not in Channel.values:
        raise Invalid(_("Unknown channel."), field="channel", facts={"known": Channel.values})
    if desk is not None and desk.site_id != site.pk:
        raise Invalid(_("The desk belongs to another site."), field="desk")


def _require_at_desk(ticket: "Ticket", desk: "Desk | None", officer_id: int | None) -> None:
    at_desk = ticket.state in lookup.AT_DESK and (desk is None or ticket.desk_id == desk.pk)
    if not at_desk or (ticket.officer_id is not None and ticket.officer_id != officer_id):
        raise ContactBusy(
            _("Number %(number)s is not at this desk.") % {"number": ticket.label},
            facts={"ticket": ticket.pk, "state": ticket.state},
        )


def _open_for(ticket: "Ticket | None") -> Contact | None:
    if ticket is None:
        return None
    return Contact.objects.filter(ticket=ticket, state__in=OPEN_STATES).first()


def _pressed_twice(
    officer_id: int | None, site: "Site", channel: str, ticket: "Ticket | None", key: str
) -> Contact | None:
    if key:
        return Contact.objects.filter(officer_id=officer_id, key=key).first()
    if ticket is not None or officer_id is None:
        return None
    return Contact.objects.filter(
        officer_id=officer_id,
        site=site,
        channel=channel,
        ticket=None,
        state=ContactState.ACTIVE,
        started_at__gt=clock.now() - DOUBLE_PRESS * max(1.0, clock.speed()),
        inquiries__task=None,
    ).first()


def _take_up(meeting: Meeting, officer_id: int | None, desk: "Desk | None") -> ContactView:
    if meeting.contact.officer_id != officer_id:
        return take_over(meeting, officer_id, desk_id=desk.pk if desk else None)
    return _resumed(meeting) if meeting.is_open else meeting.view()


def _resumed(meeting: Meeting) -> ContactView:
    if meeting.contact.state == ContactState.ACTIVE:
        return meeting.view()
    meeting.require_open()
    moment = park_active(meeting.contact.officer_id, clock.now())
    meeting.run(meeting.clock.resume(moment))
    return meeting.done("resumed")


def _turn(meeting: Meeting, transition: Callable[[], ContactClock], message: Text) -> None:
    try:
        meeting.run(transition())
    except TransitionError as error:
        raise refuse_transition(error, meeting, message) from error
