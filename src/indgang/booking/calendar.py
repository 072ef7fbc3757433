"""What is free: the one definition for calendar, booking and staff view.

An appointment is with one desk for its whole length, so each desk is looked at by itself. A desk is there in
the hours that its site keeps for the task: everything but the operational waits for citizen service, where
the site has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.booking.errors import NotBookable
from indgang.booking.models import Appointment, AppointmentState, BookableDesk
from indgang.catalogue import queries as catalogue
from indgang.core.day import danish_date, day_bounds
from indgang.core.hours import HoursKind, Interval, merged
from indgang.core.reach import Reach
from indgang.core.slots import Booking, Obstacle, Window, free_slots, obstacle
from indgang.organisation.queries import hours_of

if TYPE_CHECKING:
    from indgang.organisation.models import Site

OPERATIONAL = "operational"


@dataclass(frozen=True, slots=True)
class BookableTask:
    """What booking needs to know of a task."""

    id: int
    code: str
    topic: str
    nature: str
    minutes: int


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that can be booked, in UTC, and with how many desks."""

    start: datetime
    end: datetime
    desk_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DeskDays:
    """A desk over some days: when it is there, when it is taken, and how long an appointment takes."""

    setup: BookableDesk
    windows: tuple[Window, ...]
    bookings: tuple[Booking, ...]
    minutes: int
    earliest: datetime
    latest: datetime

    def times(self) -> list[tuple[datetime, datetime]]:
        """The free times in order."""
        slots = free_slots(
            self.windows,
            self.bookings,
            self.minutes,
            grid_minutes=self.setup.grid_minutes,
            earliest=self.earliest,
            latest=self.latest,
        )
        return [(slot.start, slot.end) for slot in slots]

    def end_of(self, start: datetime) -> datetime:
        """When an appointment that begins at `start` ends."""
        return start + timedelta(minutes=self.minutes)

    def in_the_way(self, start: datetime) -> Obstacle | None:
        """What stands in the way of an appointment at `start`, besides the time until then."""
        return obstacle(self.windows, self.bookings, start, self.end_of(start))

    def is_on_grid(self, start: datetime) -> bool:
        """Whether appointments begin at this minute."""
        return (start.minute % self.setup.grid_minutes, start.second, start.microsecond) == (0, 0, 0)


def task_at(site: "Site", task_code: str) -> BookableTask:
    """The task as the site books it. Raises TaskNotFound, or NotBookable when the site does not offer it."""
    decision = catalogue.reach_of(person_id=None, task=task_code, site=site)
    card = catalogue.task_card(task_code)
    if decision.offer is Reach.NONE:
        elsewhere = [place.slug for place in catalogue.places_of(card.task_id)]
        raise NotBookable(_("This task is not offered here."), way_on={"sites": elsewhere})
    return BookableTask(card.task_id, card.code, card.topic, card.nature, card.standard_minutes)


def setups_for(site: "Site", task: BookableTask, *, lock: bool = False) -> list[BookableDesk]:
    """The desks that take appointments for the task, in the order of the site.

    With `lock` nobody else books with them until this transaction ends. Raises NotBookable when there are
    none.
    """
    rows = BookableDesk.objects.select_related("desk").filter(
        Q(topics=[]) | Q(topics__contains=[task.topic]), desk__site=site, desk__is_active=True
    )
    if lock:
        rows = rows.select_for_update(of=("self",))
    setups = list(rows.order_by("pk"))
    if not setups:
        raise NotBookable(_("No desk here takes appointments for this task."))
    return sorted(setups, key=lambda row: (row.desk.order, row.pk))


def desk_days(
    site: "Site", task: BookableTask, setups: Sequence[BookableDesk], first: date, last: date
) -> list[DeskDays]:
    """Each desk from the Danish day `first` to `last`, both included: two queries and the site's hours."""
    now = clock.now()
    since, until = day_bounds(first)[0], day_bounds(last)[1]
    windows = tuple(
        Window(interval.start, interval.end) for interval in open_intervals(site, task, first, last)
    )
    taken: dict[int, list[Booking]] = {}
    booked = Appointment.objects.filter(
        desk__in=[row.desk_id for row in setups], period__overlap=DateTimeTZRange(since, until, "[)")
    ).exclude(state=AppointmentState.CANCELLED)
    for desk_id, period in booked.values_list("desk_id", "period"):
        taken.setdefault(desk_id, []).append(Booking(period.lower, period.upper))
    return [
        DeskDays(
            row,
            windows,
            tuple(taken.get(row.desk_id, ())),
            rounded_up(task.minutes, row.grid_minutes),
            now + timedelta(minutes=row.lead_minutes),
            now + timedelta(days=row.horizon_days),
        )
        for row in setups
    ]


def open_intervals(site: "Site", task: BookableTask, first: date, last: date) -> list[Interval]:
    """When the site can take the task, in UTC, on the Danish days from `first` to `last`."""
    hours = hours_of(site)
    has_service = any(rule.kind is HoursKind.SERVICE for rule in hours.rules)
    kinds = [HoursKind.SERVICE] if has_service else [HoursKind.LIBRARY]
    if task.nature == OPERATIONAL:
        kinds = [HoursKind.SERVICE, HoursKind.LIBRARY]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return merged(interval for day in days for kind in kinds for interval in hours.intervals_on(day, kind))


def rounded_up(minutes: int, grid: int) -> int:
    """`minutes` as a whole number of grid steps."""
    return -(-minutes // grid) * grid


def joined(desks: Sequence[DeskDays]) -> list[FreeTime]:
    """The free times of all the desks, in order; a time that several have is one, its desks in order."""
    found: dict[tuple[datetime, datetime], list[int]] = {}
    for desk in desks:
        for time in desk.times():
            found.setdefault(time, []).append(desk.setup.desk_id)
    return [FreeTime(start, end, tuple(ids)) for (start, end), ids in sorted(found.items())]


def today() -> date:
    """The Danish date now."""
    return danish_date(clock.now())
