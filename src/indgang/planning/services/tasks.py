"""Which tasks a workshop has, and what describes them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from indgang.base.access import Actor, require
from indgang.base.audit import differences
from indgang.base.errors import Invalid
from indgang.base.transfer import registry
from indgang.catalogue.queries import task_lines, topics
from indgang.core.folding import danish_sort_key
from indgang.planning.errors import CannotDivide, CardChanged
from indgang.planning.models import (
    LINE_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    MappedTask,
    MappingEventKind,
    Owner,
    Workshop,
)
from indgang.planning.policies import MAP
from indgang.planning.services.common import locked_task, locked_workshop, note, one_of
from indgang.planning.texts import clean_lines, clean_text

DONE_BY_LENGTH = 200
MOST_LINES = 20
MOST_PARTS = 20
# Whose tasks a topic's are as a rule; all others are citizen service's. Each card can be changed.
LIBRARY_TOPICS = frozenset({"bibliotek", "it-hjaelp", "kultur-turisme"})


@transaction.atomic
def add_task(*, actor: Actor, workshop_id: int, title: str, owner: str, topic: str = "") -> MappedTask:
    """Add a task of the workshop's own. Raises Invalid, NoSuchWorkshop, WorkshopSettled, NotAllowed."""
    require(actor, MAP)
    workshop = locked_workshop(workshop_id)
    known = {card.code: card.topic_id for card in topics()}
    if topic and topic not in known:
        raise Invalid(_("There is no topic “%(code)s”.") % {"code": topic}, field="topic")
    task = _add(workshop, title=title, owner=owner, topic_id=known.get(topic))
    note(actor, MappingEventKind.ADDED, workshop, task, facts={"title": ["", task.title]})
    return task


@transaction.atomic
def fetch_tasks(*, actor: Actor, workshop_id: int, codes: Collection[str]) -> list[MappedTask]:
    """Add tasks of the catalogue; those that are there already, or are retired, are left out."""
    require(actor, MAP)
    workshop = locked_workshop(workshop_id)
    added = add_from_catalogue(workshop, codes)
    for task in added:
        note(actor, MappingEventKind.ADDED, workshop, task, facts={"title": ["", task.title]})
    return added


def add_from_catalogue(workshop: Workshop, codes: Collection[str]) -> list[MappedTask]:
    """Add the catalogue's tasks with these codes to a workshop that is locked, in the order of their titles."""
    present = set(workshop.tasks.filter(level=1, task__isnull=False).values_list("task__code", flat=True))
    lines = task_lines(sorted(set(codes) - present), language="da")
    tools = {record["code"]: record["tools"] for record in registry.get("tasks").stored()}
    topic_ids = {topic.code: topic.topic_id for topic in topics()}
    last = workshop.tasks.aggregate(last=Max("order"))["last"] or 0
    rows = [
        MappedTask(
            workshop=workshop,
            task_id=line.task_id,
            topic_id=topic_ids[line.topic],
            order=order,
            title=line.title,
            owner=Owner.LIBRARY if line.topic in LIBRARY_TOPICS else Owner.CITIZEN_SERVICE,
            tools=[tool[:LINE_LENGTH] for tool in tools[line.code]][:MOST_LINES],
        )
        for order, line in enumerate(
            sorted(lines, key=lambda one: danish_sort_key(one.title)), start=last + 1
        )
    ]
    return MappedTask.objects.bulk_create(rows)


@transaction.atomic
def divide(*, actor: Actor, mapped_id: int, titles: Sequence[str]) -> list[MappedTask]:
    """Divide a task: add parts with these titles, owned as the task is. The parts then count in its place.

    Raises CannotDivide for a part, and Invalid.
    """
    require(actor, MAP)
    parent = locked_task(mapped_id)
    if parent.level != 1:
        raise CannotDivide
    wanted = clean_lines(titles, field="titles", most=TITLE_LENGTH, count=MOST_PARTS)
    if not wanted:
        raise Invalid(_("Write at least one part, one a line."), field="titles")
    present = set(parent.parts.filter(is_out=False).values_list("title", flat=True))
    parts = []
    for title in wanted:
        if title not in present:
            part = _add(
                parent.workshop, title=title, owner=parent.owner, topic_id=parent.topic_id, parent=parent
            )
            note(actor, MappingEventKind.DIVIDED, parent.workshop, part, facts={"title": ["", part.title]})
            parts.append(part)
    return parts


