"""The queue discipline against a slow and obvious model, and its bounds in simulated days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cmp_to_key

from hypothesis import assume, given
from hypothesis import strategies as st

from indgang.core.calling import CallProfile, CallRule, Condition, Ranked, WaitingTicket, first, rank

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    return NOON - timedelta(minutes=minutes)


def everything(_: WaitingTicket) -> bool:
    return True


def order(tickets: list[WaitingTicket], profile: CallProfile, now: datetime = NOON) -> list[int]:
    return [ranked.ticket_id for ranked in rank(tickets, profile, everything, now)]


def waited(one: WaitingTicket, now: datetime) -> timedelta:
    began = one.arrived_at if one.due_at is None else max(one.arrived_at, one.due_at)
    return now - began


def fits(rule: CallRule, one: WaitingTicket, profile: CallProfile, now: datetime) -> bool:
    minutes = waited(one, now) / timedelta(minutes=1)
    is_due = one.due_at is not None and one.due_at - now <= timedelta(minutes=profile.due_window_minutes)
    met = {
        Condition.ANY: True,
        Condition.LANE: one.lane == rule.lane,
        Condition.RETURNED: one.returned_at is not None,
        Condition.DUE: is_due,
    }[rule.condition]
    return (
        met
        and rule.lane in {None, one.lane}
        and (rule.min_wait_minutes is None or minutes >= rule.min_wait_minutes)
        and (rule.max_wait_minutes is None or minutes < rule.max_wait_minutes)
    )


def group(one: WaitingTicket, profile: CallProfile, now: datetime) -> tuple[int, bool]:
    """Overdue first, then by rule; in a rule those who wait, then those whose time has not come."""
    wait = waited(one, now)
    if profile.max_wait_minutes is not None and wait >= timedelta(minutes=profile.max_wait_minutes):
        return -1, False
    fitting = [rule.order for rule in profile.rules if fits(rule, one, profile, now)]
    return min(fitting, default=99), wait < timedelta()


def minutes_to_first_priority(one: WaitingTicket, profile: CallProfile, now: datetime) -> float:
    steps = one.priority - 1
    a_step = 1e9 if profile.ageing_minutes is None else profile.ageing_minutes
    return max(0.0, steps * a_step - waited(one, now) / timedelta(minutes=1))


def comes_before(one: WaitingTicket, other: WaitingTicket, profile: CallProfile, now: datetime) -> bool:
    """The discipline in the words of the module's docstring, one comparison after the other."""
    mine, theirs = group(one, profile, now), group(other, profile, now)
    if mine != theirs:
        return mine < theirs
    if mine[0] >= 0 and not mine[1]:
        my_way, their_way = (minutes_to_first_priority(which, profile, now) for which in (one, other))
        if my_way != their_way:
            return my_way < their_way
    if waited(one, now) != waited(other, now):
        return waited(one, now) > waited(other, now)
    return (one.arrived_at, one.id) < (other.arrived_at, other.id)


quarters = st.integers(0, 45 * 4).map(lambda quarter: quarter / 4)
shifted = st.none() | st.integers(-40, 40).map(ago)
tickets_lists = st.lists(
    st.builds(
        WaitingTicket,
        st.integers(1, 9),
        st.sampled_from("KS"),
        st.just(""),
        arrived_at=quarters.map(ago),
        due_at=shifted,
        priority=st.integers(1, 3),
        returned_at=st.none() | quarters.map(ago),
        not_before=shifted,
    ),
    max_size=9,
    unique_by=lambda one: one.id,
)


@st.composite
def profiles(draw: st.DrawFn) -> CallProfile:
    rules = []
    for place in range(draw(st.integers(0, 4))):
        lowest = draw(st.none() | st.integers(0, 20))
        rules.append(
            CallRule(
                place,
                draw(st.sampled_from([Condition.ANY, Condition.DUE, Condition.RETURNED])),
                draw(st.sampled_from([None, "K", "S"])),
                lowest,
                draw(st.none() | st.integers((lowest or 0) + 1, 60)),
            )
        )
    return CallProfile(
        tuple(rules),
        draw(st.none() | st.integers(1, 20)),
        draw(st.none() | st.integers(10, 60)),
        draw(st.integers(0, 15)),
    )


def servable_of(tickets: list[WaitingTicket], ids: set[int]) -> list[WaitingTicket]:
    return [one for one in tickets if one.id in ids and (one.not_before is None or one.not_before <= NOON)]


@given(tickets_lists, profiles(), st.sets(st.integers(1, 9)))
def test_the_order_is_that_of_the_obvious_model(
    tickets: list[WaitingTicket], profile: CallProfile, ids: set[int]
) -> None:
    answer = rank(tickets, profile, lambda one: one.id in ids, NOON)

    def compare(one: WaitingTicket, other: WaitingTicket) -> int:
        return -1 if comes_before(one, other, profile, NOON) else 1

    obvious = sorted(servable_of(tickets, ids), key=cmp_to_key(compare))
    assert [ranked.ticket_id for ranked in answer] == [one.id for one in obvious]
    best = first(tickets, profile, lambda one: one.id in ids, NOON)
    assert (best and best.id) == (obvious[0].id if obvious else None)


