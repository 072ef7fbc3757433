"""A contact in hand: its row, matters and segments, read under lock and written back together."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from indgang.base import clock
from indgang.base.access import Actor, may, require
from indgang.base.errors import NotFound, Text
from indgang.base.live import publish
from indgang.contact.errors import ContactBusy, ContactClosed, NotYours, TimeTaken
from indgang.contact.models import OPEN_STATES, Contact, ContactEvent, ContactState, Inquiry, Segment
from indgang.contact.view import ContactView, view_of
from indgang.core import timekeeping as core
from indgang.core.reach import ReachDecision
from indgang.core.timekeeping import ClockState, ContactClock

LOCK_SPACE = 0x636F << 44  # "co": the officers' share of PostgreSQL's advisory lock numbers

CLOCK_STATES = {
    ContactState.ACTIVE: ClockState.RUNNING,
    ContactState.PAUSED: ClockState.PAUSED,
    ContactState.PARKED: ClockState.PARKED,
    ContactState.FINISHED: ClockState.FINISHED,
    ContactState.DISCARDED: ClockState.FINISHED,
}
CONTACT_STATES = {
    ClockState.RUNNING: ContactState.ACTIVE,
    ClockState.PAUSED: ContactState.PAUSED,
    ClockState.PARKED: ContactState.PARKED,
    ClockState.FINISHED: ContactState.FINISHED,
}


@dataclass
class Meeting:
    """A contact whose rows are locked by this transaction.

    `clock` counts inquiries by their row id; `decisions` are the reaches found in this transaction, by task
    id; `day_of_rights` is the day whose competences and delegations count, None for today.
    """

    contact: Contact
    inquiries: list[Inquiry]
    segments: list[Segment]
    clock: ContactClock
    decisions: dict[int, ReachDecision] = field(default_factory=dict)
    day_of_rights: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is neither finished nor discarded."""
        return self.contact.state in OPEN_STATES

    def inquiry(self, position: int) -> Inquiry:
        """The matter at `position`. Raises NotFound."""
        for inquiry in self.inquiries:
            if inquiry.position == position:
                return inquiry
        raise NotFound(facts={"contact": self.contact.pk, "position": position})

    def require_open(self) -> None:
        """Raise ContactClosed when it is finished or discarded."""
        if not self.is_open:
            raise ContactClosed(facts={"contact": self.contact.pk, "state": self.contact.state})

    def run(self, new: ContactClock, *, as_state: ContactState | None = None, save: bool = True) -> None:
        """Write the segments and the state of `new`, called `as_state` where the clock knows no name for it.

        With `save` off the contact's own row is left to be saved. Raises TimeTaken when the officer has other
        time there.
        """
        if new.segments != self.clock.segments:
            try:
                self._write_segments(new)
            except IntegrityError as error:  # the command's transaction is rolled back with it
                raise TimeTaken(facts={"contact": self.contact.pk}) from error
        self.clock = new
        self.contact.changed_at = new.changed_at or self.contact.changed_at
        self.contact.state = as_state or CONTACT_STATES[new.state]
        self.contact.current = next(
            (row.position for row in self.inquiries if row.pk == new.inquiry), self.contact.current
        )
        if save:
            self.save_contact()

    def save_contact(self) -> None:
        """Write the contact's own row; this is a sign of life."""
        self.contact.touched_at = max(self.contact.touched_at, clock.now())
        self.contact.save()

    def note_event(self, kind: str, **facts: Any) -> None:
        """Append to the history."""
        ContactEvent.objects.create(
            contact=self.contact,
            at=clock.now(),
            kind=kind,
            state=self.contact.state,
            officer_id=self.contact.officer_id,
            facts=facts,
        )

    def view(self) -> ContactView:
        """What the caller is told."""
        return view_of(self.contact, self.inquiries, self.clock.segments)

    def done(self, kind: str, **facts: Any) -> ContactView:
        """Write the history, tell the pages, and give the view: how a command ends."""
        self.note_event(kind, **facts)
        self.tell(kind)
        return self.view()

    def tell(self, kind: str) -> None:
        """Tell the pages that this contact changed."""
        publish(
            self.contact.site_id,
            "contact",
            kind=kind,
            contact=self.contact.pk,
            desk=self.contact.desk_id,
            state=self.contact.state,
        )

    def _write_segments(self, new: ContactClock) -> None:
        kept = []
        for row, wanted in zip(self.segments, new.segments, strict=False):
            period = period_from(wanted.started_at, wanted.ended_at)
            if row.period != period or row.inquiry_id != wanted.inquiry:
                row.period, row.inquiry_id = period, _row_id(wanted.inquiry)
                row.save(update_fields=["period", "inquiry"])
            kept.append(row)
        for row in self.segments[len(kept) :]:
            row.delete()
        added = [
            Segment(
                contact=self.contact,
                inquiry_id=_row_id(wanted.inquiry),
                officer_id=self.contact.officer_id,
                period=period_from(wanted.started_at, wanted.ended_at),
            )
            for wanted in new.segments[len(kept) :]
        ]
        self.segments = kept + (Segment.objects.bulk_create(added) if added else [])


