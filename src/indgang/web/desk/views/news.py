"""Reading news: in a box beside the desk, and on a page of their own with the old ones too."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base.errors import NotFound
from indgang.catalogue.queries.feedback import my_feedback
from indgang.catalogue.queries.news import news_for, unread_news
from indgang.catalogue.queries.questions import my_questions
from indgang.catalogue.services import SavedMeanwhile, mark_read
from indgang.ui.access import permission
from indgang.web.desk.views.answers import actor_of


@permission("catalogue.read_news")
@require_GET
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Everything that asks or asked the reader: unread, read, and old; `q` narrows it."""
    q = request.GET.get("q", "").strip()[:100]
    lines = news_for(person_of(request), q=q)
    facts = {
        "q": q,
        "groups": [
            ("unread", [line for line in lines if line.is_unread]),
            ("read", [line for line in lines if not line.is_unread and not line.is_old]),
            ("old", [line for line in lines if line.is_old]),
        ],
        "found": len(lines),
    }
    return render(request, "desk/news.html", facts)


@permission("catalogue.read_news")
@require_GET
@never_cache
def unread(request: HttpRequest) -> HttpResponse:
    """What is unread, for the box at the desk."""
    return unread_part(request)


@permission("catalogue.read_news")
@require_POST
def read(request: HttpRequest, news: int) -> HttpResponse:
    """Give one's receipt for the revision that was shown (field `revision`)."""
    raw = request.POST.get("revision", "")
    changed = ""
    try:
        mark_read(
            actor=actor_of(request),
            news_id=news,
            revision=int(raw) if raw.isdecimal() and len(raw) < 9 else 0,
        )
    except SavedMeanwhile as error:
        if not getattr(request, "htmx", False):
            raise
        changed = str(error)
    return after_reading(request, changed)


def after_reading(request: HttpRequest, changed: str = "") -> HttpResponse:
    """What is left, in the box; on the page, the page again. The desk hears of it and fetches its marks anew."""
    if not getattr(request, "htmx", False):
        return redirect("news:news")
    response = unread_part(request, changed)
    response["HX-Trigger"] = json.dumps({"desk:news": ""})
    return response


def unread_part(request: HttpRequest, changed: str = "") -> HttpResponse:
    """The content of the box: unread news and unread answers."""
    person_id = person_of(request)
    answers = [line for line in my_feedback(person_id) if not line.is_open and line.answer_read_at is None]
    questions = [line for line in my_questions(person_id) if line.is_unread]
    facts = {"lines": unread_news(person_id), "answers": answers, "questions": questions, "changed": changed}
    response = render(request, "desk/_unread.html", facts)
    response["Cache-Control"] = "no-store"
    return response


def person_of(request: HttpRequest) -> int:
    """The person who reads. Raises NotFound for one who is no person."""
    person_id = actor_of(request).person_id
    if person_id is None:
        raise NotFound
    return person_id
