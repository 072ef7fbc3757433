"""Reading the tries to reach lifelines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indgang.contact.models import AttemptResult, LifelineAttempt
from indgang.contact.services.attempts import AttemptView, view_of_attempt

CLOSED_BY_ITSELF = AttemptResult.UNKNOWN


@dataclass(frozen=True, slots=True)
class LifelineTry:
    """A try whose result somebody said. Nobody by name."""

    site: str
    unit: str
    answered: bool


def open_attempt(person_id: int, *lifeline_ids: int) -> AttemptView | None:
    """The newest try of an officer at one of these lifelines of which nobody has said anything yet, or None."""
    rows = LifelineAttempt.objects.filter(officer=person_id, lifeline__in=lifeline_ids, result="")
    row = rows.order_by("-at", "-pk").first()
    return view_of_attempt(row) if row else None


def own_attempt(person_id: int, attempt_id: int) -> AttemptView | None:
    """A try of an officer's own, or None."""
    row = LifelineAttempt.objects.filter(pk=attempt_id, officer=person_id).first()
    return view_of_attempt(row) if row else None


def tries_of_day(day: date, sites: Mapping[int, str]) -> list[LifelineTry]:
    """The tries of a Danish day at the sites (id to code) whose result was said; one query."""
    rows = LifelineAttempt.objects.filter(day=day, site__in=sites).exclude(result__in=["", CLOSED_BY_ITSELF])
    return [
        LifelineTry(sites[site], unit, result != AttemptResult.NOT_ANSWERED)
        for site, unit, result in rows.values_list("site_id", "lifeline__code", "result")
    ]
