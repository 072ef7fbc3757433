"""Recording a contact that has already been, in one request.

For other systems and for notes made on paper.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.booking.keys import stored_key
from indgang.contact import lookup
from indgang.contact.errors import ContactBusy, TimeTaken
from indgang.contact.meeting import Meeting, clock_of, lock_officers, period_from
from indgang.contact.models import OPEN_STATES, Contact, ContactState, Inquiry, Segment
from indgang.contact.services.drafts import Closing, put_draft
from indgang.contact.services.finishing import close, close_inquiry, send_ticket_on, wanted_reach
from indgang.contact.services.lifecycle import check_place, officer_for
from indgang.contact.view import ContactView
from indgang.core import timekeeping as core
from indgang.core.day import danish_date

if TYPE_CHECKING:
    from indgang.organisation.models import Desk, Site
    from indgang.queue.models import Ticket

TIME_FIELDS = ("seconds", "periods")
LONGEST = timedelta(hours=12)


class Recorded(Closing, total=False):
    """One matter of a recorded contact: what `finish` takes, and its time, either as `periods` (from, to) or
    as `seconds` where only the length is known.
    """

    seconds: int
    periods: Sequence[tuple[datetime, datetime]]


Plan = list[tuple[int, datetime, datetime]]


@transaction.atomic
def record(
    *,
    actor: Actor,
    site: "Site",
    channel: str,
    inquiries: Sequence[Recorded],
    desk: "Desk | None" = None,
    ticket_id: int | None = None,
    officer_id: int | None = None,
    language: str = "da",
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    finish_ticket: bool = False,
    key: str = "",
) -> ContactView:
    """Register a finished contact with its matters; also long after, with the moment it ended in `ended_at`.

    Time comes as `periods` of each matter, which may not overlap anything else of the officer; or as
    `seconds` of each, which are laid one after the other up to `ended_at` and take no place in the officer's
    day; or, for one matter, from `started_at` to `ended_at`, else from when its number was started. Without
    any of these the time counts as unknown (`time_uncertain`). `ended_at` is now when left out. A repeated
    `key` of the same officer gives the contact of the first time. What the officer may do is what held on the
    day it ended: nobody decides with a delegation that came later.

    Raises as `finish`; Invalid for time that cannot be; TimeTaken; ContactBusy when a contact is open for the
    number.
    """
    require(actor, "contact.register", site.pk)
    check_place(site, desk, channel)
    if not inquiries:
        raise Invalid(_("A contact has at least one matter."), field="inquiries")
    key = stored_key(actor, key)
    ticket = lookup.ticket_at(site, ticket_id)
    officer_id = officer_for(actor, officer_id, ticket)
    lock_officers(officer_id)
    repeated = Contact.objects.filter(officer=officer_id, key=key).first() if key else None
    if repeated is not None:
        return _view_again(repeated)
    if ticket is not None and Contact.objects.filter(ticket=ticket, state__in=OPEN_STATES).exists():
        raise ContactBusy(_("A contact is already open for this number."), facts={"ticket": ticket.pk})
    plan, placed, ended_at = _plan(inquiries, started_at, ended_at, ticket)
    first = plan[0][1] if plan else started_at or ended_at
    contact = Contact.objects.create(
        site=site,
        desk=desk,
        officer_id=officer_id,
        officer_background=lookup.background_of(officer_id),
        channel=channel,
        ticket=ticket,
        language=language,
        state=ContactState.PAUSED,
        key=key,
        day=danish_date(first),
        started_at=first,
        changed_at=ended_at,
        touched_at=clock.now(),
        time_uncertain=not plan,
    )
    meeting = Meeting(contact, [], [], core.ContactClock(), day_of_rights=danish_date(ended_at))
    for position, fields in enumerate(inquiries, start=1):
        inquiry = Inquiry.objects.create(contact=contact, position=position)
        inquiry._state.fields_cache["referral"] = None
        meeting.inquiries.append(inquiry)
        draft = {name: value for name, value in fields.items() if name not in TIME_FIELDS}
        put_draft(meeting, inquiry, draft, save=False)
    _lay_segments(meeting, plan, officer_id if placed else None)
    for inquiry, fields in zip(meeting.inquiries, inquiries, strict=True):
        close_inquiry(meeting, inquiry, wanted_reach(fields))
    close(meeting, ended_at)
    send_ticket_on(actor, meeting, finish_ticket=finish_ticket)
    return meeting.done("recorded", channel=channel, ticket=ticket_id)


def _view_again(contact: Contact) -> ContactView:
    inquiries = list(contact.inquiries.select_related("task", "referral").order_by("position"))
    segments = list(contact.segments.order_by("period"))
    return Meeting(contact, inquiries, segments, clock_of(contact, inquiries, segments)).view()


def _plan(
    inquiries: Sequence[Recorded],
    started_at: datetime | None,
    ended_at: datetime | None,
    ticket: "Ticket | None",
) -> tuple[Plan, bool, datetime]:
    """The stretches of time by index of the matter, in order.

    Whether they have a place in the day; the end.
    """
    said = {name for fields in inquiries for name in TIME_FIELDS if fields.get(name) is not None}
    if len(said) > 1 or any(fields.get(name) is None for fields in inquiries for name in said):
        raise Invalid(_("Give the time of every matter in the same way."), field="inquiries")
    now = clock.now().replace(microsecond=0)
    if "periods" in said:
        plan = sorted(
            (
                (index, _whole(start, "periods"), _whole(end, "periods"))
                for index, fields in enumerate(inquiries)
                for start, end in fields["periods"]
            ),
            key=lambda stretch: stretch[1],
        )
        ended_at = (
            _whole(ended_at, "ended_at") if ended_at else max((end for _i, _s, end in plan), default=now)
        )
        placed = True
    else:
        ended_at = _whole(ended_at, "ended_at") if ended_at else now
        if "seconds" in said:
            plan, placed = _back_from(ended_at, [fields["seconds"] for fields in inquiries]), False
        else:
            start = started_at or (ticket.started_at if ticket is not None else None)
            if start is not None and len(inquiries) > 1:
                raise Invalid(_("Give the time of every matter."), field="inquiries")
            plan = [(0, _whole(start, "started_at"), ended_at)] if start is not None else []
            placed = started_at is not None
    _check_plan(plan, ended_at, now)
    return [stretch for stretch in plan if stretch[1] < stretch[2]], placed, ended_at


def _back_from(ended_at: datetime, lengths: Sequence[int]) -> Plan:
    plan: Plan = []
    for index, seconds in reversed(list(enumerate(lengths))):
        if seconds < 0:
            raise Invalid(_("Time cannot be negative."), field="seconds", facts={"position": index + 1})
        start = ended_at - timedelta(seconds=seconds)
        plan.append((index, start, ended_at))
        ended_at = start
    return plan[::-1]


def _check_plan(plan: Plan, ended_at: datetime, now: datetime) -> None:
    if ended_at > now:
        raise Invalid(_("The contact cannot end in the future."), field="ended_at")
    rows = [core.Segment(index, start, end) for index, start, end in plan]
    if any(start > end or end > ended_at for _index, start, end in plan):
        raise Invalid(
            _("A stretch of time must end after it begins, and before the contact does."), field="periods"
        )
    if plan and ended_at - plan[0][1] > LONGEST:
        raise Invalid(_("A contact lasts at most twelve hours."), field="started_at")
    if core.overlaps(rows):
        raise TimeTaken


def _lay_segments(meeting: Meeting, plan: Plan, officer_id: int | None) -> None:
    rows = [
        Segment(
            contact=meeting.contact,
            inquiry=meeting.inquiries[index],
            officer_id=officer_id,
            period=period_from(start, end),
        )
        for index, start, end in plan
    ]
    try:
        meeting.segments = Segment.objects.bulk_create(rows)
    except IntegrityError as error:  # the command's transaction is rolled back with it
        raise TimeTaken from error
    meeting.clock = clock_of(meeting.contact, meeting.inquiries, meeting.segments)


def _whole(moment: datetime, field: str) -> datetime:
    if moment.tzinfo is None:
        raise Invalid(_("A moment needs its time zone, such as 2026-11-23T09:00:00+01:00."), field=field)
    return moment.replace(microsecond=0)
