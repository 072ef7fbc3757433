"""The unit's questions: answer once, and let the answer become a part of the playbook."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.errors import DomainError, Invalid, NotFound
from indgang.catalogue.queries.questions import question_figures, question_talk, unit_questions
from indgang.catalogue.services import let_go, note_reading, propose_section, reply
from indgang.ui.access import PageRequest, permission

TABS = ("open", "mine", "answered")
UNPROCESSABLE = 422


@permission("catalogue.answer_question")
@require_GET
@never_cache
def listed(request: PageRequest) -> HttpResponse:
    """The questions to the units of the one who looks; `q` searches in questions and answers."""
    which = request.GET.get("show", "")
    which = which if which in TABS else "open"
    q = request.GET.get("q", "").strip()[:100]
    facts = {"which": which, "q": q, "lines": unit_questions(request.actor, which, q)}
    part = getattr(request, "htmx", False)
    return render(request, f"backline/questions/{'_list' if part else 'list'}.html", facts)


@permission("catalogue.answer_question")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def talk(request: PageRequest, question: int) -> HttpResponse:
    """A talk; the first who writes owns it. What is typed stays when it is refused."""
    if request.method != "POST":
        return _page(request, question)
    text = request.POST.get("text", "")
    is_answer = request.POST.get("do") != "ask"
    try:
        reply(actor=request.actor, question_id=question, text=text, is_answer=is_answer)
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        return _page(request, question, typed={"text": text}, refusal=refusal)
    if is_answer:
        messages.success(request, _("The answer is sent to the desk."))
    return redirect("backline:question", question=question)


@permission("catalogue.answer_question")
@require_POST
def read(request: PageRequest, question: int) -> HttpResponse:
    """Note that the talk is read, and give its messages anew."""
    note_reading(actor=request.actor, question_id=question)
    if not getattr(request, "htmx", False):
        return redirect("backline:question", question=question)
    found = question_talk(request.actor, question)
    return render(request, "ui/talk/_messages.html", {"talk": found})


@permission("catalogue.answer_question")
@require_POST
def release(request: PageRequest, question: int) -> HttpResponse:
    """Give the question back to the unit."""
    try:
        let_go(actor=request.actor, question_id=question)
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The question waits for the unit again."))
    return redirect("backline:questions")


@permission("catalogue.answer_question")
@require_POST
def section(request: PageRequest, question: int) -> HttpResponse:
    """Send the answer to the editors as a part of the playbook; what is typed stays when it is refused."""
    typed = {name: request.POST.get(name, "") for name in ("heading", "section_text")}
    try:
        propose_section(
            actor=request.actor,
            question_id=question,
            heading=typed["heading"],
            text=typed["section_text"],
        )
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        return _page(request, question, typed=typed, refusal=refusal, of="section")
    messages.success(request, _("The editors have got it. Everybody who asked is told when it is published."))
    return redirect("backline:question", question=question)


@permission("catalogue.answer_question")
@require_GET
@never_cache
def figures(request: PageRequest) -> HttpResponse:
    """How many questions each unit got, how fast it answered, and how much became text."""
    return render(request, "backline/questions/figures.html", {"lines": question_figures()})


def _page(
    request: PageRequest,
    question: int,
    *,
    typed: dict[str, str] | None = None,
    refusal: DomainError | None = None,
    of: str = "answer",
) -> HttpResponse:
    found = question_talk(request.actor, question)
    if not found.is_unit:
        raise NotFound
    field = refusal.field if isinstance(refusal, Invalid) else ""
    at_heading = of == "section" and field == "heading"
    facts: dict[str, Any] = {
        "talk": found,
        "line": found.line,
        "typed": {"heading": found.line.text[:120], "section_text": found.line.answer, **(typed or {})},
        "error": str(refusal) if refusal else "",
        "of": of if refusal else "",
        "at_heading": at_heading,
        "read_url": reverse("backline:read_question", args=[question]),
    }
    status = (UNPROCESSABLE if field else refusal.status) if refusal else 200
    return render(request, "backline/questions/talk.html", facts, status=status)
