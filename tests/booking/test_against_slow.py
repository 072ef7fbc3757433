"""Random programs of everything that happens to appointments, with a moving clock, against the slow version."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest

from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import DomainError
from indgang.booking import queries, services
from indgang.booking.errands import Wanted
from indgang.booking.errors import AppointmentOver, NotFree
from indgang.booking.models import Allocation, Appointment, Resource
from indgang.booking.services.setup import Hours
from indgang.core.day import danish_time, opening_instant
from tests.booking.slow import SlowAppointment, SlowBooking, SlowResource, SlowRules

DESK_TASK, ROOM_TASK = "pas-voksen", "boligstoette"
DAYS = (date(2027, 3, 27), date(2027, 3, 28))
"""The night between them is an hour short."""
NOON = time(12)


def site_hours(at: datetime) -> bool | None:
    clock = danish_time(at)
    return True if clock.date() in DAYS and 10 <= clock.hour < 16 else None


def own_hours(at: datetime) -> bool | None:
    """Public until noon, for staff until two."""
    clock = danish_time(at)
    return None if site_hours(at) is None or clock.hour >= 14 else clock.hour < 12


class Programme:
    """One random program in both worlds."""

    def __init__(self, cast, time, seed: int) -> None:
        self.cast, self.time, self.luck = cast, time, random.Random(seed)
        self.site, self.leif = cast.magion, cast.actor("leif")
        self.slow = SlowBooking(SlowRules())
        cast.municipality.citizen_service_closes_on_holidays = False
        cast.municipality.save()
        self.site.refresh_from_db()
        services.set_rules(
            actor=self.leif, municipality=cast.municipality, site=self.site,
            lead_minutes=60, horizon_days=5, staff_horizon_days=10, hold_minutes=2, most_open=30_000,
        )  # fmt: skip
        self._task_rules()
        first = self._save(kind="desk", desk=cast.kvik1, after_minutes=5)
        half_days = [
            Hours(weekday, opens, closes, is_public=is_public)
            for weekday in (5, 6)
            for opens, closes, is_public in ((time_at(10), NOON, True), (NOON, time_at(14), False))
        ]
        services.set_hours(actor=self.leif, resource=first, hours=half_days)
        second = self._save(kind="desk", desk=cast.service1)
        room = self._save(
            kind="room", name="Rum", group="rooms", topics=[self._topic()], places=2, public_places=1,
            before_minutes=5,
        )  # fmt: skip
        self.desks = [SlowResource(first.pk, own_hours, after=5), SlowResource(second.pk, site_hours)]
        self.room = SlowResource(room.pk, site_hours, places=2, public_places=1, before=5, serves=False)
        self.starts = [
            opening_instant(day, time_at(10)) + timedelta(minutes=15 * quarter)
            for day in DAYS
            for quarter in range(-1, 24)
        ]

    def _save(self, **facts):
        return services.save_resource(actor=self.leif, site=self.site, **facts)

    def _task_rules(self) -> None:
        from indgang.catalogue.models import Task

        self.minutes = {}
        for code, minutes, extra in ((DESK_TASK, 20, 10), (ROOM_TASK, 30, 0)):
            services.set_task_rule(
                actor=SYSTEM, municipality=self.cast.municipality,
                task_id=Task.objects.get(code=code).pk,
                facts={"minutes": minutes, "extra_person_minutes": extra},
            )  # fmt: skip
            self.minutes[code] = (minutes, extra)

    def _topic(self) -> str:
        from indgang.catalogue.queries import task_measures

        return task_measures([ROOM_TASK])[ROOM_TASK].topic

    def errand(self):
        tasks = self.luck.choice(([DESK_TASK], [DESK_TASK], [ROOM_TASK], [DESK_TASK, ROOM_TASK]))
        wanted = [Wanted(task, self.luck.choice((1, 1, 2))) for task in tasks]
        minutes = sum(
            self.minutes[one.task][0] + self.minutes[one.task][1] * (one.persons - 1) for one in wanted
        )
        groups = [self.desks, [self.room]] if ROOM_TASK in tasks else [self.desks]
        return wanted, -(-minutes // 15) * 15, groups

    def step(self) -> None:
        steps = (self.hold, self.hold, self.hold, self.confirm, self.confirm, self.book, self.cancel, self.change,
                 self.release, self.block, self.unblock, self.move_clock, self.no_show)  # fmt: skip
        self.luck.choice(steps)()

    def agree(self, expected: bool, command, what: str):
        """Do it in the real world, which must succeed exactly when it is expected to."""
        try:
            found = command()
        except (NotFree, AppointmentOver) as error:
            if expected:
                raise AssertionError(f"{what} at {self.time.now}") from error
            return None
        assert expected, f"{what} at {self.time.now} was not expected to succeed"
        return found

    def hold(self) -> None:
        wanted, minutes, groups = self.errand()
        start, now = self.luck.choice(self.starts), self.time.now
        chosen = self.slow.choice(groups, start, minutes, now, public=True)
        view = self.agree(
            chosen is not None,
            lambda: services.hold(actor=ANONYMOUS, site=self.site, tasks=wanted, start=start),
            f"hold {start}",
        )
        if view is not None:
            self.slow.appointments[view.code] = SlowAppointment(
                start, minutes, True, groups, chosen, "held", now + timedelta(minutes=2)
            )

    def book(self) -> None:
        wanted, minutes, groups = self.errand()
        start, now = self.luck.choice(self.starts), self.time.now
        chosen = self.slow.choice(groups, start, minutes, now, public=False)
        view = self.agree(
            chosen is not None,
            lambda: services.book(actor=self.leif, site=self.site, tasks=wanted, start=start),
            f"book {start}",
        )
        if view is not None:
            self.slow.appointments[view.code] = SlowAppointment(
                start, minutes, False, groups, chosen, "booked"
            )

    def some(self):
        if not self.slow.appointments:
            return None, None
        return self.luck.choice(sorted(self.slow.appointments.items(), key=lambda one: one[0]))

    def confirm(self) -> None:
        code, mine = self.some()
        if mine is None:
            return
        now, contact = self.time.now, services.Contact("Ida Holm", email=f"{code}@example.dk")
        chosen = mine.resources
        if mine.state in {"held", "lapsed"}:
            if mine.start < now:
                chosen = None
            elif not mine.lives(now):
                chosen = self.slow.choice(
                    mine.groups, mine.start, mine.minutes, now, public=True, without=mine, limits=False
                )
        elif mine.state == "cancelled":
            chosen = None
        view = self.agree(
            chosen is not None,
            lambda: services.confirm(actor=ANONYMOUS, code=code, contact=contact),
            f"confirm {code}",
        )
        if view is not None and mine.state in {"held", "lapsed"}:
            mine.state, mine.resources, mine.held_until = "booked", chosen, None

    def release(self) -> None:
        code, mine = self.some()
        if mine is not None:
            services.release(actor=ANONYMOUS, code=code)
            mine.state = "lapsed" if mine.state == "held" else mine.state

    def cancel(self) -> None:
        code, mine = self.some()
        if mine is None:
            return
        may = mine.state == "cancelled" or (mine.state == "booked" and mine.end > self.time.now)
        if self.agree(may, lambda: services.cancel(code=code), f"cancel {code}"):
            mine.state = "cancelled"

    def change(self) -> None:
        code, mine = self.some()
        if mine is None:
            return
        actor = self.luck.choice((ANONYMOUS, self.leif))
        start, now = self.luck.choice(self.starts), self.time.now
        chosen = None
        if mine.state == "booked" and mine.end > now:
            chosen = self.slow.choice(
                mine.groups, start, mine.minutes, now, public=actor is ANONYMOUS, without=mine
            )
            if start == mine.start:
                chosen = mine.resources
        before = taken_by(code)
        view = self.agree(
            chosen is not None,
            lambda: services.change(actor=actor, code=code, start=start, site=self.site),
            f"change {code} to {start}",
        )
        if view is None:
            assert taken_by(code) == before
        else:
            mine.start, mine.resources = start, chosen

    def no_show(self) -> None:
        code, mine = self.some()
        if mine is None:
            return
        may = mine.state == "no_show" or (mine.state == "booked" and mine.start <= self.time.now)
        try:
            services.mark_no_show(actor=self.leif, site=self.site, code=code)
        except DomainError:
            assert not may
        else:
            assert may
            mine.state = "no_show"

    def block(self) -> None:
        resource = self.luck.choice([None, *self.desks, self.room])
        start = self.luck.choice(self.starts) + timedelta(minutes=self.luck.choice((0, 7)))
        end = start + timedelta(minutes=self.luck.choice((20, 60)))
        (row,) = services.block(
            actor=self.leif, site=self.site, start=start, end=end,
            resource=resource and Resource.objects.get(pk=resource.id),
        )  # fmt: skip
        self.slow.blocked[row.pk] = (resource and resource.id, start, end)

    def unblock(self) -> None:
        if self.slow.blocked:
            pk = self.luck.choice(sorted(self.slow.blocked))
            services.unblock(actor=self.leif, site=self.site, blocked_id=pk)
            del self.slow.blocked[pk]

    def move_clock(self) -> None:
        self.time.move(seconds=self.luck.choice((1, 60, 119, 120, 121, 900, 7200)))

    def compare(self) -> None:
        """The lists of free times, and what every appointment takes."""
        now = self.time.now
        for public in (True, False):
            wanted, minutes, groups = self.errand()
            found = queries.free_slots(site=self.site, tasks=wanted, from_=DAYS[0], to=DAYS[1], public=public)
            expected = [
                start
                for start in self.starts
                if self.slow.choice(groups, start, minutes, now, public=public) is not None
            ]
            assert [one.start for one in found] == expected
            table = queries.free_starts(
                site=self.site, tasks=wanted, from_=DAYS[0], to=DAYS[1], public=public
            )
            assert list(table.texts()) == [
                (text(one.start), text(one.end), len(one.resource_ids)) for one in found
            ]
            start = self.luck.choice(self.starts)
            why = queries.why_not_free(site=self.site, tasks=wanted, start=start, public=public)
            assert (why is None) == (start in expected)
        for row in Appointment.objects.prefetch_related("allocations"):
            mine = self.slow.appointments[f"{row.code[:3]}-{row.code[3:]}"]
            taken = {
                one.resource_id
                for one in row.allocations.all()
                if one.held_until is None or one.held_until > now
            }
            assert taken == ({one.id for one in mine.resources} if mine.lives(now) else set())
            assert all(one.place <= one.resource.places for one in row.allocations.all())
            if mine.lives(now):
                assert (row.period.lower, row.period.upper, row.state) == (mine.start, mine.end, mine.state)


def taken_by(code: str):
    rows = Allocation.objects.filter(appointment__code=code.replace("-", ""), appointment__state="booked")
    return sorted(rows.values_list("resource_id", "period"), key=str)


def time_at(hour: int) -> time:
    return time(hour)


def text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize("seed", range(4))
def test_every_program_ends_as_in_the_slow_version(cast, time, seed) -> None:
    time.set(datetime(2027, 3, 26, 16, 0, tzinfo=UTC))
    programme = Programme(cast, time, seed)
    for turn in range(54):
        programme.step()
        if turn % 6 == 5:
            programme.compare()
