"""The mapping of tasks: what two staffs agree on, and what follows from it.

The way of Slangerup (seed 000): every task is divided, described, timed, prioritised and classed by both staffs
together. Group 1 tasks are generalist and can be done by everybody at the joint desk; groups 2 and 3 stay with
specialists. A task's nature is operational, grey zone or authority; a grey zone is a question that somebody must
decide.

A task that is divided does not count by itself: its parts count. So nothing counts twice, and a task can be half
generalist.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

GENERALIST = 1
GREY_ZONE = "grey_zone"
FIELDS = ("minutes", "priority", "nature", "group")

Answer = int | str | None


class Side(StrEnum):
    """One of the two staffs."""

    LIBRARY = "library"
    CITIZEN_SERVICE = "citizen_service"

    @property
    def other(self) -> "Side":
        """The other staff."""
        return Side.CITIZEN_SERVICE if self is Side.LIBRARY else Side.LIBRARY


class Stand(StrEnum):
    """Where the two staffs stand on one field."""

    NOTHING = "nothing"
    ONE_SIDE = "one_side"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a field stands, and the value that counts; None until it is agreed or settled."""

    stand: Stand
    value: Answer = None


def verdict(settled: Answer, library: Answer, citizen_service: Answer) -> Verdict:
    """Where a field stands by what was settled and what each side has said; None and "" say nothing.

    What is settled holds whatever anybody says later. Both sides saying the same is an agreement by itself; they
    disagree when both have said something and it differs.
    """
    if not _is_empty(settled):
        return Verdict(Stand.SETTLED, settled)
    said = [answer for answer in (library, citizen_service) if not _is_empty(answer)]
    if len(said) < 2:
        return Verdict(Stand.ONE_SIDE if said else Stand.NOTHING)
    if said[0] == said[1]:
        return Verdict(Stand.AGREED, said[0])
    return Verdict(Stand.DISAGREED)


def _is_empty(answer: Answer) -> bool:
    return answer is None or answer == ""


@dataclass(frozen=True, slots=True)
class MappedFact:
    """One mapped task, or one part of one (`parent`).

    `owners` are the sides that do it today: one, both, or none when a partner does. `grey_said`: somebody calls
    it a grey zone. `group`, `nature` and `minutes` are what counts, None or "" until agreed or settled.
    """

    id: int
    title: str
    owners: frozenset[Side]
    parent: int | None = None
    group: int | None = None
    nature: str = ""
    minutes: int | None = None
    grey_said: bool = False
    competences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How many tasks are generalist, of those whose group is agreed or settled.

    `minutes` counts the minutes of one case of each, of the tasks whose minutes are agreed or settled as well.
    `open` is how many tasks have no group yet.
    """

    generalist: int
    known: int
    open: int
    generalist_minutes: int
    known_minutes: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None while no group is known."""
        return self.generalist / self.known if self.known else None

    @property
    def by_minutes(self) -> float | None:
        """The same by minutes; None while none are known."""
        return self.generalist_minutes / self.known_minutes if self.known_minutes else None


@dataclass(frozen=True, slots=True)
class Training:
    """What one side must learn: the generalist tasks that only the other side does today."""

    side: Side
    tasks: tuple[MappedFact, ...]

    @property
    def competences(self) -> tuple[str, ...]:
        """The competences that these tasks ask for, the most wanted first, then by name."""
        counts: dict[str, int] = {}
        for task in self.tasks:
            for name in dict.fromkeys(task.competences):
                counts[name] = counts.get(name, 0) + 1
        return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a workshop. A task that both sides do counts for both, and once in `overall`."""

    by_side: Mapping[Side, Share]
    overall: Share
    grey_zone: tuple[MappedFact, ...]
    training: Mapping[Side, Training]


def counted(tasks: Iterable[MappedFact]) -> list[MappedFact]:
    """Those that count: parts, and tasks that are not divided. A divided task is left to its parts."""
    every = list(tasks)
    divided = {task.parent for task in every if task.parent is not None}
    return [task for task in every if task.id not in divided]


def share_of(tasks: Iterable[MappedFact]) -> Share:
    """How many of the tasks that count are generalist."""
    leaves = counted(tasks)
    known = [task for task in leaves if task.group is not None]
    generalist = [task for task in known if task.group == GENERALIST]
    return Share(len(generalist), len(known), len(leaves) - len(known), _minutes(generalist), _minutes(known))


def result_of(tasks: Iterable[MappedFact]) -> Result:
    """The shares, the grey zone and the training that follow from a mapping."""
    leaves = counted(tasks)
    return Result(
        by_side={side: share_of(_of(leaves, side)) for side in Side},
        overall=share_of(leaves),
        grey_zone=tuple(task for task in leaves if is_grey(task)),
        training={side: training_of(leaves, side) for side in Side},
    )


def is_grey(task: MappedFact) -> bool:
    """Whether somebody must decide: it is a grey zone, or one side says so and nothing else is agreed."""
    return task.nature == GREY_ZONE or (not task.nature and task.grey_said)


def training_of(tasks: Iterable[MappedFact], side: Side) -> Training:
    """What a side must learn to do every generalist task; what a partner does today is nobody's to teach."""
    taken_up = [
        task for task in counted(tasks) if task.group == GENERALIST and task.owners == frozenset({side.other})
    ]
    return Training(side, tuple(taken_up))


def _of(leaves: Sequence[MappedFact], side: Side) -> list[MappedFact]:
    """The leaves that a side does today. Their parents are gone already, so that they stand for themselves."""
    return [task for task in leaves if side in task.owners]


def _minutes(tasks: Iterable[MappedFact]) -> int:
    return sum(task.minutes or 0 for task in tasks)
