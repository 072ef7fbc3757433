"""The calendar of the house, what is in the way of it, and who can help: the same free as booking's."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as at
from itertools import pairwise

import pytest

from indgang.booking import queries, services
from indgang.booking.errands import Wanted
from indgang.booking.errors import NotBookable
from indgang.booking.services.setup import Hours
from indgang.core.day import opening_instant
from tests.booking.test_services import TEN, TUESDAY, book, set_bookable

PASSPORT = [Wanted("pas-voksen")]


@pytest.fixture
def world(cast, time):
    set_bookable(cast.actor("leif"), cast.service1, after_minutes=15)
    set_bookable(cast.actor("leif"), cast.kvik1)
    return cast


@pytest.fixture
def desks(world):
    return {row.desk.slug: row for row in queries.resources_of(world.magion)}


def cells(world, row, day=TUESDAY, tasks=()):
    (column,) = queries.house(world.magion, [(row, day)], tasks=tasks).columns
    return column.cells


class TestHouse:
    def test_a_free_cell_is_where_booking_finds_a_free_time(self, world, desks):
        leif = world.actor("leif")
        for minutes in (0, 45, 180):
            book(world, world.actor("maja"), TEN + timedelta(minutes=minutes))
        services.block(
            actor=leif,
            site=world.magion,
            resource=desks["kvik-1"],
            start=TEN + timedelta(hours=2),
            end=TEN + timedelta(hours=3),
            reason="Møde",
        )
        for row in desks.values():
            free = queries.free_slots(
                site=world.magion, tasks=PASSPORT, from_=TUESDAY, to=TUESDAY, serving=row.pk
            )
            shown = {cell.book_at for cell in cells(world, row, tasks=PASSPORT) if cell.book_at}
            assert shown == {time.start for time in free}

    def test_cells_cover_the_day_without_gaps_and_say_why(self, world, desks):
        view = book(world, world.actor("maja"))
        row = next(one for one in desks.values() if one.pk == view.resource_id)
        found = cells(world, row)
        assert all(one.end == other.start for one, other in pairwise(found))
        booked = next(cell for cell in found if cell.kind == "booked")
        assert (booked.start, booked.end, booked.appointment.code) == (view.start, view.end, view.code)
        assert all(cell.book_at or cell.why or cell.kind in {"booked", "kept"} for cell in found)

    def test_buffers_holds_blocks_and_staff_hours_are_told_apart(self, world, desks):
        leif, row = world.actor("leif"), desks["service-1"]
        book(world, world.actor("maja"), TEN, serving=row.pk)
        services.set_hours(
            actor=leif,
            resource=row,
            hours=[
                Hours(1, at(10), at(12)),
                Hours(1, at(12), at(13), is_public=False),
            ],
        )
        kinds = {cell.kind for cell in cells(world, row)}
        assert {"booked", "kept", "free", "internal"} <= kinds
        services.block(
            actor=leif,
            site=world.magion,
            start=TEN + timedelta(hours=1),
            end=TEN + timedelta(hours=2),
            reason="Møde",
        )
        assert {"blocked"} == {cell.kind for cell in cells(world, row) if str(cell.why) == "Møde"}

    @pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
    def test_the_days_when_the_clocks_change(self, world, desks, time, day):
        time.set(opening_instant(day - timedelta(days=3), at(9)))
        row = desks["kvik-1"]
        # Easter Sunday 2027 is the one of them: the house is closed, but not for who has an appointment.
        sunday = Hours(6, at(1), at(12), outside_hours=True)
        services.set_hours(actor=world.actor("leif"), resource=row, hours=[sunday])
        found = cells(world, row, day, PASSPORT)
        free = queries.free_slots(site=world.magion, tasks=PASSPORT, from_=day, to=day, serving=row.pk)
        assert {cell.book_at for cell in found if cell.book_at} == {one.start for one in free}
        assert free[0].start == opening_instant(day, at(1))


class TestServing:
    def test_the_one_who_is_asked_for_serves(self, world, desks):
        for row in desks.values():
            assert book(world, world.actor("maja"), serving=row.pk).resource_id == row.pk

    def test_nobody_else_is_booked_instead(self, world, desks):
        with pytest.raises(NotBookable):
            book(world, world.actor("maja"), serving=10**6)

    def test_helpers_are_places_and_the_people_there(self, world):
        services.save_resource(
            actor=world.actor("leif"), site=world.magion, kind="person", person=world.signe, name=""
        )
        found = queries.helpers_for([world.magion, world.town_hall], PASSPORT, since=TUESDAY)
        assert [(one.name, bool(one.serving), one.next_free) for one in found] == [
            ("Magion", False, TEN),
            ("Signe Krogh", True, TEN),
        ]

    def test_why_each_names_who_is_busy(self, world, desks):
        view = book(world, world.actor("maja"))
        (busy,) = queries.why_each(world.magion, PASSPORT, TEN)
        assert busy.name == view.serving

    def test_officers_read_why_a_time_was_blocked_and_citizens_do_not(self, world, desks):
        end = TEN + timedelta(hours=1)
        services.block(actor=world.actor("leif"), site=world.magion, start=TEN, end=end, reason="Brandøvelse")
        told = {str(one.sentence) for one in queries.why_each(world.magion, PASSPORT, TEN)}
        assert told == {"Brandøvelse"}
        why = queries.why_not_free(site=world.magion, tasks=PASSPORT, start=TEN, public=True)
        assert "Brandøvelse" not in str(why.sentence)


class TestInTheWay:
    def test_what_would_be_hit_is_what_is_hindered_afterwards(self, world):
        leif, end = world.actor("leif"), TEN + timedelta(hours=1)
        view = book(world, world.actor("maja"))
        book(world, world.actor("maja"), TEN + timedelta(hours=2))
        hits = queries.hit_by(world.magion, [(TEN, end)])
        services.block(actor=leif, site=world.magion, start=TEN, end=end)
        assert [one.code for one in hits] == [view.code]
        assert [one.code for one in queries.in_the_way(world.magion, TUESDAY, TUESDAY)] == [view.code]

    def test_a_room_that_is_blocked_is_in_the_way_too(self, world):
        leif = world.actor("leif")
        room = services.save_resource(actor=leif, site=world.magion, kind="room", name="Rum", group="rum")
        view = book(world, world.actor("maja"))
        services.block(
            actor=leif, site=world.magion, resource=room, start=TEN, end=TEN + timedelta(minutes=30)
        )
        assert [one.code for one in queries.in_the_way(world.magion, TUESDAY, TUESDAY)] == [view.code]

    def test_hours_that_were_taken_away(self, world, desks):
        view = book(world, world.actor("maja"))
        row = next(one for one in desks.values() if one.pk == view.resource_id)
        later = [Hours(1, at(13), at(14))]
        services.set_hours(actor=world.actor("leif"), resource=row, hours=later)
        assert [one.appointment.code for one in queries.hindered(world.magion, TUESDAY, TUESDAY)] == [
            view.code
        ]

    def test_problems_of_the_set_up(self, world, desks):
        leif = world.actor("leif")
        assert queries.problems_of(world.magion) == []
        for row in desks.values():
            services.save_resource(
                actor=leif, site=world.magion, kind="desk", desk=row.desk, topics=["rejse"]
            )
        past = [Hours(1, at(9), at(10), valid_to=date(2026, 1, 2))]
        services.set_hours(actor=leif, resource=desks["kvik-1"], hours=past)
        codes = {problem.code for problem in queries.problems_of(world.magion)}
        assert codes == {"nobody-takes", "no-hours"}


def test_the_figures_of_a_day(world, time):
    views = [book(world, world.actor("maja"), TEN + timedelta(minutes=30 * turn)) for turn in range(3)]
    time.set(TEN + timedelta(minutes=5))
    services.check_in(actor=world.actor("maja"), site=world.magion, code=views[0].code)
    services.cancel(actor=world.actor("maja"), code=views[2].code, reason="x")
    time.set(TEN + timedelta(hours=2))
    services.mark_no_show(actor=world.actor("maja"), site=world.magion, code=views[1].code)
    facts = queries.facts_of_appointments(TUESDAY, {world.magion.pk: "magion"})
    assert sorted((one.minutes, str(one.came)) for one in facts) == [
        (15, "False"),
        (15, "None"),
        (15, "True"),
    ]
    # Two desks from ten to noon so far.
    assert queries.offered_minutes(TUESDAY, world.magion) == 240
    assert datetime(2026, 11, 24, 9, tzinfo=UTC) == TEN
