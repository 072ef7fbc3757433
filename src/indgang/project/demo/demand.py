"""Who comes, when and with what: the invented demand of the demo.

The profile over the day and the weights of the tasks are assumptions, calibrated on what the papers tell (seed 001,
Skanderborg: passports about a third, driving licences a tenth of what citizens came for at the libraries).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from indgang.core.day import COPENHAGEN

Interval = tuple[datetime, datetime]

# How busy each hour of the Danish day is, relative to the average hour.
HOUR_WEIGHTS = {
    8: 0.6,
    9: 0.9,
    10: 1.5,
    11: 1.4,
    12: 1.0,
    13: 1.1,
    14: 1.1,
    15: 1.0,
    16: 0.9,
    17: 0.6,
    18: 0.4,
}

# How often each task is asked for, relative to the others. Tasks that are not named weigh 1.
TASK_WEIGHTS = {
    "pas-voksen": 22,
    "pas-barn": 9,
    "koerekort-fornyelse": 10,
    "sundhedskort-nyt": 5,
    "laegeskift": 4,
    "flytning-indenlands": 5,
    "mitid-hjaelp-kode-app": 9,
    "mitid-nyt": 5,
    "digital-post-fritagelse": 3,
    "digital-post-tilmeld": 3,
    "boligstoette": 4,
    "folkepension": 4,
    "hoereapparat-batterier": 5,
    "print-kopi-scan": 8,
    "it-hjaelp": 6,
    "laanerkort-opret": 5,
    "laan-og-aflevering": 6,
    "reservation-materiale": 5,
    "e-boeger-lydboeger": 3,
    "turistinformation": 4,
    "koerekort-app": 3,
    "sundhedskort-app": 3,
    "mitid-spaerring": 2,
    "mitid-kodeviser": 3,
    "mitid-barn": 3,
    "svindel-sms": 3,
    "rejsekort-og-pensionistkort": 4,
    "cv-og-jobsoegning": 3,
    "skrivehjaelp": 3,
    "straffeattest": 2,
    "hjaelp-til-soegning": 3,
    "bopaelsattest": 3,
    "koerekort-internationalt": 2,
    "tolk": 2,
    "fisketegn": 2,
}

SHARE_IN_ENGLISH = 0.08
SHARE_WITHOUT_ERRAND = 0.15
SHARE_IMPATIENT = 0.04


@dataclass(frozen=True, slots=True)
class Arrival:
    """A citizen comes through the door of a site at `at` (UTC).

    `leaves_after` minutes of waiting, if ever. Those who have an appointment are in `bookings`.
    """

    at: datetime
    site: str
    task: str | None
    language: str
    leaves_after: float | None


def arrivals(
    *,
    seed: int,
    day: date,
    site: str,
    open_hours: Sequence[Interval],
    per_hour: float,
    tasks: Sequence[str],
) -> list[Arrival]:
    """The citizens of a day at a site, in order of arrival; the same for the same arguments.

    A Poisson stream: `per_hour` on the average hour, times the weight of the hour, within `open_hours` (UTC).
    """
    random = Random(f"{seed} {day.isoformat()} {site}")
    weights = [TASK_WEIGHTS.get(task, 1) for task in tasks]
    found = []
    for start, end in open_hours:
        moment = start
        peak = per_hour * max(HOUR_WEIGHTS.values())
        while peak > 0:
            moment += timedelta(hours=random.expovariate(peak))
            if moment >= end - timedelta(minutes=5):
                break
            hour = moment.astimezone(COPENHAGEN).hour
            if random.random() * peak <= per_hour * HOUR_WEIGHTS.get(hour, 0.3):
                found.append(_citizen(random, moment, site, tasks, weights))
    return sorted(found, key=lambda arrival: arrival.at)


def _citizen(
    random: Random, at: datetime, site: str, tasks: Sequence[str], weights: Sequence[int]
) -> Arrival:
    unsure = random.random() < SHARE_WITHOUT_ERRAND
    return Arrival(
        at=at,
        site=site,
        task=None if unsure or not tasks else random.choices(tasks, weights)[0],
        language="en" if random.random() < SHARE_IN_ENGLISH else "da",
        leaves_after=random.uniform(8, 25) if random.random() < SHARE_IMPATIENT else None,
    )
