"""When lifelines answer: their hours, less holidays and closed days."""

from indgang.base import clock
from indgang.core import hours as core
from indgang.core.presence import Hours
from indgang.organisation.models import ClosedPeriod, HoursKind, Lifeline
from indgang.organisation.queries.hours import as_closed, holidays_around_now

KIND = core.HoursKind.SERVICE


class DaysOff:
    """Holidays and closed days of the whole municipality, which hold for lifelines too (an assumption)."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.holidays = holidays_around_now()
        periods = ClosedPeriod.objects.filter(site__isnull=True, kind__in=["", HoursKind.CITIZEN_SERVICE])
        self.closed = as_closed(periods.prefetch_related("texts"))

    def hours(self, row: Lifeline) -> core.OpeningHours:
        """When the lifeline answers."""
        rules = tuple(core.HoursRule(KIND, span.weekday, span.opens, span.closes) for span in row.hours.all())
        return core.OpeningHours(rules, self.closed, self.holidays)

    def hours_now(self, row: Lifeline) -> Hours | None:
        """Whether the lifeline is open now, and until when; None when its hours are not known."""
        hours = self.hours(row)
        if not hours.rules:
            return None
        state = hours.state_at(self.now, KIND)
        return Hours(state.is_open, state.until)
