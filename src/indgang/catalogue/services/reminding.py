"""Reminding by mail of sections that must be read through, each once for each stage and person.

What somebody is told is noted together with the mail in the outbox, which sends it once. Two workers at once note it
once, as only one of them at a time is here.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.base.text import pick
from indgang.catalogue.messages import REVIEW_REMINDER
from indgang.catalogue.models import PlaybookRules, ReviewReminder, Section, SectionKind
from indgang.catalogue.services.owning import possible_owners
from indgang.catalogue.services.rules import rules
from indgang.core.day import danish_date
from indgang.messaging.services import enqueue
from indgang.organisation.queries import StaffMember

# Any fixed number, told apart from other advisory locks of Indgang by its value.
REMINDER_LOCK = 7_201_002
Stage = Literal["before", "due", "escalated"]
STAGES: tuple[Stage, ...] = ("escalated", "due", "before")


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a person is to be told that a section must be read through on `due` (Danish day)."""

    section: Section
    due: date
    stage: Stage
    person_id: int


@dataclass(slots=True)
class MailReport:
    """How many mails were put into the outbox; who is to be told, but has no address that mail can go to."""

    put_in: int = 0
    without_address: tuple[str, ...] = ()


def remind(*, actor: Actor, address: str) -> MailReport:
    """Write each person one mail with all sections that they have not been told about; `address` is the page to go to.

    The owner of a section is told `remind_days` before its day and on the day; editors, where nobody owns it.
    `escalate_days` after the day managers and editors are told. Needs "catalogue.rule".
    """
    require(actor, "catalogue.rule")
    people = {one.id: one for one in possible_owners()}
    report = MailReport()
    for person_id in sorted({reminder.person_id for reminder in _wanted(people.values())}):
        _remind_one(people[person_id], people, address, report)
    return report


def _remind_one(
    person: StaffMember, people: dict[int, StaffMember], address: str, report: MailReport
) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REMINDER_LOCK])
        mine = [reminder for reminder in _wanted(people.values()) if reminder.person_id == person.id]
        if not mine:
            return
        try:
            _put_in(person, mine, address)
        except Invalid:
            report.without_address += (person.name,)
            return
        ReviewReminder.objects.bulk_create(
            ReviewReminder(
                section=one.section, due=one.due, stage=one.stage, sent_at=clock.now(), sent_to_id=person.id
            )
            for one in mine
        )
        report.put_in += 1


def _wanted(people: Iterable[StaffMember]) -> list[Reminder]:
    """What is to be told today and has not been."""
    everybody = list(people)
    known, kept = {one.id for one in everybody}, rules()
    today = danish_date(clock.now())
    rows = Section.objects.filter(
        task__is_active=True, review_due__lte=today + timedelta(days=kept.remind_days)
    ).select_related("task")
    done = set(
        ReviewReminder.objects.filter(section__in=rows).values_list("section", "due", "stage", "sent_to")
    )
    editors = _with_role(everybody, "editor") or _with_role(everybody, "manager", "administrator")
    leaders = _with_role(everybody, "editor", "manager") or _with_role(everybody, "administrator")
    found: list[Reminder] = []
    for section in rows.order_by("review_due", "task__code", "kind").prefetch_related("task__texts"):
        due = section.review_due
        if due is None:
            continue
        owner = section.owner_id or section.task.owner_id
        owners = [owner] if owner in known and owner is not None else editors
        for stage, told in _stages(due, today, kept, owners, leaders):
            found += [
                Reminder(section, due, stage, one)
                for one in told
                if (section.pk, due, stage, one) not in done
            ]
    return found


def _stages(
    due: date, today: date, kept: PlaybookRules, owners: list[int], leaders: list[int]
) -> list[tuple[Stage, list[int]]]:
    if today < due:
        return [("before", owners)] if kept.remind_days else []
    late = today >= due + timedelta(days=kept.escalate_days)
    told: list[tuple[Stage, list[int]]] = [("due", owners)]
    return [*told, ("escalated", leaders)] if late else told


def _with_role(people: Iterable[StaffMember], *roles: str) -> list[int]:
    return [one.id for one in people if any(role in roles for role, _site in one.grants)]


def _put_in(person: StaffMember, reminders: list[Reminder], address: str) -> None:
    told = "|".join(f"{one.section.pk}/{one.due}/{one.stage}" for one in reminders)
    with override(person.language):
        count = len({reminder.section.pk for reminder in reminders})
        texts = ngettext("%(count)d text", "%(count)d texts", count) % {"count": count}
        values = {"name": person.name, "texts": texts, "list": _list(reminders), "link": address}
        enqueue(
            kind=REVIEW_REMINDER,
            channel="email",
            to=person.email,
            values=values,
            reference=f"review/{person.id}/{hashlib.sha256(told.encode()).hexdigest()[:32]}",
            language=person.language,
        )


def _list(reminders: list[Reminder]) -> str:
    """The texts under what is the matter with them, the worst first; each text once."""
    parts, told = [], set[int]()
    for stage in STAGES:
        mine = [one for one in reminders if one.stage == stage and one.section.pk not in told]
        told |= {one.section.pk for one in mine}
        if mine:
            parts.append("\n".join([_heading(stage), *_lines(mine)]))
    return "\n\n".join(parts)


def _heading(stage: Stage) -> str:
    headings = {
        "before": _("Soon to be read through:"),
        "due": _("To be read through now:"),
        "escalated": _("Past the day for long, and not read through yet:"),
    }
    return headings[stage]


def _lines(reminders: list[Reminder]) -> list[str]:
    tasks: defaultdict[tuple[date, str], list[str]] = defaultdict(list)
    for one in reminders:
        text = pick(one.section.task.texts.all())
        title = text.title if text else one.section.task.code
        tasks[one.due, title].append(str(SectionKind(one.section.kind).label))
    return [
        _("- %(day)s: %(task)s (%(sections)s)")
        % {"day": f"{due:%d-%m-%Y}", "task": title, "sections": ", ".join(kinds)}
        for (due, title), kinds in tasks.items()
    ]
