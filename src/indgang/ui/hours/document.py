"""The opening hours of a site as JSON, the same for the API and for everybody; words in the active language."""

from datetime import date, time, timedelta
from typing import Any

from indgang.base import clock
from indgang.core.changes import Week, changes, usual_periods
from indgang.core.day import danish_date
from indgang.core.hours import ClockSpan, OpeningHours, format_clock
from indgang.organisation.models import Site
from indgang.organisation.queries import TO_CORE, kind_of, kinds_of, states_now

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_AHEAD = 13 * 7
Json = dict[str, Any]


def hours_document(site: Site, hours: OpeningHours, day: date | None = None) -> Json:
    """Now, the week of `day` (default: this week), the usual weeks and what is different within thirteen weeks."""
    today = danish_date(clock.now())
    kinds = kinds_of(hours)
    return {
        "site": site.slug,
        "name": site.name,
        "time_zone": "Europe/Copenhagen",
        "now": [
            {
                "kind": str(state.kind),
                "is_open": state.is_open,
                "until": state.until,
                "reason": str(state.reason),
            }
            for state in states_now(hours)
        ],
        "week": [
            {
                "day": next(iter(plans.values())).day,
                "hours": {str(kind_of(kind)): _spans(plan.spans) for kind, plan in plans.items()},
                "reasons": {str(kind_of(kind)): plan.label for kind, plan in plans.items() if plan.label},
            }
            for plans in hours.week(day or today, [TO_CORE[kind] for kind in kinds])
            if plans
        ],
        "usual": [
            {
                "kind": str(kind),
                "first": period.first,
                "last": period.last,
                "season": period.season,
                "week": _week(period.week),
            }
            for kind in kinds
            for period in usual_periods(hours, TO_CORE[kind], today, today + timedelta(days=DAYS_AHEAD - 1))
        ],
        "changes": [
            {
                "first": change.first,
                "last": change.last,
                "kinds": [str(kind_of(kind)) for kind in change.kinds],
                "hours": _spans(change.spans),
                "source": str(change.source),
                "reason": change.label,
            }
            for change in changes(hours, today, DAYS_AHEAD)
        ],
    }


def _spans(spans: tuple[ClockSpan, ...]) -> list[dict[str, str]]:
    return [{"opens": _clock(span.opens), "closes": _clock(span.closes, closing=True)} for span in spans]


def _week(week: Week) -> dict[str, list[dict[str, str]]]:
    return {name: _spans(spans) for name, spans in zip(WEEKDAYS, week, strict=True)}


def _clock(value: time, *, closing: bool = False) -> str:
    return format_clock(value, closing=closing)
