"""Moving and cancelling. Nobody who has a confirmed time loses it by trying to get another."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.access import ANONYMOUS, Actor, require
from indgang.base.errors import Invalid
from indgang.booking import notices
from indgang.booking.calendar import candidates_for, rules_of
from indgang.booking.errands import Wanted, errand_of
from indgang.booking.errors import AppointmentOver, NotFree, refuse_cpr
from indgang.booking.models import Allocation, Appointment, AppointmentState
from indgang.booking.queries import AppointmentView, find_appointment, view_of
from indgang.booking.services import holders
from indgang.booking.services.booking import Request, not_free
from indgang.booking.services.events import locked_by_code, remember
from indgang.booking.services.placing import (
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


def change(
    *,
    actor: Actor = ANONYMOUS,
    code: str,
    start: datetime,
    site: "Site",
    reason: str = "",
    asked: bool = False,
    serving: int = 0,
) -> AppointmentView:
    """Move the appointment to `start` at `site`, the same or another. Whoever holds the code may do it.

    `serving` is the one resource (its id) that is to meet the citizen; 0 for anybody.
    The old time is kept until the new one is certain: refused, everything is as before. The same time again
    changes nothing. The holder is told: that staff moved it, and the `reason`, unless the citizen `asked` them to.
    Raises AppointmentNotFound, AppointmentOver, NotFree, NotBookable, Invalid, CprInReason.
    """
    if start.tzinfo is None:
        raise Invalid(_("A moment needs its time zone, such as 2026-11-23T09:00:00+01:00."), field="start")
    refuse_cpr(reason, "reason")
    is_public = actor.kind == "anonymous"
    if not is_public:
        require(actor, "booking.book", site.pk)
    view = find_appointment(code)
    skills = Appointment.objects.values_list("skills", flat=True).get(pk=view.id)
    tasks = tuple(Wanted(line.code, line.persons) for line in view.tasks)
    request = Request(
        site, tasks, start, view.language, skills=tuple(skills), is_public=is_public, serving=serving
    )
    try:
        return _changed(actor, request, code, reason, by_us=not is_public and not asked)
    except NotFree as error:
        raise not_free(request, error.facts["why"]) from None


@settled
def _changed(actor: Actor, request: Request, code: str, reason: str, *, by_us: bool) -> AppointmentView:
    given_back = taken_by(find_appointment(code).id)
    errand = errand_of(request.site, request.tasks, request.skills)
    candidates = candidates_for(request.site, errand).only(request.serving)
    locked = lock_candidates(candidates, errand, request.start, also=given_back)
    row = locked_by_code(code)
    require_within(row, given_back)
    require_booked(row, actor)
    if row.site_id == request.site.pk and row.period.lower == request.start:
        return view_of(row)
    found = find(
        request.site,
        errand,
        locked.candidates,
        request.start,
        public=request.is_public,
        without=row.pk,
        at=locked.at,
    )
    Allocation.objects.filter(appointment=row).delete()
    was = row.period.lower
    row.site, row.resource, row.desk = request.site, found.resources[0], found.resources[0].desk
    row.period = DateTimeTZRange(request.start, request.start + timedelta(minutes=found.minutes), "[)")
    row.sequence += 1
    row.save(update_fields=["site", "resource", "desk", "period", "sequence"])
    allocate(row, found)
    holders.keep_until_after(row, rules_of(row.site).keep_days)
    remember(actor, row, moved_from=was.isoformat(), reason=reason)
    notices.moved(row, by_us=by_us, reason=reason)
    return view_of(row)


@settled
def cancel(*, actor: Actor = ANONYMOUS, code: str, reason: str = "", asked: bool = False) -> AppointmentView:
    """Cancel the appointment; its time is free at once. Whoever holds the code may do it. Twice is once.

    The holder is told: that staff cancelled it, and the `reason`, unless the citizen `asked` them to. Raises
    AppointmentNotFound, CprInReason, or AppointmentOver after check-in or after its time.
    """
    refuse_cpr(reason, "reason")
    row = lock_taken(code)
    if row.state == AppointmentState.CANCELLED:
        return view_of(row)
    require_booked(row, actor)
    Allocation.objects.filter(appointment=row).delete()
    row.state = AppointmentState.CANCELLED
    row.sequence += 1
    row.save(update_fields=["state", "sequence"])
    remember(actor, row, reason=reason)
    notices.cancelled(row, by_us=actor.kind != "anonymous" and not asked, reason=reason)
    return view_of(row)


def require_booked(row: Appointment, actor: Actor) -> None:
    """Raise AppointmentOver unless the appointment is ahead and may still be changed."""
    now = clock.now()
    if row.state != AppointmentState.BOOKED or row.period.upper <= now:
        raise AppointmentOver(_("This appointment has been kept or has passed, and cannot be changed."))
    limit = timedelta(minutes=rules_of(row.site).change_minutes) if actor.kind == "anonymous" else timedelta()
    if limit and row.period.lower - limit < now:
        raise AppointmentOver(
            _("It is too late to change this appointment here. Please phone us."),
            facts={"until": (row.period.lower - limit).isoformat()},
        )
