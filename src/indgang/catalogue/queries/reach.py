"""How far somebody may go with a task at a site (rule 3).

The one function for pages, search, exports and API.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from indgang.base import clock
from indgang.base.text import pick
from indgang.catalogue.errors import TaskNotFound
from indgang.catalogue.models import Task
from indgang.catalogue.queries.facts import CatalogueFacts, catalogue_facts
from indgang.core.day import danish_date
from indgang.core.folding import danish_sort_key
from indgang.core.reach import Limit, Reach, ReachDecision, effective_reach
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites
from indgang.organisation.rights import Rights, rights_of, rights_of_people

REACH_WORDS = {
    Reach.NONE: pgettext_lazy("reach", "nothing"),
    Reach.INFORM: pgettext_lazy("reach", "inform"),
    Reach.GUIDE: pgettext_lazy("reach", "guide"),
    Reach.RECEIVE: pgettext_lazy("reach", "receive"),
    Reach.PREPARE: pgettext_lazy("reach", "prepare"),
    Reach.DECIDE: pgettext_lazy("reach", "decide"),
}


def reach_word(reach: Reach) -> str:
    """The word for a reach in the active language ("medbetjene")."""
    return str(REACH_WORDS[reach])


def reach_of(*, person_id: int | None, task: int | str, site: Site, on: date | None = None) -> ReachDecision:
    """How far the person may go with the task (id or code) at `site` on the Danish day `on` (default: today).

    Without a person nothing may be done, and the decision still names the site's offer. Raises TaskNotFound
    for a task that does not exist or is retired.
    """
    facts = catalogue_facts()
    task_id = facts.ids.get(task) if isinstance(task, str) else task
    if task_id is None or task_id not in facts.tasks:
        raise TaskNotFound(_("There is no task with the code “%(code)s”.") % {"code": task})
    return _decide(facts, task_id, rights_of(person_id), site, on or _today())


def reaches_of(*, person_id: int | None, site: Site, on: date | None = None) -> dict[int, ReachDecision]:
    """How far the person may go with every active task at `site`, by task id; three queries."""
    facts, rights, day = catalogue_facts(), rights_of(person_id), on or _today()
    return {task_id: _decide(facts, task_id, rights, site, day) for task_id in facts.tasks}


def reaches_of_people(
    *, person_ids: Collection[int], site: Site, task: str | None = None, on: date | None = None
) -> dict[int, dict[int, ReachDecision]]:
    """How far each person may go at `site` with every active task, or with the one of this code; three queries.

    By person and task id; empty for a task that does not exist or is retired.
    """
    facts, everybody, day = catalogue_facts(), rights_of_people(person_ids), on or _today()
    wanted = list(facts.tasks) if task is None else [facts.ids[task]] if task in facts.ids else []
    return {
        person: {task_id: _decide(facts, task_id, rights, site, day) for task_id in wanted}
        for person, rights in everybody.items()
    }


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a reach stops where it does, in the active language, and the way on.

    `way_on` is made for `DomainError`: "lifeline" (its code or None), "refer_to" ("lifeline", "service",
    "town_hall" or "site"), "sites" (slugs where the task is taken further), each only when there is one.
    """

    sentence: str
    way_on: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A site that takes a task, and how far."""

    site_id: int
    slug: str
    name: str
    reach: Reach


def explain_reach(decision: ReachDecision, lifeline: str | None, places: Iterable[Place] = ()) -> Explanation:
    """Say in one or two sentences what `decision` allows and what limits it; `lifeline` is the task's
    lifeline code.

    `places` (see `places_of`) are the sites that could take it; those that go further are named as the way
    on.
    """
    further = sorted(
        (place for place in places if place.reach > decision.reach), key=lambda place: -place.reach
    )
    way_on: dict[str, Any] = {"lifeline": lifeline} if lifeline else {}
    if decision.limited_by is None:
        return Explanation(_("You may go all the way: the delegation covers it."))
    if decision.limited_by is Limit.OFFER:
        sentence = _offer_sentence(decision)
        if further:
            sentence += " " + _("It is taken further at: %(names)s.") % {
                "names": ", ".join(place.name for place in further)
            }
            way_on |= {"refer_to": "site", "sites": [place.slug for place in further]}
    elif decision.limited_by is Limit.COMPETENCE:
        sentence = _competence_sentence(decision)
    else:
        sentence = _("You may prepare the case. Only somebody with a delegation may decide it.")
    way_on.setdefault("refer_to", "lifeline" if lifeline else "town_hall")
    return Explanation(sentence + " " + _way_on_sentence(lifeline), way_on)


def places_of(task_id: int) -> list[Place]:
    """The active sites that offer the task, the furthest reach first, then by name; in two queries."""
    return places_among(active_sites(), task_id, catalogue_facts())


def places_among(sites: Iterable[Site], task_id: int, facts: CatalogueFacts) -> list[Place]:
    """Those of `sites` that offer the task, the furthest reach first, then by name; without a query."""
    named = sorted(sites, key=lambda site: (danish_sort_key(site.name), site.pk))
    places = [Place(site.pk, site.slug, site.name, facts.offer(task_id, site)) for site in named]
    return sorted((place for place in places if place.reach > Reach.NONE), key=lambda place: -place.reach)


def lifeline_title(task: Task) -> str:
    """What the task's lifeline is called in the active language; empty without one."""
    text = pick(task.lifeline.texts.all()) if task.lifeline else None
    return text.title if text else ""


def _offer_sentence(decision: ReachDecision) -> str:
    if decision.offer is Reach.NONE:
        return _("This task is not offered here.")
    return _("This site goes no further with the task than to %(reach)s.") % {
        "reach": reach_word(decision.offer)
    }


def _competence_sentence(decision: ReachDecision) -> str:
    if decision.competence is Reach.NONE:
        return _("You have no competence for this task yet.")
    return _("Your competence for this task goes no further than to %(reach)s.") % {
        "reach": reach_word(decision.competence)
    }


def _way_on_sentence(lifeline: str | None) -> str:
    return (
        _("Call the lifeline, or refer the citizen on.")
        if lifeline
        else _("Refer the citizen to the town hall.")
    )


def _decide(facts: CatalogueFacts, task_id: int, rights: Rights, site: Site, day: date) -> ReachDecision:
    return effective_reach(
        facts.tasks[task_id], facts.offer(task_id, site), rights.competences, rights.delegations, day
    )


def _today() -> date:
    return danish_date(clock.now())
