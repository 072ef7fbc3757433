"""Tasks and topics in further languages: how a municipality translates more of them, or better."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.base.transfer.cells import Choice, Code, Text
from indgang.base.transfer.columns import Column
from indgang.base.transfer.kinds import AddFault, Change, Row, World
from indgang.base.transfer.model_kinds import Link, ModelKind
from indgang.catalogue.models import FurtherLanguage, Task, Topic, Translation
from indgang.catalogue.queries.translations import task_marks, topic_marks
from indgang.catalogue.transfer.cells import Listed
from indgang.catalogue.transfer.tasks import EXPORT, IMPORT

LONGEST_BRING = 300


class Translations(ModelKind):
    """A row for each task or topic in each further language. What is imported counts as translated from the Danish
    text that is in force now.
    """

    name = "translations"
    noun = "translation"
    title = _("Translations")
    model = Translation
    key = ("task", "topic", "language")
    order = ("language", "topic__order", "task__code")
    topic = "catalogue"
    import_permission = IMPORT
    export_permission = EXPORT
    links = {"task": Link("task", Task, "code"), "topic": Link("topic", Topic, "code")}
    columns = (
        Column("task", Code(), _("The code of the task; empty for a topic."), "opgave", reference="tasks"),
        Column("topic", Code(), _("The code of the topic; empty for a task."), "emne", reference="topics"),
        Column("language", Choice.of(FurtherLanguage), _("de, uk or ar."), "sprog", required=True),
        Column("title", Text(160), _("The title."), "titel", required=True),
        Column("summary", Text(400), _("What it is, in a few words; of a topic its hint."), "resume"),
        Column("bring", Listed(LONGEST_BRING), _("What to bring, with | between."), "medbring"),
    )

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Each row is about one thing."""
        del world
        for row in rows:
            if bool(row.values.get("task")) == bool(row.values.get("topic")):
                fault(row, "task", gettext("Write either a task or a topic."), "one-thing")

    def attributes(self, change: Change) -> dict[str, Any]:
        """What a municipality imports is its own."""
        del change
        return {"is_local": True}

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Store the rows, and note which Danish text they translate."""
        super().apply(changes, actor)
        touched = {change.key for change in changes if change.action in {"created", "changed"}}
        rows = [
            row
            for row in Translation.objects.select_related("task", "topic")
            if (row.task.code if row.task else "", row.topic.code if row.topic else "", row.language)
            in touched
        ]
        marks: Mapping[int, str] = task_marks(row.task_id for row in rows if row.task_id)
        of_topics = topic_marks()
        for row in rows:
            mark = marks.get(row.task_id) if row.task_id else of_topics.get(row.topic_id or 0)
            row.source_mark, row.is_local = mark or "", True
        Translation.objects.bulk_update(rows, ["source_mark", "is_local"])
