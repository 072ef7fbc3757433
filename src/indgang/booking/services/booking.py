"""Booking: hold a time while somebody types, confirm it, give it back; or book at once.

Of several who want the last place one gets it; the others get NotFree, with why in `facts["why"]` and the
nearest free times in `way_on["slots"]` (ISO, UTC).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

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
from indgang.booking.queries import (
    AppointmentView,
    find_appointment,
    may_be_on_screen,
    nearest_free,
    view_of,
)
from indgang.booking.queries.free import REASONS, opens_for_public
from indgang.booking.services import holders
from indgang.booking.services.events import locked_by_code, remember
from indgang.booking.services.holders import Contact
from indgang.booking.services.placing import (
    Found,
    allocate,
    find,
    lock_candidates,
    lock_taken,
    require_within,
    settled,
    taken_by,
)

if TYPE_CHECKING:
    from indgang.organisation.models import Site

NOT_CONFIRMED = {AppointmentState.HELD, AppointmentState.LAPSED}
LANGUAGES = {"da", "en", "ar", "uk", "de"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be booked, and how. `serving`: the one resource (its id) that is to meet the citizen; 0: anybody.
    `instead_of`: the code of a held time that is given back for it."""

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
    on_screen: bool = False
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class _Wish:
    """Who books a held time, the language in which we write, and whether they are met on the screen."""

    contact: Contact
    language: str
    on_screen: bool


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
    on_screen: bool = False,
) -> AppointmentView:
    """Book at once, as staff and other systems do; also what is kept from the public. `contact` if given is kept.

    `serving` is the one resource (its id) that is to meet the citizen, such as a caseworker; 0 for anybody.
    `on_screen`: they meet on the contact screen.
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
        on_screen=on_screen,
    )
    known = holders.cleaned(contact, needs_address=False) if contact else None
    return _granted(actor, request, contact=known, held_minutes=0)


def hold(
    *,
    actor: Actor,
    site: "Site",
    tasks: Sequence[Wanted],
    start: datetime,
    language: str = "da",
    key: str = "",
    skills: Sequence[str] = (),
    instead_of: str = "",
) -> AppointmentView:
    """Keep a time for a citizen who is typing, for as many minutes as the rules say; `confirm` books it.

    `instead_of` is the code of the time that they hold so far: it is given back for the new one, which may overlap it,
    and kept when that is not to be had. Only times that the public may book. Raises NotBookable when citizens do not
    book this by themselves, else like `book`.
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
        instead_of=instead_of,
    )
    return _granted(actor, request, contact=None, held_minutes=rules_of(site).hold_minutes)


def confirm(
    *, actor: Actor, code: str, contact: Contact, language: str = "", on_screen: bool = False
) -> AppointmentView:
    """Book the held time for the citizen, who is written to in `language` and comes, or is met `on_screen`. Doing it
    twice books once.

    Also when the hold has run out, as long as the time is free; lead and horizon no longer count then. Raises
    AppointmentNotFound, NotFree, AppointmentOver, Invalid for the contact, TooManyOpen.
    """
    view = find_appointment(code)
    wish = _Wish(holders.cleaned(contact, needs_address=True), language, on_screen)
    try:
        return _confirmed_in_time(actor, code, wish) or _confirmed_late(actor, code, wish)
    except NotFree as error:
        row = Appointment.objects.select_related("site").get(pk=view.id)
        raise not_free(_request_of(row), error.facts["why"]) from None


@settled
def release(*, actor: Actor, code: str) -> None:
    """Give a held time back; anything that is not held stays as it is."""
    _give_back(actor, lock_taken(code))


def _give_back(actor: Actor, row: Appointment) -> None:
    if row.state == AppointmentState.HELD:
        Allocation.objects.filter(appointment=row).delete()
        row.state, row.held_until = AppointmentState.LAPSED, None
        row.save(update_fields=["state", "held_until"])
        remember(actor, row)


def place(
    actor: Actor, request: Request, *, errand: Errand, candidates: Candidates, held_until: datetime | None
) -> Appointment:
    """Lock, look, and write one appointment, in the caller's transaction. Raises NotFree; Moved only for what is
    given back."""
    given_back = _taken_instead(request)
    locked = lock_candidates(candidates, errand, request.start, also=given_back)
    if request.instead_of:
        old = locked_by_code(request.instead_of)
        require_within(old, given_back)
        _give_back(actor, old)
    found = find(
        request.site, errand, locked.candidates, request.start, public=request.is_public, at=locked.at
    )
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
        on_screen=request.on_screen,
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