def period_from(start: datetime, end: datetime | None = None) -> DateTimeTZRange:
    """[start, end), open when it has no end yet."""
    return DateTimeTZRange(start, end, "[)")


def lock_officers(*officer_ids: int | None) -> None:
    """Until the end of this transaction nobody else changes the contacts of these officers."""
    with connection.cursor() as cursor:
        for officer_id in sorted({officer_id for officer_id in officer_ids if officer_id is not None}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_SPACE + officer_id])


def hold(
    actor: Actor,
    contact_id: int,
    *,
    also_officer: int | None = None,
    any_officer: bool = False,
    instead: str = "",
) -> Meeting:
    """Lock a contact and everything of its officer, after checking that the actor may work on it.

    People work on their own contacts (with `any_officer` also on others'); systems on all of their sites.
    With `instead` another permission does, on anybody's. Raises NotFound, NotAllowed, or NotYours, also when
    the contact changed hands at this very moment.
    """
    if actor.kind == "person" and not any_officer and not instead:
        lock_officers(actor.id)
        meeting = load(contact_id, expected_officer=actor.id)
        require(actor, "contact.register", meeting.contact.site_id)
        return meeting
    found = Contact.objects.filter(pk=contact_id).values_list("site_id", "officer_id").first()
    if found is None:
        raise NotFound(facts={"contact": contact_id})
    site_id, officer_id = found
    if not actor.knows(site_id):
        raise NotFound(facts={"contact": contact_id})
    if not (instead and may(actor, instead, site_id)):
        require(actor, "contact.register", site_id)
        if actor.kind == "person" and not any_officer and officer_id != actor.id:
            raise NotYours(facts={"contact": contact_id})
    lock_officers(officer_id, also_officer)
    return load(contact_id, expected_officer=officer_id)


def load(contact_id: int, *, expected_officer: int | None) -> Meeting:
    """The contact, locked. Its officer must be locked already. Raises as `hold`."""
    rows = Contact.objects.select_for_update(of=("self",)).select_related("site")
    contact = rows.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound(facts={"contact": contact_id})
    if contact.officer_id != expected_officer:
        raise NotYours(facts={"contact": contact_id})
    inquiries = list(
        Inquiry.objects.filter(contact=contact)
        .select_related("task", "play", "referral")
        .order_by("position")
    )
    segments = list(Segment.objects.filter(contact=contact).order_by("period"))
    return Meeting(contact, inquiries, segments, clock_of(contact, inquiries, segments))


def clock_of(contact: Contact, inquiries: Iterable[Inquiry], segments: Iterable[Segment]) -> ContactClock:
    """The stored rows as a clock of `core.timekeeping`."""
    current = next((row.pk for row in inquiries if row.position == contact.current), None)
    return ContactClock.restored(
        as_stretches(segments),
        CLOCK_STATES[ContactState(contact.state)],
        current,
        contact.changed_at,
    )


def as_stretches(segments: Iterable[Segment]) -> list[core.Segment]:
    """Stored rows as `core.timekeeping` knows them."""
    return [core.Segment(row.inquiry_id, row.period.lower, row.period.upper) for row in segments]


def park_active(officer_id: int | None, moment: datetime, *, because: str = "another contact") -> datetime:
    """Park the officer's active contact, if any; the officer must be locked.

    Returns the first moment that is free for another one: `moment`, or later when the system's clock was set
    back.
    """
    if officer_id is None:
        return moment
    recent = Contact.objects.filter(
        Q(state=ContactState.ACTIVE) | Q(changed_at__gt=moment), officer_id=officer_id
    )
    for contact_id, state, changed_at in recent.values_list("pk", "state", "changed_at"):
        moment = max(moment, changed_at)
        if state == ContactState.ACTIVE:
            meeting = load(contact_id, expected_officer=officer_id)
            meeting.run(meeting.clock.park(moment))
            meeting.done("parked", because=because)
    return moment


def refuse_transition(
    error: core.TransitionError, meeting: Meeting, message: Text
) -> ContactBusy | ContactClosed:
    """What to raise when the clock cannot do it."""
    facts = {"contact": meeting.contact.pk, "state": meeting.contact.state, "action": error.action}
    return ContactBusy(message, facts=facts) if meeting.is_open else ContactClosed(facts=facts)


def _row_id(inquiry: Hashable) -> int:
    if not isinstance(inquiry, int):
        raise TypeError(f"a clock of a contact counts inquiry rows, not {inquiry!r}")
    return inquiry
