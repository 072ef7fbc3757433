from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indgang.core.day import closing_instant, opening_instant
from indgang.core.slots import (
    FreeStart,
    Obstacle,
    Plan,
    Stretch,
    Taken,
    TakenArrays,
    Why,
    Window,
    free_times,
    is_free,
    obstacle,
    place_numbers,
)

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def window(start: int, end: int, *, public: bool = True) -> Window:
    return Window(at(start), at(end), public)


def taken(start: int, end: int, *, public: bool = True) -> Taken:
    return Taken(at(start), at(end), public)


def stretch(start: int, end: int) -> Stretch:
    return Stretch(at(start), at(end))


def plan(*windows: Window, **facts: object) -> Plan:
    return Plan(windows, **facts)  # type: ignore[arg-type]


def starts(plans: Sequence[Plan], minutes: int, *, public: bool = False) -> list[int]:
    found = free_times([plans], minutes, since=at(-600), until=at(1500), public=public)
    return [int((one.start - NINE).total_seconds()) // 60 for one in found]


class TestByHand:
    def test_an_empty_hour_offers_every_start_on_the_grid(self) -> None:
        assert starts([plan(window(0, 60), grid_minutes=10)], 30) == [0, 10, 20, 30]

    def test_two_bookings_one_after_the_other_take_one_place(self) -> None:
        hour = plan(window(0, 60), taken=[taken(0, 30), taken(30, 60)], places=2, grid_minutes=60)
        assert starts([hour], 60) == [0]

    def test_the_peak_counts_and_not_the_number(self) -> None:
        three = [taken(0, 20), taken(10, 30), taken(25, 40)]
        assert starts([plan(window(0, 40), taken=three, places=3, grid_minutes=20)], 40) == [0]
        assert starts([plan(window(0, 40), taken=three, places=2, grid_minutes=20)], 40) == []
        assert starts([plan(window(0, 40), taken=three, places=2, grid_minutes=5)], 5) == [0, 5, 20, 30, 35]

    def test_an_appointment_may_run_over_where_windows_touch_but_not_over_a_gap(self) -> None:
        assert starts([plan(window(0, 30), window(30, 60), grid_minutes=15)], 60) == [0]
        assert starts([plan(window(0, 30), window(45, 75), grid_minutes=15)], 30) == [0, 45]

    def test_windows_that_overlap_are_no_more_places(self) -> None:
        twice = plan(window(0, 30), window(0, 30), taken=[taken(0, 10)], grid_minutes=10)
        assert starts([twice], 10) == [10, 20]

    def test_the_grid_is_that_of_the_clock(self) -> None:
        assert starts([plan(window(7, 67), grid_minutes=15)], 20) == [15, 30, 45]

    def test_plans_of_different_grids_each_begin_on_their_own(self) -> None:
        found = free_times(
            [[plan(window(0, 60), grid_minutes=20), plan(window(0, 60), grid_minutes=15)]],
            10,
            since=at(0),
            until=at(60),
        )
        assert [(one.start, one.free) for one in found] == [
            (at(0), ((0, 1),)),
            (at(15), ((1,),)),
            (at(20), ((0,),)),
            (at(30), ((1,),)),
            (at(40), ((0,),)),
            (at(45), ((1,),)),
        ]

    def test_lead_and_horizon_are_both_included(self) -> None:
        limited = plan(window(0, 240), grid_minutes=30, earliest=at(30), latest=at(120))
        assert starts([limited], 30) == [30, 60, 90, 120]

    def test_since_is_included_and_until_is_not(self) -> None:
        found = free_times([[plan(window(0, 60), grid_minutes=15)]], 15, since=at(15), until=at(45))
        assert [one.start for one in found] == [at(15), at(30)]
        late = free_times(
            [[plan(window(0, 60), grid_minutes=15)]], 15, since=at(15) + timedelta(seconds=1), until=at(45)
        )
        assert [one.start for one in late] == [at(30)]

    def test_buffers_keep_distance_but_may_lie_outside_the_windows(self) -> None:
        room = plan(window(0, 90), taken=[taken(30, 45)], before_minutes=10, after_minutes=5, grid_minutes=5)
        assert starts([room], 15) == [0, 5, 10, 55, 60, 65, 70, 75]

    def test_what_is_kept_from_the_public(self) -> None:
        morning = plan(window(0, 30), window(30, 60, public=False), grid_minutes=15)
        assert starts([morning], 15, public=True) == [0, 15]
        assert starts([morning], 15) == [0, 15, 30, 45]
        assert obstacle(morning, at(15), 30, public=True) == Obstacle(Why.INTERNAL, at(30), at(45))

    def test_the_share_of_the_public_counts_only_what_the_public_has_taken(self) -> None:
        house = plan(
            window(0, 30),
            taken=[taken(0, 15), taken(15, 30, public=False)],
            places=2,
            public_places=1,
            grid_minutes=15,
        )
        assert starts([house], 15, public=True) == [15]
        assert starts([house], 15) == [0, 15]

    def test_nothing_for_the_public_is_not_the_same_as_no_rule(self) -> None:
        assert starts([plan(window(0, 30), public_places=0)], 30, public=True) == []
        assert starts([plan(window(0, 30), public_places=0)], 30) == [0]

    def test_a_room_is_needed_besides(self) -> None:
        desks = [plan(window(0, 60), grid_minutes=15), plan(window(0, 60), grid_minutes=15)]
        room = plan(window(0, 60), taken=[taken(15, 30)], grid_minutes=15)
        found = free_times([desks, [room]], 15, since=at(0), until=at(60))
        assert found[0] == FreeStart(at(0), ((0, 1), (0,)))
        assert [one.start for one in found] == [at(0), at(30), at(45)]

    def test_a_group_without_anybody_is_never_free(self) -> None:
        assert free_times([[plan(window(0, 60))], []], 15, since=at(0), until=at(60)) == []
        assert free_times([[]], 15, since=at(0), until=at(60)) == []

    def test_why_a_time_is_not_free(self) -> None:
        hour = plan(window(0, 60), taken=[taken(20, 30)], blocked=(stretch(40, 50),))
        assert obstacle(hour, at(0), 20) is None
        assert obstacle(hour, at(0), 40) == Obstacle(Why.FULL, at(20), at(30))
        assert obstacle(hour, at(30), 15) == Obstacle(Why.BLOCKED, at(40), at(45))
        assert obstacle(hour, at(25), 20) == Obstacle(Why.BLOCKED, at(40), at(45))
        assert obstacle(hour, at(45), 30) == Obstacle(Why.CLOSED, at(60), at(75))
        assert obstacle(hour, at(-15), 30) == Obstacle(Why.CLOSED, at(-15), at(0))

    def test_an_obstacle_may_lie_in_the_buffer(self) -> None:
        hour = plan(window(0, 60), taken=[taken(20, 30)], before_minutes=5)
        assert obstacle(hour, at(30), 10) == Obstacle(Why.FULL, at(25), at(30))
        assert obstacle(hour, at(35), 10) is None

    def test_more_taken_than_there_is_leaves_nothing(self) -> None:
        small = plan(window(0, 30), taken=[taken(0, 10), taken(0, 10), taken(5, 20)], grid_minutes=10)
        assert starts([small], 10) == [20]

    def test_what_ends_before_it_begins_takes_nothing(self) -> None:
        assert starts([plan(window(0, 30), taken=[taken(20, 10), taken(5, 5)])], 30) == [0]

    @pytest.mark.parametrize(
        "facts",
        [
            {"places": 0},
            {"before_minutes": -1},
            {"after_minutes": -1},
            {"grid_minutes": 0},
            {"grid_minutes": 25},
            {"grid_minutes": 90},
        ],
    )
    def test_values_that_cannot_be_are_refused(self, facts: dict[str, int]) -> None:
        with pytest.raises(ValueError, match=r"at least|divide"):
            plan(window(0, 60), **facts)

    def test_an_appointment_takes_time_and_somebody(self) -> None:
        with pytest.raises(ValueError, match="at least a minute"):
            is_free(plan(window(0, 60)), at(0), 0)
        with pytest.raises(ValueError, match="at least one group"):
            free_times([], 15, since=at(0), until=at(60))


class TestClockChanges:
    """Danish clock windows of the two short and long nights."""

    @pytest.mark.parametrize(
        ("day", "hours"), [(date(2027, 3, 27), 24), (date(2027, 3, 28), 23), (date(2027, 10, 31), 25)]
    )
    def test_a_day_has_the_starts_of_its_hours(self, day: date, hours: int) -> None:
        whole = Window(opening_instant(day, time.min), closing_instant(day, time.min))
        found = free_times([[plan(whole, grid_minutes=60)]], 60, since=whole.start, until=whole.end)
        assert len(found) == hours

    def test_two_to_three_does_not_exist_in_spring_and_lasts_two_hours_in_autumn(self) -> None:
        for day, expected in ((date(2027, 3, 28), 0), (date(2027, 10, 31), 8)):
            night = Window(opening_instant(day, time(2)), closing_instant(day, time(3)))
            found = free_times(
                [[plan(night, grid_minutes=15)]],
                15,
                since=opening_instant(day, time.min),
                until=closing_instant(day, time.min),
            )
            assert len(found) == expected

    def test_an_appointment_over_the_change_takes_its_real_minutes(self) -> None:
        day = date(2027, 3, 28)
        night = Window(opening_instant(day, time(1)), closing_instant(day, time(4)))
        assert is_free(plan(night), night.start, 120)
        assert not is_free(plan(night), night.start, 121)


def test_places_are_dealt_in_the_order_of_time() -> None:
    assert place_numbers([stretch(0, 10), stretch(5, 15), stretch(10, 20), stretch(15, 25)]) == [1, 2, 1, 2]
    assert place_numbers([stretch(10, 20), stretch(0, 10)]) == [1, 1]
    assert place_numbers([]) == []


# --- against counting every minute ---

DAYS = (date(2026, 11, 23), date(2027, 3, 28), date(2027, 10, 31))
HOUR = 60


class Facts(NamedTuple):
    """One resource as lists of minutes since `base`."""

    windows: list[tuple[int, int, bool]]
    taken: list[tuple[int, int, bool]]
    blocked: list[tuple[int, int]]
    places: int
    public_places: int | None
    before: int
    after: int
    grid: int
    earliest: int | None
    latest: int | None

    def plan(self, base: datetime) -> Plan:
        def real(minutes: int) -> datetime:
            return base + timedelta(minutes=minutes)

        return Plan(
            windows=tuple(Window(real(start), real(end), public) for start, end, public in self.windows),
            taken=tuple(Taken(real(start), real(end), public) for start, end, public in self.taken),
            blocked=tuple(Stretch(real(start), real(end)) for start, end in self.blocked),
            places=self.places,
            public_places=self.public_places,
            before_minutes=self.before,
            after_minutes=self.after,
            grid_minutes=self.grid,
            earliest=None if self.earliest is None else real(self.earliest),
            latest=None if self.latest is None else real(self.latest),
        )

    def reasons(self, start: int, length: int, *, public: bool) -> set[Why]:
        """Everything that stands in the way, minute by minute."""
        found = set()
        for minute in range(start, start + length):
            mine = [is_public for since, until, is_public in self.windows if since <= minute < until]
            if not mine:
                found.add(Why.CLOSED)
            if public and not any(mine):
                found.add(Why.INTERNAL)
            if any(since <= minute < until for since, until in self.blocked):
                found.add(Why.BLOCKED)
        for minute in range(start - self.before, start + length + self.after):
            here = [is_public for since, until, is_public in self.taken if since <= minute < until]
            if len(here) >= self.places:
                found.add(Why.FULL)
            if public and self.public_places is not None and sum(here) >= self.public_places:
                found.add(Why.INTERNAL)
        return found

    def is_free(self, start: int, length: int, *, public: bool) -> bool:
        return (
            start % self.grid == 0
            and (self.earliest is None or start >= self.earliest)
            and (self.latest is None or start <= self.latest)
            and not self.reasons(start, length, public=public)
        )


minutes = st.integers(-10, 90)
flags = st.booleans()
limits = st.none() | minutes


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    places = draw(st.integers(1, 3))
    return Facts(
        windows=draw(st.lists(st.tuples(minutes, minutes, flags), max_size=4)),
        taken=draw(st.lists(st.tuples(minutes, minutes, flags), max_size=8)),
        blocked=draw(st.lists(st.tuples(minutes, minutes), max_size=2)),
        places=places,
        public_places=draw(st.none() | st.integers(0, places)),
        before=draw(st.sampled_from([0, 0, 5, 12])),
        after=draw(st.sampled_from([0, 0, 5, 12])),
        grid=draw(st.sampled_from([1, 5, 10, 15, 20, 30, 60])),
        earliest=draw(limits),
        latest=draw(limits),
    )


# Full hours, before and on the clock changes: the grid is the same in every time zone of whole hours.
bases = st.sampled_from([NINE, *(opening_instant(day, time.min) + timedelta(hours=1) for day in DAYS)])


@given(
    bases,
    st.lists(st.lists(facts(), min_size=1, max_size=2), min_size=1, max_size=2),
    st.integers(1, 50),
    flags,
)
def test_free_times_are_those_of_counting_every_minute(
    base: datetime, groups: list[list[Facts]], length: int, public: bool
) -> None:
    expected = []
    for start in range(-15, 100):
        free = tuple(
            tuple(index for index, one in enumerate(group) if one.is_free(start, length, public=public))
            for group in groups
        )
        if all(free):
            expected.append(FreeStart(base + timedelta(minutes=start), free))
    found = free_times(
        [[one.plan(base) for one in group] for group in groups],
        length,
        since=base - timedelta(minutes=15),
        until=base + timedelta(minutes=100),
        public=public,
    )
    assert found == expected


@given(facts(), st.integers(-15, 100), st.integers(1, 50), flags)
def test_an_obstacle_is_named_exactly_when_there_is_one(
    facts: Facts, start: int, length: int, public: bool
) -> None:
    reasons = facts.reasons(start, length, public=public)
    found = obstacle(facts.plan(NINE), at(start), length, public=public)
    assert (found is None) == (not reasons)
    if found is not None:
        # Whoever meets a closed door is not told that the time is kept for staff.
        hardest = next(why for why in (Why.CLOSED, Why.BLOCKED, Why.INTERNAL, Why.FULL) if why in reasons)
        assert found.reason in reasons
        assert found.reason is hardest or {found.reason, hardest} == {Why.INTERNAL, Why.FULL}
        assert at(start - facts.before) <= found.start < found.end <= at(start + length + facts.after)
    on_grid = start % facts.grid == 0
    within = (facts.earliest is None or start >= facts.earliest) and (
        facts.latest is None or start <= facts.latest
    )
    assert is_free(facts.plan(NINE), at(start), length, public=public) == (
        on_grid and within and found is None
    )


@given(facts(), st.integers(1, 50), flags)
def test_arrays_are_the_same_as_lists(facts: Facts, length: int, public: bool) -> None:
    listed = facts.plan(NINE)
    arrays = Plan(**{**listed.__dict__, "taken": TakenArrays.of(listed.taken)})  # type: ignore[arg-type]
    assert starts([listed], length, public=public) == starts([arrays], length, public=public)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), max_size=14))
def test_no_place_is_dealt_twice_and_no_more_than_the_peak(spans: list[tuple[int, int]]) -> None:
    stretches = [stretch(start, start + length) for start, length in spans]
    numbers = place_numbers(stretches)
    peak = max(
        (sum(start <= minute < start + length for start, length in spans) for minute in range(101)), default=0
    )
    assert set(numbers) == set(range(1, peak + 1))
    for one, (start, length) in enumerate(spans):
        for other, (since, lasting) in enumerate(spans[:one]):
            if since < start + length and start < since + lasting:
                assert numbers[one] != numbers[other]
