"""Feedback from the desk: the queue, and a case with the text it is about."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import may
from indgang.base.errors import DomainError, Invalid
from indgang.catalogue.queries.feedback import (
    FeedbackCase,
    feedback_case,
    feedback_queue,
    open_feedback_count,
    people_who_answer,
)
from indgang.catalogue.services import answer_feedback, assign_feedback, take_feedback
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.organisation.common import UNPROCESSABLE

TABS = ("open", "mine", "closed")


@permission("catalogue.give_feedback")
@require_GET
@never_cache
def queue(request: PageRequest) -> HttpResponse:
    """The cases that the one who looks may answer: open ones, those that are theirs, and closed ones."""
    which = request.GET.get("show", "")
    which = which if which in TABS else "open"
    facts = {
        "which": which,
        "lines": feedback_queue(request.actor, which),
        "waiting": open_feedback_count(request.actor),
        "sees_all": may(request.actor, "catalogue.answer_feedback"),
    }
    return render(request, "manage/feedback.html", facts)


@permission("catalogue.give_feedback")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def case(request: PageRequest, feedback: int) -> HttpResponse:
    """A case with the text it is about, what happened, and the answer to be written."""
    found = feedback_case(request.actor, feedback)
    if request.method != "POST":
        return _page(request, found)
    typed = {name: request.POST.get(name, "") for name in ("outcome", "answer", "corrected_in")}
    version = typed["corrected_in"]
    try:
        answer_feedback(
            actor=request.actor,
            feedback_id=feedback,
            outcome=typed["outcome"],
            answer=typed["answer"],
            corrected_in=int(version) if version.isdecimal() and len(version) < 18 else None,
        )
    except Invalid as refusal:
        return _page(request, found, typed=typed, errors={refusal.field: str(refusal)})
    except DomainError as refusal:
        again = feedback_case(request.actor, feedback)
        return _page(request, again, typed=typed, errors={"": str(refusal)}, status=refusal.status)
    messages.success(request, _("The answer is sent."))
    return redirect("manage:feedback")


@permission("catalogue.give_feedback")
@require_POST
def take(request: PageRequest, feedback: int) -> HttpResponse:
    """Take a case; who comes second is told who has it."""
    return _done(request, feedback, lambda: take_feedback(actor=request.actor, feedback_id=feedback))


@permission("catalogue.answer_feedback")
@require_POST
def assign(request: PageRequest, feedback: int) -> HttpResponse:
    """Give a case to another."""
    username = request.POST.get("username", "")
    return _done(
        request,
        feedback,
        lambda: assign_feedback(actor=request.actor, feedback_id=feedback, username=username),
    )


def _done(request: PageRequest, feedback: int, command: Any) -> HttpResponse:
    try:
        command()
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, str(refusal))
    return redirect("manage:feedback_case", feedback=feedback)


def _page(
    request: PageRequest,
    found: FeedbackCase,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    line = found.line
    since = [version for version in found.versions if version[2] > line.asked_at]
    facts = {
        "case": found,
        "line": line,
        "typed": typed or {"corrected_in": str(since[0][0]) if since else ""},
        "errors": errors or {},
        "error": (errors or {}).get(""),
        "is_theirs": line.state == "taken" and line.owner_id != request.actor.person_id,
        "is_mine": line.state == "taken" and line.owner_id == request.actor.person_id,
        "people": people_who_answer() if line.is_open else [],
        "may_assign": may(request.actor, "catalogue.answer_feedback"),
        "actions": {
            "given": _("Given at the desk"),
            "taken": _("Somebody took it"),
            "assigned": _("Given to"),
            "corrected": _("Answered: corrected"),
            "kept": _("Answered: the text stands"),
            "reopened": _("Opened again by the one who asked"),
        },
    }
    return render(request, "manage/feedback_case.html", facts, status=status if errors else 200)
