"""The tables of the catalogue."""

from indgang.catalogue.models.plays import LocalNote, LocalNoteText, Play, ReferTo, Step, StepKind, StepText
from indgang.catalogue.models.tasks import (
    CatalogueRevision,
    LegalReference,
    Nature,
    Offer,
    SearchMiss,
    Task,
    TaskAssumption,
    TaskDesk,
    TaskOverride,
    TaskText,
    Topic,
    TopicText,
)

__all__ = [
    "CatalogueRevision",
    "LegalReference",
    "LocalNote",
    "LocalNoteText",
    "Nature",
    "Offer",
    "Play",
    "ReferTo",
    "SearchMiss",
    "Step",
    "StepKind",
    "StepText",
    "Task",
    "TaskAssumption",
    "TaskDesk",
    "TaskOverride",
    "TaskText",
    "Topic",
    "TopicText",
]
