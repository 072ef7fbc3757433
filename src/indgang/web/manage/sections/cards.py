"""The sections of a task as its page shows them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from indgang.base.access import Actor, may
from indgang.catalogue.models import Layer, SectionKind
from indgang.catalogue.queries.sections import SectionCard, VersionLine, sections_of
from indgang.catalogue.services import possible_owners
from indgang.web.manage.sections import words
from indgang.web.manage.sections.reading import Part, parts_of

NO_ADDING = frozenset({SectionKind.HEAD, SectionKind.NOTE})


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section: its text in force, the layers it comes from, what is begun, and what can be done."""

    kind: str
    name: str
    card: SectionCard
    parts: list[Part]
    notes: list[tuple[VersionLine, list[Part]]]
    layers: list[tuple[str, VersionLine]]
    begun: list[tuple[str, VersionLine]]
    acts: list[tuple[str, str]]


def task_sections(code: str, actor: Actor) -> dict[str, Any]:
    """What the task's page shows of its sections. Raises TaskNotFound."""
    cards = sections_of(code, actor=actor)
    owner_id = cards[0].task_owner_id
    owner = next((one.name for one in possible_owners() if one.id == owner_id), "")
    shown = [_shown(code, card) for card in cards]
    return {
        "sections": shown,
        "task_owner": owner,
        "may_review": may(actor, "catalogue.review"),
    }


def _shown(code: str, card: SectionCard) -> ShownSection:
    return ShownSection(
        kind=card.kind,
        name=words.kind_name(card.kind),
        card=card,
        parts=parts_of(card.kind, card.content),
        notes=[
            (line, parts_of(card.kind, line.content)) for line in card.in_force if line.site_id is not None
        ],
        layers=[(words.layer_name(line.layer), line) for line in card.in_force],
        begun=[(words.layer_name(line.layer), line) for line in card.begun],
        acts=_acts(code, card),
    )


def _acts(code: str, card: SectionCard) -> list[tuple[str, str]]:
    address = reverse("manage:edit_section", args=[code, card.kind])
    ours = [line for line in card.in_force if line.layer == Layer.LOCAL and line.site_id is None]
    begun = [line for line in card.begun if line.layer == Layer.LOCAL and line.site_id is None]
    if begun and begun[0].state != "scheduled":
        return [(address, _("Go on writing"))]
    if ours:
        return [(f"{address}?mode={ours[0].mode}", _("Change"))]
    if card.kind == SectionKind.NOTE:
        return [(address, _("Write a note"))]
    acts = [] if card.kind in NO_ADDING or not card.in_force else [
        (f"{address}?mode=add", _("Add our own text"))
    ]  # fmt: skip
    return [*acts, (f"{address}?mode=replace", _("Replace") if card.in_force else _("Write a text"))]
