"""Reading workshops: the cards of a board, what came of them, and what the catalogue would take over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q

from indgang.base.access import Actor, may
from indgang.base.transfer import registry
from indgang.catalogue.queries import TaskLine, task_lines, topics
from indgang.core.mapping import FIELDS, MappedFact, Result, Side, Stand, Verdict, is_grey, result_of, verdict
from indgang.core.mapping import GREY_ZONE as GREY
from indgang.insight.queries import Measured, measured_minutes
from indgang.planning.errors import NoSuchMappedTask, NoSuchWorkshop
from indgang.planning.models import Assessment, MappedTask, MappingEvent, Owner, Workshop

# What is settled here, and the catalogue's field for it with the permission to change that.
COLUMNS = {
    "group": ("group", "catalogue.change"),
    "nature": ("nature", "catalogue.change"),
    "minutes": ("standard_minutes", "catalogue.plan"),
    "priority": ("priority", "catalogue.plan"),
}


@dataclass(frozen=True, slots=True)
class WorkshopLine:
    """A workshop in a list, with how many tasks it has and how many of these both sides have assessed."""

    id: int
    title: str
    started_on: date
    state: str
    tasks: int
    assessed: int

    @property
    def is_open(self) -> bool:
        """Whether anything may still change."""
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says of a task, and who wrote it down when."""

    minutes: int | None
    priority: int | None
    nature: str
    group: int | None
    note: str
    revision: int
    person: str
    at: datetime

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said in any field."""
        return not any(getattr(self, name) for name in FIELDS)


@dataclass(frozen=True, slots=True)
class Card:
    """A mapped task with all that is known of it. `measured` is None where too few matters were measured.

    `verdicts` by field; `said` by side, without those that have said nothing. A divided task has `parts`, which
    count in its place.
    """

    id: int
    workshop_id: int
    parent_id: int | None
    order: int
    title: str
    code: str
    topic: str
    topic_title: str
    owner: str
    description: str
    summary: str
    competences: tuple[str, ...]
    tools: tuple[str, ...]
    done_by: str
    standard_minutes: int | None
    measured: Measured | None
    said: Mapping[Side, Said]
    verdicts: Mapping[str, Verdict]
    settled_reason: str
    settled_by: str
    settled_at: datetime | None
    settled_revision: int
    revision: int
    is_out: bool
    parts: int

    @property
    def disagreements(self) -> list[str]:
        """The fields on which both sides have said something different and nothing is settled."""
        return [name for name in FIELDS if self.verdicts[name].stand == Stand.DISAGREED]

    @property
    def is_unassessed(self) -> bool:
        """Whether a side has said nothing yet of what counts and is not settled."""
        if self.parts or all(self.verdicts[name].stand == Stand.SETTLED for name in FIELDS):
            return False
        return any(side not in self.said or self.said[side].is_empty for side in Side)

    @property
    def is_grey(self) -> bool:
        """Whether somebody must decide whether it is operation or authority."""
        return not self.parts and is_grey(self.fact)

    @property
    def owners(self) -> frozenset[Side]:
        """The sides that do it today."""
        return {
            Owner.BOTH.value: frozenset(Side),
            Owner.PARTNER.value: frozenset[Side](),
        }.get(self.owner) or frozenset(side for side in Side if side.value == self.owner)

    @property
    def fact(self) -> MappedFact:
        """The card as the rules of the mapping see it."""
        value: dict[str, Any] = {name: self.verdicts[name].value for name in FIELDS}
        return MappedFact(
            id=self.id,
            title=self.title,
            owners=self.owners,
            parent=self.parent_id,
            group=value["group"],
            nature=value["nature"] or "",
            minutes=value["minutes"],
            grey_said=any(said.nature == GREY for said in self.said.values()),
            competences=self.competences,
        )


def workshops() -> list[WorkshopLine]:
    """Every workshop, the newest first. A divided task is counted as its parts."""
    rows = Workshop.objects.order_by("-started_on", "-pk")
    lines = []
    for row in rows:
        counting = _counting(row.pk)
        counts = counting.aggregate(tasks=Count("pk"), both=Count("pk", filter=Q(sides=2)))
        lines.append(
            WorkshopLine(row.pk, row.title, row.started_on, row.state, counts["tasks"], counts["both"])
        )
    return lines


def _counting(workshop_id: int) -> Any:
    divided = MappedTask.objects.filter(workshop=workshop_id, is_out=False, level=2).values("parent")
    rows = MappedTask.objects.filter(workshop=workshop_id, is_out=False).exclude(pk__in=divided)
    return rows.exclude(parent__is_out=True).annotate(sides=Count("assessments"))


def find_workshop(workshop_id: int) -> Workshop:
    """The workshop. Raises NoSuchWorkshop."""
    workshop = Workshop.objects.filter(pk=workshop_id).first()
    if workshop is None:
        raise NoSuchWorkshop(facts={"workshop": workshop_id})
    return workshop


def find_card(mapped_id: int) -> Card:
    """One card. Raises NoSuchMappedTask."""
    rows = _rows().filter(pk=mapped_id)
    found = _cards(rows, MappedTask.objects.filter(parent=mapped_id, is_out=False).count())
    if not found:
        raise NoSuchMappedTask(facts={"mapped": mapped_id})
    return found[0]


def cards(workshop_id: int, *, taken_out: bool = False) -> list[Card]:
    """The cards of a workshop in the order of topics, parts after their task; or those that were taken out.

    The parts of a task that was taken out are out with it.
    """
    rows = _rows().filter(workshop=workshop_id)
    out = Q(is_out=True) | Q(parent__is_out=True)
    return _cards(rows.filter(out) if taken_out else rows.exclude(out))


def result(found: Iterable[Card]) -> Result:
    """What follows from these cards (see `core.mapping`)."""
    return result_of(card.fact for card in found)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to a card; `facts` holds what changed as {field: [old, new]}."""

    at: datetime
    kind: str
    side: str
    person: str
    facts: Mapping[str, Any]


