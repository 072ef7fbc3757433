"""Loading the national content into the database.

How a municipality's own edits survive (rule 5): a load writes the national layer of each section alone; texts in
the layers above stand, and their owners are asked to check. A fact that the municipality has changed has a
`TaskOverride`: the load only writes the new national value into it, with the time, so that an editor can compare.
Tasks of the municipality's own and offers at single sites are never touched at all. A task that is no longer in
the folder stays as it is and is reported; an editor retires it.
"""

from collections.abc import Iterable, Sequence
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
from indgang.catalogue.content.schema import LANGUAGES, NamedContent
from indgang.catalogue.models import (
    Authority,
    AuthorityText,
    Layer,
    LifeEvent,
    LifeEventText,
    Section,
    SectionKind,
    SectionVersion,
    Synonym,
    Task,
    TaskOverride,
    Topic,
    TopicText,
    VersionState,
)
from indgang.catalogue.search.synonyms import groups_of, parse_synonyms
from indgang.catalogue.services.composing import compose
from indgang.catalogue.services.fields import (
    Ids,
    Values,
    create_task,
    values_of_content,
    values_of_row,
    write_fields,
)
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.parts import content_of
from indgang.catalogue.services.rows import (
    Wish,
    ask_above,
    end_version,
    new_version,
    next_review,
    read_through,
    tell,
)
from indgang.catalogue.services.translations import load_translations
from indgang.core.day import danish_date
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
        load = _Load(content, clock.now(), actor)
        report = load.run()
        load.replace_synonyms((folder or FOLDER) / "synonyms.yaml")
        if load_translations(folder or FOLDER):
            report.changed.append("translations")
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

    def __init__(self, content: Content, at: datetime, actor: Actor) -> None:
        self.content = content
        self.at = at
        self.actor = actor
        self.report = ContentReport()
        self.composed: list[Task] = []

    def run(self) -> ContentReport:
        self._load_topics()
        self._load_named()
        ids = Ids(dict(Topic.objects.values_list("code", "pk")), lifeline_ids())
        rows = {task.code: task for task in tasks_with_everything()}
        missing = sorted({task.lifeline for task in self.content.tasks if task.lifeline} - set(ids.lifelines))
        self.report.warnings += [
            _("The lifeline %(code)s is in the content, but not in this organisation.") % {"code": code}
            for code in missing
        ]
        self._create([task for task in self.content.tasks if task.code not in rows], ids)
        for task in self.content.tasks:
            row = rows.get(task.code)
            if row is None:
                continue
            if row.is_local:
                self.report.warnings.append(
                    _("The municipality has a task of its own with the code %(code)s; it was kept.")
                    % {"code": task.code}
                )
            else:
                self._update(row, task, ids)
        compose(self.composed, self.at)
        named = {task.code for task in self.content.tasks}
        self.report.absent = sorted(
            code for code, row in rows.items() if code not in named and not row.is_local and row.is_active
        )
        return self.report

    def replace_synonyms(self, path: Path) -> None:
        """Put the file's synonyms in place of the national ones; without a file they stay."""
        if not path.exists():
            return
        wanted = list(groups_of(parse_synonyms(path)))
        rows = Synonym.objects.filter(is_local=False).order_by("pk")
        if [(row.language, row.words, row.meaning) for row in rows] == wanted:
            self.report.unchanged.append("synonyms")
            return
        (self.report.changed if rows.exists() else self.report.created).append("synonyms")
        rows.delete()
        Synonym.objects.bulk_create(
            Synonym(language=language, words=words, meaning=meaning, created_at=self.at)
            for language, words, meaning in wanted
        )

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

    def _load_named(self) -> None:
        events = {
            row.code: (row.order, {text.language: text.title for text in row.texts.all()})
            for row in LifeEvent.objects.prefetch_related("texts")
        }
        for order, event in enumerate(self.content.life_events, start=1):
            if events.get(event.code) != (order, _by_language(event)):
                row, _created = LifeEvent.objects.update_or_create(code=event.code, defaults={"order": order})
                for language, title in _by_language(event).items():
                    LifeEventText.objects.update_or_create(
                        event=row, language=language, defaults={"title": title}
                    )
        authorities = {
            row.code: (row.url, {text.language: text.name for text in row.texts.all()})
            for row in Authority.objects.prefetch_related("texts")
        }
        for authority in self.content.authorities:
            if authorities.get(authority.code) != (authority.url or "", _by_language(authority)):
                body, _created = Authority.objects.update_or_create(
                    code=authority.code, defaults={"url": authority.url or ""}
                )
                for language, name in _by_language(authority).items():
                    AuthorityText.objects.update_or_create(
                        authority=body, language=language, defaults={"name": name}
                    )

    def _create(self, contents: Sequence[TaskContent], ids: Ids) -> None:
        """Write new tasks with their national sections, all at once."""
        versions: list[SectionVersion] = []
        sections: list[Section] = []
        today = danish_date(self.at)
        for content in contents:
            values = values_of_content(content, ids)
            task = create_task(content.code, values, ids, at=self.at, is_local=False)
            due = next_review(task, today)
            for kind, texts in content_of(content).items():
                section = Section(task=task, kind=kind, reviewed_on=today, review_due=due)
                sections.append(section)
                versions.append(self._national(section, texts))
            self.composed.append(task)
            self.report.created.append(content.code)
        Section.objects.bulk_create(sections)
        SectionVersion.objects.bulk_create(versions)

    def _national(self, section: Section, texts: Values) -> SectionVersion:
        return SectionVersion(
            section=section,
            layer=Layer.NATIONAL,
            number=1,
            state=VersionState.PUBLISHED,
            content=texts,
            created_at=self.at,
            published_at=self.at,
        )

    def _update(self, task: Task, content: TaskContent, ids: Ids) -> None:
        wanted, present = values_of_content(content, ids), values_of_row(task)
        overrides = {override.field: override for override in task.overrides.all()}
        self._note_national_values(overrides.values(), wanted)
        changed = {
            name: value for name, value in wanted.items() if name not in overrides and present[name] != value
        }
        if changed:
            task.updated_at = self.at
            write_fields(task, changed, ids)
        kept, has_new_text = self._update_sections(task, content)
        self.report.kept += [f"{task.code}: {name}" for name in sorted({*overrides, *kept})]
        (self.report.changed if changed or has_new_text else self.report.unchanged).append(task.code)

    def _update_sections(self, task: Task, content: TaskContent) -> tuple[set[str], bool]:
        """Write the national layer where it changed; which sections have text above it, and whether any changed."""
        rows = {section.kind: section for section in task.sections.all()}
        kept = {
            section.kind
            for section in rows.values()
            for version in section.versions.all()
            if version.layer != Layer.NATIONAL and version.state == VersionState.PUBLISHED
        } - {str(SectionKind.NOTE)}
        has_new_text = False
        for kind, texts in content_of(content).items():
            section = rows.get(kind) or Section.objects.create(task=task, kind=kind)
            present = next(
                (
                    row
                    for row in section.versions.all()
                    if row.layer == Layer.NATIONAL and row.state == VersionState.PUBLISHED
                ),
                None,
            )
            if present is None or present.content != texts:
                self._renew(section, present, texts)
                has_new_text = True
        if has_new_text:
            self.composed.append(task)
        return kept, has_new_text

    def _renew(self, section: Section, present: SectionVersion | None, texts: Values) -> None:
        if present is not None:
            end_version(present, VersionState.SUPERSEDED, compose_now=False)
        version = new_version(
            section,
            Layer.NATIONAL,
            None,
            content=texts,
            wish=Wish(),
            actor=self.actor,
            at=self.at,
            state=VersionState.PUBLISHED,
        )
        version.published_at = self.at
        version.save(force_insert=True)
        ask_above(version, self.at)
        read_through(section, self.at)
        tell(version, self.actor, "published", self.at)

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
        "texts",
        "offers",
        "legal_references",
        "assumptions",
        "costs",
        "sources",
        "overrides",
        "sections__versions",
    )


def _by_language(named: NamedContent) -> dict[str, str]:
    return {language: getattr(named, language) for language in LANGUAGES}


def _topic_values(row: Topic) -> dict[str, Any]:
    texts = {text.language: (text.title, text.hint) for text in row.texts.all()}
    return {"kiosk": row.kiosk, "icon": row.icon, "order": row.order, **texts}


def _wanted_topic(topic: TopicContent, order: int) -> dict[str, Any]:
    texts = {
        language: (getattr(topic, language).title, getattr(topic, language).hint) for language in LANGUAGES
    }
    return {"kiosk": topic.kiosk, "icon": topic.icon, "order": order, **texts}
