"""The list of workshops, a new one, and the board."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import may
from indgang.base.errors import DomainError, Invalid
from indgang.catalogue.queries import topics
from indgang.core.mapping import Side
from indgang.planning import services
from indgang.planning.policies import SETTLE
from indgang.planning.queries import cards, find_workshop
from indgang.planning.queries import workshops as all_workshops
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.workshop import board as boards
from indgang.web.manage.workshop import words

SIDE = "workshop_side"
UNPROCESSABLE = 422


def my_side(request: PageRequest) -> str:
    """The staff that the one who looks speaks for: as chosen, else by background, else none."""
    chosen = request.session.get(SIDE, "")
    return chosen if chosen in set(Side) else words.side_of(getattr(request.user, "background", ""))


@permission("planning.map")
@require_GET
@never_cache
def workshops(request: PageRequest) -> HttpResponse:
    """Every workshop."""
    facts = {"lines": all_workshops(), "may_settle": may(request.actor, SETTLE)}
    return render(request, "manage/workshop/list.html", facts)


@permission("planning.settle")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: PageRequest) -> HttpResponse:
    """Begin a workshop from topics of the catalogue."""
    every = [(topic.code, topic.title) for topic in topics()]
    facts: dict[str, Any] = {
        "title": "",
        "chosen": {code for code, _title in every},
        "topics": every,
        "errors": {},
    }
    if request.method == "POST":
        facts["title"] = request.POST.get("title", "")
        facts["chosen"] = set(request.POST.getlist("topics"))
        try:
            begun = services.begin_workshop(
                actor=request.actor, title=facts["title"], topic_codes=sorted(facts["chosen"])
            )
        except Invalid as refusal:
            facts["errors"] = {refusal.field: str(refusal)}
            return render(request, "manage/workshop/new.html", facts, status=UNPROCESSABLE)
        return redirect("manage:workshop", workshop=begun.pk)
    return render(request, "manage/workshop/new.html", facts)


@permission("planning.map")
@require_GET
@never_cache
def board(request: PageRequest, workshop: int) -> HttpResponse:
    """The board; to htmx only its list."""
    found = find_workshop(workshop)
    asked = {name: request.GET.get(name, "") for name in ("owner", "topic", "show")}
    mine = my_side(request)
    every = cards(workshop)
    listed = cards(workshop, taken_out=True) if asked["show"] == "out" else every
    rows = [boards.row_of(card, found, mine) for card in boards.chosen(listed, asked, mine)]
    facts: dict[str, Any] = {
        "workshop": found,
        "groups": boards.by_topic(rows),
        "shown": sum(not row.card.parts for row in rows),
        "asked": asked,
        "mine": mine,
        "may_settle": may(request.actor, SETTLE),
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "manage/workshop/_list.html", facts)
    present = {card.code for card in every}
    facts |= {
        "sum": boards.summed(every),
        "topics": choices.sorted_choices({(card.topic, card.topic_title) for card in every if card.topic}),
        "all_topics": choices.sorted_choices((topic.code, topic.title) for topic in topics()),
        "absent": choices.sorted_choices(
            (code, title) for code, title in choices.task_titles().items() if code not in present
        ),
        "owners": words.owners(),
        "sides": words.sides(),
        "mine_name": words.side_name(mine) if mine else "",
    }
    return render(request, "manage/workshop/board.html", facts)


@permission("planning.map")
@require_GET
@never_cache
def summary(request: PageRequest, workshop: int) -> HttpResponse:
    """How far the workshop is."""
    found = find_workshop(workshop)
    facts = {"workshop": found, "sum": boards.sum_of(found), "may_settle": may(request.actor, SETTLE)}
    return render(request, "manage/workshop/_sum.html", facts)


@permission("planning.map")
@require_POST
def side(request: PageRequest, workshop: int) -> HttpResponse:
    """Choose the staff that one speaks for."""
    find_workshop(workshop)
    chosen = request.POST.get("side", "")
    if chosen in set(Side):
        request.session[SIDE] = chosen
    return redirect("manage:workshop", workshop=workshop)


@permission("planning.map")
@require_POST
def add(request: PageRequest, workshop: int) -> HttpResponse:
    """Add a task of the workshop's own."""
    find_workshop(workshop)
    try:
        task = services.add_task(
            actor=request.actor,
            workshop_id=workshop,
            title=request.POST.get("title", ""),
            owner=request.POST.get("owner", ""),
            topic=request.POST.get("topic", ""),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("manage:workshop", workshop=workshop)
    messages.success(request, _("“%(task)s” is added.") % {"task": task.title})
    return redirect(f"{reverse('manage:workshop', args=[workshop])}#row-{task.pk}")


@permission("planning.map")
@require_POST
def fetch(request: PageRequest, workshop: int) -> HttpResponse:
    """Add a task of the catalogue."""
    find_workshop(workshop)
    try:
        added = services.fetch_tasks(
            actor=request.actor, workshop_id=workshop, codes=request.POST.getlist("task")
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("manage:workshop", workshop=workshop)
    for task in added:
        messages.success(request, _("“%(task)s” is added.") % {"task": task.title})
    return redirect("manage:workshop", workshop=workshop)


@permission("planning.settle")
@require_POST
def agreed(request: PageRequest, workshop: int) -> HttpResponse:
    """Settle everything that the two sides agree on."""
    find_workshop(workshop)
    try:
        count = services.settle_agreed(actor=request.actor, workshop_id=workshop)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Settled what both sides agree on: %(tasks)s.") % {"tasks": words.tasks_in_words(count)}
        messages.success(request, said)
    return redirect("manage:workshop", workshop=workshop)


@permission("planning.settle")
@require_POST
def state(request: PageRequest, workshop: int) -> HttpResponse:
    """Close the workshop, or open it again."""
    find_workshop(workshop)
    if request.POST.get("state") == "settled":
        services.close_workshop(actor=request.actor, workshop_id=workshop)
        messages.success(
            request, _("The workshop is closed. Nothing in it changes until it is opened again.")
        )
    else:
        services.open_workshop(actor=request.actor, workshop_id=workshop)
        messages.success(request, _("The workshop is open again."))
    return redirect("manage:workshop", workshop=workshop)
