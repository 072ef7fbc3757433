"""What the pages of the tasks show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from indgang.base.access import Actor, may
from indgang.base.transfer import Record, registry
from indgang.catalogue.models import Nature, TaskDesk
from indgang.catalogue.queries import StepCard, reach_word, reaches_of, reaches_of_people
from indgang.core.folding import danish_sort_key
from indgang.core.reach import Limit, Reach, ReachDecision
from indgang.organisation.models import Site
from indgang.web.manage.choices import capital
from indgang.web.manage.rows import Stored, stored

AT_DESKS = {"generalist", "specialist"}


def task_records(actor: Actor) -> list[Record]:
    """Every task that the actor may see, as the table of tasks has it."""
    return list(registry.get("tasks").visible(actor))


def record_of(code: str, actor: Actor) -> Record:
    """One of them. Raises Http404."""
    record = next((record for record in task_records(actor) if record["code"] == code), None)
    if record is None:
        raise Http404
    return record


def offer_rows(code: str) -> list[Record]:
    """The offers of a task, for kinds of sites and for single sites."""
    return [row for row in registry.get("offers").stored() if row["task"] == code]


def title_of(record: Record) -> str:
    """The title in the active language, else in Danish."""
    return str(record.get(f"title_{(get_language() or 'da').split('-')[0]}") or record["title_da"])


def natures() -> list[tuple[str, str]]:
    """The natures in words."""
    return [(value, capital(label)) for value, label in Nature.choices]


def task_desks() -> list[tuple[str, str]]:
    """The kinds of desks that a task can be served best at."""
    return [(value, str(label)) for value, label in TaskDesk.choices]


@dataclass(frozen=True, slots=True)
class Cell:
    """How far somebody, or a place, takes a task; `why` says what stops them there."""

    reach: Reach
    why: str = ""

    @property
    def word(self) -> str:
        """The reach in words."""
        return reach_word(self.reach) if self.reach else "–"

    @property
    def steps(self) -> list[bool]:
        """The ladder, each step on or off."""
        return [self.reach >= step for step in Reach if step is not Reach.NONE]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person and their reach at each site; None where they hold no role."""

    name: str
    cells: list[Cell | None]


def why(decision: ReachDecision) -> str:
    """What limits a reach, in a few words."""
    words = {
        Limit.OFFER: _("the site's offer goes no further"),
        Limit.COMPETENCE: _("the competence goes no further"),
        Limit.DELEGATION: _("no delegation to decide"),
    }
    return words[decision.limited_by] if decision.limited_by is not None else _("nothing holds it back")


def people_at_desks() -> list[Stored]:
    """Those who meet the public, by name."""
    rows = [
        row
        for row in stored("people")
        if row["active"] and any(role in AT_DESKS for role, _site in row["roles"])
    ]
    return sorted(rows, key=lambda row: danish_sort_key(row["name"]))


def works_at(row: Stored, site: Site) -> bool:
    """Whether the person meets the public at the site."""
    return any(role in AT_DESKS and place in {"", site.slug} for role, place in row["roles"])


def who_may(code: str, sites: Sequence[Site]) -> list[PersonRow]:
    """How far each person may go with a task at each of the sites, and why no further."""
    everybody = people_at_desks()
    cells: dict[int, list[Cell | None]] = {row.id: [] for row in everybody}
    for site in sites:
        here = {row.id for row in everybody if works_at(row, site)}
        reaches = reaches_of_people(person_ids=here, site=site, task=code)
        for row in everybody:
            decision = next(iter(reaches.get(row.id, {}).values()), None)
            cells[row.id].append(Cell(decision.reach, why(decision)) if decision else None)
    return [PersonRow(row["name"], cells[row.id]) for row in everybody if any(cells[row.id])]


@dataclass(frozen=True, slots=True)
class SiteReach:
    """A task at a site: how far it is offered, how far the best of those who work there takes it, and how many do."""

    offer: Cell
    best: Cell
    people: int

    @property
    def is_short(self) -> bool:
        """Whether the site offers more than anybody there may do."""
        return self.best.reach < self.offer.reach


def reach_matrix(sites: Iterable[Site]) -> dict[int, dict[int, SiteReach]]:
    """For each task (id) and site (id) what is offered and what those who work there may do."""
    matrix: dict[int, dict[int, SiteReach]] = {}
    people = people_at_desks()
    for site in sites:
        here = {row.id for row in people if works_at(row, site)}
        everybody = reaches_of_people(person_ids=here, site=site).values()
        for task_id, nobody in reaches_of(person_id=None, site=site).items():
            decisions = [reaches[task_id] for reaches in everybody]
            best = max(decisions, key=lambda decision: decision.reach, default=nobody)
            if nobody.offer is not Reach.NONE:
                matrix.setdefault(task_id, {})[site.pk] = SiteReach(
                    Cell(nobody.offer),
                    Cell(best.reach, why(best) if decisions else _("nobody works here")),
                    sum(decision.reach == best.reach and bool(decision.reach) for decision in decisions),
                )
    return matrix


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step of a version against the version before: "same", "added" or "removed"."""

    change: str
    step: StepCard


def changes_between(before: Sequence[StepCard], after: Sequence[StepCard]) -> list[StepChange]:
    """The steps of both versions in order, each with what happened to it."""

    def essence(step: StepCard) -> tuple[str, int, str, str]:
        return step.kind, int(step.reach), step.refer_to, step.text

    found: list[StepChange] = []
    matcher = SequenceMatcher(
        a=[essence(step) for step in before], b=[essence(step) for step in after], autojunk=False
    )
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            found += [StepChange("same", step) for step in after[begin:end]]
        else:
            found += [StepChange("removed", step) for step in before[first:last]]
            found += [StepChange("added", step) for step in after[begin:end]]
    return found


def may_edit(actor: Actor) -> dict[str, bool]:
    """What of tasks the actor may change: texts and plays; minutes, priority, desk and offers."""
    return {"may_change": may(actor, "catalogue.change"), "may_plan": may(actor, "catalogue.plan")}


def step_kinds() -> dict[str, str]:
    """The kinds of steps in words."""
    return {
        "ask": _("Ask"),
        "id_check": _("Check identity"),
        "do": _("Do"),
        "co_service": _("Do together"),
        "stop_refer": _("Stop and refer"),
        "close": _("Close"),
    }
