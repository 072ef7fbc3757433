"""The tables of the catalogue."""

from indgang.catalogue.models.plays import LocalNote, LocalNoteText, Play, Step, StepKind, StepText
from indgang.catalogue.models.tasks import (
    LegalReference,
    Nature,
    Offer,
    SearchMiss,
    Task,
    TaskAssumption,
    TaskText,
    Topic,
    TopicText,
)

__all__ = [
    "LegalReference",
    "LocalNote",
    "LocalNoteText",
    "Nature",
    "Offer",
    "Play",
    "SearchMiss",
    "Step",
    "StepKind",
    "StepText",
    "Task",
    "TaskAssumption",
    "TaskText",
    "Topic",
    "TopicText",
]
