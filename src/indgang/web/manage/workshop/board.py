"""The board: which cards it shows, and what stands in their rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from indgang.core.mapping import FIELDS, Result, Side, Stand, counted
from indgang.planning.models import Workshop
from indgang.planning.queries import Card, cards, find_card, result
from indgang.web.manage.workshop import words

SHOWN = ("", "disagreements", "unassessed", "grey", "mine", "out")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer in a row: its words, and whether the other side has said something else."""

    text: str
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class SideCell:
    """What one side says, as it stands in a row."""

    side: str
    name: str
    answers: list[Answered]
    note: str
    who: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A card as the board draws it. `tone` is good, warn, bad or quiet, and always said in `state` too."""

    card: Card
    cells: list[SideCell]
    owner: str
    state: str
    tone: str
    disagreement: str
    settled: list[str]
    agreed: list[str]
    may_change: bool

    @property
    def has_agreed(self) -> bool:
        """Whether one click would settle something."""
        return any(one.stand == Stand.AGREED for one in self.card.verdicts.values())


@dataclass(frozen=True, slots=True)
class Sum:
    """How far the workshop is: of the tasks that count, how many are what."""

    tasks: int
    unassessed: int
    disagreements: int
    grey: int
    settled: int
    result: Result

    @property
    def assessed(self) -> int:
        """Tasks that both sides have assessed, or that are settled."""
        return self.tasks - self.unassessed

    @property
    def shares(self) -> list[tuple[str, str, str]]:
        """Each side's share of generalist tasks: name, percent, and of how many."""
        return [
            (
                words.side_name(side.value),
                words.percent(share.value),
                _("%(hits)s of %(all)s") % {"hits": share.generalist, "all": share.known},
            )
            for side, share in self.result.by_side.items()
        ]


def row_of(card: Card, workshop: Workshop, mine: str) -> Row:
    """A card as a row of the board, for somebody who speaks for the side `mine`."""
    disputed = card.disagreements
    state, tone = _state(card)
    names = words.field_names()
    agreed = [name for name in FIELDS if card.verdicts[name].stand == Stand.AGREED]
    settled = [name for name in FIELDS if card.verdicts[name].stand == Stand.SETTLED]
    return Row(
        card=card,
        cells=[_cell(card, side, disputed, mine) for side in Side],
        owner=dict(words.owners())[card.owner],
        state=state,
        tone=tone,
        disagreement=words.disagreement(disputed),
        settled=[words.answer(name, card.verdicts[name].value) for name in settled],
        agreed=[names[name].lower() for name in agreed],
        may_change=workshop.state == "open",
    )


def _cell(card: Card, side: Side, disputed: list[str], mine: str) -> SideCell:
    said = card.said.get(side)
    found = [
        Answered(words.answer(name, getattr(said, name)), name in disputed)
        for name in FIELDS
        if said is not None and getattr(said, name)
    ]
    return SideCell(
        side=side.value,
        name=words.side_name(side.value),
        answers=found,
        note=said.note if said else "",
        who=said.person if said else "",
        is_mine=side.value == mine,
    )


def _state(card: Card) -> tuple[str, str]:
    """Where the whole card stands, and its tone."""
    if card.is_out:
        return _("Taken out"), "quiet"
    if card.parts:
        return _("Divided: the parts count"), "quiet"
    return _tone({card.verdicts[name].stand for name in FIELDS})


def _tone(stands: set[Stand]) -> tuple[str, str]:
    if Stand.DISAGREED in stands:
        return _("Disagreement"), "bad"
    if stands == {Stand.NOTHING}:
        return _("Not assessed"), "quiet"
    if stands <= {Stand.SETTLED, Stand.AGREED}:
        return (_("Settled") if stands == {Stand.SETTLED} else _("Agreed")), "good"
    return _("Lacks answers"), "warn"


def one_row(mapped_id: int, workshop: Workshop, mine: str) -> Row:
    """One card as a row."""
    return row_of(find_card(mapped_id), workshop, mine)


def sum_of(workshop: Workshop) -> Sum:
    """How far the workshop is."""
    return summed(cards(workshop.pk))


def summed(found: list[Card]) -> Sum:
    """The same for cards that were read already."""
    leaves = {fact.id for fact in counted(card.fact for card in found)}
    counting = [card for card in found if card.id in leaves]
    return Sum(
        tasks=len(counting),
        unassessed=sum(card.is_unassessed for card in counting),
        disagreements=sum(bool(card.disagreements) for card in counting),
        grey=sum(card.is_grey for card in counting),
        settled=sum(all(one.stand == Stand.SETTLED for one in card.verdicts.values()) for card in counting),
        result=result(found),
    )


def chosen(found: Iterable[Card], asked: Mapping[str, str], mine: str) -> list[Card]:
    """The cards that the filters let through; a task stays above a part that does."""
    every = list(found)
    fitting = {card.id for card in every if _fits(card, asked, mine)}
    wanted = fitting | {card.parent_id for card in every if card.id in fitting and card.parent_id}
    return [card for card in every if card.id in wanted]


def _fits(card: Card, asked: Mapping[str, str], mine: str) -> bool:
    owner, topic, show = asked["owner"], asked["topic"], asked["show"]
    if owner and owner != card.owner and not (card.owner == "both" and owner in set(Side)):
        return False
    if topic and topic != card.topic:
        return False
    return {
        "disagreements": bool(card.disagreements) and not card.parts,
        "unassessed": card.is_unassessed,
        "grey": card.is_grey,
        "mine": not card.parts
        and bool(mine)
        and (Side(mine) not in card.said or card.said[Side(mine)].is_empty),
    }.get(show, True)


def by_topic(rows: Iterable[Row]) -> list[tuple[str, str, list[Row]]]:
    """The rows in groups: code of the topic, its title, its rows."""
    found = groupby(rows, key=lambda row: (row.card.topic, row.card.topic_title))
    return [(code, title or _("Without a topic"), list(group)) for (code, title), group in found]
