"""Reading appointments and free times."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.errors import Invalid, Text
from indgang.booking.calendar import (
    DeskDays,
    FreeTime,
    desk_days,
    joined,
    setups_for,
    task_at,
)
from indgang.booking.codes import normal, shown
from indgang.booking.errors import AppointmentNotFound, NotBookable
from indgang.booking.models import Appointment, AppointmentState
from indgang.core.day import danish_date, day_bounds
from indgang.core.slots import Why
from indgang.queue.ports import Coming

if TYPE_CHECKING:
    from indgang.organisation.models import Site

MOST_DAYS = 62

__all__ = [
    "AppointmentView",
    "FreeTime",
    "Reason",
    "appointments_of",
    "find_appointment",
    "free_slots",
    "nearest_free",
    "why_not_free",
]


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment. `code` is as people read it; times are UTC."""

    id: int
    code: str
    site: str
    site_name: str
    desk_id: int
    desk_label: str
    task_code: str
    start: datetime
    end: datetime
    language: str
    state: str
    ticket_id: int | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a time cannot be booked: a code for machines, and a sentence."""

    code: str
    sentence: Text


REASONS: dict[str, Text] = {
    "past": _("That time has passed."),
    "too-soon": _("That time is too soon to be booked. Take a number instead."),
    "too-far": _("That time is too far ahead to be booked yet."),
    "off-grid": _("Appointments do not begin at that minute."),
    "closed": _("It is closed during that time, or closes before the appointment would end."),
    "full": _("Every desk is booked at that time."),
}
# The reason that is nearest to a free time is the one to tell.
NEARNESS = ["full", "closed", "off-grid", "too-soon", "too-far", "past"]


def free_slots(*, site: "Site", task_code: str, from_: date, to: date) -> list[FreeTime]:
    """The times that can be booked for the task from one Danish day to another, both included, in order.

    At most 62 days. Raises Invalid for days that make no sense, TaskNotFound, NotBookable.
    """
    if to < from_:
        raise Invalid(_("The last day is before the first."), field="to")
    if (to - from_).days >= MOST_DAYS:
        raise Invalid(_("Ask for at most 62 days at a time."), field="to", facts={"most": MOST_DAYS})
    task = task_at(site, task_code)
    return joined(desk_days(site, task, setups_for(site, task), from_, to))


def nearest_free(*, site: "Site", task_code: str, start: datetime, limit: int = 5) -> list[FreeTime]:
    """Up to `limit` free times nearest to `start`, within a week of it, in order of time."""
    day = max(danish_date(start), danish_date(clock.now()))
    times = free_slots(
        site=site, task_code=task_code, from_=day - timedelta(days=7), to=day + timedelta(days=7)
    )
    return sorted(
        sorted(times, key=lambda time: abs(time.start - start))[:limit], key=lambda time: time.start
    )


def why_not_free(*, site: "Site", task_code: str, start: datetime) -> Reason | None:
    """Why no appointment can begin at `start`; None when one can. Raises TaskNotFound."""
    try:
        task = task_at(site, task_code)
        setups = setups_for(site, task)
    except NotBookable as error:
        return Reason(error.error_code, error.message)
    day = danish_date(start)
    desks = desk_days(site, task, setups, day, day + timedelta(days=1))
    codes = [reason_at(desk, start) for desk in desks]
    if None in codes:
        return None
    code = min((code for code in codes if code is not None), key=NEARNESS.index)
    return Reason(code, REASONS[code])


def reason_at(desk: DeskDays, start: datetime) -> str | None:
    """The code of the reason why the desk cannot take an appointment at `start`; None when it can."""
    if start <= clock.now():
        return "past"
    if start < desk.earliest:
        return "too-soon"
    if start > desk.latest:
        return "too-far"
    if not desk.is_on_grid(start):
        return "off-grid"
    found = desk.in_the_way(start)
    if found is None:
        return None
    return "full" if found.reason is Why.FULL else "closed"


def find_appointment(code: str) -> AppointmentView:
    """The appointment with this code, typed in any way. Raises AppointmentNotFound."""
    row = _rows().filter(code=normal(code)).first() if normal(code) else None
    if row is None:
        raise AppointmentNotFound
    return view_of(row)


def appointments_of(site: "Site", day: date) -> list[AppointmentView]:
    """The appointments of a Danish day at the site, cancelled ones too, by time."""
    rows = _rows().filter(site=site, period__overlap=DateTimeTZRange(*day_bounds(day), "[)"))
    return [view_of(row) for row in rows.order_by("period", "pk")]


def coming(site_id: int, since: datetime, until: datetime) -> list[Coming]:
    """The appointments at a site between two moments whose holders have not checked in, with the lane of their desk."""
    letters = letters_by_desk_kind(site_id)
    rows = Appointment.objects.filter(
        site=site_id,
        state=AppointmentState.BOOKED,
        period__startswith__gte=since,
        period__startswith__lt=until,
    ).values_list("pk", "task_id", "desk__kind", "period__startswith")
    return [
        Coming(pk, task_id, letters[kind], due_at) for pk, task_id, kind, due_at in rows if kind in letters
    ]


def letters_by_desk_kind(site_id: int) -> dict[str, str]:
    """The first letter of the series for each kind of desk."""
    series = (
        apps.get_model("queue", "Series").objects.filter(site=site_id, is_active=True).exclude(desk_kind="")
    )
    return dict(series.order_by("-letter").values_list("desk_kind", "letter"))


def view_of(row: Appointment) -> AppointmentView:
    """The view of a row."""
    return AppointmentView(
        id=row.pk,
        code=shown(row.code),
        site=row.site.slug,
        site_name=row.site.name,
        desk_id=row.desk_id,
        desk_label=row.desk.label,
        task_code=row.task.code,
        start=row.period.lower,
        end=row.period.upper,
        language=row.language,
        state=row.state,
        ticket_id=row.ticket_id,
    )


def _rows() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("site", "desk", "task")
