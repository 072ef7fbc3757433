"""Reading appointments."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet

from indgang.booking.codes import normal, shown
from indgang.booking.errors import AppointmentNotFound
from indgang.booking.models import Appointment, AppointmentState
from indgang.core.day import day_bounds
from indgang.queue.ports import Coming

if TYPE_CHECKING:
    from indgang.organisation.models import Site


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task of an appointment, and for how many persons."""

    code: str
    persons: int


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment, without who holds it. `code` is as people read it; times are UTC.

    `serving` is the desk or person that meets the citizen; `desk_id` is None when that is no desk.
    """

    id: int
    code: str
    site: str
    site_name: str
    resource_id: int | None
    serving: str
    desk_id: int | None
    tasks: tuple[TaskLine, ...]
    persons: int
    start: datetime
    end: datetime
    language: str
    channel: str
    is_public: bool
    on_screen: bool
    state: str
    held_until: datetime | None
    sequence: int
    ticket_id: int | None

    @property
    def task_code(self) -> str:
        """The first of its tasks."""
        return self.tasks[0].code


def find_appointment(code: str) -> AppointmentView:
    """The appointment with this code, typed in any way. Raises AppointmentNotFound."""
    row = _rows().filter(code=normal(code)).first() if normal(code) else None
    if row is None:
        raise AppointmentNotFound
    return view_of(row)


def appointments_of(site: "Site", day: date, to: date | None = None) -> list[AppointmentView]:
    """The appointments of a Danish day (or to another, included) at the site, by time.

    Those that did not come and cancelled ones too; not what is only held, or was.
    """
    rows = _rows().filter(site=site, period__overlap=_span(day, to or day))
    rows = rows.exclude(state__in=[AppointmentState.HELD, AppointmentState.LAPSED])
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
        resource_id=row.resource_id,
        serving=row.resource.label if row.resource else "",
        desk_id=row.desk_id,
        tasks=tuple(
            TaskLine(one.task.code, one.persons)
            for one in sorted(row.tasks.all(), key=lambda one: one.position)
        ),
        persons=row.persons,
        start=row.period.lower,
        end=row.period.upper,
        language=row.language,
        channel=row.channel,
        is_public=row.is_public,
        on_screen=row.on_screen,
        state=row.state,
        held_until=row.held_until,
        sequence=row.sequence,
        ticket_id=row.ticket_id,
    )


def _rows() -> QuerySet[Appointment]:
    rows = Appointment.objects.select_related("site", "desk", "resource__desk", "resource__person")
    return rows.prefetch_related("tasks__task")


def _span(first: date, last: date) -> DateTimeTZRange:
    return DateTimeTZRange(day_bounds(first)[0], day_bounds(last)[1], "[)")
