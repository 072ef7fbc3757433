"""What looks wrong in opening hours that are allowed: for a manager to look at, never to refuse."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from indgang.core.hours import ClosedPeriod, HoursKind, OpeningHours
from indgang.core.week import bands_of, without

_A_DAY = timedelta(days=1)


class Doubt(StrEnum):
    """What may be wrong."""

    ENDING = "ending"  # the kind has no hours any more from `day` on
    LOCKED_DOOR = "locked-door"  # on `day` citizen service is staffed while the house is not open
    IGNORED = "ignored"  # the special hours of `day` do not count, because as long a period closes it
    NOTHING_TO_CHANGE = "nothing-to-change"  # an exception of `day` names a kind that the site never has


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One doubt, about one kind from one day on."""

    doubt: Doubt
    kind: HoursKind
    day: date


def doubts(hours: OpeningHours, first: date, days: int) -> list[Doubtful]:
    """What looks wrong on `days` dates from `first` on, each doubt of a kind once, on its first day."""
    kinds = {rule.kind for rule in hours.rules}
    found = [
        *_endings(hours, first, days),
        *_locked_doors(hours, kinds, first, days),
        *_ignored(hours, first, first + (days - 1) * _A_DAY),
    ]
    earliest: dict[tuple[Doubt, HoursKind], Doubtful] = {}
    for one in sorted(found, key=lambda one: one.day):
        earliest.setdefault((one.doubt, one.kind), one)
    return list(earliest.values())


def _endings(hours: OpeningHours, first: date, days: int) -> list[Doubtful]:
    found = []
    for kind in HoursKind:
        rules = [rule for rule in hours.rules if rule.kind == kind]
        ends = [rule.valid_to for rule in rules]
        if not rules or None in ends:
            continue
        last = max(end for end in ends if end is not None)
        if last < first + days * _A_DAY:
            found.append(Doubtful(Doubt.ENDING, kind, max(first, last + _A_DAY)))
    return found


def _locked_doors(hours: OpeningHours, kinds: set[HoursKind], first: date, days: int) -> list[Doubtful]:
    """Only where the house has hours of its own: a town hall with citizen service alone opens with it."""
    house = kinds & {HoursKind.LIBRARY, HoursKind.SELF_SERVICE}
    if HoursKind.SERVICE not in kinds or not house:
        return []
    found = []
    for offset in range(days):
        day = first + offset * _A_DAY
        service = bands_of(hours.plan(day, HoursKind.SERVICE))
        door = [band for kind in house for band in bands_of(hours.plan(day, kind))]
        if without(service, door):
            found.append(Doubtful(Doubt.LOCKED_DOOR, HoursKind.SERVICE, day))
    return found


def _ignored(hours: OpeningHours, first: date, last: date) -> list[Doubtful]:
    kinds = {rule.kind for rule in hours.rules}
    found = []
    for period in hours.closed:
        if period.to_date < first or period.from_date > last:
            continue
        day = max(period.from_date, first)
        if period.kinds is not None:
            found += [Doubtful(Doubt.NOTHING_TO_CHANGE, kind, day) for kind in sorted(period.kinds - kinds)]
        if period.span is None:
            continue
        for kind in sorted(kinds if period.kinds is None else period.kinds & kinds):
            closing = next((one for one in hours.closed if _closes_instead(one, period, kind)), None)
            if closing is not None:
                found.append(Doubtful(Doubt.IGNORED, kind, max(day, closing.from_date)))
    return found


def _closes_instead(closed: ClosedPeriod, special: ClosedPeriod, kind: HoursKind) -> bool:
    """Whether `closed` wins over `special` on a day: both are about it, and it is as long (see `core.hours`)."""
    is_as_long = closed.to_date - closed.from_date == special.to_date - special.from_date
    meets = closed.from_date <= special.to_date and special.from_date <= closed.to_date
    return (
        closed.span is None
        and is_as_long
        and meets
        and closed.covers(max(closed.from_date, special.from_date), kind)
    )
