"""Until when free times stay as they are while only the clock runs."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from indgang.core.slots import Plan, Window, free_times, steady_until

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
A_MICROSECOND = timedelta(microseconds=1)
ALWAYS = (Window(NINE - timedelta(days=1), NINE + timedelta(days=2)),)
SECONDS = st.integers(0, 3 * 3600)
GRIDS = st.sampled_from([5, 10, 15, 20, 30, 60])
LIMITS = st.none() | st.integers(0, 300)


def plans(limits: list[tuple[int, int | None, int | None]], now: datetime) -> list[Plan]:
    """Each with its grid, and its lead and horizon in minutes."""
    return [
        Plan(
            ALWAYS,
            grid_minutes=grid,
            earliest=None if lead is None else now + timedelta(minutes=lead),
            latest=None if horizon is None else now + timedelta(minutes=horizon),
        )
        for grid, lead, horizon in limits
    ]


@given(
    limits=st.lists(st.tuples(GRIDS, LIMITS, LIMITS), min_size=1, max_size=3),
    now=SECONDS,
    share=st.floats(0, 1),
)
def test_until_then_nothing_changes(
    limits: list[tuple[int, int | None, int | None]], now: int, share: float
) -> None:
    first = NINE + timedelta(seconds=now)

    def found(at: datetime) -> list[object]:
        end = NINE + timedelta(hours=12)
        return [(one.start, one.free) for one in free_times([plans(limits, at)], 30, since=at, until=end)]

    until = steady_until([plans(limits, first)], first)
    assert until > first
    later = first + (until - first - A_MICROSECOND) * share
    assert found(later) == found(first) == found(until - A_MICROSECOND)


def test_by_hand() -> None:
    now = NINE + timedelta(minutes=2)
    # The next start is at a quarter past, and has then begun a moment later.
    assert steady_until([plans([(15, None, None)], now)], now) == NINE + timedelta(minutes=15) + A_MICROSECOND
    # With ten minutes ahead it is too late for it from five past on.
    assert steady_until([plans([(15, 10, None)], now)], now) == NINE + timedelta(minutes=5) + A_MICROSECOND
    # With an hour's horizon, a quarter past ten can be booked at a quarter past.
    assert steady_until([plans([(15, None, 60)], now)], now) == NINE + timedelta(minutes=15)
