from datetime import date, time

from indgang.core.doubts import Doubt, doubts
from indgang.core.hours import ClosedPeriod, HoursKind, HoursRule, OpeningHours

MONDAY = date(2026, 11, 23)
SERVICE, LIBRARY, SELF = HoursKind.SERVICE, HoursKind.LIBRARY, HoursKind.SELF_SERVICE


def week(kind: HoursKind, opens: int, closes: int, until: date | None = None) -> tuple[HoursRule, ...]:
    return tuple(HoursRule(kind, day, time(opens), time(closes), None, until) for day in range(5))


def found(hours: OpeningHours, days: int = 91) -> list[tuple[Doubt, HoursKind, date]]:
    return [(one.doubt, one.kind, one.day) for one in doubts(hours, MONDAY, days)]


def test_sound_hours_raise_no_doubt() -> None:
    hours = OpeningHours((*week(SELF, 7, 22), *week(LIBRARY, 9, 18), *week(SERVICE, 9, 16)))
    assert found(hours) == []
    assert found(OpeningHours(week(SERVICE, 9, 16))) == []


def test_hours_that_come_to_an_end() -> None:
    until = date(2026, 12, 31)
    assert found(OpeningHours(week(SERVICE, 9, 16, until))) == [(Doubt.ENDING, SERVICE, date(2027, 1, 1))]
    assert found(OpeningHours(week(SERVICE, 9, 16, date(2026, 1, 1)))) == [(Doubt.ENDING, SERVICE, MONDAY)]
    assert found(OpeningHours(week(SERVICE, 9, 16, date(2028, 1, 1)))) == []


def test_citizen_service_behind_a_locked_door() -> None:
    closed = ClosedPeriod(date(2026, 12, 1), date(2026, 12, 1), frozenset({LIBRARY}))
    hours = OpeningHours((*week(LIBRARY, 9, 18), *week(SERVICE, 9, 16)), (closed,))
    assert found(hours) == [(Doubt.LOCKED_DOOR, SERVICE, date(2026, 12, 1))]
    early = OpeningHours((*week(LIBRARY, 10, 18), *week(SERVICE, 9, 16)))
    assert found(early) == [(Doubt.LOCKED_DOOR, SERVICE, MONDAY)]


def test_special_hours_that_do_not_count() -> None:
    day = date(2026, 12, 10)
    special = ClosedPeriod(day, day, frozenset({SERVICE}), "", time(12), time(16))
    hours = OpeningHours(week(SERVICE, 9, 16), (ClosedPeriod(day, day), special))
    assert found(hours) == [(Doubt.IGNORED, SERVICE, day)]
    longer = ClosedPeriod(date(2026, 12, 9), date(2026, 12, 11))
    assert found(OpeningHours(week(SERVICE, 9, 16), (longer, special))) == []


def test_an_exception_for_hours_that_the_site_never_has() -> None:
    day = date(2026, 12, 10)
    hours = OpeningHours(week(SERVICE, 9, 16), (ClosedPeriod(day, day, frozenset({SELF})),))
    assert found(hours) == [(Doubt.NOTHING_TO_CHANGE, SELF, day)]
