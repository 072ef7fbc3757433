"""Rooms, shares, buffers, people, several tasks, blocked time and what is in the way."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid, NotFound
from indgang.booking import queries, services
from indgang.booking.errands import Wanted
from indgang.booking.errors import AppointmentOver, NotBookable, NotFree
from indgang.booking.models import Allocation, Appointment, BlockedTime, Resource
from indgang.booking.ports import ports
from indgang.booking.services.setup import Hours
from indgang.catalogue.models import Task

TUESDAY = date(2026, 11, 24)
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
PASSPORT, HOUSING = Wanted("pas-voksen"), Wanted("boligstoette")


def save(world, **facts):
    return services.save_resource(actor=SYSTEM, site=world.magion, **facts)


def desks(world, count=3):
    return [
        save(world, kind="desk", desk=desk) for desk in (world.service1, world.kvik1, world.kvik2)[:count]
    ]


def book(world, start=TEN, tasks=(PASSPORT,), **more):
    return services.book(actor=world.actor("leif"), site=world.magion, tasks=tasks, start=start, **more)


def why(world, start=TEN, tasks=(PASSPORT,), **more):
    reason = queries.why_not_free(site=world.magion, tasks=tasks, start=start, **more)
    return reason and reason.code


def starts(world, tasks=(PASSPORT,), day=TUESDAY, **more):
    return [
        one.start for one in queries.free_slots(site=world.magion, tasks=tasks, from_=day, to=day, **more)
    ]


def rule(world, code, **facts):
    task = Task.objects.get(code=code)
    return services.set_task_rule(actor=SYSTEM, municipality=world.municipality, task_id=task.pk, facts=facts)


class TestRooms:
    def test_the_house_takes_no_more_at_once_than_its_places(self, world):
        desks(world)
        save(world, kind="places", name="Huset", group="house", places=2)
        book(world)
        book(world)
        assert why(world) == "full"
        with pytest.raises(NotFree):
            book(world)
        assert why(world, TEN + QUARTER) is None
        assert Allocation.objects.filter(resource__group="house").values("place").distinct().count() == 2

    def test_a_room_is_needed_only_for_its_topics(self, world):
        desks(world)
        topic = Task.objects.get(code="boligstoette").topic.code
        save(world, kind="room", name="Rum", group="rooms", topics=[topic])
        book(world, tasks=(HOUSING,))
        assert why(world, tasks=(HOUSING,)) == "full"
        assert why(world, tasks=(PASSPORT, HOUSING)) == "full"
        assert why(world) is None

    def test_a_public_share(self, world):
        desks(world)
        save(world, kind="places", name="Huset", group="house", places=3, public_places=1)
        services.hold(actor=SYSTEM, site=world.magion, tasks=[PASSPORT], start=TEN)
        assert why(world, public=True) == "internal"
        assert why(world) is None
        with pytest.raises(NotFree) as error:
            services.hold(actor=SYSTEM, site=world.magion, tasks=[PASSPORT], start=TEN)
        assert error.value.facts["why"] == "internal"
        book(world)
        book(world)
        assert why(world) in {"full", "held"}

    def test_a_room_has_no_grid_lead_and_horizon_but_its_own(self, world, time):
        save(world, kind="desk", desk=world.service1, grid_minutes=5, lead_minutes=0, horizon_days=100)
        room = save(world, kind="room", name="Rum", group="rooms")
        five_past = TEN + timedelta(minutes=5)
        assert why(world, five_past, public=True) is None
        assert why(world, TEN + timedelta(days=90), public=True) is None
        save(world, kind="room", resource=room, name="Rum", group="rooms", grid_minutes=15, horizon_days=5)
        assert why(world, five_past, public=True) == "off-grid"
        assert why(world, TEN + timedelta(days=90), public=True) == "too-far"

    def test_a_room_that_is_taken_out_of_use_is_no_longer_needed(self, world):
        desks(world)
        room = save(world, kind="room", name="Rum", group="rooms")
        first = book(world)
        assert why(world) == "full"
        services.remove_resource(actor=SYSTEM, resource=room)
        assert why(world) is None
        services.cancel(code=first.code)
        assert not Allocation.objects.exists()

    def test_equal_places_are_dealt_anew_when_only_so_there_is_room(self, world):
        """1 and 2 run at once, then 2 and 3; if 3 got the place of 2, 4 would find its gap on two places."""
        desks(world, 3)
        house = save(world, kind="places", name="Huset", group="house", places=2)
        rule(world, "boligstoette", minutes=30)
        short = book(world, TEN)
        book(world, TEN, tasks=(HOUSING,))
        book(world, TEN + 2 * QUARTER)
        services.cancel(code=short.code)
        places = Allocation.objects.filter(resource=house).order_by("period").values_list("place", flat=True)
        assert list(places) == [2, 1]
        # Free by the peak, but from quarter past to a quarter to no place is free alone.
        long = book(world, TEN + QUARTER, tasks=(HOUSING,))
        assert long.state == "booked"
        rows = list(Allocation.objects.filter(resource=house))
        assert {row.place for row in rows} == {1, 2}
        assert why(world, TEN + QUARTER) == "full"

    def test_whatever_the_peak_allows_is_reached(self, world):
        """Fill two places in a bad order until nothing is free by the count; then no minute has a place left."""
        desks(world, 3)
        house = save(world, kind="places", name="Huset", group="house", places=2)
        rule(world, "boligstoette", minutes=45)
        for quarter in (0, 4, 2, 7, 9, 5, 12, 1, 3, 6, 8, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23):
            for tasks in ((HOUSING,), (PASSPORT,)):
                while why(world, TEN + quarter * QUARTER, tasks=tasks) is None:
                    book(world, TEN + quarter * QUARTER, tasks=tasks)
        for quarter in range(24):
            at = TEN + quarter * QUARTER
            assert Allocation.objects.filter(resource=house, period__contains=at).count() == 2


class TestLength:
    def test_tasks_and_persons_add_up_and_are_rounded_to_the_grid(self, world):
        rule(world, "pas-voksen", minutes=10, extra_person_minutes=7)
        rule(world, "boligstoette", minutes=20)
        lengths = {
            (PASSPORT,): 15,
            (Wanted("pas-voksen", 2),): 30,
            (Wanted("pas-voksen", 3),): 30,
            (HOUSING, PASSPORT): 30,
            (Wanted("boligstoette", 2), PASSPORT): 45,
        }
        for tasks, minutes in lengths.items():
            view = book(world, tasks=tasks)
            assert view.end - view.start == timedelta(minutes=minutes), tasks
            services.cancel(code=view.code)

    @pytest.mark.parametrize(
        "tasks", [(), (PASSPORT, PASSPORT), (Wanted("pas-voksen", 6),), (Wanted("pas-voksen", 0),)]
    )
    def test_an_errand_that_cannot_be(self, world, tasks):
        with pytest.raises(Invalid):
            book(world, tasks=tasks)

    def test_a_skill_that_a_task_needs(self, world):
        rule(world, "pas-voksen", skills=["tegnsprog"])
        with pytest.raises(NotBookable):
            book(world)
        save(world, kind="desk", desk=world.service1, skills=["tegnsprog", "arabisk"])
        assert book(world, skills=["arabisk"]).state == "booked"

    def test_buffers_count_around_each_appointment(self, world):
        save(world, kind="desk", desk=world.service1, before_minutes=5, after_minutes=10)
        book(world, TEN + 4 * QUARTER)
        near = [TEN + quarter * QUARTER for quarter in range(8)]
        assert [at for at in near if at not in starts(world)] == near[3:6]
        row = Allocation.objects.get()
        assert row.period.lower == TEN + timedelta(minutes=55)
        assert row.period.upper == TEN + timedelta(minutes=85)


class TestPeople:
    def test_who_is_competent_and_where(self, world):
        with pytest.raises(Invalid):
            save(world, kind="person")
        Resource.objects.all().delete()
        save(world, kind="person", person=world.leif)
        with pytest.raises(NotBookable):
            starts(world)
        signe = save(world, kind="person", person=world.signe)
        view = book(world)
        assert (view.resource_id, view.serving, view.desk_id) == (signe.pk, "Signe Krogh", None)

    def test_a_caseworker_comes_to_another_site_on_fixed_days(self, world):
        Resource.objects.all().delete()
        karen = services.save_resource(actor=SYSTEM, site=world.town_hall, kind="person", person=world.karen)
        with pytest.raises(NotBookable):
            starts(world)
        services.set_hours(
            actor=SYSTEM, resource=karen,
            hours=[Hours(1, time(13), time(14), site_id=world.magion.pk), Hours(2, time(10), time(11))],
        )  # fmt: skip
        assert starts(world) == [TEN + timedelta(hours=3) + quarter * QUARTER for quarter in range(4)]
        assert starts(world, day=date(2026, 11, 25)) == []
        at_home = queries.free_slots(
            site=world.town_hall, tasks=[PASSPORT], from_=TUESDAY, to=date(2026, 11, 25)
        )
        assert {one.start.date() for one in at_home} == {date(2026, 11, 25)}

    def test_she_is_in_one_place_at_a_time(self, world):
        Resource.objects.all().delete()
        karen = services.save_resource(actor=SYSTEM, site=world.town_hall, kind="person", person=world.karen)
        hours = [Hours(1, time(10), time(12), site_id=site.pk) for site in (world.magion, world.town_hall)]
        services.set_hours(actor=SYSTEM, resource=karen, hours=hours)
        book(world)
        there = queries.free_slots(site=world.town_hall, tasks=[PASSPORT], from_=TUESDAY, to=TUESDAY)
        assert TEN not in [one.start for one in there]

    def test_the_roster_says_when_somebody_is_at_work(self, world, monkeypatch):
        Resource.objects.all().delete()
        save(world, kind="person", person=world.signe)
        spans = {world.signe.pk: [(TEN + timedelta(hours=1), TEN + timedelta(hours=2))]}
        monkeypatch.setattr(ports, "at_work", lambda people, since, until: spans)
        assert starts(world) == [TEN + timedelta(hours=1) + quarter * QUARTER for quarter in range(4)]

    def test_hours_outside_those_of_the_house(self, world):
        resource = Resource.objects.get()
        hours = [Hours(1, time(8), time(10, 30), outside_hours=True), Hours(1, time(8), time(11))]
        services.set_hours(actor=SYSTEM, resource=resource, hours=hours)
        found = starts(world)
        assert (found[0], found[-1]) == (TEN - timedelta(hours=2), TEN + timedelta(minutes=45))
        services.set_hours(actor=SYSTEM, resource=resource, hours=[])
        assert len(starts(world)) == 24

    def test_hours_for_staff_only_and_for_a_season(self, world):
        resource = Resource.objects.get()
        services.set_hours(
            actor=SYSTEM, resource=resource,
            hours=[
                Hours(1, time(10), time(11)),
                Hours(1, time(11), time(12), is_public=False),
                Hours(1, time(12), time(13), valid_from=date(2026, 11, 25)),
                Hours(1, time(13), time(14), valid_to=date(2026, 11, 24)),
            ],
        )  # fmt: skip
        assert [at.hour for at in starts(world, public=True)] == [9] * 4 + [12] * 4
        assert [at.hour for at in starts(world)] == [9] * 4 + [10] * 4 + [12] * 4
        assert why(world, TEN + timedelta(hours=1), public=True) == "internal"


class TestBlocked:
    def test_a_series_keeps_its_clock_time_over_the_change_of_clocks(self, world, time):
        time.set(datetime(2027, 3, 16, 8, 0, tzinfo=UTC))
        tuesday = datetime(2027, 3, 23, 9, 0, tzinfo=UTC)
        rows = services.block(
            actor=SYSTEM, site=world.magion, start=tuesday, end=tuesday + timedelta(hours=1), weeks=3,
            reason="Møde",
        )  # fmt: skip
        assert [row.period.lower for row in rows] == [
            tuesday,
            datetime(2027, 3, 30, 8, 0, tzinfo=UTC),
            datetime(2027, 4, 6, 8, 0, tzinfo=UTC),
        ]
        assert why(world, datetime(2027, 3, 30, 8, 0, tzinfo=UTC)) == "blocked"
        assert why(world, datetime(2027, 3, 30, 9, 0, tzinfo=UTC)) is None
        left = services.unblock(actor=SYSTEM, site=world.magion, blocked_id=rows[1].pk, whole_series=True)
        assert (left, list(BlockedTime.objects.values_list("pk", flat=True))) == (2, [rows[0].pk])

    def test_one_desk_or_the_whole_house(self, world):
        first, *others = desks(world, 2)
        services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + QUARTER, resource=first)
        assert why(world) is None
        assert queries.free_slots(site=world.magion, tasks=[PASSPORT], from_=TUESDAY, to=TUESDAY)[
            0
        ].resource_ids == (others[0].pk,)
        services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + QUARTER)
        assert why(world) == "blocked"
        assert len(queries.blocked_times(world.magion, TUESDAY, TUESDAY)) == 2

    def test_what_is_booked_stays_and_is_listed_for_somebody_to_move(self, world):
        mine = book(world)
        other = book(world, TEN + timedelta(hours=2))
        assert queries.in_the_way(world.magion, TUESDAY, TUESDAY) == []
        services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + QUARTER)
        assert queries.in_the_way(world.magion, TUESDAY, TUESDAY) == [queries.find_appointment(mine.code)]
        assert queries.find_appointment(other.code).state == "booked"

    def test_a_blocked_room_is_in_the_way_too(self, world):
        room = save(world, kind="room", name="Rum", group="rooms")
        mine = book(world)
        services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + QUARTER, resource=room)
        assert [one.code for one in queries.in_the_way(world.magion, TUESDAY, TUESDAY)] == [mine.code]

    def test_blocks_that_cannot_be(self, world):
        with pytest.raises(Invalid):
            services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN)
        with pytest.raises(Invalid):
            services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + QUARTER, weeks=105)
        with pytest.raises(NotFound):
            services.unblock(actor=SYSTEM, site=world.magion, blocked_id=1)


class TestRules:
    def test_the_sites_rules_go_before_the_municipalitys(self, world):
        services.set_rules(actor=SYSTEM, municipality=world.municipality, grid_minutes=30)
        assert len(starts(world)) == 12
        services.set_rules(actor=SYSTEM, municipality=world.municipality, site=world.magion, grid_minutes=60)
        assert len(starts(world)) == 6
        with pytest.raises(Invalid):
            services.set_rules(actor=SYSTEM, municipality=world.municipality, grid_minutes=7)
        with pytest.raises(Invalid):
            services.set_rules(actor=SYSTEM, municipality=world.municipality, late_minutes=40)

    def test_what_cannot_be_is_refused_with_its_field(self, world):
        with pytest.raises(Invalid):
            save(world, kind="room", name="Rum", group="serving")
        with pytest.raises(Invalid):
            save(world, kind="places", name="Huset", group="house", places=2, public_places=3)
        with pytest.raises(Invalid):
            services.set_hours(
                actor=SYSTEM, resource=Resource.objects.get(), hours=[Hours(1, time(12), time(11))]
            )

    def test_citizens_change_until_the_rules_say_and_staff_after_it(self, world, time):
        services.set_rules(actor=SYSTEM, municipality=world.municipality, change_minutes=120)
        view = book(world)
        time.set(TEN - timedelta(hours=2))
        later = TEN + timedelta(hours=3)
        assert services.change(code=view.code, start=later, site=world.magion).start == later
        time.set(later - timedelta(minutes=119))
        for command in (
            services.cancel,
            lambda code: services.change(code=code, start=TEN, site=world.magion),
        ):
            with pytest.raises(AppointmentOver):
                command(code=view.code)
        assert services.cancel(actor=world.actor("leif"), code=view.code).state == "cancelled"


class TestMoving:
    def test_refused_everything_is_as_before(self, world):
        mine, other = book(world), book(world, TEN + QUARTER)
        before = (Appointment.objects.filter(pk=mine.id).values().get(), list(Allocation.objects.values()))
        with pytest.raises(NotFree) as error:
            services.change(code=mine.code, start=other.start, site=world.magion)
        assert error.value.way_on["slots"]
        assert (
            Appointment.objects.filter(pk=mine.id).values().get(),
            list(Allocation.objects.values()),
        ) == before

    def test_an_hour_appointment_moves_by_a_quarter_into_its_own_time(self, world):
        rule(world, "pas-voksen", minutes=60)
        mine = book(world)
        moved = services.change(code=mine.code, start=TEN + QUARTER, site=world.magion)
        assert (moved.start, moved.sequence) == (TEN + QUARTER, 1)
        same = services.change(code=mine.code, start=TEN + QUARTER, site=world.magion)
        assert same.sequence == 1

    def test_to_another_site(self, world):
        services.save_resource(actor=SYSTEM, site=world.town_hall, kind="desk", desk=world.town_hall_desk)
        mine = book(world)
        moved = services.change(code=mine.code, start=TEN, site=world.town_hall)
        assert (moved.site, moved.desk_id) == ("raadhus", world.town_hall_desk.pk)
        assert why(world) is None


class TestSeries:
    def test_all_or_nothing_at_the_same_clock_time(self, world, time):
        time.set(datetime(2027, 3, 16, 8, 0, tzinfo=UTC))
        first = datetime(2027, 3, 23, 9, 0, tzinfo=UTC)
        taken = book(world, datetime(2027, 4, 6, 8, 0, tzinfo=UTC))

        def series():
            return services.book_series(
                actor=world.actor("leif"), site=world.magion, tasks=[PASSPORT], start=first, times=3,
            )  # fmt: skip

        with pytest.raises(NotFree) as error:
            series()
        assert error.value.facts["taken"] == [taken.start.isoformat()]
        assert Appointment.objects.count() == Allocation.objects.count() == 1
        services.cancel(code=taken.code)
        assert [view.start.hour for view in series()] == [9, 8, 8]
        assert Appointment.objects.exclude(series=None).values("series").distinct().count() == 1
        for times, weeks in ((1, 1), (27, 1), (2, 9)):
            with pytest.raises(Invalid):
                services.book_series(
                    actor=world.actor("leif"), site=world.magion, tasks=[PASSPORT], start=first, times=times,
                    every_weeks=weeks,
                )  # fmt: skip
