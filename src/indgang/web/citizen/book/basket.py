"""What somebody is about to book, as it stands in the address of each screen: tasks, persons, place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from indgang.base.access import ANONYMOUS
from indgang.booking.errands import MOST_TASKS, Wanted
from indgang.booking.queries import AppointmentView
from indgang.catalogue.queries import task_lines
from indgang.web.citizen.start.reading import Shown, shown_tasks

MOST_PERSONS = 20


@dataclass(frozen=True, slots=True)
class Basket:
    """The tasks, each for so many persons, and the slug of the place; empty when it is not chosen yet."""

    tasks: tuple[Wanted, ...]
    site: str = ""

    @property
    def query(self) -> str:
        """As it stands in an address."""
        pairs = [pair for one in self.tasks for pair in _pairs(one)]
        return urlencode([*pairs, *([("site", self.site)] if self.site else [])])

    @property
    def fields(self) -> list[tuple[str, str]]:
        """As hidden fields of a form."""
        pairs = [pair for one in self.tasks for pair in _pairs(one)]
        return [*pairs, *([("site", self.site)] if self.site else [])]

    @property
    def is_full(self) -> bool:
        """Whether it takes no more tasks."""
        return len(self.tasks) >= MOST_TASKS

    def with_task(self, code: str) -> "Basket":
        """With one task more."""
        return replace(self, tasks=_distinct([*self.tasks, Wanted(code)]))

    def without(self, code: str) -> "Basket":
        """Without one of its tasks."""
        return replace(self, tasks=tuple(one for one in self.tasks if one.task != code))

    def at(self, site: str) -> "Basket":
        """At a place; "" to choose it anew."""
        return replace(self, site=site)

    def lines(self) -> list[tuple[Shown, int]]:
        """The tasks as people read them, with their persons."""
        persons = dict(self.tasks)
        return [(line, persons[line.code]) for line in shown_tasks(one.task for one in self.tasks)]


def basket_of(fields: QueryDict) -> Basket:
    """The basket of an address or a form. What makes no sense is left out, as are tasks that the public may not see."""
    wanted = _distinct(
        Wanted(code, _persons(fields.get(f"persons-{code}", ""))) for code in fields.getlist("task")
    )
    known = {line.code for line in task_lines([one.task for one in wanted], actor=ANONYMOUS)}
    return Basket(tuple(one for one in wanted if one.task in known), fields.get("site", "")[:50])


def basket_with(view: AppointmentView, *, site: str = "") -> Basket:
    """The basket that would book the same errand anew."""
    return Basket(tuple(Wanted(line.code, line.persons) for line in view.tasks), site)


def _distinct(wanted: Iterable[Wanted]) -> tuple[Wanted, ...]:
    return tuple({one.task: one for one in wanted}.values())[:MOST_TASKS]


def _pairs(one: Wanted) -> Sequence[tuple[str, str]]:
    task = [("task", one.task)]
    return task if one.persons == 1 else [*task, (f"persons-{one.task}", str(one.persons))]


def _persons(typed: str) -> int:
    return min(max(int(typed), 1), MOST_PERSONS) if typed.isdecimal() and len(typed) < 4 else 1
