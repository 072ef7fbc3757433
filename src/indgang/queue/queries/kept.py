"""What many ask for at once is worked out once, and kept for a moment in each process.

A wait is kept until something happens in a queue or at a desk, and no longer than `KEPT_SECONDS`, for it shortens as
time passes; opening hours are kept for `HOURS_KEPT_SECONDS`. Where the clock does not run nothing is kept.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar

from django.db import connection

from indgang.base import clock
from indgang.base.kept import Kept
from indgang.organisation.models import Site
from indgang.organisation.queries import staffing

KEPT_SECONDS, HOURS_KEPT_SECONDS = 15.0, 60.0
MOST_KEPT = 2000
# What has happened so far: the latest event of any ticket, and the desks of a site that are open or take a break.
HAPPENED = """
SELECT (SELECT max(id) FROM queue_ticketevent),
       array_agg(id * 2 + is_paused::int ORDER BY id)
FROM queue_desksession WHERE site_id = %s AND closed_at IS NULL
"""
Found = TypeVar("Found")
_kept: Kept[Hashable, tuple[float, Any, Any]] = Kept(MOST_KEPT)


def kept_wait(site_id: int, question: tuple[Hashable, ...], answer: Callable[[], Found]) -> Found:
    """The answer to a question about the waits of a site; as long as it holds, for the price of one query."""
    if clock.speed() <= 0:
        return answer()
    with connection.cursor() as cursor:
        cursor.execute(HAPPENED, [site_id])
        happened = cursor.fetchone()
    return _kept_for(KEPT_SECONDS, (connection.settings_dict["NAME"], site_id, *question), happened, answer)


def closing_of(site: Site) -> datetime | None:
    """When the site closes today (UTC); None when it is closed, or nobody knows."""

    def ask() -> datetime | None:
        is_staffed, until = staffing(site)
        return until if is_staffed else None

    if clock.speed() <= 0:
        return ask()
    found = _kept_for(HOURS_KEPT_SECONDS, ("closing", connection.settings_dict["NAME"], site.pk), None, ask)
    return found if found is None or found > clock.now() else None


def forget() -> None:
    """Keep nothing."""
    _kept.clear()


def _kept_for(seconds: float, key: Hashable, happened: object, answer: Callable[[], Found]) -> Found:
    now, kept = monotonic(), _kept.get(key)
    if kept is not None and now - kept[0] < seconds and kept[1] == happened:
        found: Found = kept[2]
        return found
    found = answer()
    _kept.put(key, (now, happened, found))
    return found
