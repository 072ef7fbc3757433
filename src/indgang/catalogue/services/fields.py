"""The fields of a task that content fills and a municipality may take over, by one name each.

A task field is called as in the content file ("standard_minutes"), the offer at a kind of site "offer.library", a
text with its language ("da.title"; texts are parts of sections, see `sections`). Values are as in the content file:
codes, not ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from indgang.catalogue.content.schema import LANGUAGES, TaskContent
from indgang.catalogue.models import LegalReference, Offer, Task, TaskAssumption, TaskCost, TaskSource
from indgang.catalogue.models.tasks import SITE_KINDS
from indgang.catalogue.services.parts import TEXT_PARTS
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
    "audience",
    "life_events",
    "authority",
    "id_check",
    "channels",
    "processing",
    "related",
    "review_months",
)
TEXT_FIELDS = tuple(f"{language}.{part}" for language in LANGUAGES for part in TEXT_PARTS)
OFFER_FIELDS = tuple(f"offer.{kind}" for kind in SITE_KINDS)
LIST_FIELDS = ("legal_basis", "assumptions", "cost", "sources")
FIELDS = (*TASK_FIELDS, *OFFER_FIELDS, *LIST_FIELDS)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids behind the codes that content uses."""

    topics: Mapping[str, int]
    lifelines: Mapping[str, int]


def values_of_content(task: TaskContent, ids: Ids) -> Values:
    """Every field as the content says it. A lifeline that this organisation does not have is None."""
    values: Values = {name: _listed(getattr(task, name)) for name in TASK_FIELDS if name != "processing"}
    for name in ("kle", "self_service", "authority", "id_check"):
        values[name] = values[name] or ""
    days = task.processing
    values["processing"] = [days.min_days, days.max_days] if days else None
    values["lifeline"] = task.lifeline if task.lifeline in ids.lifelines else None
    offers = {str(kind): reach for kind, reach in task.offers.items()}
    values |= {f"offer.{kind}": offers.get(kind) for kind in SITE_KINDS}
    values["legal_basis"] = [[law.title, law.url or ""] for law in task.legal_basis]
    values["assumptions"] = list(task.assumptions)
    cost = task.cost
    values["cost"] = [[cost.kind, cost.amount or "", _iso(cost.since)]] if cost else []
    values["sources"] = [
        [source.kind, source.title, source.url or "", _iso(source.verified)] for source in task.sources
    ]
    return values


def values_of_row(task: Task) -> Values:
    """Every field and text as the database has it; prefetch what `loading.tasks_with_everything` does."""
    values: Values = {name: _listed(getattr(task, name)) for name in TASK_FIELDS if name != "processing"}
    days = [task.processing_min_days, task.processing_max_days]
    values["processing"] = days if None not in days else None
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
    costs = sorted(task.costs.all(), key=lambda row: row.since or date.min)
    values["cost"] = [
        [row.kind, "" if row.amount is None else str(row.amount), _iso(row.since)] for row in costs
    ]
    values["sources"] = [
        [row.kind, row.title, row.url, _iso(row.verified)]
        for row in sorted(task.sources.all(), key=lambda row: row.order)
    ]
    return values


def create_task(code: str, values: Mapping[str, Any], ids: Ids, *, at: datetime, is_local: bool) -> Task:
    """Write a new task with all `FIELDS`; the caller holds the transaction and adds the sections."""
    task = Task(code=code, updated_at=at, is_local=is_local)
    set_task_fields(task, {name: values[name] for name in TASK_FIELDS}, ids)
    task.save(force_insert=True)
    Offer.objects.bulk_create(
        Offer(task=task, site_kind=kind, reach=Reach.from_code(values[f"offer.{kind}"]).value)
        for kind in SITE_KINDS
        if values[f"offer.{kind}"] is not None
    )
    for name, write in _LISTS.items():
        write(task, values[name])
    return task


def write_fields(task: Task, values: Mapping[str, Any], ids: Ids) -> None:
    """Write some fields of `task` (whose row must exist); the caller holds the transaction and sets
    `updated_at`.
    """
    own = {name: value for name, value in values.items() if name in TASK_FIELDS}
    set_task_fields(task, own, ids)
    task.save()
    for kind in SITE_KINDS:
        if f"offer.{kind}" in values:
            _write_offer(task, kind, values[f"offer.{kind}"])
    for name, write in _LISTS.items():
        if name in values:
            write(task, values[name])


def set_task_fields(task: Task, values: Mapping[str, Any], ids: Ids) -> None:
    """Set fields of the task's own row, without saving."""
    for name, value in values.items():
        if name == "topic":
            task.topic_id = ids.topics[value]
        elif name == "lifeline":
            task.lifeline_id = ids.lifelines[value] if value else None
        elif name == "processing":
            task.processing_min_days, task.processing_max_days = value or (None, None)
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
    rows = TaskAssumption.objects.filter(task=task)
    confirmed = {row.text: (row.confirmed_on, row.confirmed_by_id) for row in rows}
    rows.delete()
    TaskAssumption.objects.bulk_create(
        TaskAssumption(task=task, order=order, text=text, confirmed_on=day, confirmed_by_id=person)
        for order, text in enumerate(texts, start=1)
        for day, person in [confirmed.get(text, (None, None))]
    )


def _write_laws(task: Task, laws: Sequence[Sequence[str]]) -> None:
    task.legal_references.all().delete()
    LegalReference.objects.bulk_create(
        LegalReference(task=task, order=order, title=title, url=url)
        for order, (title, url) in enumerate(laws, start=1)
    )


def _write_costs(task: Task, costs: Sequence[Sequence[str]]) -> None:
    task.costs.all().delete()
    TaskCost.objects.bulk_create(
        TaskCost(task=task, kind=kind, amount=Decimal(amount) if amount else None, since=_day(since))
        for kind, amount, since in costs
    )


def _write_sources(task: Task, sources: Sequence[Sequence[str]]) -> None:
    task.sources.all().delete()
    TaskSource.objects.bulk_create(
        TaskSource(task=task, order=order, kind=kind, title=title, url=url, verified=_day(verified))
        for order, (kind, title, url, verified) in enumerate(sources, start=1)
    )


_LISTS = {
    "legal_basis": _write_laws,
    "assumptions": _write_assumptions,
    "cost": _write_costs,
    "sources": _write_sources,
}


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple) else value


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
