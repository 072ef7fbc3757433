"""The figures of a day.

Computed anew from the register and the queue at every question, so there is nothing to rebuild; the
definitions are in `core.kpi`. No figure is about a named employee.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from indgang.base import clock
from indgang.base.access import Actor, may, require
from indgang.contact.models import Channel, Outcome
from indgang.contact.queries import median_seconds_by_task, open_count
from indgang.core.day import danish_date
from indgang.core.kpi import (
    ContactFact,
    Figure,
    InquiryFact,
    count_by,
    figures,
    grouped,
    reachability,
    share_of,
)
from indgang.core.kpi_appointments import appointment_figures
from indgang.core.suppression import THRESHOLD, suppressed
from indgang.insight.facts import Facts, facts_by_site
from indgang.organisation.models import Site

PERMISSION = "insight.view"
NO_TASK = ""
MEASURED_DAYS = 365

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Counts by one thing, most first; hours in order. None where a count, or the total, is hidden.

    `of` is what is counted: the code of the figure "contacts" or "inquiries". Keys are codes: of tasks (""
    where none was chosen), sites, channels, outcomes; hours are "00" to "23" on Danish clocks, an hour that
    came twice counted together.
    """

    code: str
    of: str
    cells: Mapping[str, int | None]
    total: int | None

    @property
    def is_suppressed(self) -> bool:
        """Whether anything is hidden."""
        return self.total is None or None in self.cells.values()


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one Danish day at `sites` (codes), computed at `computed_at` (UTC).

    `figures` by the codes of `core.kpi.DEFINITIONS`; `by_site` the same for each site; `by_unit` is the
    reachability of each lifeline by its code; `breakdowns` by "task", "site", "channel", "outcome", "hour". The
    uncertain ones were closed by the system: they count, but not in figures of time.
    """

    day: date
    sites: tuple[str, ...]
    figures: Mapping[str, Figure]
    by_site: Mapping[str, Mapping[str, Figure]]
    breakdowns: Mapping[str, Breakdown]
    by_unit: Mapping[str, Figure]
    uncertain_contacts: int
    uncertain_tickets: int
    open_contacts: int
    computed_at: datetime


def figures_of_day(*, actor: Actor, day: date, site: Site | None = None) -> Figures:
    """The figures of a Danish day at a site, or at all the sites whose figures the actor may see.

    Small cells are hidden in each view by itself (`core.suppression`). Raises NotAllowed.
    """
    sites = visible_sites(actor, site)
    by_site = facts_by_site(day, sites)
    every = Facts()
    for facts in by_site.values():
        every.add(facts)
    return Figures(
        day=day,
        sites=tuple(sites.values()),
        figures=_figures(every),
        by_site={slug: _figures(facts) for slug, facts in by_site.items()},
        by_unit=_by_unit(every),
        breakdowns={row.code: row for row in breakdowns_of(every, sites.values())},
        uncertain_contacts=every.uncertain_contacts,
        uncertain_tickets=every.uncertain_tickets,
        open_contacts=open_count(sites),
        computed_at=clock.now(),
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """How long a matter of a task takes: the median in minutes, and of how many matters."""

    minutes: float
    n: int


def measured_minutes() -> dict[str, Measured]:
    """The measured minutes of each task of the last year, by its code, at all sites together.

    A task with fewer than five matters is left out. No permission is asked: it is about no site, no day and
    nobody, and whoever plans needs it.
    """
    since = danish_date(clock.now()) - timedelta(days=MEASURED_DAYS)
    found = median_seconds_by_task(since, least=THRESHOLD)
    return {code: Measured(seconds / 60, n) for code, (seconds, n) in found.items()}


def visible_sites(actor: Actor, site: Site | None = None) -> dict[int, str]:
    """The codes by id of the site, or of all where the actor may see figures.

    Raises NotAllowed when there are none.
    """
    require(actor, PERMISSION, site.pk if site else None)
    candidates = [site] if site else Site.objects.order_by("name")
    return {row.pk: row.slug for row in candidates if may(actor, PERMISSION, row.pk)}


def breakdowns_of(facts: Facts, sites: Iterable[str]) -> list[Breakdown]:
    """Every breakdown, with what could have been but was not as a zero."""
    return [
        _breakdown("task", "inquiries", facts.inquiries, _task, ()),
        _breakdown("site", "contacts", facts.contacts, _site, sites),
        _breakdown("channel", "contacts", facts.contacts, _channel, Channel.values),
        _breakdown("outcome", "inquiries", facts.inquiries, _outcome, Outcome.values),
        _hours(facts.contacts),
    ]


def _figures(facts: Facts) -> dict[str, Figure]:
    of_day = figures(facts.contacts, facts.inquiries, facts.tickets)
    tried = reachability([one.answered for one in facts.tries])
    kept = share_of("calls_kept", facts.calls_kept, THRESHOLD)
    return (
        of_day
        | appointment_figures(facts.appointments, facts.offered_minutes)
        | {tried.code: tried, kept.code: kept}
    )


def _by_unit(facts: Facts) -> dict[str, Figure]:
    """The reachability of each lifeline (code) that anybody tried.

    Those with few tries are hidden; where that is one alone, so is the next smallest, for the whole is shown and
    the one could be worked out.
    """
    tries = grouped(facts.tries, lambda one: one.unit)
    found = {unit: reachability([one.answered for one in tries[unit]]) for unit in sorted(tries)}
    shown = [unit for unit, figure in found.items() if not figure.is_suppressed]
    if len(shown) == len(found) - 1 and shown:
        next_smallest = min(shown, key=lambda unit: len(tries[unit]))
        found[next_smallest] = Figure("reachability", None, None, is_suppressed=True)
    return found


def _task(fact: InquiryFact) -> str:
    return fact.task or NO_TASK


def _site(fact: ContactFact) -> str:
    return fact.site


def _channel(fact: ContactFact) -> str:
    return fact.channel


def _outcome(fact: InquiryFact) -> str:
    return fact.outcome


def _breakdown(
    code: str, of: str, facts: Sequence[Fact], key: Callable[[Fact], str], known: Iterable[str]
) -> Breakdown:
    counts = dict.fromkeys(known, 0) | count_by(facts, key)
    shown = suppressed(dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))))
    return Breakdown(code, of, shown.cells, shown.total)


def _hours(contacts: list[ContactFact]) -> Breakdown:
    """By the hour of the start, with every hour between the first and the last."""
    hours = [fact.hour for fact in contacts]
    between = [f"{hour:02}" for hour in range(min(hours), max(hours) + 1)] if hours else []
    row = _breakdown("hour", "contacts", contacts, lambda fact: f"{fact.hour:02}", between)
    return Breakdown(row.code, row.of, dict(sorted(row.cells.items())), row.total)