@given(tickets_lists, profiles(), st.sets(st.integers(1, 9)), st.data())
def test_the_same_tickets_in_any_order_give_the_same_answer(
    tickets: list[WaitingTicket], profile: CallProfile, ids: set[int], data: st.DataObject
) -> None:
    def explained(waiting: list[WaitingTicket]) -> list[tuple[Ranked, object]]:
        return [(one, one.reason_facts) for one in rank(waiting, profile, lambda one: one.id in ids, NOON)]

    assert explained(data.draw(st.permutations(tickets))) == explained(tickets)


@given(tickets_lists, profiles(), st.sets(st.integers(1, 9)))
def test_every_servable_ticket_is_ranked_once_and_no_other(
    tickets: list[WaitingTicket], profile: CallProfile, ids: set[int]
) -> None:
    ranked = [one.ticket_id for one in rank(tickets, profile, lambda one: one.id in ids, NOON)]
    assert sorted(ranked) == sorted(one.id for one in servable_of(tickets, ids))


@given(tickets_lists, profiles(), st.data(), st.integers(1, 60))
def test_a_longer_wait_never_costs_a_place(
    tickets: list[WaitingTicket], profile: CallProfile, data: st.DataObject, minutes: int
) -> None:
    assume(all(rule.max_wait_minutes is None for rule in profile.rules))
    tickets = [replace(one, not_before=None, due_at=None) for one in tickets]
    assume(tickets)
    chosen = data.draw(st.sampled_from(tickets))
    earlier = replace(chosen, arrived_at=chosen.arrived_at - timedelta(minutes=minutes))
    others = [one for one in tickets if one is not chosen]
    before = order(tickets, profile).index(chosen.id)
    assert order([*others, earlier], profile).index(chosen.id) <= before


@given(tickets_lists, profiles())
def test_two_waiting_tickets_change_order_at_most_once_and_for_the_longer_wait(
    tickets: list[WaitingTicket], profile: CallProfile
) -> None:
    profile = replace(profile, rules=())
    waiting = [replace(one, not_before=None, due_at=None) for one in tickets]
    places = [order(waiting, profile, ago(-minutes)) for minutes in range(0, 120, 3)]
    for one in waiting:
        for other in waiting:
            if waited(one, NOON) > waited(other, NOON):
                ahead = [place.index(one.id) < place.index(other.id) for place in places]
                assert ahead == sorted(ahead)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), min_size=1, max_size=60),
    st.integers(1, 12),
    st.integers(1, 5),
)
def test_nobody_is_overtaken_by_one_who_comes_after_the_ageing_is_over(
    arrivals: list[tuple[int, int]], ageing: int, service: int
) -> None:
    """A day at one desk, minute by minute: (p - 1) * ageing minutes after me, nobody gets in front of me."""
    profile = CallProfile((CallRule(1),), ageing_minutes=ageing, max_wait_minutes=None)
    waiting: list[WaitingTicket] = []
    called: list[WaitingTicket] = []
    minute, coming = 0, []
    for number, (gap, priority) in enumerate(arrivals):
        minute += gap
        coming.append(WaitingTicket(number, "K", str(number), ago(-minute), priority=priority))
    clock = 0
    while len(called) < len(arrivals):
        now = ago(-clock)
        waiting = [one for one in coming if one.arrived_at <= now and one not in called]
        if best := rank(waiting, profile, everything, now):
            called.append(coming[best[0].ticket_id])
        clock += service
    for place, one in enumerate(called):
        bound = one.arrived_at + timedelta(minutes=(one.priority - 1) * ageing)
        assert all(earlier.arrived_at <= bound for earlier in called[:place])


@given(tickets_lists, st.integers(20, 60))
def test_with_a_longest_wait_no_rule_can_keep_anybody_waiting(
    tickets: list[WaitingTicket], longest: int
) -> None:
    """New tickets of the favoured lane every minute: beyond the limit, only older ones go first."""
    profile = CallProfile((CallRule(1, Condition.LANE, "K"),), ageing_minutes=None, max_wait_minutes=longest)
    unlucky = WaitingTicket(1000, "S", "S1", ago(0), priority=3)
    waiting = [*[replace(one, not_before=None, due_at=None) for one in tickets], unlucky]
    for minute in range(longest + len(tickets) + 1):
        now = ago(-minute)
        waiting.append(WaitingTicket(2000 + minute, "K", f"K{minute}", now, priority=1))
        chosen = first(waiting, profile, everything, now)
        assert chosen is not None
        waiting.remove(chosen)
    assert unlucky not in waiting
