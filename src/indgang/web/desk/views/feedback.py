"""Saying that a text is wrong, unclear or lacks something, and reading what was answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.errors import DomainError, Invalid
from indgang.catalogue.models import FeedbackKind
from indgang.catalogue.queries import task_card
from indgang.catalogue.queries.feedback import my_feedback, sections_with_text
from indgang.catalogue.services import give_feedback, mark_answer_read, reopen_feedback
from indgang.organisation.queries import find_site
from indgang.ui.access import permission
from indgang.web.desk.views.answers import actor_of
from indgang.web.desk.views.news import after_reading, person_of

FIELDS = ("section", "kind", "text", "site", "play")
UNPROCESSABLE = 422


@permission("catalogue.give_feedback")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def give(request: HttpRequest, code: str) -> HttpResponse:
    """The form about a task's texts, alone in the box at the desk or as a page; what is typed stays when refused."""
    card = task_card(code, actor=actor_of(request))
    sent = request.POST if request.method == "POST" else request.GET
    values = {name: sent.get(name, "") for name in FIELDS}
    refusal: Invalid | None = None
    if request.method == "POST":
        try:
            _give(request, code, values)
        except Invalid as error:
            refusal = error
        else:
            if getattr(request, "htmx", False):
                return render(request, "desk/_feedback_done.html", {"title": card.title})
            messages.success(
                request, _("Thank you. The editors have got it, and you can read the answer here.")
            )
            return redirect("news:feedback")
    facts: dict[str, Any] = {
        "code": code,
        "title": card.title,
        "values": values,
        "sections": sections_with_text(code),
        "kinds": FeedbackKind.choices,
        "error": str(refusal) if refusal else "",
        "error_field": refusal.field if refusal else "",
    }
    template = "desk/_feedback_form.html" if getattr(request, "htmx", False) else "desk/feedback_give.html"
    return render(request, template, facts, status=UNPROCESSABLE if refusal else 200)


@permission("catalogue.give_feedback")
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own feedback with its answers."""
    return render(request, "desk/feedback.html", {"lines": my_feedback(person_of(request))})


@permission("catalogue.give_feedback")
@require_POST
def read(request: HttpRequest, feedback: int) -> HttpResponse:
    """Note that the answer is read."""
    mark_answer_read(actor=actor_of(request), feedback_id=feedback)
    if not getattr(request, "htmx", False):
        return redirect("news:feedback")
    return after_reading(request)


@permission("catalogue.give_feedback")
@require_POST
def again(request: HttpRequest, feedback: int) -> HttpResponse:
    """Open a case again, once, because the answer does not help; what is typed stays when refused."""
    text = request.POST.get("text", "")
    try:
        reopen_feedback(actor=actor_of(request), feedback_id=feedback, text=text)
    except Invalid as error:
        lines = my_feedback(person_of(request))
        facts = {"lines": lines, "again": feedback, "typed": text, "error": str(error)}
        return render(request, "desk/feedback.html", facts, status=UNPROCESSABLE)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("news:feedback")
    messages.success(request, _("The case is open again."))
    return redirect("news:feedback")


def _give(request: HttpRequest, code: str, values: dict[str, str]) -> None:
    play = values["play"]
    give_feedback(
        actor=actor_of(request),
        code=code,
        section=values["section"],
        kind=values["kind"],
        text=values["text"],
        site=find_site(values["site"]) if values["site"] else None,
        play_id=int(play) if play.isdecimal() and len(play) < 18 else None,
    )
