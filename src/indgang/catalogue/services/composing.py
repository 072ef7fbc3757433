"""Computing what is in force from the published versions of a task's sections (a read model).

`TaskText` holds what the citizen reads; `Play` keeps every page that ever stood at the desk, with the steps as rows
and the rest of the page as JSON: {"da": {"title": …, "bring": […], …}, "notes": {"<site slug or empty>": {"da": …}}}.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from indgang.catalogue.content.schema import LANGUAGES, StepContent
from indgang.catalogue.models import (
    Layer,
    Play,
    SectionKind,
    SectionVersion,
    Step,
    StepText,
    Task,
    TaskText,
    VersionState,
)
from indgang.catalogue.services.parts import STEPS, TEXT_PARTS, plain_steps
from indgang.core.layering import fold
from indgang.core.reach import Reach

ORDER = {Layer.NATIONAL: 0, Layer.SHARED: 1, Layer.LOCAL: 2}
# What stands at the desk beside the steps; a change of the words alone is no new page.
ON_PAGE = tuple(part for part in TEXT_PARTS if part != "words")


def in_force(task_ids: Iterable[int]) -> dict[int, list[SectionVersion]]:
    """The published versions of the tasks, the lowest layer first."""
    rows = SectionVersion.objects.filter(
        section__task_id__in=task_ids, state=VersionState.PUBLISHED
    ).select_related("section", "site")
    found: defaultdict[int, list[SectionVersion]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (ORDER[Layer(row.layer)], row.site_id or 0)):
        found[row.section.task_id].append(row)
    return found


def folded(versions: Sequence[SectionVersion]) -> dict[str, dict[str, Any]]:
    """What is in force by kind of section, for the whole municipality (a single site's notes left out)."""
    layers: defaultdict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for version in versions:
        if version.site_id is None:
            layers[version.section.kind].append((version.mode, version.content))
    return {kind: fold(parts) for kind, parts in layers.items()}


def compose(tasks: Sequence[Task], at: datetime) -> None:
    """Write the texts in force of tasks, and a new version of each page that changed, in a fixed number of queries.

    The caller holds the transaction and the catalogue's lock.
    """
    ids = [task.pk for task in tasks]
    versions = in_force(ids)
    content = {task_id: folded(versions[task_id]) for task_id in ids}
    _write_texts(tasks, content)
    newest = Play.objects.filter(task_id__in=ids).order_by("task_id", "-version").distinct("task_id")
    last = {play.task_id: play for play in newest}
    pages: list[tuple[Play, list[StepContent]]] = []
    for task in tasks:
        steps = [
            StepContent.model_validate(step)
            for step in content[task.pk].get(SectionKind.PLAY, {}).get(STEPS, [])
        ]
        page = _page(content[task.pk], versions[task.pk])
        mark, present = fingerprint(steps, page), last.get(task.pk)
        if not steps or (present is not None and present.fingerprint == mark):
            continue
        is_local = any(
            row.section.kind == SectionKind.PLAY and row.layer != Layer.NATIONAL for row in versions[task.pk]
        )
        number = present.version + 1 if present else 1
        play = Play(
            task=task, version=number, published_at=at, fingerprint=mark, is_local=is_local, page=page
        )
        pages.append((play, steps))
    _write_pages(pages)


def fingerprint(steps: Sequence[StepContent], page: Mapping[str, Any]) -> str:
    """SHA-256 of what stands on the page, so that an unchanged page makes no new version."""
    whole = {"steps": plain_steps(steps), "page": page}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _write_texts(tasks: Sequence[Task], content: Mapping[int, Mapping[str, Mapping[str, Any]]]) -> None:
    rows = TaskText.objects.filter(task__in=tasks)
    present = {(row.task_id, row.language): row for row in rows}
    new: list[TaskText] = []
    gone: list[int] = []
    for task in tasks:
        for language in LANGUAGES:
            parts = _parts(content[task.pk], language)
            if not parts.get("title"):
                gone += [row.pk for row in [present.get((task.pk, language))] if row is not None]
                continue
            is_new = (task.pk, language) not in present
            row = TaskText(task=task, language=language) if is_new else present[task.pk, language]
            values = {part: parts.get(part) or type(getattr(row, part))() for part in TEXT_PARTS}
            has_changed = any(getattr(row, part) != value for part, value in values.items())
            for part, value in values.items():
                setattr(row, part, value)
            if is_new:
                new.append(row)
            elif has_changed:
                row.save()
    TaskText.objects.bulk_create(new)
    if gone:
        TaskText.objects.filter(pk__in=gone).delete()


def _parts(content: Mapping[str, Mapping[str, Any]], language: str) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for kind, texts in content.items():
        if kind not in {SectionKind.PLAY, SectionKind.NOTE}:
            parts |= texts.get(language, {})
    return parts


def _page(
    content: Mapping[str, Mapping[str, Any]], versions: Sequence[SectionVersion]
) -> dict[str, Mapping[str, Any]]:
    page: dict[str, Mapping[str, Any]] = {}
    for language in LANGUAGES:
        parts = _parts(content, language)
        page[language] = {part: parts[part] for part in ON_PAGE if parts.get(part)}
    notes = {
        row.site.slug if row.site else "": _note_texts(row)
        for row in versions
        if row.section.kind == SectionKind.NOTE
    }
    shared = content.get(SectionKind.NOTE)
    if shared:
        notes[""] = {language: texts["note"] for language, texts in shared.items() if texts.get("note")}
    if notes:
        page["notes"] = notes
    return page


def _note_texts(version: SectionVersion) -> dict[str, str]:
    return {language: texts["note"] for language, texts in version.content.items() if texts.get("note")}


def _write_pages(pages: Sequence[tuple[Play, Sequence[StepContent]]]) -> None:
    Play.objects.bulk_create(play for play, _steps in pages)
    contents = [step for _play, steps in pages for step in steps]
    rows = Step.objects.bulk_create(
        Step(
            play=play,
            order=order,
            kind=step.kind,
            reach=Reach.from_code(step.reach).value,
            refer_to=step.to or "",
            seconds=step.seconds,
        )
        for play, steps in pages
        for order, step in enumerate(steps, start=1)
    )
    StepText.objects.bulk_create(
        StepText(step=row, language=language, text=getattr(step, language))
        for row, step in zip(rows, contents, strict=True)
        for language in LANGUAGES
    )
