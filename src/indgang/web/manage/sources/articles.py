"""Articles fetched from borger.dk: found, read, tied to tasks, and followed when they change."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base import clock
from indgang.base.access import may
from indgang.base.errors import Invalid
from indgang.catalogue.models import Article, ArticleUse, ImportRun, MicroArticle, Presence
from indgang.catalogue.queries.articles import (
    article_lines,
    changed_uses,
    changes_since_seen,
    find_article,
    last_runs,
    parts_of,
    self_services_of,
    uses_of,
)
from indgang.catalogue.services.article_uses import (
    mark_article_seen,
    set_self_service,
    tie_article,
    untie_article,
)
from indgang.catalogue.source_words import about_article, in_words
from indgang.integrations.borgerdk import article_sources, sanitised
from indgang.ui.access import PageRequest, permission
from indgang.web.manage import choices
from indgang.web.manage.organisation.common import UNPROCESSABLE
from indgang.web.manage.sources.jobs import put_in_queue

MOST_TOLD = 50
# A run that has not ended after so long was cut off.
CUT_OFF_AFTER = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class RunShown:
    """A fetch as the page tells it."""

    run: ImportRun
    state: str
    error: str
    counts: list[tuple[str, int]]
    odd: list[tuple[str, str]]


def _shown(run: ImportRun) -> RunShown:
    report = run.report
    state = (
        "done" if run.finished_at else "cut" if clock.now() - run.started_at > CUT_OFF_AFTER else "running"
    )
    words = {
        "new": _("new"),
        "changed": _("changed"),
        "gone": _("gone"),
        "back": _("back again"),
        "failed": _("failed"),
    }
    odd = [about_article(line) for line in (*report.get("failed", []), *report.get("warnings", []))]
    return RunShown(
        run,
        state,
        in_words(run.error) if run.error else "",
        [(word, len(report.get(name, []))) for name, word in words.items()],
        odd[:MOST_TOLD],
    )


def _states() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        ("changed", _("Changed since we looked")),
        ("used", _("Tasks rest on it")),
        ("odd", _("Something was odd")),
        ("gone", _("Gone from the source")),
    ]


@permission("catalogue.view_plays")
@require_GET
@never_cache
def sources(request: PageRequest) -> HttpResponse:
    """The articles, what has changed under our tasks, and how the last fetches went."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state")}
    titles = choices.task_titles()
    facts = {
        "asked": asked,
        "lines": article_lines(asked["q"], asked["state"]),
        "states": _states(),
        "work": [(use, titles.get(use.task.code, use.task.code)) for use in changed_uses()],
        "runs": [_shown(run) for run in last_runs("borgerdk")],
        "is_on": bool(article_sources()),
        "may_change": may(request.actor, "catalogue.change"),
    }
    return render(request, "manage/sources/articles.html", facts)


@permission("catalogue.change")
@require_POST
def fetch(request: PageRequest) -> HttpResponse:
    """Have the articles fetched by a worker."""
    if not article_sources():
        messages.error(request, _("Fetching articles is off in this installation."))
    elif put_in_queue("fetch_articles", full="full" in request.POST):
        messages.success(request, _("The articles are being fetched. Look again in a few minutes."))
    else:
        messages.info(request, _("The articles are about to be fetched already."))
    return redirect("manage:sources")


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part with its HTML cleaned once more, so that nothing in the database can run in a browser."""

    part: MicroArticle
    html: str
    local_html: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class UseShown:
    """A task that rests on the article, and what has changed since an editor compared them."""

    use: ArticleUse
    title: str
    is_stale: bool
    changes: list[Any]


@permission("catalogue.view_plays")
@require_GET
@never_cache
def article(request: PageRequest, article: int) -> HttpResponse:
    """An article with its parts, its self-services, and the tasks that rest on it."""
    return _page(request, find_article(article))


@permission("catalogue.change")
@require_POST
def use(request: PageRequest, article: int) -> HttpResponse:
    """Tie a task to the article, end that, or say that both have been compared."""
    row = find_article(article)
    code, action = request.POST.get("task", ""), request.POST.get("action", "")
    try:
        if action == "tie":
            if not code:
                raise Invalid(_("Choose a task."), field="task")
            tie_article(actor=request.actor, code=code, article_id=row.pk)
            messages.success(request, _("The task is tied to the article."))
        elif action == "untie":
            untie_article(actor=request.actor, code=code, article_id=row.pk)
            messages.success(request, _("The task is not tied to the article any more."))
        elif action == "seen":
            seen = request.POST.get("content_hash", "")
            mark_article_seen(actor=request.actor, code=code, article_id=row.pk, content_hash=seen)
            messages.success(request, _("Noted: the task fits the article as it is now."))
        else:
            raise Http404
    except Invalid as refusal:
        return _page(
            request, find_article(article), errors={refusal.field: str(refusal)}, status=UNPROCESSABLE
        )
    return redirect("manage:source_article", article=row.pk)


@permission("catalogue.change")
@require_POST
def service(request: PageRequest, article: int, entry: int) -> HttpResponse:
    """Set our own address of a self-service and a note on it."""
    row = find_article(article)
    typed = {name: request.POST.get(name, "") for name in ("deep_link", "note")}
    try:
        set_self_service(actor=request.actor, entry_id=entry, **typed)
    except Invalid as refusal:
        errors = {f"{refusal.field}-{entry}": str(refusal)}
        return _page(request, row, errors=errors, typed={entry: typed}, status=UNPROCESSABLE)
    messages.success(request, _("The self-service is saved."))
    return redirect("manage:source_article", article=row.pk)


def _page(
    request: PageRequest,
    row: Article,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[int, dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    errors, typed, titles = errors or {}, typed or {}, choices.task_titles()
    uses = [_use(one, titles.get(one.task.code, one.task.code)) for one in uses_of(row)]
    tied = {one.use.task.code for one in uses}
    free = [(code, title) for code, title in titles.items() if code not in tied]
    facts = {
        "article": row,
        "is_gone": row.presence == Presence.GONE,
        "parts": [
            PartShown(part, sanitised(part.html), sanitised(part.local_html), part.presence == Presence.GONE)
            for part in parts_of(row)
        ],
        "services": [_service(one, errors, typed.get(one.pk)) for one in self_services_of(row)],
        "uses": uses,
        "tasks": choices.sorted_choices(free, empty=_("Choose a task")),
        "warnings": [in_words(text) for text in row.warnings],
        "errors": errors,
        "may_change": may(request.actor, "catalogue.change"),
    }
    return render(request, "manage/sources/article.html", facts, status=status)


def _use(one: ArticleUse, title: str) -> UseShown:
    is_stale = one.seen_hash != one.article.content_hash
    return UseShown(one, title, is_stale, changes_since_seen(one) if is_stale else [])


def _service(one: Any, errors: dict[str, str], typed: dict[str, str] | None) -> dict[str, Any]:
    return {
        "entry": one,
        "is_gone": one.presence == Presence.GONE,
        "deep_link": typed["deep_link"] if typed else one.deep_link,
        "note": typed["note"] if typed else one.note,
        "deep_link_error": errors.get(f"deep_link-{one.pk}", ""),
        "note_error": errors.get(f"note-{one.pk}", ""),
    }
