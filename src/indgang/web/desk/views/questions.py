"""Asking the unit behind a task: in the box at the desk or as a page; the talk goes on there until it is answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.errors import DomainError, Invalid, NotFound
from indgang.catalogue.queries import task_card
from indgang.catalogue.queries.questions import my_questions, question_talk, similar_questions
from indgang.catalogue.services import ask_the_same, ask_unit, note_reading, say_more, withdraw_question
from indgang.organisation.queries import find_site, lifeline_card
from indgang.ui.access import permission
from indgang.web.desk.views.answers import actor_of
from indgang.web.desk.views.news import person_of

FIELDS = ("text", "site", "play", "contact")
UNPROCESSABLE = 422


@permission("catalogue.ask_unit")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The form to the unit behind a task; what is typed stays when refused. Sent, the talk stands in its place."""
    actor = actor_of(request)
    card = task_card(code, actor=actor)
    sent = request.POST if request.method == "POST" else request.GET
    values = {name: sent.get(name, "") for name in FIELDS}
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            question = ask_unit(
                actor=actor,
                code=code,
                text=values["text"],
                site=find_site(values["site"]),
                play_id=_number(values["play"]),
                contact_ref=_number(values["contact"]),
            )
        except DomainError as error:
            if error.status in {403, 404}:
                raise
            refusal = error
        else:
            return _sent(request, question.pk)
    facts: dict[str, Any] = {
        "code": code,
        "title": card.title,
        "unit": lifeline_card(card.lifeline_id) if card.lifeline_id else None,
        "values": values,
        "similar": similar_questions(code=code, text=values["text"], person_id=person_of(request)),
        "error": str(refusal) if refusal else "",
    }
    template = "desk/_ask_form.html" if _in_box(request) else "desk/ask.html"
    return render(request, template, facts, status=UNPROCESSABLE if refusal else 200)


@permission("catalogue.ask_unit")
@require_GET
@never_cache
def similar(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked before that is like what is typed."""
    found = similar_questions(code=code, text=request.GET.get("text", ""), person_id=person_of(request))
    return render(request, "desk/_ask_similar.html", {"similar": found})


@permission("catalogue.ask_unit")
@require_POST
def same(request: HttpRequest, question: int) -> HttpResponse:
    """Want to know the same as somebody who asked before."""
    return _sent(request, ask_the_same(actor=actor_of(request), question_id=question).pk)


@permission("catalogue.ask_unit")
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own questions with their answers."""
    return render(request, "desk/questions.html", {"lines": my_questions(person_of(request))})


@permission("catalogue.ask_unit")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def talk(request: HttpRequest, question: int) -> HttpResponse:
    """The talk, and writing more; what is typed stays when refused."""
    actor, refusal, typed = actor_of(request), None, ""
    if request.method == "POST":
        typed = request.POST.get("text", "")
        try:
            say_more(actor=actor, question_id=question, text=typed)
            typed = ""
        except Invalid as error:
            refusal = error
        if refusal is None and not _in_box(request):
            return redirect("news:question", question=question)
    return _talk(request, question, typed=typed, error=str(refusal) if refusal else "")


@permission("catalogue.ask_unit")
@require_POST
def read(request: HttpRequest, question: int) -> HttpResponse:
    """Note that the talk is read, and give its messages anew."""
    actor = actor_of(request)
    note_reading(actor=actor, question_id=question)
    if not _in_box(request):
        return redirect("news:question", question=question)
    return render(request, "ui/talk/_messages.html", {"talk": question_talk(actor, question)})


@permission("catalogue.ask_unit")
@require_POST
def withdraw(request: HttpRequest, question: int) -> HttpResponse:
    """Take back a question that nobody has answered."""
    try:
        withdraw_question(actor=actor_of(request), question_id=question)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        messages.error(request, str(error))
    else:
        messages.success(request, _("The question is withdrawn."))
    return redirect("news:questions")


def _sent(request: HttpRequest, question: int) -> HttpResponse:
    if _in_box(request):
        response = _talk(request, question, is_new=True)
        response["HX-Trigger"] = "desk:news"
        return response
    messages.success(request, _("Your question is sent. You can read the answer here."))
    return redirect("news:question", question=question)


def _talk(
    request: HttpRequest, question: int, *, typed: str = "", error: str = "", is_new: bool = False
) -> HttpResponse:
    found = question_talk(actor_of(request), question)
    if not found.is_asker:
        raise NotFound
    facts = {
        "talk": found,
        "line": found.line,
        "typed": typed,
        "error": error,
        "is_new": is_new,
        "read_url": reverse("news:read_question", args=[question]),
        "write_url": reverse("news:question", args=[question]),
    }
    template = "desk/_question.html" if _in_box(request) else "desk/question.html"
    return render(request, template, facts, status=UNPROCESSABLE if error else 200)


def _in_box(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _number(raw: str) -> int | None:
    return int(raw) if raw.isdecimal() and len(raw) < 18 else None
