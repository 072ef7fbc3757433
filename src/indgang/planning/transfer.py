"""The mapped tasks of every workshop, for a spreadsheet. Only outwards: what staffs agree on is not imported."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.base.transfer import registry
from indgang.base.transfer.cells import Choice, Code, Integer, Raw, Text, Value
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import Change, Kind
from indgang.catalogue.models.tasks import Nature
from indgang.core.mapping import FIELDS, Side
from indgang.planning.models import (
    GROUPS,
    MINUTES,
    NOTE_LENGTH,
    PRIORITIES,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Owner,
)
from indgang.planning.policies import EXPORT
from indgang.planning.queries import Card, cards, workshops

MOST = 999_999_999_999


class Lines:
    """Several short texts in a cell, with | between; these files are only written."""

    empty: Value = ()

    def parse(self, raw: Raw) -> Value:
        """Never: workshops are not imported."""
        raise NotImplementedError

    def write(self, value: Value) -> Raw:
        """The texts with | between."""
        return " | ".join(value)


def _answers(prefix: str, danish: str) -> tuple[Column, ...]:
    return (
        Column(f"{prefix}_minutes", Integer(*MINUTES), _("Minutes for one case."), f"{danish}_minutter"),
        Column(f"{prefix}_priority", Integer(*PRIORITIES), _("1 first, 3 last."), f"{danish}_prioritet"),
        Column(
            f"{prefix}_nature", Choice.of(Nature), _("Operational, grey zone or authority."), f"{danish}_art"
        ),
        Column(
            f"{prefix}_group", Integer(*GROUPS), _("1 generalist, 2 and 3 specialist."), f"{danish}_gruppe"
        ),
    )


class Workshops(Kind):
    """Every mapped task with what each side said and what counts: agreed, or settled."""

    name = "workshop"
    noun = "mapped task"
    title = _("Mapped tasks of the workshops")
    key = ("mapped",)
    topic = "planning"
    import_permission = "planning.import_workshops"
    export_permission = EXPORT
    columns = (
        Column("workshop", Integer(1, MOST), _("The number of the workshop."), "værksted"),
        Column("mapped", Integer(1, MOST), _("The number of the mapped task."), "nr"),
        Column("part_of", Integer(1, MOST), _("The number of the task that it is a part of."), "del_af"),
        Column("parts", Integer(0, MOST), _("How many parts it is divided into; then they count."), "dele"),
        Column("task", Code(60), _("The code of the catalogue's task."), "opgave"),
        Column("title", Text(TITLE_LENGTH), _("What it is called."), "titel"),
        Column("topic", Code(), _("The code of the topic."), "emne"),
        Column("owner", Choice.of(Owner), _("Who does it today."), "udføres_af"),
        Column("done_by", Text(200), _("The same in words."), "udføres_i_dag"),
        Column("description", Text(TEXT_LENGTH), _("What it consists of."), "beskrivelse"),
        Column("competences", Lines(), _("Competences that it asks for, with | between."), "kompetencer"),
        Column("tools", Lines(), _("IT tools that it asks for, with | between."), "redskaber"),
        Column("standard_minutes", Integer(*MINUTES), _("The catalogue's assumption."), "standardminutter"),
        Column(
            "measured_minutes", Integer(0, MOST), _("The measured median; empty when under five."), "målt"
        ),
        *_answers("library", "bibliotek"),
        *_answers("citizen_service", "borgerservice"),
        *_answers("counts", "gælder"),
        Column("disagree_on", Lines(), _("The fields that are not settled yet."), "uenige_om"),
        Column("reason", Text(NOTE_LENGTH), _("Why it was settled so."), "begrundelse"),
    )

    def stored(self) -> Iterator[Record]:
        """Every mapped task, the newest workshop first."""
        for workshop in workshops():
            yield from records(cards(workshop.id))

    def visible(self, actor: Actor) -> Iterable[Record]:
        """All of them: a workshop belongs to no site."""
        del actor
        return self.stored()

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Never: nobody has the permission to import workshops."""
        raise NotImplementedError("what staffs agree on comes from their workshop, not from files")


def records(found: Iterable[Card]) -> Iterator[Record]:
    """The cards as rows."""
    for card in found:
        row: Record = {
            "workshop": card.workshop_id,
            "mapped": card.id,
            "part_of": card.parent_id,
            "parts": card.parts,
            "task": card.code,
            "title": card.title,
            "topic": card.topic,
            "owner": card.owner,
            "done_by": card.done_by,
            "description": card.description,
            "competences": card.competences,
            "tools": card.tools,
            "standard_minutes": card.standard_minutes,
            "measured_minutes": round(card.measured.minutes) if card.measured else None,
            "disagree_on": card.disagreements,
            "reason": card.settled_reason,
        }
        for name in FIELDS:
            for side in Side:
                said = card.said.get(side)
                row[f"{side.value}_{name}"] = _answer(name, getattr(said, name) if said else None)
            row[f"counts_{name}"] = _answer(name, card.verdicts[name].value)
        yield row


def _answer(field: str, value: Value) -> Value:
    return value or "" if field == "nature" else value


WORKSHOPS = Workshops()


def register() -> None:
    """Tell the framework about the kind."""
    registry.register(WORKSHOPS)
