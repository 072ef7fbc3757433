"""How long services usually take here, how today goes, and how many do not come: what the forecast starts from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from indgang.catalogue.queries import standard_minutes
from indgang.core.correcting import NONE, Correction
from indgang.core.day import danish_date
from indgang.core.service_times import Measured, Pace, ServiceTime, learnt, pace_of

MINUTES_WITHOUT_TASK = 6.0
# Assumed until a site has measured its own: 8 of 100, believed as much as so many calls.
NO_SHOW_SHARE, NO_SHOW_BELIEF = 0.08, 50
# What is finished today and what was measured before, by task, and the numbers that were called. Short services were
# called and put away (see `services.measuring`).
KNOWN = """
SELECT 'today', task_id, count(*), avg(ln(seconds / 60.0)), var_pop(ln(seconds / 60.0))
FROM (
    SELECT task_id, extract(epoch FROM ended_at - started_at)::float8 AS seconds
    FROM queue_ticket
    WHERE site_id = %(site)s AND day = %(day)s AND state = 'finished' AND started_at IS NOT NULL
      AND NOT time_uncertain
) AS done
WHERE seconds >= 10
GROUP BY task_id
UNION ALL
SELECT 'before', task_id, count, centre, variance FROM queue_measuredservice WHERE site_id = %(site)s
UNION ALL
SELECT 'calls', NULL, called, no_shows, 0 FROM queue_measuredsite WHERE site_id = %(site)s
UNION ALL
SELECT part, NULL, number, one, other
FROM (
    SELECT * FROM queue_waitcorrection WHERE site_id = %(site)s AND day <= %(day)s ORDER BY day DESC LIMIT 1
) AS latest
CROSS JOIN LATERAL (VALUES ('ends', count, low, high), ('middle', days, middle, 0)) AS parts (part, number, one, other)
"""


@dataclass(frozen=True, slots=True)
class Usual:
    """Service times at a site by task id (None: without a task), the pace of today, the share of no-shows, and what
    the waits are corrected by.
    """

    times: Mapping[int | None, ServiceTime]
    pace: Pace
    no_show_share: float
    correction: Correction = NONE

    def of(self, task_id: int | None) -> ServiceTime:
        """Of a task; of one that nothing is known about as without a task."""
        return self.times.get(task_id) or self.times[None]


def usual_at(site_id: int, tasks: Collection[int], now: datetime) -> Usual:
    """What is usual at the site at `now`, for these tasks and those finished today; two queries."""
    today: dict[int | None, Measured] = {}
    before: dict[int | None, Measured] = {}
    called = missed = 0
    correction = NONE
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"site": site_id, "day": danish_date(now)})
        for source, task, count, centre, variance in cursor.fetchall():
            if source == "calls":
                called, missed = count, centre
            elif source == "ends":
                correction = replace(correction, low=centre, high=variance, count=count)
            elif source == "middle":
                correction = replace(correction, middle=centre, days=count)
            else:
                (today if source == "today" else before)[task] = Measured(count, centre, variance)
    wanted = {*tasks, *(task for task in today if task is not None)}
    standard: dict[int | None, float] = {None: MINUTES_WITHOUT_TASK}
    standard |= {task: float(minutes) for task, minutes in standard_minutes(wanted).items()}
    times = {task: learnt(ServiceTime.of(minutes), before.get(task)) for task, minutes in standard.items()}
    done = [(found, times[task]) for task, found in today.items() if task in times]
    share = (missed + NO_SHOW_SHARE * NO_SHOW_BELIEF) / (called + NO_SHOW_BELIEF)
    return Usual(times, pace_of(done), share, correction)
