"""Loading the national content into the database.

How a municipality's own edits survive (rule 5): a field that it has changed has a `TaskOverride`. A load
never touches such a field; it only writes the new national value into the override, with the time, so that an
editor can compare. Tasks of the municipality's own, offers at single sites and local notes are never touched
at all. A task that is no longer in the folder stays as it is and is reported; an editor retires it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.catalogue.content import FOLDER, Content, Fault, TaskContent, TopicContent, read_folder
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.models import Task, TaskOverride, Topic, TopicText
from indgang.catalogue.services.fields import (
    Ids,
    Values,
    create_task,
    values_of_content,
    values_of_row,
    write_fields,
)
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.plays import fingerprint, plain, write_version
from indgang.organisation.rights import lifeline_ids


@dataclass(slots=True)
class ContentReport:
    """What a load did, or with `check` would do. Nothing was written when there are faults.

    `created`, `changed` and `unchanged` hold task codes, topics as "topic:<code>". `kept` holds "<code>:
    <field>" for every field where the municipality's own value stands instead of the national one; `absent`
    the national tasks that the folder no longer has; `warnings` what the load could live with.
    """

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    kept: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether the content could be loaded."""
        return not self.faults


def load_content(*, actor: Actor, folder: Path | None = None, check: bool = False) -> ContentReport:
    """Load the content folder (default: the one that comes with Indgang) in one transaction.

    Loading the same content twice changes nothing. A play whose steps changed gets a new version. With
    `check` nothing is written. Faults in the content are in the report; needs "catalogue.import"
    (NotAllowed).
    """
    require(actor, "catalogue.import")
    content = read_folder(folder or FOLDER)
    if content.faults:
        return ContentReport(faults=content.faults)
    with transaction.atomic():
        lock_catalogue()
        report = _Load(content, clock.now()).run()
        if report.created or report.changed:
            record(
                actor,
                "catalogue.loaded",
                "catalogue",
                {"created": report.created, "changed": report.changed, "kept": report.kept},
            )
            live.publish(None, "catalogue", kind="loaded")
        if check:
            transaction.set_rollback(True)
    return report


class _Load:
    """One load, inside its transaction."""

    def __init__(self, content: Content, at: datetime) -> None:
        self.content = content
        self.at = at
        self.report = ContentReport()

    def run(self) -> ContentReport:
        self._load_topics()
        ids = Ids(dict(Topic.objects.values_list("code", "pk")), lifeline_ids())
        rows = {task.code: task for task in tasks_with_everything()}
        missing = sorted({task.lifeline for task in self.content.tasks if task.lifeline} - set(ids.lifelines))
        self.report.warnings += [
            _("The lifeline %(code)s is in the content, but not in this organisation.") % {"code": code}
            for code in missing
        ]
        for task in self.content.tasks:
            row = rows.get(task.code)
            if row is None:
                self._create(task, ids)
            elif row.is_local:
                self.report.warnings.append(
                    _("The municipality has a task of its own with the code %(code)s; it was kept.")
                    % {"code": task.code}
                )
            else:
                self._update(row, task, ids)
        named = {task.code for task in self.content.tasks}
        self.report.absent = sorted(
            code for code, row in rows.items() if code not in named and not row.is_local and row.is_active
        )
        return self.report

    def _load_topics(self) -> None:
        rows = {topic.code: topic for topic in Topic.objects.prefetch_related("texts")}
        wanted = {topic.code: topic for topic in self.content.topics}
        moved = [row for code, row in rows.items() if code in wanted and row.kiosk != wanted[code].kiosk]
        Topic.objects.filter(pk__in=[row.pk for row in moved]).update(kiosk=None)
        for order, topic in enumerate(self.content.topics, start=1):
            row = rows.get(topic.code)
            if row is not None and row not in moved and _topic_values(row) == _wanted_topic(topic, order):
                self.report.unchanged.append(f"topic:{topic.code}")
                continue
            self._write_topic(topic, order)
            (self.report.changed if row else self.report.created).append(f"topic:{topic.code}")

    def _write_topic(self, topic: TopicContent, order: int) -> None:
        row, _created = Topic.objects.update_or_create(
            code=topic.code, defaults={"kiosk": topic.kiosk, "icon": topic.icon, "order": order}
        )
        for language in LANGUAGES:
            text = getattr(topic, language)
            TopicText.objects.update_or_create(
                topic=row, language=language, defaults={"title": text.title, "hint": text.hint}
            )

    def _create(self, content: TaskContent, ids: Ids) -> None:
        task = create_task(content.code, values_of_content(content, ids), ids, at=self.at, is_local=False)
        write_version(task, content.play, at=self.at, is_local=False)
        self.report.created.append(content.code)

    def _update(self, task: Task, content: TaskContent, ids: Ids) -> None:
        wanted, present = values_of_content(content, ids), values_of_row(task)
        overrides = {override.field: override for override in task.overrides.all()}
        self.report.kept += [f"{task.code}: {name}" for name in sorted(overrides)]
        self._note_national_values(overrides.values(), {**wanted, "play": plain(content.play)})
        changed = {
            name: value for name, value in wanted.items() if name not in overrides and present[name] != value
        }
        if changed:
            task.updated_at = self.at
            write_fields(task, changed, ids)
        has_new_play = "play" not in overrides and self._update_play(task, content)
        (self.report.changed if changed or has_new_play else self.report.unchanged).append(task.code)

    def _update_play(self, task: Task, content: TaskContent) -> bool:
        current = max(task.plays.all(), key=lambda play: play.version, default=None)
        if current is not None and current.fingerprint == fingerprint(content.play):
            return False
        write_version(task, content.play, at=self.at, is_local=False)
        return True

    def _note_national_values(self, overrides: Iterable[TaskOverride], wanted: Values) -> None:
        for override in overrides:
            national = wanted.get(override.field)
            if override.national != national:
                override.national = national
                override.national_changed_at = self.at
                override.save(update_fields=["national", "national_changed_at"])


def tasks_with_everything() -> Iterable[Task]:
    """All tasks with what `values_of_row` reads, in a fixed number of queries."""
    return Task.objects.select_related("topic", "lifeline").prefetch_related(
        "texts", "offers", "legal_references", "assumptions", "overrides", "plays"
    )


def _topic_values(row: Topic) -> dict[str, Any]:
    texts = {text.language: (text.title, text.hint) for text in row.texts.all()}
    return {"kiosk": row.kiosk, "icon": row.icon, "order": row.order, **texts}


def _wanted_topic(topic: TopicContent, order: int) -> dict[str, Any]:
    texts = {
        language: (getattr(topic, language).title, getattr(topic, language).hint) for language in LANGUAGES
    }
    return {"kiosk": topic.kiosk, "icon": topic.icon, "order": order, **texts}
