"""Reading the tries to reach lifelines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from indgang.base import clock
from indgang.contact.models import AttemptResult, LifelineAttempt
from indgang.contact.services.attempts import AttemptView, view_of_attempt

MOMENT = timedelta(minutes=3)
CLOSED_BY_ITSELF = AttemptResult.UNKNOWN


@dataclass(frozen=True, slots=True)
class LifelineTry:
    """A try whose result somebody said. Nobody by name."""

    site: str
    unit: str
    answered: bool


def last_attempt(person_id: int, *lifeline_ids: int) -> AttemptView | None:
    """The newest try of an officer at one of these lifelines of which nobody has said anything yet, or of which it
    was said a moment ago; else None."""
    since = clock.now() - MOMENT * max(1.0, clock.speed())
    rows = LifelineAttempt.objects.filter(
        Q(result="") | Q(closed_at__gte=since), officer=person_id, lifeline__in=lifeline_ids
    )
    row = rows.order_by("-at", "-pk").first()
    return view_of_attempt(row) if row else None


def tries_of_day(day: date, sites: Mapping[int, str]) -> list[LifelineTry]:
    """The tries of a Danish day at the sites (id to code) whose result was said; one query."""
    rows = LifelineAttempt.objects.filter(day=day, site__in=sites).exclude(result__in=["", CLOSED_BY_ITSELF])
    return [
        LifelineTry(sites[site], unit, result != AttemptResult.NOT_ANSWERED)
        for site, unit, result in rows.values_list("site_id", "lifeline__code", "result")
    ]
