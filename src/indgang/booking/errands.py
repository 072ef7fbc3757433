"""What somebody wants to book: one or more tasks for one or more persons, and how long that takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from indgang.base.errors import Invalid
from indgang.booking.errors import NotBookable
from indgang.booking.models import TaskRule
from indgang.catalogue import queries as catalogue
from indgang.catalogue.errors import TaskNotFound

if TYPE_CHECKING:
    from indgang.organisation.models import Site

RULES = "SELECT * FROM booking_taskrule WHERE municipality_id = %s AND task_id = ANY(%s)"
OPERATIONAL = "operational"
MOST_TASKS = 5


class Wanted(NamedTuple):
    """A task by its code, for so many persons."""

    task: str
    persons: int = 1


@dataclass(frozen=True, slots=True)
class ErrandTask:
    """One task of an errand, and the minutes that it takes."""

    id: int
    code: str
    topic: str
    persons: int
    minutes: int
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class Errand:
    """What an appointment is for. `skills` must be had by whoever serves."""

    tasks: tuple[ErrandTask, ...]
    skills: frozenset[str]
    is_operational: bool
    is_public: bool

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(task.minutes for task in self.tasks)

    @property
    def persons(self) -> int:
        """How many come."""
        return max(task.persons for task in self.tasks)

    @property
    def topics(self) -> frozenset[str]:
        """What it is about."""
        return frozenset(task.topic for task in self.tasks)


def errand_of(site: "Site", wanted: Sequence[Wanted], skills: Sequence[str] = ()) -> Errand:
    """What is wanted, as the site books it.

    The minutes follow from the tasks: their own or the municipality's (`TaskRule`), and for each further
    person half of them unless the rule says otherwise. Raises TaskNotFound, NotBookable when the site does
    not offer one of them, Invalid for no task, one task twice, or too many persons.
    """
    codes = [one.task for one in wanted]
    if not 1 <= len(codes) <= MOST_TASKS or len(set(codes)) < len(codes):
        raise Invalid(_("Choose between one and five different tasks."), field="tasks")
    measures, offered = catalogue.task_measures(codes), catalogue.offered_tasks(site)
    for code in codes:
        if code not in measures:
            raise TaskNotFound(_("There is no task with the code “%(code)s”.") % {"code": code})
        if measures[code].id not in offered:
            elsewhere = [place.slug for place in catalogue.places_of(measures[code].id)]
            raise NotBookable(_("This task is not offered here."), way_on={"sites": elsewhere})
    rules = {
        rule.task_id: rule
        for rule in TaskRule.objects.raw(
            RULES, [site.municipality_id, [measure.id for measure in measures.values()]]
        )
    }
    usual = TaskRule()
    tasks = tuple(_measured(measures[one.task], one.persons, rules) for one in wanted)
    needed = {skill for rule in rules.values() for skill in rule.skills}
    return Errand(
        tasks,
        frozenset(needed | set(skills)),
        is_operational=all(measures[code].nature == OPERATIONAL for code in codes),
        is_public=all(rules.get(task.id, usual).is_public for task in tasks),
    )


def _measured(measure: catalogue.TaskMeasure, persons: int, rules: dict[int, TaskRule]) -> ErrandTask:
    rule = rules.get(measure.id) or TaskRule()
    if not 1 <= persons <= rule.most_persons:
        raise Invalid(
            _("This can be booked for at most %(most)s persons at a time.") % {"most": rule.most_persons},
            field="persons",
            facts={"most": rule.most_persons},
        )
    first = rule.minutes or measure.minutes
    extra = rule.extra_person_minutes if rule.extra_person_minutes is not None else -(-first // 2)
    minutes = first + extra * (persons - 1)
    return ErrandTask(measure.id, measure.code, measure.topic, persons, minutes, measure.sensitive)
