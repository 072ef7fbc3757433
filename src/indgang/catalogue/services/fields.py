"""The fields of a task that content fills and a municipality may take over, by one name each.

A task field is called as in the content file ("standard_minutes"), a text field with its language
("da.title"), the offer at a kind of site "offer.library". Values are as in the content file: codes, not ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from indgang.catalogue.content.schema import LANGUAGES, TaskContent
from indgang.catalogue.models import LegalReference, Offer, Task, TaskAssumption, TaskText
from indgang.catalogue.models.tasks import SITE_KINDS
from indgang.core.reach import Reach

TASK_FIELDS = (
    "kle",
    "topic",
    "group",
    "nature",
    "standard_minutes",
    "priority",
    "sensitive",
    "desk",
    "lifeline",
    "tools",
    "self_service",
)
TEXT_PARTS = ("title", "summary", "words", "bring")
TEXT_FIELDS = tuple(f"{language}.{part}" for language in LANGUAGES for part in TEXT_PARTS)
OFFER_FIELDS = tuple(f"offer.{kind}" for kind in SITE_KINDS)
LIST_FIELDS = ("legal_basis", "assumptions")
FIELDS = (*TASK_FIELDS, *TEXT_FIELDS, *OFFER_FIELDS, *LIST_FIELDS)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids behind the codes that content uses."""

    topics: Mapping[str, int]
    lifelines: Mapping[str, int]


def values_of_content(task: TaskContent, ids: Ids) -> Values:
    """Every field as the content says it. A lifeline that this organisation does not have is None."""
    values: Values = {name: getattr(task, name) for name in TASK_FIELDS}
    values["kle"] = task.kle or ""
    values["self_service"] = task.self_service or ""
    values["lifeline"] = task.lifeline if task.lifeline in ids.lifelines else None
    for language in LANGUAGES:
        text = getattr(task.text, language)
        values |= {f"{language}.{part}": getattr(text, part) for part in TEXT_PARTS}
    offers = {str(kind): reach for kind, reach in task.offers.items()}
    values |= {f"offer.{kind}": offers.get(kind) for kind in SITE_KINDS}
    values["legal_basis"] = [[law.title, law.url or ""] for law in task.legal_basis]
    values["assumptions"] = list(task.assumptions)
    return values


def values_of_row(task: Task) -> Values:
    """Every field as the database has it; prefetch topic, lifeline, texts, offers, legal references,
    assumptions.
    """
    values: Values = {name: getattr(task, name) for name in TASK_FIELDS}
    values["topic"] = task.topic.code
    values["lifeline"] = task.lifeline.code if task.lifeline else None
    values |= dict.fromkeys((*TEXT_FIELDS, *OFFER_FIELDS))
    for text in task.texts.all():
        values |= {f"{text.language}.{part}": getattr(text, part) for part in TEXT_PARTS}
    for offer in task.offers.all():
        if offer.site_kind:
            values[f"offer.{offer.site_kind}"] = Reach(offer.reach).code
    laws = sorted(task.legal_references.all(), key=lambda law: law.order)
    values["legal_basis"] = [[law.title, law.url] for law in laws]
    values["assumptions"] = [row.text for row in sorted(task.assumptions.all(), key=lambda row: row.order)]
    return values


def create_task(code: str, values: Mapping[str, Any], ids: Ids, *, at: datetime, is_local: bool) -> Task:
    """Write a new task with all `FIELDS`; the caller holds the transaction and adds the play."""
    task = Task(code=code, updated_at=at, is_local=is_local)
    set_task_fields(task, {name: values[name] for name in TASK_FIELDS}, ids)
    task.save(force_insert=True)
    TaskText.objects.bulk_create(
        TaskText(task=task, language=language, **{part: values[f"{language}.{part}"] for part in TEXT_PARTS})
        for language in LANGUAGES
        if values[f"{language}.title"]
    )
    Offer.objects.bulk_create(
        Offer(task=task, site_kind=kind, reach=Reach.from_code(values[f"offer.{kind}"]).value)
        for kind in SITE_KINDS
        if values[f"offer.{kind}"] is not None
    )
    _write_laws(task, values["legal_basis"])
    _write_assumptions(task, values["assumptions"])
    return task


def write_fields(task: Task, values: Mapping[str, Any], ids: Ids) -> None:
    """Write some fields of `task` (whose row must exist); the caller holds the transaction and sets
    `updated_at`.
    """
    own = {name: value for name, value in values.items() if name in TASK_FIELDS}
    set_task_fields(task, own, ids)
    task.save()
    for language in LANGUAGES:
        parts = {part: values[f"{language}.{part}"] for part in TEXT_PARTS if f"{language}.{part}" in values}
        if parts:
            TaskText.objects.update_or_create(task=task, language=language, defaults=parts)
    for kind in SITE_KINDS:
        if f"offer.{kind}" in values:
            _write_offer(task, kind, values[f"offer.{kind}"])
    if "legal_basis" in values:
        _write_laws(task, values["legal_basis"])
    if "assumptions" in values:
        _write_assumptions(task, values["assumptions"])


def set_task_fields(task: Task, values: Mapping[str, Any], ids: Ids) -> None:
    """Set fields of the task's own row, without saving."""
    for name, value in values.items():
        if name == "topic":
            task.topic_id = ids.topics[value]
        elif name == "lifeline":
            task.lifeline_id = ids.lifelines[value] if value else None
        else:
            setattr(task, name, value)


def _write_offer(task: Task, kind: str, reach: str | None) -> None:
    if reach is None:
        Offer.objects.filter(task=task, site_kind=kind, site__isnull=True).delete()
        return
    Offer.objects.update_or_create(
        task=task, site_kind=kind, site=None, defaults={"reach": Reach.from_code(reach).value}
    )


def _write_assumptions(task: Task, texts: Sequence[str]) -> None:
    task.assumptions.all().delete()
    TaskAssumption.objects.bulk_create(
        TaskAssumption(task=task, order=order, text=text) for order, text in enumerate(texts, start=1)
    )


def _write_laws(task: Task, laws: Sequence[Sequence[str]]) -> None:
    task.legal_references.all().delete()
    LegalReference.objects.bulk_create(
        LegalReference(task=task, order=order, title=title, url=url)
        for order, (title, url) in enumerate(laws, start=1)
    )