def history(mapped_id: int) -> list[HistoryLine]:
    """All that happened to a card, the newest first."""
    rows = MappingEvent.objects.filter(mapped=mapped_id).select_related("person").order_by("-at", "-pk")
    return [
        HistoryLine(row.at, row.kind, row.side, row.person.name if row.person else "", row.facts)
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Takeover:
    """A field of the catalogue that would change; `is_allowed` says whether the actor may change it."""

    mapped_id: int
    code: str
    title: str
    field: str
    column: str
    before: Any
    after: Any
    is_allowed: bool

    @property
    def token(self) -> str:
        """What was shown, in one word."""
        return f"{self.mapped_id}.{self.field}.{self.before}.{self.after}"


def takeovers(*, workshop_id: int, actor: Actor) -> list[Takeover]:
    """What taking over would change: settled fields of undivided catalogue tasks that differ from the catalogue."""
    records = {record["code"]: record for record in registry.get("tasks").stored()}
    return [
        Takeover(card.id, card.code, card.title, name, column, before, after, may(actor, permission))
        for card in cards(workshop_id)
        if card.code and not card.parts
        for name, (column, permission) in COLUMNS.items()
        if card.verdicts[name].stand == Stand.SETTLED
        for before, after in [(records[card.code][column], card.verdicts[name].value)]
        if before != after
    ]


def _rows() -> Any:
    said = Prefetch("assessments", Assessment.objects.select_related("person"))
    return MappedTask.objects.select_related("task", "topic", "settled_by").prefetch_related(said)


def _cards(rows: Any, parts_of_one: int | None = None) -> list[Card]:
    found = list(rows)
    names = {card.code: (place, card.title) for place, card in enumerate(topics())}
    lines = {line.code: line for line in task_lines(sorted({row.task.code for row in found if row.task}))}
    measured = measured_minutes()
    parts: dict[int, int] = {}
    for row in found:
        if row.parent_id is not None:
            parts[row.parent_id] = parts.get(row.parent_id, 0) + 1
    made = [
        _card(row, names, lines, measured, parts_of_one if parts_of_one is not None else parts.get(row.pk, 0))
        for row in found
    ]
    orders = {card.id: card.order for card in made}
    last = len(names)
    return sorted(
        made,
        key=lambda card: (
            names.get(card.topic, (last, ""))[0],
            orders.get(card.parent_id or 0, card.order),
            card.parent_id is not None,
            card.order,
        ),
    )


def _card(
    row: MappedTask,
    names: Mapping[str, tuple[int, str]],
    lines: Mapping[str, TaskLine],
    measured: Mapping[str, Measured],
    parts: int,
) -> Card:
    code = row.task.code if row.task else ""
    line = lines.get(code)
    said = {Side(one.side): _said(one) for one in row.assessments.all()}
    return Card(
        id=row.pk,
        workshop_id=row.workshop_id,
        parent_id=row.parent_id,
        order=row.order,
        title=line.title if line else row.title,
        code=code,
        topic=row.topic.code if row.topic else "",
        topic_title=names[row.topic.code][1] if row.topic else "",
        owner=row.owner,
        description=row.description,
        summary=line.summary if line else "",
        competences=tuple(row.competences),
        tools=tuple(row.tools),
        done_by=row.done_by,
        standard_minutes=line.standard_minutes if line else None,
        measured=measured.get(code),
        said=said,
        verdicts={name: _verdict(row, name, said) for name in FIELDS},
        settled_reason=row.settled_reason,
        settled_by=row.settled_by.name if row.settled_by else "",
        settled_at=row.settled_at,
        settled_revision=row.settled_revision,
        revision=row.revision,
        is_out=row.is_out,
        parts=parts,
    )


def _said(row: Assessment) -> Said:
    person = row.person.name if row.person else ""
    return Said(row.minutes, row.priority, row.nature, row.group, row.note, row.revision, person, row.at)


def _verdict(row: MappedTask, field: str, said: Mapping[Side, Said]) -> Verdict:
    answers = [getattr(said[side], field) if side in said else None for side in Side]
    return verdict(getattr(row, f"settled_{field}"), answers[0], answers[1])
