"""What a calendar elsewhere takes is as little free as what is blocked, and it is told apart."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from indgang.core.slots import Plan, Stretch, Taken, Why, Window, free_times, obstacle

MIDNIGHT = datetime(2027, 3, 27, tzinfo=UTC)
MINUTES = st.integers(0, 24 * 60)


def at(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


STRETCHES = st.lists(
    st.tuples(MINUTES, MINUTES).map(lambda pair: Stretch(at(min(pair)), at(max(pair)))), max_size=4
)


@given(STRETCHES, STRETCHES, st.booleans(), st.integers(1, 90))
def test_busy_is_no_freer_than_blocked(
    busy: list[Stretch], taken: list[Stretch], public: bool, minutes: int
) -> None:
    windows = (Window(at(480), at(700)), Window(at(700), at(960), is_public=False))
    mine = tuple(Taken(*one) for one in taken)

    def starts(plan: Plan) -> list[datetime]:
        found = free_times([[plan]], minutes, since=at(0), until=at(1440), public=public)
        return [one.start for one in found]

    blocked = Plan(windows, mine, blocked=tuple(busy), places=2, public_places=1, after_minutes=5)
    elsewhere = Plan(windows, mine, busy=tuple(busy), places=2, public_places=1, after_minutes=5)
    assert starts(blocked) == starts(elsewhere)
    for minute in range(480, 960, 60):
        was, now = (obstacle(plan, at(minute), minutes, public=public) for plan in (blocked, elsewhere))
        assert (was is None) == (now is None)
        if was is not None and now is not None:
            assert now == (was._replace(reason=Why.BUSY) if was.reason is Why.BLOCKED else was)
