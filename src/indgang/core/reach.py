"""How far somebody may go with a task: inform < guide < receive < prepare < decide.

The rule that always holds: what is done stays within what the site offers and what the person is competent
for, and a decision in law needs a delegation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Self


class Reach(IntEnum):
    """One step on the ladder; a higher one includes those below."""

    NONE = 0
    INFORM = 1
    GUIDE = 2
    RECEIVE = 3
    PREPARE = 4
    DECIDE = 5

    @property
    def code(self) -> str:
        """The lower-case name, as written in content files, the database and the API."""
        return self.name.lower()

    @classmethod
    def from_code(cls, code: str) -> Self:
        """The step that `code` names; raises ValueError for an unknown code."""
        for step in cls:
            if step.code == code:
                return step
        raise ValueError(f"unknown reach {code!r}")


class ScopeKind(StrEnum):
    """What a competence or delegation is given for, the most specific first."""

    TASK = "task"
    TOPIC = "topic"
    GROUP = "group"


class Limit(StrEnum):
    """What kept a reach down."""

    OFFER = "offer"
    COMPETENCE = "competence"
    DELEGATION = "delegation"


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the rules need to know of a task: its code, its topic's code, its group (1 generalist, 2, 3)."""

    code: str
    topic: str
    group: int


@dataclass(frozen=True, slots=True)
class Scope:
    """The tasks that a competence or delegation covers: one task, a topic, or a group ("1", "2", "3")."""

    kind: ScopeKind
    code: str

    def covers(self, task: TaskFacts) -> bool:
        """Whether `task` is inside this scope."""
        match self.kind:
            case ScopeKind.TASK:
                return self.code == task.code
            case ScopeKind.TOPIC:
                return self.code == task.topic
            case ScopeKind.GROUP:
                return self.code == str(task.group)


@dataclass(frozen=True, slots=True)
class CompetenceFact:
    """A person's reach within a scope, from `valid_from` to the day before `lapses_on` (None: for good)."""

    scope_kind: ScopeKind
    scope_code: str
    reach: Reach
    valid_from: date
    lapses_on: date | None = None

    @property
    def scope(self) -> Scope:
        """The tasks it is about."""
        return Scope(ScopeKind(self.scope_kind), self.scope_code)

    def holds_on(self, day: date) -> bool:
        """Whether it counts on the Danish `day`."""
        return self.valid_from <= day and (self.lapses_on is None or day < self.lapses_on)


@dataclass(frozen=True, slots=True)
class DelegationFact:
    """A right to decide within a scope, from `valid_from` to `valid_to`, both included (None: for good)."""

    scope_kind: ScopeKind
    scope_code: str
    valid_from: date
    valid_to: date | None = None

    @property
    def scope(self) -> Scope:
        """The tasks it is about."""
        return Scope(ScopeKind(self.scope_kind), self.scope_code)

    def holds_on(self, day: date) -> bool:
        """Whether it counts on the Danish `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class ReachDecision:
    """The reach that holds, and what is needed to say why.

    `limited_by` is None only when nothing holds the person back.
    `competence_scope` is the scope the competence came from; None when the person has none for the task.
    """

    reach: Reach
    limited_by: Limit | None
    offer: Reach
    competence: Reach
    competence_scope: Scope | None
    delegated: bool

    def allows(self, needed: Reach) -> bool:
        """Whether something that takes `needed` may be done."""
        return self.reach >= needed


def competence_for(
    task: TaskFacts, competences: Iterable[CompetenceFact], on: date
) -> tuple[Reach, Scope | None]:
    """The competence that counts for `task` on the Danish day `on`, and its scope.

    The most specific scope wins (task, then topic, then group), also when it is the lower reach; within the
    same kind of scope the highest reach counts. Without any: (NONE, None).
    """
    held = [fact for fact in competences if fact.holds_on(on) and fact.scope.covers(task)]
    for kind in ScopeKind:
        same_kind = [fact for fact in held if fact.scope_kind == kind]
        if same_kind:
            best = max(same_kind, key=lambda fact: fact.reach)
            return Reach(best.reach), best.scope
    return Reach.NONE, None


def effective_reach(
    task: TaskFacts,
    offer_reach: Reach,
    competences: Iterable[CompetenceFact],
    delegations: Iterable[DelegationFact],
    on: date,
) -> ReachDecision:
    """How far a person may go with `task` at a site that offers it to `offer_reach`, on the Danish day `on`.

    The lower of offer and competence; *decide* without a delegation that covers the task becomes *prepare*.
    When offer and competence are equally low, the offer is named: no competence would help at this site.
    """
    competence, scope = competence_for(task, competences, on)
    delegated = any(fact.holds_on(on) and fact.scope.covers(task) for fact in delegations)
    reach = min(Reach(offer_reach), competence)
    limited_by: Limit | None = None
    if reach == Reach.DECIDE:
        if not delegated:
            reach, limited_by = Reach.PREPARE, Limit.DELEGATION
    else:
        limited_by = Limit.OFFER if offer_reach <= competence else Limit.COMPETENCE
    return ReachDecision(reach, limited_by, Reach(offer_reach), competence, scope, delegated)
