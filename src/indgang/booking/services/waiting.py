"""The waiting list: an earlier time that becomes free is held for the first who fits, and told.

Whoever is offered a time keeps the one they have until they say yes. The order of locks is that of all booking:
resources, allocations, appointment, and then the wish. What an offer holds ends by itself at its time, like every hold.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import ANONYMOUS, Actor, require
from indgang.base.errors import Invalid
from indgang.booking import notices
from indgang.booking.calendar import candidates_for, rules_of
from indgang.booking.errands import Wanted, errand_of
from indgang.booking.errors import NotBookable, NotFree, OfferOver
from indgang.booking.models import (
    Allocation,
    Appointment,
    AppointmentState,
    Channel,
    EarlierWish,
    WishState,
)
from indgang.booking.queries import AppointmentView, find_appointment, free_slots, view_of
from indgang.booking.queries.answers import MOST_DAYS, FreeTime
from indgang.booking.services import holders
from indgang.booking.services.booking import Request, place
from indgang.booking.services.changing import require_booked
from indgang.booking.services.events import locked_by_code, remember
from indgang.booking.services.placing import find, lock_ids
from indgang.core.day import danish_date

MOST_OFFERS = 3
LEAST_MINUTES = 10
TRIES = 3
Free = dict[tuple[object, ...], list[FreeTime]]


class _NoLonger(Exception):
    """The wish has been met or withdrawn meanwhile."""


@transaction.atomic
def ask_earlier(*, actor: Actor = ANONYMOUS, code: str, from_day: date | None = None) -> AppointmentView:
    """Wait for an earlier time at the same site, on the Danish day `from_day` (default: today) at the earliest.

    Asking again changes the day; after an answer, or when the offers were used up, it begins anew. Whoever holds the
    code may do it. Raises AppointmentNotFound, AppointmentOver, Invalid when the day is after the appointment or
    nobody left an address.
    """
    row = locked_by_code(code)
    require_booked(row, actor)
    today = danish_date(clock.now())
    day = max(from_day or today, today)
    if day > danish_date(row.period.lower):
        raise Invalid(_("Choose a day before your appointment."), field="from_day")
    if not notices.can_reach(row):
        raise Invalid(_("We have no e-mail address and no phone number to tell you by. Please phone us."))
    wish = EarlierWish.objects.select_for_update().filter(appointment=row).first()
    if wish is None:
        EarlierWish.objects.create(appointment=row, from_day=day, asked_at=clock.now())
        return view_of(row)
    if wish.state not in {WishState.WAITING, WishState.OFFERED}:
        wish.state, wish.declined, wish.refused, wish.asked_at = WishState.WAITING, 0, [], clock.now()
    wish.from_day = day
    wish.save()
    return view_of(row)


@transaction.atomic
def withdraw_wish(*, actor: Actor = ANONYMOUS, code: str) -> None:
    """Wait no longer; a time that is offered just now goes to the next. Twice is once. Raises AppointmentNotFound."""
    del actor
    view = find_appointment(code)
    _settle(view.id, ends=True)


@transaction.atomic
def decline_earlier(*, actor: Actor = ANONYMOUS, code: str, start: datetime) -> None:
    """Say no to the offered time `start`; one keeps the appointment and goes on waiting. Twice is once, and another
    time that is offered meanwhile stays so.

    Raises AppointmentNotFound.
    """
    del actor
    view = find_appointment(code)
    _settle(view.id, ends=False, only_if_at=start)


@transaction.atomic
def accept_earlier(*, actor: Actor = ANONYMOUS, code: str, start: datetime) -> AppointmentView:
    """Move the appointment to the offered time `start`. Whoever holds the code may do it; twice is once.

    The old time is given up only with the new one in hand. Raises AppointmentNotFound, and OfferOver when the offer
    has gone, also when another is made meanwhile: the appointment is then as before.
    """
    view = find_appointment(code)
    wish = EarlierWish.objects.select_related("offer").filter(appointment=view.id).first()
    if wish is not None and wish.state == WishState.TAKEN and view.start == start:
        return view
    if wish is None or wish.offer is None:
        raise OfferOver
    offer_id = wish.offer.pk
    lock_ids(_resources_of(offer_id, view.id))
    row = locked_by_code(code)
    offer = Appointment.objects.select_for_update().get(pk=offer_id)
    wish = EarlierWish.objects.select_for_update().get(pk=wish.pk)
    if wish.state == WishState.TAKEN and row.period.lower == start:
        return view_of(row)
    held = Allocation.objects.filter(appointment=offer)
    is_good = (
        wish.state == WishState.OFFERED
        and wish.offer_id == offer.pk
        and row.state == AppointmentState.BOOKED
        and offer.period.lower == start
        and clock.now() < offer.period.lower < row.period.lower
    )
    if not is_good or not held.exists() or not _stands(offer):
        raise OfferOver
    Allocation.objects.filter(appointment=row).delete()
    held.update(appointment=row, held_until=None)
    was = row.period.lower
    row.site_id, row.resource_id, row.desk_id = offer.site_id, offer.resource_id, offer.desk_id
    row.period, row.sequence = offer.period, row.sequence + 1
    row.save(update_fields=["site", "resource", "desk", "period", "sequence"])
    _lapse(actor, offer)
    wish.state, wish.offer = WishState.TAKEN, None
    wish.save(update_fields=["state", "offer"])
    remember(actor, row, moved_from=was.isoformat(), earlier=True)
    row = locked_by_code(code)
    holders.keep_until_after(row, rules_of(row.site).keep_days)
    notices.moved(row, by_us=False)
    return view_of(row)


def offer_earlier(*, actor: Actor) -> int:
    """Offer times that became free to those who wait, the first who asked first; offers that nobody took go on.

    How many were offered. Each in a transaction of its own; may run as often and as many times at once as one likes.
    Nobody is offered a time in the quiet hours, or one that could not be answered before it is too late to book: such
    times stay free for everybody. Raises NotAllowed.
    """
    require(actor, "booking.sweep")
    _end_what_is_over()
    free: Free = {}
    waiting = EarlierWish.objects.filter(
        state=WishState.WAITING,
        offer__isnull=True,
        appointment__state=AppointmentState.BOOKED,
        appointment__period__startswith__gt=clock.now(),
    )
    rows = waiting.select_related("appointment__site").order_by("asked_at", "pk")
    return sum(_offer(actor, wish, free) for wish in rows)


def _end_what_is_over() -> None:
    """Give back what is offered to nobody any more, and end the wishes of appointments that are over."""
    for pk in EarlierWish.objects.filter(offer__isnull=False).values_list("appointment", flat=True):
        with transaction.atomic():
            _settle(pk, ends=False, only_if_over=True)
    over = EarlierWish.objects.filter(state=WishState.WAITING, offer__isnull=True)
    over.exclude(
        appointment__state=AppointmentState.BOOKED, appointment__period__startswith__gt=clock.now()
    ).update(state=WishState.ENDED)


def _settle(
    appointment_id: int, *, ends: bool, only_if_over: bool = False, only_if_at: datetime | None = None
) -> None:
    """Give an offer back, if there is one, and go on waiting or end."""
    wish = EarlierWish.objects.filter(appointment=appointment_id).first()
    if wish is None:
        return
    offer_id = wish.offer_id
    if offer_id is not None:
        lock_ids(_resources_of(offer_id))
        Appointment.objects.select_for_update().get(pk=appointment_id)
        offer = Appointment.objects.select_for_update().get(pk=offer_id)
        wish = EarlierWish.objects.select_for_update().select_related("appointment").get(pk=wish.pk)
        if wish.offer_id != offer_id or (only_if_over and not _is_over(wish, offer)):
            return
        if only_if_at is not None and offer.period.lower != only_if_at:
            return
        Allocation.objects.filter(appointment=offer).delete()
        _lapse(ANONYMOUS, offer)
        wish.refused = [*wish.refused, offer.period.lower]
        wish.offer, wish.declined = None, wish.declined + 1
        if wish.state == WishState.OFFERED:
            wish.state = WishState.WAITING
    else:
        wish = EarlierWish.objects.select_for_update().get(pk=wish.pk)
    if wish.state == WishState.WAITING and (ends or wish.declined >= MOST_OFFERS):
        wish.state = WishState.ENDED
    wish.save()


def _is_over(wish: EarlierWish, offer: Appointment) -> bool:
    return (
        wish.state != WishState.OFFERED
        or offer.state != AppointmentState.HELD
        or offer.held_until is None
        or offer.held_until <= clock.now()
        or wish.appointment.state != AppointmentState.BOOKED
        or wish.appointment.period.lower <= offer.period.lower
        or not _stands(offer)
    )


def _stands(offer: Appointment) -> bool:
    """Whether who was to serve it is still there at that time: it may be blocked since, or closed."""
    tasks = _tasks_of(offer)
    try:
        errand = errand_of(offer.site, tasks, offer.skills)
        candidates = candidates_for(offer.site, errand).only(offer.resource_id or 0)
        find(
            offer.site,
            errand,
            candidates,
            offer.period.lower,
            public=offer.is_public,
            without=offer.pk,
            limits=False,
        )
    except (NotFree, NotBookable):
        return False
    return True


def _lapse(actor: Actor, offer: Appointment) -> None:
    if offer.state == AppointmentState.HELD:
        offer.state, offer.held_until = AppointmentState.LAPSED, None
        offer.save(update_fields=["state", "held_until"])
        remember(actor, offer)


def _offer(actor: Actor, wish: EarlierWish, free: Free) -> bool:
    """Hold the first time that fits the wish, and tell; whether there was one."""
    row = wish.appointment
    if not notices.hears_now(row):
        return False
    for start, until in list(_fitting(wish, free))[:TRIES]:
        try:
            with transaction.atomic():
                _hold_for(actor, wish.pk, row, start, until)
        except NotFree:
            continue
        except (_NoLonger, NotBookable):
            return False
        _forget_site(free, row.site_id)
        return True
    return False


def _fitting(wish: EarlierWish, free: Free) -> Iterator[tuple[datetime, datetime]]:
    """The free starts that are earlier by a grid step at least, and until when each can be held."""
    row = wish.appointment
    rules, now = rules_of(row.site), clock.now()
    before = row.period.lower - timedelta(minutes=rules.grid_minutes)
    for time in _free_for(row, free):
        until = min(
            now + timedelta(minutes=rules.offer_minutes), time.start - timedelta(minutes=rules.lead_minutes)
        )
        if time.start > before:
            return
        if (
            danish_date(time.start) >= wish.from_day
            and time.start not in wish.refused
            and until >= now + timedelta(minutes=LEAST_MINUTES)
        ):
            yield time.start, until


def _free_for(row: Appointment, free: Free) -> list[FreeTime]:
    """What is free for the errand, looked up once for all who want the same."""
    tasks = _tasks_of(row)
    key = (row.site_id, tasks, tuple(row.skills), row.is_public)
    if key not in free:
        today = danish_date(clock.now())
        try:
            free[key] = free_slots(
                site=row.site,
                tasks=tasks,
                from_=today,
                to=today + timedelta(days=MOST_DAYS - 1),
                public=row.is_public,
                skills=row.skills,
            )
        except (NotBookable, Invalid):
            free[key] = []
    return free[key]


def _forget_site(free: Free, site_id: int) -> None:
    for key in [key for key in free if key[0] == site_id]:
        del free[key]


def _hold_for(actor: Actor, wish_id: int, row: Appointment, start: datetime, until: datetime) -> None:
    tasks = _tasks_of(row)
    errand = errand_of(row.site, tasks, row.skills)
    request = Request(
        row.site,
        tasks,
        start,
        row.language,
        skills=tuple(row.skills),
        channel=Channel.PUBLIC,
        is_public=row.is_public,
    )
    candidates = candidates_for(row.site, errand)
    offer = place(actor, request, errand=errand, candidates=candidates, held_until=until)
    now_row = Appointment.objects.select_for_update(of=("self",)).select_related("site").get(pk=row.pk)
    wish = EarlierWish.objects.select_for_update().get(pk=wish_id)
    is_waiting = wish.state == WishState.WAITING and wish.offer_id is None
    if not is_waiting or now_row.state != AppointmentState.BOOKED or now_row.period.lower <= start:
        raise _NoLonger
    wish.state, wish.offer = WishState.OFFERED, offer
    wish.save(update_fields=["state", "offer"])
    notices.offered(now_row, offer)


def _tasks_of(row: Appointment) -> tuple[Wanted, ...]:
    return tuple(Wanted(line.code, line.persons) for line in view_of(row).tasks)


def _resources_of(*appointment_ids: int) -> list[int]:
    rows = Allocation.objects.filter(appointment__in=appointment_ids)
    return list(rows.values_list("resource", flat=True))
