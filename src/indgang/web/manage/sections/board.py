"""The editorial desk: what waits for the one who looks, and for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base.access import Actor, may
from indgang.catalogue.queries import search_misses
from indgang.catalogue.queries import sections as queries
from indgang.catalogue.queries.assumptions import open_assumptions
from indgang.catalogue.queries.feedback import open_feedback_count
from indgang.catalogue.queries.sections import OverdueLine, VersionLine
from indgang.catalogue.services import rules
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.sections import words

MOST_TASKS = 40


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task with the sections that must be read through: (kind, name, day, whether it is over)."""

    code: str
    title: str
    owner: str
    due: date
    is_overdue: bool
    kinds: list[tuple[str, str, date, bool]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is counted here and looked at elsewhere."""

    label: str
    count: int
    href: str


@permission("catalogue.review")
@require_GET
@never_cache
def editorial(request: PageRequest) -> HttpResponse:
    """Drafts, reviews, texts to check, what is scheduled and what must be read through."""
    everybody = request.GET.get("whose") == "all"
    me = request.actor.person_id
    mine = None if everybody else me
    due = due_tasks(queries.to_read_through(person_id=mine, within_days=rules().remind_days))
    overdue, total = queries.overdue_share()
    facts = {
        "everybody": everybody,
        "drafts": described(queries.drafts(person_id=mine)),
        "reviews": described(queries.waiting_for_review(but_of=me)),
        "own_reviews": described(
            line for line in queries.waiting_for_review() if me is not None and line.created_by_id == me
        ),
        "checks": described(queries.to_check(person_id=mine)),
        "scheduled": described(queries.scheduled()),
        "due": due[:MOST_TASKS],
        "due_count": len(due),
        "due_more": max(0, len(due) - MOST_TASKS),
        "overdue": overdue,
        "sections_total": total,
        "waiting": _waiting(request.actor),
        "mail_is_off": not settings.EMAIL_URL and may(request.actor, "catalogue.rule"),
    }
    return render(request, "manage/sections/editorial.html", facts)


def described(lines: Iterable[VersionLine]) -> list[tuple[VersionLine, str, str, str]]:
    """Versions with their section, layer and state in words."""
    return [
        (line, words.kind_name(line.kind), words.layer_name(line.layer), words.state_name(line.state))
        for line in lines
    ]


def due_tasks(lines: Iterable[OverdueLine]) -> list[DueTask]:
    """The sections by task and owner, the longest overdue first."""
    found: dict[tuple[str, str], list[OverdueLine]] = {}
    for line in lines:
        found.setdefault((line.task_code, line.owner), []).append(line)
    return [
        DueTask(
            code,
            group[0].task_title,
            owner,
            group[0].due,
            group[0].is_overdue,
            [(line.kind, words.kind_name(line.kind), line.due, line.is_overdue) for line in group],
        )
        for (code, owner), group in found.items()
    ]


def _waiting(actor: Actor) -> list[Waiting]:
    counts: list[tuple[str, int, str]] = []
    if may(actor, "catalogue.answer_feedback"):
        counts.append((_("Open feedback from the desks"), open_feedback_count(actor), "manage:feedback"))
    if may(actor, "catalogue.plan"):
        counts.append((_("Assumptions to confirm"), open_assumptions(), "manage:assumptions"))
    counts += [
        (_("Searches that found nothing"), len(search_misses()), "manage:misses"),
        (_("Broken links"), queries.broken_links(), "manage:links"),
    ]
    return [Waiting(label, count, href) for label, count, name in counts if (href := _address(name))]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
