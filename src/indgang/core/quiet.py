"""Quiet hours: when a message waits until people are awake. Danish clock times; instants are aware, in UTC."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from indgang.core.day import closing_instant, danish_date, opening_instant


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Quiet from `begins` to `ends`, Danish time; over midnight when `ends` is not later. Equal times: all day is loud.

    Where the clocks skip or repeat an hour, quiet lasts the longer: it begins at the first and ends at the last
    instant that shows the time.
    """

    begins: time
    ends: time

    def loud_at(self, moment: datetime) -> datetime:
        """`moment`, or the end of the quiet hours that it lies in (UTC)."""
        if self.begins == self.ends:
            return moment
        loud = self._after_the_night(moment)
        # Where an hour comes twice, one night may end in the next one.
        return loud if loud == moment else self._after_the_night(loud)

    def _after_the_night(self, moment: datetime) -> datetime:
        day = danish_date(moment)
        for evening in (day - timedelta(days=1), day):
            begins, ends = self._night(evening)
            if begins <= moment < ends:
                return ends
        return moment

    def _night(self, day: date) -> tuple[datetime, datetime]:
        last = day if self.ends > self.begins else day + timedelta(days=1)
        ends = opening_instant(last, self.ends) if self.ends == time.min else closing_instant(last, self.ends)
        return opening_instant(day, self.begins), ends
