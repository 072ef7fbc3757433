"""Numbers from home in the order of calls: never called while their holders are away, never losing their place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from indgang.core.calling import CallProfile, CallRule, Condition, WaitingTicket, first, passed_by, rank

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
PROFILE = CallProfile(
    rules=(CallRule(order=1, condition=Condition.DUE), CallRule(order=2, condition=Condition.LANE, lane="K")),
    ageing_minutes=15,
    max_wait_minutes=45,
)


def of_lane_k(ticket: WaitingTicket) -> bool:
    return ticket.lane == "K"


@st.composite
def queues(draw: st.DrawFn) -> list[WaitingTicket]:
    """Up to twelve who wait, some at home, some who have asked for time, some for another desk."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        arrived = NOON - timedelta(minutes=draw(st.integers(0, 90)))
        pause = draw(st.none() | st.integers(-20, 20))
        found.append(
            WaitingTicket(
                id=number,
                lane=draw(st.sampled_from("KS")),
                number=f"K{number}",
                arrived_at=arrived,
                priority=draw(st.integers(1, 3)),
                not_before=None if pause is None else NOON + timedelta(minutes=pause),
                is_away=draw(st.booleans()),
            )
        )
    return found


@given(queues())
def test_who_is_away_is_called_by_nobody(tickets: list[WaitingTicket]) -> None:
    ranked = [one.ticket_id for one in rank(tickets, PROFILE, of_lane_k, NOON)]
    here = [one for one in tickets if not one.is_away]
    assert ranked == [one.ticket_id for one in rank(here, PROFILE, of_lane_k, NOON)]
    best = first(tickets, PROFILE, of_lane_k, NOON)
    assert (best.id if best else None) == (ranked[0] if ranked else None)


@given(queues())
def test_passed_by_are_those_who_would_have_been_called_before(tickets: list[WaitingTicket]) -> None:
    """Against the slow way: the order as if everybody were here, up to the one who is called."""
    called = first(tickets, PROFILE, of_lane_k, NOON)
    if called is None:
        return
    all_here = rank([replace(one, is_away=False) for one in tickets], PROFILE, of_lane_k, NOON)
    order = [one.ticket_id for one in all_here]
    away = {one.id for one in tickets if one.is_away}
    before = [pk for pk in order[: order.index(called.id)] if pk in away]
    assert sorted(passed_by(called, tickets, PROFILE, of_lane_k, NOON)) == sorted(before)


@given(queues())
def test_who_comes_has_the_place_that_the_arrival_gives(tickets: list[WaitingTicket]) -> None:
    for mine in [one for one in tickets if one.is_away]:
        came = [replace(one, is_away=False) if one.id == mine.id else one for one in tickets]
        as_kiosk = [one.ticket_id for one in rank(came, PROFILE, of_lane_k, NOON)]
        others = [pk for pk in as_kiosk if pk != mine.id]
        assert others == [one.ticket_id for one in rank(tickets, PROFILE, of_lane_k, NOON)]


def test_the_reason_counts_who_is_not_here_yet() -> None:
    early = WaitingTicket(1, "K", "K1", NOON - timedelta(minutes=20), is_away=True)
    late = WaitingTicket(2, "K", "K2", NOON - timedelta(minutes=5))
    (ranked,) = rank([early, late], PROFILE, of_lane_k, NOON)
    assert ranked.reason_facts["skipped_away"] == 1
