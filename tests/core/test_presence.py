"""Presence and rotas against slow, obvious versions, over weeks with and without a change of clocks."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from indgang.core.day import COPENHAGEN
from indgang.core.presence import Because, Hours, Presence, Standing, Word, presence_at, urgency
from indgang.core.rota import Turn, on_turn

STARTS = [date(2027, 3, 22), date(2027, 10, 25), date(2027, 6, 7)]  # two change their clocks on the Sunday
mondays = st.sampled_from(STARTS)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@st.composite
def turns(draw: st.DrawFn) -> tuple[date, list[Turn]]:
    monday = draw(mondays)
    found = []
    for person in draw(st.lists(st.integers(1, 4), max_size=8)):
        starts = draw(clocks)
        ends = draw(clocks.filter(lambda clock, starts=starts: clock == time.min or clock > starts))
        if draw(st.booleans()):
            found.append(Turn(person, starts, ends, weekday=draw(st.integers(0, 6))))
        else:
            first = monday + timedelta(days=draw(st.integers(0, 8)))
            last = first + timedelta(days=draw(st.integers(0, 3)))
            found.append(Turn(person, starts, ends, first_day=first, last_day=last))
    return monday, found


def instants(monday: date) -> st.SearchStrategy[datetime]:
    start = datetime.combine(monday, time.min, tzinfo=COPENHAGEN).astimezone(UTC)
    return st.integers(0, 9 * 24 * 12).map(lambda step: start + step * timedelta(minutes=5))


def goes_on(turn: Turn, moment: datetime) -> bool:
    """What a person with a clock on the wall would say. The hour that comes twice belongs to what touches either."""
    local = moment.astimezone(COPENHAGEN)
    day = local.date()
    if turn.weekday is not None:
        on = day.weekday() == turn.weekday
    else:
        assert turn.first_day
        assert turn.last_day
        on = turn.first_day <= day <= turn.last_day
    if not on:
        return False
    hour_later, hour_before = local.replace(tzinfo=None), local.replace(tzinfo=None)
    twice = (moment + timedelta(hours=1)).astimezone(COPENHAGEN).replace(tzinfo=None) == hour_later
    again = (moment - timedelta(hours=1)).astimezone(COPENHAGEN).replace(tzinfo=None) == hour_before
    wall = hour_later.time()
    ends = turn.ends if turn.ends != time.min else time.max
    plain = turn.starts <= wall < ends
    if twice:  # the first of the two: it goes on as well when its end is shown later, the second time
        return turn.starts <= wall and (wall < ends or time(2) <= turn.ends < time(3))
    if again:  # the second of the two: begun already, though the wall shows less
        return wall < ends and (turn.starts <= wall or time(2) <= turn.starts < time(3))
    return plain


@given(data=st.data())
def test_a_rota_is_what_a_clock_on_the_wall_says(data: st.DataObject) -> None:
    monday, rota = data.draw(turns())
    moment = data.draw(instants(monday))
    now = [turn for turn in rota if goes_on(turn, moment)]
    dated = [turn for turn in now if turn.is_dated]
    assert set(on_turn(rota, moment).people) == {turn.person for turn in dated or now}


@given(data=st.data())
def test_nothing_changes_before_the_rota_says_so(data: st.DataObject) -> None:
    monday, rota = data.draw(turns())
    moment = data.draw(instants(monday))
    now = on_turn(rota, moment)
    end = now.until or moment + timedelta(days=1)
    for step in range(1, 40):
        later = moment + step * timedelta(minutes=30)
        if later >= end:
            break
        assert on_turn(rota, later).people == now.people


NOW = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
moments = st.integers(-300, 300).map(lambda minutes: NOW + timedelta(minutes=minutes))
spans = st.tuples(moments, st.integers(1, 120)).map(lambda one: (one[0], one[0] + timedelta(minutes=one[1])))
words = st.builds(
    lambda standing, span: Word(standing, *span),
    st.sampled_from([Standing.FREE, Standing.BUSY, Standing.AWAY]),
    spans,
)
hours = st.builds(Hours, st.booleans(), st.none() | moments.filter(lambda one: one > NOW))


def slow(word: Word | None, open_now: Hours | None, busy: list[tuple[datetime, datetime]] | None) -> Presence:
    if word and word.since <= NOW and word.until > NOW:
        return Presence(word.standing, word.until, Because.SAID, word.reason)
    if open_now and not open_now.is_open:
        return Presence(Standing.CLOSED, open_now.until, Because.HOURS)
    closes = open_now.until if open_now else None
    if busy is None:
        return Presence(Standing.UNKNOWN, closes, Because.HOURS if open_now else Because.NOTHING)
    minute = NOW
    while any(start <= minute < end for start, end in busy):
        minute += timedelta(minutes=1)
    if minute > NOW:
        return Presence(Standing.BUSY, minute, Because.CALENDAR)
    ahead = [start for start, _end in busy if start > NOW] + ([closes] if closes else [])
    return Presence(Standing.FREE, min(ahead, default=None), Because.CALENDAR)


@given(st.none() | words, st.none() | hours, st.none() | st.lists(spans, max_size=8))
def test_presence_is_what_one_would_find_minute_by_minute(
    word: Word | None, open_now: Hours | None, busy: list[tuple[datetime, datetime]] | None
) -> None:
    assert presence_at(NOW, word, open_now, busy) == slow(word, open_now, busy)


def test_a_word_ends_by_itself_at_its_very_moment() -> None:
    word = Word(Standing.AWAY, NOW, NOW + timedelta(hours=1))
    last = NOW + timedelta(hours=1) - timedelta(microseconds=1)
    assert presence_at(last, word, None, None).standing is Standing.AWAY
    assert presence_at(NOW + timedelta(hours=1), word, None, None).standing is Standing.UNKNOWN


def test_who_is_there_goes_before_who_stands_in_and_who_is_soon_before_who_is_late() -> None:
    soon, late = NOW + timedelta(minutes=5), NOW + timedelta(hours=5)
    ways = [
        (Presence(Standing.AWAY, soon), 0),
        (Presence(Standing.BUSY, late), 0),
        (Presence(Standing.BUSY, soon), 1),
        (Presence(Standing.FREE), 1),
        (Presence(Standing.UNKNOWN), 0),
    ]
    ordered = sorted(ways, key=lambda one: urgency(*one))
    assert ordered == [ways[4], ways[3], ways[2], ways[1], ways[0]]
