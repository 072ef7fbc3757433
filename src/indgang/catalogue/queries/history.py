"""What was on the screen when: versions of plays, and what the municipality has made its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from indgang.base.errors import NotFound
from indgang.catalogue.models import Play, TaskOverride
from indgang.catalogue.queries.cards import StepCard, step_cards


@dataclass(frozen=True, slots=True)
class PlayVersion:
    """One published version of a play."""

    play_id: int
    version: int
    published_at: datetime
    is_local: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class FieldOwnership:
    """A field that the municipality has made its own, and what the nation says of it now.

    `national_changed_at` is set when national content changed after the municipality wrote its value: look at
    it again.
    """

    code: str
    field: str
    national: Any
    national_changed_at: datetime | None
    updated_at: datetime
    updated_by: str


def play_history(code: str) -> list[PlayVersion]:
    """Every version of the play of a task, the newest first."""
    plays = list(Play.objects.filter(task__code=code).order_by("-version"))
    return [
        PlayVersion(play.pk, play.version, play.published_at, play.is_local, is_current=place == 0)
        for place, play in enumerate(plays)
    ]


def play_steps(play_id: int, language: str | None = None) -> list[StepCard]:
    """The steps of any version, as they were on the screen then. Raises NotFound."""
    play = Play.objects.prefetch_related("steps__texts").filter(pk=play_id).first()
    if play is None:
        raise NotFound
    return step_cards(play, language)


def overrides_of(code: str | None = None) -> list[FieldOwnership]:
    """What the municipality has made its own, for one task or all, by task and field."""
    rows = TaskOverride.objects.select_related("task", "updated_by").order_by("task__code", "field")
    return [
        FieldOwnership(
            row.task.code,
            row.field,
            row.national,
            row.national_changed_at,
            row.updated_at,
            row.updated_by.name if row.updated_by else "",
        )
        for row in (rows.filter(task__code=code) if code else rows)
    ]
