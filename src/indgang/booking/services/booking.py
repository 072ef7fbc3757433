"""Booking: hold a time while somebody types, confirm it, give it back; or book at once.

Of several who want the last place one gets it; the others get NotFree, with why in `facts["why"]` and the
nearest free times in `way_on["slots"]` (ISO, UTC).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.booking import notices
from indgang.booking.calendar import Candidates, candidates_for, rules_of
from indgang.booking.codes import new_code
from indgang.booking.errands import Errand, Wanted, errand_of
from indgang.booking.errors import AppointmentOver, NotBookable, NotFree, TooManyOpen
from indgang.booking.keys import stored_key
from indgang.booking.models import (
    Allocation,
    Appointment,
    AppointmentState,
    AppointmentTask,
    BookingRules,
    Channel,
)
from indgang.booking.queries import AppointmentView, find_appointment, nearest_free, view_of
from indgang.booking.queries.free import REASONS, opens_for_public
from indgang.booking.services import holders
from indgang.booking.services.events import locked_by_code, remember
from indgang.booking.services.holders import Contact
from indgang.booking.services.placing import Found, allocate, find, lock

if TYPE_CHECKING:
    from indgang.organisation.models import Site

TRIES = 5
LANGUAGES = {"da", "en", "ar", "uk", "de"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be booked, and how. `serving`: the one resource (its id) that is to meet the citizen; 0: anybody."""

    site: "Site"
    tasks: tuple[Wanted, ...]
    start: datetime
    language: str = "da"
    key: str = ""
    skills: tuple[str, ...] = ()
    channel: Channel = Channel.DESK
    is_public: bool = False
    series: UUID | None = None
    serving: int = 0


def book(
    *,
    actor: Actor,
    site: "Site",
    tasks: Sequence[Wanted],
    start: datetime,
    contact: Contact | None = None,
    language: str = "da",
    key: str = "",
    skills: Sequence[str] = (),
    channel: Channel | str = Channel.DESK,
    serving: int = 0,
) -> AppointmentView:
    """Book at once, as staff and other systems do; also what is kept from the public. `contact` if given is kept.

    `serving` is the one resource (its id) that is to meet the citizen, such as a caseworker; 0 for anybody.
    A repeated `key` of the same actor gives the first appointment. Raises NotAllowed, TaskNotFound,
    NotBookable, NotFree, Invalid for a moment without a time zone or a contact that cannot be.
    """
    require(actor, "booking.book", site.pk)
    request = Request(
        site,
        tuple(tasks),
        start,
        language,
        stored_key(actor, key),
        tuple(skills),
        Channel(channel),
        serving=serving,
    )
    known = holders.cleaned(contact, needs_address=False) if contact else None
    return _repeatedly(actor, request, contact=known, held_minutes=0)


def hold(
    *,
    actor: Actor,
    site: "Site",
    tasks: Sequence[Wanted],
    start: datetime,
    language: str = "da",
    key: str = "",
    skills: Sequence[str] = (),
) -> AppointmentView:
    """Keep a time for a citizen who is typing, for as many minutes as the rules say; `confirm` books it.

    Only times that the public may book. Raises NotBookable when citizens do not book this by themselves,
    else like `book`.
    """
    require(actor, "booking.book_self", site.pk)
    wanted = tuple(tasks)
    if not opens_for_public(site, errand_of(site, wanted, skills)):
        raise NotBookable(_("This is not booked on the net. Phone us, or ask at a desk."))
    request = Request(
        site,
        wanted,
        start,
        language,
        stored_key(actor, key),
        tuple(skills),
        Channel.PUBLIC,
        is_public=True,
    )
    return _repeatedly(actor, request, contact=None, held_minutes=rules_of(site).hold_minutes)


def confirm(*, actor: Actor, code: str, contact: Contact, language: str = "") -> AppointmentView:
    """Book the held time for the citizen, who is written to in `language`. Doing it twice books once.

    Also when the hold has run out, as long as nobody else has taken the time. Raises AppointmentNotFound,
    NotFree, AppointmentOver, Invalid for the contact, TooManyOpen.
    """
    view = find_appointment(code)
    known = holders.cleaned(contact, needs_address=True)
    with transaction.atomic():
        row = Appointment.objects.select_related("site").get(pk=view.id)
        require(actor, "booking.book_self", row.site_id)
        _require_few_open(row.site, known, without=row.pk)
        if row.state not in {AppointmentState.HELD, AppointmentState.LAPSED}:
            return _confirmed_before(row)
        if row.period.lower <= clock.now():
            raise not_free(_request_of(row), "past")
        if not _keep_held(row.pk):
            return _confirm_anew(actor, row, known, language)
        # The allocations are ours and firm now, so the row is still held.
        row = locked_by_code(view.code)
        return _confirmed(actor, row, known, language)


@transaction.atomic
def release(*, actor: Actor, code: str) -> None:
    """Give a held time back; anything that is not held stays as it is."""
    view = find_appointment(code)
    Allocation.objects.filter(appointment=view.id, held_until__isnull=False).delete()
    row = locked_by_code(code)
    if row.state == AppointmentState.HELD:
        row.state, row.held_until = AppointmentState.LAPSED, None
        row.save(update_fields=["state", "held_until"])
        remember(actor, row)


