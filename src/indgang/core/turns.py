"""At what moments the place of a waiting ticket changes, quickly: what `calling.phases` says, worked out once for each
kind of ticket instead of once for each ticket.

What a discipline makes of a ticket depends on how long it has waited, and on nothing else that moves. Tickets of the
same lane and priority therefore go through the same phases, each counted from when its own waiting began.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from indgang.core.calling import CallProfile, Key, WaitingTicket, phases, waiting_since

_BEGAN = datetime(2000, 1, 1, tzinfo=UTC)
_LONG_BEFORE, _EARLY = timedelta(days=3650), timedelta(days=1)


class _Phase(NamedTuple):
    """From `after` the beginning of the waiting on: rule and band of the key, and how long after it its moment is."""

    after: timedelta
    rule: int
    band: int
    first: timedelta


def turns(
    tickets: Iterable[WaitingTicket], profile: CallProfile, now: datetime
) -> list[list[tuple[datetime, Key]]]:
    """For each ticket what `phases` gives."""
    known: dict[tuple[object, ...], tuple[_Phase, ...]] = {}
    found = []
    for one in tickets:
        since = waiting_since(one)
        is_ahead = None if one.due_at is None else one.due_at >= one.arrived_at
        if since > now and is_ahead is False:
            found.append(phases(one, profile, now))  # The clock went back.
            continue
        kind = (one.lane, one.priority, one.returned_at is None, is_ahead)
        pattern = known.get(kind)
        if pattern is None:
            pattern = known[kind] = _pattern(profile, *kind)
        found.append(_from(pattern, one, since, now))
    return found


def _from(
    pattern: tuple[_Phase, ...], ticket: WaitingTicket, since: datetime, now: datetime
) -> list[tuple[datetime, Key]]:
    arrived, number, waited = ticket.arrived_at, ticket.id, now - since
    last = 0
    while last + 1 < len(pattern) and pattern[last + 1].after <= waited:
        last += 1
    return [
        (
            now if place == 0 else since + one.after,
            (one.rule, one.band, since + one.first, since, arrived, number),
        )
        for place, one in enumerate(pattern[last:])
    ]


@lru_cache(maxsize=1024)
def _pattern(
    profile: CallProfile, lane: str, priority: int, is_new: bool, is_ahead: bool | None
) -> tuple[_Phase, ...]:
    """The phases of such a ticket, from long before its waiting begins."""
    model = WaitingTicket(0, lane, "", _BEGAN, priority=priority, returned_at=None if is_new else _BEGAN)
    if is_ahead is not None:
        early = _EARLY if is_ahead else timedelta()
        model = replace(model, arrived_at=_BEGAN - early, due_at=_BEGAN if is_ahead else _BEGAN - _EARLY)
    start = _BEGAN - _LONG_BEFORE
    return tuple(
        _Phase(moment - _BEGAN, key[0], key[1], key[2] - _BEGAN)
        for moment, key in phases(model, profile, start)
    )
