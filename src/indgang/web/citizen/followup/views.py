"""How far a case is, for whoever holds its code: no name, no papers, and nothing of a sensitive matter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indgang.base.errors import DomainError, Invalid
from indgang.core.cpr import find_cpr
from indgang.core.forms import Form
from indgang.followup.asked_papers import AskedPapers, asked_papers
from indgang.followup.codes import normal
from indgang.followup.errors import FollowUpNotFound, MovedOn
from indgang.followup.queries import PublicState, public_state
from indgang.followup.services import add_papers_as_citizen, withdraw_as_citizen
from indgang.ui.access import public
from indgang.ui.case_pages import files_in
from indgang.web.citizen.limits import allow

WHY_FIND = "It asks for the code of a case, and answers a few tries only."
WHY_CODE = (
    "Whoever holds the code of a case sees how far it is; no name stands there, and guesses are counted."
)
WHY_PAPERS = "It takes a signed link that only the citizen was sent, shows no name and no paper, and takes a few files."
MOST_CODES = 12
MOST_MISSES = 12
MOST_SENDINGS = 15
TOO_MANY = 429


@public(WHY_FIND)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Open a case by its code (field `code`)."""
    if request.method != "POST":
        return _hidden(render(request, "follow_up/find.html"))
    typed = request.POST.get("code", "").strip()[:200]
    if find_cpr(typed):
        error = _("Please leave your CPR number out. We do not need it, and we do not store it.")
        return _hidden(render(request, "follow_up/find.html", {"error": error}, status=422))
    if not allow(request, "case-code", most=MOST_CODES):
        error = _("That was many tries. Wait ten minutes, or phone us.")
        return _hidden(render(request, "follow_up/find.html", {"error": error, "typed": typed}, status=429))
    try:
        state = public_state(typed)
    except FollowUpNotFound:
        error = _("We find no case with this code. Check it against your receipt, or phone us.")
        return _hidden(render(request, "follow_up/find.html", {"error": error, "typed": typed}, status=404))
    return _hidden(redirect("follow_up:page", state.code))


@public(WHY_CODE)
@never_cache
@require_GET
def page(request: HttpRequest, code: str) -> HttpResponse:
    """How far the case is."""
    state = _state(code)
    if state is None:
        return _unknown(request)
    return _hidden(render(request, "follow_up/page.html", {"state": state}))


@public(WHY_CODE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take the case back: asked first, then done."""
    state = _state(code)
    if state is None:
        return _unknown(request)
    if request.method != "POST":
        return _hidden(render(request, "follow_up/withdraw.html", {"state": state}))
    try:
        withdraw_as_citizen(code=code)
    except DomainError as error:
        facts = {"state": public_state(code), "error": error.message}
        return _hidden(render(request, "follow_up/page.html", facts, status=error.status))
    return _hidden(redirect("follow_up:page", state.code))


@public(WHY_PAPERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, code: str, signature: str) -> HttpResponse:
    """Send the papers that are missing (files `paper-<key>`, others `paper-`)."""
    try:
        asked = asked_papers(code, signature)
    except FollowUpNotFound:
        return _unknown(request)
    if request.method != "POST":
        return _papers(request, asked)
    if not allow(request, "case-papers", most=MOST_SENDINGS):
        return _papers(request, asked, _("That was many tries. Wait ten minutes, or phone us."), TOO_MANY)
    try:
        files = files_in(request, Form(asked.fields))
        add_papers_as_citizen(code=code, signature=signature, files=files)
    except (Invalid, MovedOn) as error:
        return _papers(request, asked_papers(code, signature), str(error), error.status)
    messages.success(request, _("Thank you. We have received it, and those who handle your case are told."))
    return _hidden(redirect("follow_up:papers", asked.state.code, signature))


def _papers(request: HttpRequest, asked: AskedPapers, error: str = "", status: int = 200) -> HttpResponse:
    facts = {"asked": asked, "state": asked.state, "error": error}
    return _hidden(render(request, "follow_up/papers.html", facts, status=status))


def _state(code: str) -> PublicState | None:
    """The state; None for a code that opens nothing."""
    try:
        return public_state(code) if normal(code) else None
    except FollowUpNotFound:
        return None


def _unknown(request: HttpRequest) -> HttpResponse:
    if not allow(request, "case-guess", most=MOST_MISSES):
        error = _("That was many tries. Wait ten minutes, or phone us.")
        return _hidden(render(request, "follow_up/find.html", {"error": error}, status=429))
    error = _("We find no case with this code. Check it against your receipt, or phone us.")
    return _hidden(render(request, "follow_up/find.html", {"error": error}, status=404))


def _hidden(response: HttpResponse) -> HttpResponse:
    """Keep it out of search engines and of the addresses that other places are told."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