def place(
    actor: Actor, request: Request, *, errand: Errand, candidates: Candidates, held_until: datetime | None
) -> Appointment:
    """Lock, look, and write one appointment, in the caller's transaction. Raises NotFree."""
    lock(candidates.all(), request.start)
    found = find(request.site, errand, candidates, request.start, public=request.is_public)
    row = Appointment.objects.create(
        site=request.site,
        resource=found.resources[0],
        desk_id=found.resources[0].desk_id,
        task_id=errand.tasks[0].id,
        period=_period(request.start, found),
        persons=errand.persons,
        skills=list(request.skills),
        code=new_code(),
        key=request.key,
        language=request.language if request.language in LANGUAGES else "da",
        channel=request.channel,
        is_public=request.is_public,
        state=AppointmentState.HELD if held_until else AppointmentState.BOOKED,
        held_until=held_until,
        series=request.series,
        booked_at=clock.now(),
    )
    AppointmentTask.objects.bulk_create(
        AppointmentTask(appointment=row, task_id=task.id, persons=task.persons, position=position)
        for position, task in enumerate(errand.tasks, start=1)
    )
    allocate(row, found)
    remember(actor, row)
    return row


def not_free(request: Request, why: str) -> NotFree:
    """The refusal, with the nearest free times."""
    nearest = nearest_free(
        site=request.site,
        tasks=request.tasks,
        start=request.start,
        public=request.is_public,
        skills=request.skills,
        serving=request.serving,
    )
    return NotFree(
        REASONS[why],
        facts={"why": why, "start": request.start.isoformat()},
        way_on={"slots": [time.start.isoformat() for time in nearest]},
    )


def _repeatedly(
    actor: Actor, request: Request, *, contact: Contact | None, held_minutes: int
) -> AppointmentView:
    if request.start.tzinfo is None:
        raise Invalid(_("A moment needs its time zone, such as 2026-11-23T09:00:00+01:00."), field="start")
    for _turn in range(TRIES):
        try:
            return _booked(actor, request, contact=contact, held_minutes=held_minutes)
        except NotFree as error:
            raise not_free(request, error.facts["why"]) from None
        except IntegrityError:
            continue  # a code or key that somebody else has taken meanwhile: look again
    raise not_free(request, "full")


@transaction.atomic
def _booked(actor: Actor, request: Request, *, contact: Contact | None, held_minutes: int) -> AppointmentView:
    errand = errand_of(request.site, request.tasks, request.skills)
    candidates = candidates_for(request.site, errand).only(request.serving)
    again = Appointment.objects.filter(site=request.site, key=request.key).first() if request.key else None
    if again is not None:
        return view_of(again)
    # Most who come too late see it here, and do not wait for the lock.
    find(request.site, errand, candidates, request.start, public=request.is_public)
    held_until = clock.now() + timedelta(minutes=held_minutes) if held_minutes else None
    row = place(actor, request, errand=errand, candidates=candidates, held_until=held_until)
    if contact is not None:
        holders.keep(row, contact, rules_of(request.site).keep_days)
        notices.booked(row)
    return view_of(row)


def _keep_held(appointment_id: int) -> bool:
    """Make the allocations of a hold firm, if they still are there: nobody has needed the time since it ran out."""
    rows = Allocation.objects.filter(appointment=appointment_id, held_until__isnull=False)
    return rows.update(held_until=None) > 0


def _confirmed(actor: Actor, row: Appointment, contact: Contact, language: str) -> AppointmentView:
    row.state, row.held_until, row.booked_at = AppointmentState.BOOKED, None, clock.now()
    row.language = language if language in LANGUAGES else row.language
    row.save(update_fields=["state", "held_until", "booked_at", "language"])
    holders.keep(row, contact, rules_of(row.site).keep_days)
    remember(actor, row)
    notices.booked(row)
    return view_of(row)


def _confirm_anew(actor: Actor, row: Appointment, contact: Contact, language: str) -> AppointmentView:
    """The hold ran out and its time was needed by somebody: take it again if it is free all the same."""
    request = _request_of(row)
    errand = errand_of(row.site, request.tasks, request.skills)
    candidates = candidates_for(row.site, errand)
    lock(candidates.all(), request.start)
    row = locked_by_code(row.code)
    if row.state not in {AppointmentState.HELD, AppointmentState.LAPSED}:
        return _confirmed_before(row)
    try:
        found = find(row.site, errand, candidates, request.start, public=True)
    except NotFree as error:
        raise not_free(request, error.facts["why"]) from None
    row.resource, row.desk_id = found.resources[0], found.resources[0].desk_id
    row.period, row.state, row.held_until = _period(request.start, found), AppointmentState.BOOKED, None
    row.save(update_fields=["resource", "desk_id", "period", "state", "held_until"])
    allocate(row, found)
    return _confirmed(actor, row, contact, language)


def _confirmed_before(row: Appointment) -> AppointmentView:
    if row.state == AppointmentState.CANCELLED:
        raise AppointmentOver(_("This appointment was cancelled. Book a new time."))
    return view_of(row)


def _require_few_open(site: "Site", contact: Contact, *, without: int) -> None:
    rules: BookingRules = rules_of(site)
    if holders.open_public(holders.contact_prints(contact), without=without) >= rules.most_open:
        raise TooManyOpen(
            _(
                "You already have %(most)s appointments ahead. Cancel one of them first, or phone us if you"
                " need more."
            )
            % {"most": rules.most_open},
            facts={"most": rules.most_open},
        )


def _request_of(row: Appointment) -> Request:
    lines = view_of(row).tasks
    return Request(
        row.site,
        tuple(Wanted(line.code, line.persons) for line in lines),
        row.period.lower,
        row.language,
        skills=tuple(row.skills),
        is_public=row.is_public,
    )


def _period(start: datetime, found: Found) -> DateTimeTZRange:
    return DateTimeTZRange(start, start + timedelta(minutes=found.minutes), "[)")
