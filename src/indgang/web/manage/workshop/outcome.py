"""What came of a workshop, as the page, the workbook and the council's paper show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indgang.core.mapping import MappedFact, Share, Side, counted
from indgang.planning.queries import Card, result
from indgang.web.manage.charts import BAR_WIDTH
from indgang.web.manage.workshop import words

# What the consultants found in Slangerup in 2002 (seed 000), to compare with.
SLANGERUP = {Side.LIBRARY: 0.33, Side.CITIZEN_SERVICE: 0.50}
GROUPS = ("1", "2", "3", "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar: its group ("" for none yet), how many tasks, and where it lies."""

    group: str
    name: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A share with its bar. `compared` is Slangerup's, None for all tasks together."""

    code: str
    name: str
    share: Share
    percent: str
    percent_by_minutes: str
    pieces: list[Piece]
    compared: float | None

    @property
    def compared_text(self) -> str:
        """Slangerup's share in words."""
        return "" if self.compared is None else words.percent(self.compared)

    @property
    def compared_x(self) -> float:
        """Where the line of comparison stands."""
        return round(BAR_WIDTH * (self.compared or 0), 2)


@dataclass(frozen=True, slots=True)
class GreyLine:
    """A task that somebody must decide about."""

    id: int
    title: str
    owner: str
    said: list[str]
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """What a side must learn: the tasks with their minutes, and the competences they ask for."""

    side: str
    name: str
    tasks: list[tuple[int, str, str]]
    competences: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All of it. `lines` are the two sides and, last, all tasks together."""

    lines: list[ShareLine]
    grey_zone: list[GreyLine]
    training: list[TrainingLine]
    tasks: int
    disagreements: int
    open: int

    @property
    def is_empty(self) -> bool:
        """Whether no task has a group yet."""
        return not self.lines[-1].share.known


def outcome_of(found: list[Card]) -> Outcome:
    """What follows from these cards."""
    by_id = {card.id: card for card in found}
    facts = [card.fact for card in found]
    leaves = counted(facts)
    came = result(found)
    lines = [
        _line(
            side.value,
            words.side_name(side.value),
            share,
            [one for one in leaves if side in one.owners],
            side,
        )
        for side, share in came.by_side.items()
    ]
    lines.append(_line("all", _("All tasks"), came.overall, leaves, None))
    return Outcome(
        lines=lines,
        grey_zone=[_grey(by_id[fact.id]) for fact in came.grey_zone],
        training=[
            TrainingLine(
                side.value,
                words.staff(side.value),
                [
                    (task.id, _whole_title(by_id, task), words.answer("minutes", task.minutes))
                    for task in row.tasks
                ],
                list(row.competences),
            )
            for side, row in came.training.items()
        ],
        tasks=len(leaves),
        disagreements=sum(bool(by_id[fact.id].disagreements) for fact in leaves),
        open=came.overall.open,
    )


def _line(code: str, name: str, share: Share, facts: Iterable[MappedFact], side: Side | None) -> ShareLine:
    counts = dict.fromkeys(GROUPS, 0)
    for fact in facts:
        counts[str(fact.group or "")] += 1
    return ShareLine(
        code=code,
        name=name,
        share=share,
        percent=words.percent(share.value),
        percent_by_minutes=words.percent(share.by_minutes),
        pieces=_pieces(counts),
        compared=SLANGERUP[side] if side else None,
    )


def _pieces(counts: dict[str, int]) -> list[Piece]:
    names = {"1": _("Group 1"), "2": _("Group 2"), "3": _("Group 3"), "": _("Not agreed yet")}
    known = sum(count for group, count in counts.items() if group)
    total = known + counts[""]
    pieces, x = [], 0.0
    for group, count in counts.items():
        width = BAR_WIDTH * count / total if total else 0.0
        pieces.append(Piece(group, names[group], count, round(x, 2), round(width, 2)))
        x += width
    return pieces


def _grey(card: Card) -> GreyLine:
    said = [
        _("%(side)s: %(nature)s")
        % {"side": words.side_name(side.value), "nature": words.short("nature", card.said[side].nature)}
        for side in Side
        if side in card.said and card.said[side].nature
    ]
    owner = dict(words.owners())[card.owner]
    return GreyLine(card.id, card.title, owner, said, bool(card.verdicts["nature"].value))


def _whole_title(by_id: dict[int, Card], task: MappedFact) -> str:
    """The title, with that of its task before it for a part."""
    parent = by_id.get(task.parent or 0)
    return f"{parent.title}: {task.title}" if parent else task.title
