"""What the playbook shows beside the steps: the record of the task, as it stood when the meeting chose it."""

from collections.abc import Sequence
from dataclasses import dataclass

from indgang.base.access import Actor
from indgang.catalogue import queries as catalogue
from indgang.catalogue.queries import TaskCard, TaskLine
from indgang.catalogue.queries.marks import SectionMark, section_marks
from indgang.catalogue.queries.pages import PartChange, card_at, page_changes, play_page
from indgang.organisation.models import Site

# Their texts have no section of their own in the panel: what is to know of them stands under the title.
UNDER_TITLE = {"head", "bring", "play", "note", "forbidden", "words"}


@dataclass(frozen=True, slots=True)
class Record:
    """Marks of sections, related tasks, and what a newer version (its number, or None) says otherwise."""

    marks: Sequence[SectionMark]
    related: Sequence[TaskLine]
    newer: int | None
    changes: Sequence[PartChange]

    @property
    def title_marks(self) -> list[SectionMark]:
        """The marks that stand under the title."""
        return [mark for mark in self.marks if mark.kind in UNDER_TITLE]


def record_of(
    card: TaskCard, site: Site, actor: Actor, play_id: int | None = None
) -> tuple[TaskCard, Record]:
    """The card as the version `play_id` had it (None: as it is now), and its record."""
    newer, changes = None, []
    if play_id is not None and card.play_id is not None and play_id != card.play_id:
        newer = card.play_version
        chosen = play_page(play_id, card.language, site)
        changes = page_changes(chosen, play_page(card.play_id, card.language, site))
        card = card_at(card, chosen)
    related = catalogue.task_lines(card.related, site, actor=actor) if card.related else []
    return card, Record(section_marks(card.task_id), related, newer, changes)


def in_english(card: TaskCard, site: Site, actor: Actor) -> TaskCard:
    """The same version of the same task for a citizen who speaks English."""
    english = catalogue.task_card(card.code, "en", site=site, actor=actor)
    if card.play_id is None or card.play_id == english.play_id:
        return english
    return card_at(english, play_page(card.play_id, "en", site))
