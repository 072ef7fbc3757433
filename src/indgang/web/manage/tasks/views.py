"""Reading tasks."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base.transfer import Record
from indgang.catalogue.queries import (
    overrides_of,
    play_history,
    play_steps,
    task_card,
    task_lines,
    topics,
)
from indgang.catalogue.queries.assumptions import assumptions as assumption_lines
from indgang.catalogue.queries.assumptions import tasks_with_open_assumptions
from indgang.catalogue.queries.named import life_event_names
from indgang.catalogue.queries.sections import own_text_codes
from indgang.catalogue.search import search
from indgang.catalogue.visibility import marks_by_code
from indgang.core.folding import danish_sort_key
from indgang.core.reach import Reach
from indgang.organisation.models import SiteKind
from indgang.organisation.queries import lifeline_cards
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.sections.cards import task_sections
from indgang.web.manage.sites import sites_of
from indgang.web.manage.tasks.fields import field_name, shown_value
from indgang.web.manage.tasks.reading import (
    Cell,
    changes_between,
    may_edit,
    natures,
    offer_rows,
    reach_matrix,
    record_of,
    step_kinds,
    task_desks,
    task_records,
    title_of,
    who_may,
)

MOST_FOUND = 200


@permission("catalogue.view_plays")
@require_GET
@never_cache
def tasks(request: PageRequest) -> HttpResponse:
    """All tasks, found in the citizen's words, by topic, group and nature."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "topic", "group", "nature", "only")}
    to_check = tasks_with_open_assumptions()
    own = {override.code for override in overrides_of()} | own_text_codes()
    records = [record for record in task_records(request.actor) if _fits(record, asked, own, to_check)]
    records.sort(key=lambda record: danish_sort_key(title_of(record)))
    if asked["q"]:
        order = {
            hit.code: place
            for place, hit in enumerate(search(asked["q"], actor=request.actor, limit=MOST_FOUND))
        }
        records = sorted((row for row in records if row["code"] in order), key=lambda row: order[row["code"]])
    names = {topic.code: topic.title for topic in topics()}
    marks = marks_by_code(row["code"] for row in records)
    facts = {
        "asked": asked,
        "lines": [
            {
                "record": row,
                "title": title_of(row),
                "topic": names.get(row["topic"]),
                "is_own": row["code"] in own,
                "is_to_check": row["code"] in to_check,
                "mark": marks.get(row["code"], ""),
            }
            for row in records
        ],
        "topics": choices.sorted_choices((code, title) for code, title in names.items()),
        "natures": natures(),
        "nature_names": dict(natures()),
        "groups": ["1", "2", "3"],
        **may_edit(request.actor),
    }
    return render(request, "manage/tasks.html", facts)


def _fits(record: Record, asked: dict[str, str], own: set[str], to_check: set[str]) -> bool:
    if asked["only"] == "retired":
        return not record["active"]
    return (
        bool(record["active"])
        and asked["topic"] in {"", record["topic"]}
        and asked["group"] in {"", str(record["group"])}
        and asked["nature"] in {"", record["nature"]}
        and (asked["only"] != "assumptions" or record["code"] in to_check)
        and (asked["only"] != "own" or record["code"] in own)
    )


@permission("catalogue.view_plays")
@require_GET
@never_cache
def task(request: PageRequest, code: str) -> HttpResponse:
    """All about a task."""
    record = record_of(code, request.actor)
    card = task_card(code, actor=request.actor)
    sites = sites_of(request.actor)
    lifelines = {line.code: line for line in lifeline_cards()}
    facts = {
        "card": card,
        "record": record,
        "nature": dict(natures()).get(card.nature),
        "desk": dict(task_desks()).get(card.desk),
        "group": choices.group_name(str(card.group)),
        "lifeline": lifelines.get(card.lifeline or ""),
        **task_sections(code, request.actor),
        "offers": _offers(code),
        "site_offers": _site_offers(code, request),
        "history": play_history(code),
        "overrides": [
            (override, field_name(override.field), shown_value(override.national))
            for override in overrides_of(code)
        ],
        "sites": sites,
        "assumptions": assumption_lines(task_code=code),
        "related": task_lines(card.related, actor=request.actor),
        "life_event_titles": [title for event, title in life_event_names() if event in card.life_events],
        "people": who_may(code, sites) if card.is_active else [],
        "step_kinds": step_kinds(),
        **may_edit(request.actor),
    }
    return render(request, "manage/task.html", facts)


def _offers(code: str) -> list[tuple[str, Cell]]:
    """What each kind of site offers."""
    reaches = {
        row["site_kind"]: Reach.from_code(row["reach"]) for row in offer_rows(code) if row["site_kind"]
    }
    return [(choices.capital(label), Cell(reaches.get(kind, Reach.NONE))) for kind, label in SiteKind.choices]


def _site_offers(code: str, request: PageRequest) -> list[tuple[str, Cell]]:
    """What single sites offer, whatever their kind does."""
    names = {site.slug: site.name for site in sites_of(request.actor)}
    own = [row for row in offer_rows(code) if row["site"] in names]
    return [(names[row["site"]], Cell(Reach.from_code(row["reach"]))) for row in own]


@permission("catalogue.view_plays")
@require_GET
@never_cache
def play_version(request: PageRequest, code: str, play: int) -> HttpResponse:
    """A version of a play, and what it changed."""
    record = record_of(code, request.actor)
    history = play_history(code)
    place = next((place for place, version in enumerate(history) if version.play_id == play), None)
    if place is None:
        return redirect("manage:task", code=code)
    before = play_steps(history[place + 1].play_id) if place + 1 < len(history) else []
    facts = {
        "title": title_of(record),
        "code": code,
        "version": history[place],
        "before": history[place + 1] if place + 1 < len(history) else None,
        "changes": changes_between(before, play_steps(play)),
        "step_kinds": step_kinds(),
    }
    return render(request, "manage/play.html", facts)


@permission("catalogue.view_plays")
@require_GET
@never_cache
def reach(request: PageRequest) -> HttpResponse:
    """Every task at every site of the actor: what is offered, and what those who work there may do."""
    sites = sites_of(request.actor)
    matrix = reach_matrix(sites)
    records = {record["code"]: record for record in task_records(request.actor) if record["active"]}
    topic = request.GET.get("topic", "")
    short_only = "short" in request.GET
    rows = []
    for line in task_lines(list(records), actor=request.actor):
        record = records[line.code]
        cells = [matrix.get(line.task_id, {}).get(site.pk) for site in sites]
        is_short = any(cell is not None and cell.is_short for cell in cells)
        if (not topic or record["topic"] == topic) and (is_short or not short_only):
            rows.append((record["code"], title_of(record), cells))
    rows.sort(key=lambda row: danish_sort_key(row[1]))
    facts = {
        "rows": rows,
        "sites": sites,
        "topics": [(one.code, one.title) for one in topics()],
        "topic": topic,
        "short_only": short_only,
    }
    return render(request, "manage/reach.html", facts)