def _add(
    workshop: Workshop, *, title: str, owner: str, topic_id: int | None, parent: MappedTask | None = None
) -> MappedTask:
    clean = clean_text(title, field="title", most=TITLE_LENGTH)
    if not clean:
        raise Invalid(_("Give the task a title."), field="title")
    last = workshop.tasks.aggregate(last=Max("order"))["last"] or 0
    return MappedTask.objects.create(
        workshop=workshop,
        parent=parent,
        level=2 if parent else 1,
        topic_id=topic_id,
        order=last + 1,
        title=clean,
        owner=one_of(owner, Owner.values, "owner", _("Choose who does it today.")),
    )


@transaction.atomic
def describe(*, actor: Actor, mapped_id: int, revision: int, **facts: Any) -> MappedTask:
    """Change some of title, owner, description, competences, tools and done_by.

    `revision` is the one that was on the screen. Raises CardChanged when somebody changed the same in the meantime,
    with what is saved; Invalid. The title of a task of the catalogue is the catalogue's.
    """
    require(actor, MAP)
    task = locked_task(mapped_id)
    before = _described(task)
    clean = _cleaned(facts)
    if task.task_id is not None:
        clean.pop("title", None)
    changed = differences(before, clean)
    if not changed:
        return task
    if task.revision != revision:
        raise CardChanged(facts={"saved": before, "revision": task.revision})
    for name, value in clean.items():
        setattr(task, name, value)
    task.revision += 1
    task.save(update_fields=[*clean, "revision"])
    note(actor, MappingEventKind.DESCRIBED, task.workshop, task, facts=changed)
    return task


def _described(task: MappedTask) -> dict[str, Any]:
    names = ("title", "owner", "description", "competences", "tools", "done_by")
    return {name: getattr(task, name) for name in names}


def _cleaned(facts: Mapping[str, Any]) -> dict[str, Any]:
    lengths = {"title": TITLE_LENGTH, "description": TEXT_LENGTH, "done_by": DONE_BY_LENGTH}
    clean: dict[str, Any] = {}
    for name, value in facts.items():
        if name in lengths:
            clean[name] = clean_text(value, field=name, most=lengths[name])
        elif name == "owner":
            clean[name] = one_of(value, Owner.values, name, _("Choose who does it today."))
        elif name in {"competences", "tools"}:
            clean[name] = clean_lines(value, field=name, most=LINE_LENGTH, count=MOST_LINES)
        else:
            raise TypeError(f"a mapped task is not described by {name!r}")
    if clean.get("title") == "":
        raise Invalid(_("Give the task a title."), field="title")
    return clean


@transaction.atomic
def take_out(*, actor: Actor, mapped_id: int) -> MappedTask:
    """Take a task out of the workshop. It no longer counts, nor do its parts; what was said of it is kept."""
    return _set_out(actor, mapped_id, is_out=True)


@transaction.atomic
def put_back(*, actor: Actor, mapped_id: int) -> MappedTask:
    """Put a task back that was taken out."""
    return _set_out(actor, mapped_id, is_out=False)


def _set_out(actor: Actor, mapped_id: int, *, is_out: bool) -> MappedTask:
    require(actor, MAP)
    task = locked_task(mapped_id)
    if task.is_out != is_out:
        task.is_out = is_out
        task.save(update_fields=["is_out"])
        kind = MappingEventKind.TAKEN_OUT if is_out else MappingEventKind.PUT_BACK
        note(actor, kind, task.workshop, task)
    return task
