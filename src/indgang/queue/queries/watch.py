"""What somebody who is responsible for a queue keeps an eye on."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.queue.models import NumberBlock, Series, SeriesDay
from indgang.queue.services.day import unclosed_days
from indgang.queue.services.discipline import all_series, disciplines_of


@dataclass(frozen=True, slots=True)
class SeriesUse:
    """How far a series has come today: `used` of its `numbers` have been given out."""

    site_id: int
    letter: str
    name: str
    used: int
    numbers: int

    @property
    def left(self) -> int:
        """How many numbers are left."""
        return self.numbers - self.used


def lane_limits(site: Site) -> dict[str, int]:
    """After how many minutes of waiting a ticket comes first whatever the rules say, by the lane's letter.

    It is the shortest `max_wait_minutes` among the profiles of the site's desks that serve the lane.
    """
    series = all_series(site.pk)
    limits: dict[str, int] = {}
    desks = site.desks.filter(is_active=True)
    for discipline in disciplines_of(desks, series).values():
        longest = discipline.profile.max_wait_minutes
        if longest is None:
            continue
        for lane in discipline.lanes.values():
            limits[lane.letter] = min(longest, limits.get(lane.letter, longest))
    return limits


def series_use() -> list[SeriesUse]:
    """Every series in use and how many of today's numbers are gone, by site and letter; two queries."""
    today = danish_date(clock.now())
    days = dict(SeriesDay.objects.filter(day=today).values_list("series_id", "last_number"))
    series = Series.objects.filter(is_active=True).order_by("site_id", "letter")
    return [
        SeriesUse(
            site_id=one.site_id,
            letter=one.letter,
            name=one.name,
            used=max(0, days.get(one.pk, one.first - 1) - one.first + 1),
            numbers=one.last - one.first + 1,
        )
        for one in series
    ]


def kiosks_heard() -> dict[int, datetime]:
    """When each kiosk (the id of its token) last borrowed numbers, which it does each day that it is on (UTC)."""
    latest = NumberBlock.objects.values("device_id").annotate(at=Max("lent_at"))
    return dict(latest.values_list("device_id", "at"))


def days_left_open() -> list[tuple[int, date]]:
    """Site and Danish day of past days that nobody has closed, once the hours after midnight are over."""
    return unclosed_days(clock.now())
