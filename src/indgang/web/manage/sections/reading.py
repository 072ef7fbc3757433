"""Contents of sections made ready to be read, and compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from indgang.catalogue.models import ReferTo
from indgang.catalogue.queries import reach_word
from indgang.catalogue.services.parts import LISTS, PARTS, STEPS
from indgang.core.layering import Piece, compare, written
from indgang.core.reach import Reach
from indgang.web.manage import choices
from indgang.web.manage.sections import words
from indgang.web.manage.tasks.reading import step_kinds

PLAY = "play"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a content in one language: `items` for a list, else `text`."""

    name: str
    language: str
    language_name: str
    text: str
    items: list[str]
    is_ordered: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.text or self.items)


@dataclass(frozen=True, slots=True)
class Change:
    """A part in one language with what changed in it."""

    name: str
    language: str
    language_name: str
    pieces: list[Piece]

    @property
    def has_changed(self) -> bool:
        """Whether anything did."""
        return any(piece.kind != "same" for piece in self.pieces)


def parts_of(kind: str, content: Mapping[str, Any], *, with_empty: bool = False) -> list[Part]:
    """The parts of a content, Danish before English; without those that say nothing."""
    found = []
    for language, language_name in choices.languages():
        if kind == PLAY:
            lines = [_step_line(step, language) for step in content.get(STEPS, [])]
            found.append(Part(words.kind_name(kind), language, language_name, "", lines, is_ordered=True))
            continue
        for part in PARTS[kind]:
            value = content.get(language, {}).get(part)
            items = [str(one) for one in value or []] if part in LISTS else []
            text = "" if part in LISTS else written(value)
            found.append(Part(words.part_name(part), language, language_name, text, items))
    return [part for part in found if with_empty or not part.is_empty]


def changes_of(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What changed from one content to another, part by part; parts empty in both are left out."""
    before, after = (parts_of(kind, content, with_empty=True) for content in (old, new))
    return [
        Change(now.name, now.language, now.language_name, compare(_text(was), _text(now)))
        for was, now in zip(before, after, strict=True)
        if not (was.is_empty and now.is_empty)
    ]


def text_of(kind: str, content: Mapping[str, Any], language: str) -> str:
    """All of a content in one language as running text, a line for each item."""
    if kind == PLAY:
        return "\n".join(str(step.get(language, "")) for step in content.get(STEPS, []))
    return "\n".join(_text(part) for part in parts_of(kind, content) if part.language == language)


def _text(part: Part) -> str:
    if not part.items:
        return part.text
    if part.is_ordered:
        return "\n".join(f"{number}. {item}" for number, item in enumerate(part.items, start=1))
    return "\n".join(part.items)


def _step_line(step: Mapping[str, Any], language: str) -> str:
    facts = [reach_word(Reach.from_code(str(step.get("reach", "guide"))))]
    if step.get("seconds"):
        facts.append(_("%(seconds)d s") % {"seconds": step["seconds"]})
    if step.get("to"):
        facts.append(str(ReferTo(step["to"]).label))
    kind = step_kinds().get(str(step.get("kind")), "")
    return f"{kind}: {step.get(language, '')} ({', '.join(facts)})"