def _granted(
    actor: Actor, request: Request, *, contact: Contact | None, held_minutes: int
) -> AppointmentView:
    if request.start.tzinfo is None:
        raise Invalid(_("A moment needs its time zone, such as 2026-11-23T09:00:00+01:00."), field="start")
    try:
        return _booked(actor, request, contact=contact, held_minutes=held_minutes)
    except NotFree as error:
        raise not_free(request, error.facts["why"]) from None


@settled
def _booked(actor: Actor, request: Request, *, contact: Contact | None, held_minutes: int) -> AppointmentView:
    errand = errand_of(request.site, request.tasks, request.skills)
    candidates = candidates_for(request.site, errand).only(request.serving)
    again = Appointment.objects.filter(site=request.site, key=request.key).first() if request.key else None
    if again is not None:
        return view_of(again)
    if request.on_screen:
        require_screen(request.site, [task.code for task in errand.tasks])
    if not request.instead_of:
        # Most who come too late see it here, and do not wait for the lock.
        find(request.site, errand, candidates, request.start, public=request.is_public)
    held_until = clock.now() + timedelta(minutes=held_minutes) if held_minutes else None
    row = place(actor, request, errand=errand, candidates=candidates, held_until=held_until)
    if contact is not None:
        holders.keep(row, contact, rules_of(request.site).keep_days)
        notices.booked(row)
    return view_of(row)


@settled
def _confirmed_in_time(actor: Actor, code: str, wish: _Wish) -> AppointmentView | None:
    """Book the time that is held; None when the hold has run out."""
    holders.take_turns(wish.contact)
    row = lock_taken(code)
    require(actor, "booking.book_self", row.site_id)
    if row.state not in NOT_CONFIRMED:
        return _confirmed_before(row)
    _require_few_open(row.site, wish.contact, without=row.pk)
    if row.period.lower < clock.now():
        raise NotFree(REASONS["past"], facts={"why": "past"})
    if row.held_until is None or row.held_until <= clock.now():
        return None
    return _confirmed(actor, row, wish)


@settled
def _confirmed_late(actor: Actor, code: str, wish: _Wish) -> AppointmentView:
    """The hold ran out: take its time again if it is free all the same."""
    holders.take_turns(wish.contact)
    held = Appointment.objects.select_related("site").get(pk=find_appointment(code).id)
    request, resource_ids = _request_of(held), taken_by(held.pk)
    errand = errand_of(request.site, request.tasks, request.skills)
    candidates = candidates_for(request.site, errand)
    locked = lock_candidates(candidates, errand, request.start, also=resource_ids)
    row = locked_by_code(code)
    require_within(row, resource_ids)
    if row.state not in NOT_CONFIRMED:
        return _confirmed_before(row)
    _require_few_open(row.site, wish.contact, without=row.pk)
    Allocation.objects.filter(appointment=row).delete()
    found = find(
        row.site,
        errand,
        locked.candidates,
        request.start,
        public=row.is_public,
        limits=False,
        at=locked.at,
    )
    row.resource, row.desk_id = found.resources[0], found.resources[0].desk_id
    row.period, row.held_until = _period(request.start, found), None
    row.save(update_fields=["resource", "desk_id", "period"])
    allocate(row, found)
    return _confirmed(actor, row, wish)


def _confirmed(actor: Actor, row: Appointment, wish: _Wish) -> AppointmentView:
    if wish.on_screen:
        require_screen(row.site, [line.code for line in view_of(row).tasks])
    Allocation.objects.filter(appointment=row).update(held_until=None)
    row.state, row.held_until, row.booked_at = AppointmentState.BOOKED, None, clock.now()
    row.language = wish.language if wish.language in LANGUAGES else row.language
    row.on_screen = wish.on_screen
    row.save(update_fields=["state", "held_until", "booked_at", "language", "on_screen"])
    holders.keep(row, wish.contact, rules_of(row.site).keep_days)
    remember(actor, row)
    notices.booked(row)
    return view_of(row)


def _confirmed_before(row: Appointment) -> AppointmentView:
    if row.state == AppointmentState.CANCELLED:
        raise AppointmentOver(_("This appointment was cancelled. Book a new time."))
    return view_of(row)


def require_screen(site: "Site", task_codes: Sequence[str]) -> None:
    """Raise Invalid unless these tasks may be met about on the contact screen."""
    if not may_be_on_screen(site, task_codes):
        raise Invalid(_("This cannot be met about on the screen. Choose to come here."), field="on_screen")


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


def _taken_instead(request: Request) -> set[int]:
    return taken_by(find_appointment(request.instead_of).id) if request.instead_of else set()


def _period(start: datetime, found: Found) -> DateTimeTZRange:
    return DateTimeTZRange(start, start + timedelta(minutes=found.minutes), "[)")
