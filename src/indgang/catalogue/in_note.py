"""Whether what was proposed of an answer stands in our note on the task, as it is in force now.

An editor may change the words, leave the answer out, or take the note away later: the note itself tells.
"""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.fields.json import KT

from indgang.catalogue.models import OPEN_STATES, Layer, SectionKind, SectionVersion, VersionState

WITH_THE_EDITORS = (*OPEN_STATES, VersionState.SCHEDULED)


def note_of(task: str = "task") -> Subquery:
    """Our note in force, in Danish, on the task that the field `task` of a row names."""
    return Subquery(
        _in_force(OuterRef(task)).values(words=KT("content__da__note"))[:1], output_field=TextField()
    )


def note_in_force(task_id: int) -> str:
    """Our note in force on a task, in Danish; empty when there is none."""
    return str(_in_force(task_id).values_list(KT("content__da__note"), flat=True).first() or "")


def stands_in(note: str | None, proposed: str) -> bool:
    """Whether the note has its heading as a line of its own, or the text below it; spaces and case are alike."""
    heading, _line, text = proposed.partition("\n")
    lines = {_plain(line) for line in (note or "").splitlines()}
    body = _plain(text)
    return (_plain(heading) or None) in lines or (body != "" and body in _plain(note or ""))


def _in_force(task: Any) -> QuerySet[SectionVersion]:
    return SectionVersion.objects.filter(
        section__task=task,
        section__kind=SectionKind.NOTE,
        layer=Layer.LOCAL,
        site__isnull=True,
        state=VersionState.PUBLISHED,
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
