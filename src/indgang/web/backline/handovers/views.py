"""The inbox of a unit and the case: accept, return, pass on, ask, close, decide. Every opening is logged."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.access import Actor
from indgang.base.errors import DomainError, Invalid
from indgang.catalogue.queries import task_card
from indgang.core.forms import Form
from indgang.followup import services as followup
from indgang.followup.models import DecisionOutcome, FollowUpKind, FollowUpState, Result, ReturnReason
from indgang.followup.opened import Case, open_case, open_paper
from indgang.followup.parcels import written_answers
from indgang.followup.queries import inbox, waiting_for
from indgang.followup.services.deciding import delegation_of
from indgang.followup.units import titles
from indgang.ui.access import PageRequest, permission
from indgang.ui.case_pages import files_in, paper_response

WHERE = "backline"
FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422
ANSWERED_HERE = {FORBIDDEN, CONFLICT, UNPROCESSABLE}
WRITTEN = ("note", "what", "answer", "legal_basis", "reasons", "appeal")
RESULTS = [choice for choice in Result.choices if choice[0] != Result.DECIDED]


def handovers_waiting(actor: Actor) -> int:
    """How many cases wait for the actor's units."""
    return waiting_for(actor, FollowUpKind.HANDOVER)


@permission("followup.receive")
@require_GET
@never_cache
def inbox_page(request: PageRequest) -> HttpResponse:
    """What waits, what is mine, what the team has, and what went back."""
    return render(request, "backline/handovers/inbox.html", {"inbox": inbox(request.actor)})


@permission("followup.receive")
@require_GET
@never_cache
def lists(request: PageRequest) -> HttpResponse:
    """The lists alone, for when something changes."""
    return render(request, "backline/handovers/_lists.html", {"inbox": inbox(request.actor)})


@permission("followup.receive")
@require_GET
@never_cache
def case(request: PageRequest, code: str) -> HttpResponse:
    """The case with everything in it; the look is logged."""
    return _page(request, code)


@permission("followup.receive")
@require_GET
def paper(request: PageRequest, code: str, paper: int) -> HttpResponse:
    """A paper of the case; the look is logged."""
    return paper_response(open_paper(actor=request.actor, code=code, paper_id=paper, where=WHERE))


@permission("followup.receive")
@require_POST
def add_paper(request: PageRequest, code: str) -> HttpResponse:
    """Attach what the citizen has brought or sent."""
    try:
        found = open_case(actor=request.actor, code=code, where=WHERE)
        for key, name, content in files_in(request, found.form.form if found.form else Form()):
            followup.add_paper(actor=request.actor, code=code, name=name, content=content, field=key)
    except Invalid as error:
        return _page(request, code, error=error)
    return redirect("backline:case", code)


@permission("followup.receive")
@require_POST
def act(request: PageRequest, code: str, verb: str) -> HttpResponse:
    """One step: accept, put-back, return, pass-on, ask, note, close."""
    step = STEPS.get(verb)
    if step is None:
        raise Invalid(_("Unknown command."), field="verb")
    run, said = step
    try:
        run(request, code)
    except DomainError as error:
        if error.status not in ANSWERED_HERE:
            raise
        return _page(request, code, error=error, opened=verb)
    messages.success(request, str(said))
    return redirect("backline:cases") if verb in LEAVES else redirect("backline:case", code)


@permission("followup.decide")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def decide(request: PageRequest, code: str) -> HttpResponse:
    """Record a decision. Without a delegation the page says so, and the command refuses."""
    if request.method != "POST":
        return _decision_page(request, code)
    wish = followup.DecisionWish(
        outcome=request.POST.get("outcome", ""),
        legal_basis=request.POST.get("legal_basis", ""),
        appeal=request.POST.get("appeal", ""),
        reasons=request.POST.get("reasons", ""),
    )
    try:
        followup.decide(actor=request.actor, code=code, wish=wish)
    except DomainError as error:
        if error.status not in ANSWERED_HERE:
            raise
        return _decision_page(request, code, wish=wish, error=error)
    messages.success(request, _("The decision is recorded, and is on its way to the case system."))
    return redirect("backline:case", code)


def _accept(request: PageRequest, code: str) -> None:
    followup.accept(actor=request.actor, code=code)


def _put_back(request: PageRequest, code: str) -> None:
    followup.put_back(actor=request.actor, code=code)


def _return(request: PageRequest, code: str) -> None:
    reason, note = request.POST.get("reason", ""), request.POST.get("note", "")
    followup.return_to_desk(actor=request.actor, code=code, reason=reason, note=note)


def _pass_on(request: PageRequest, code: str) -> None:
    unit = request.POST.get("unit", "")
    followup.pass_on(
        actor=request.actor,
        code=code,
        lifeline_id=int(unit) if unit.isdecimal() else 0,
        note=request.POST.get("note", ""),
    )


def _ask(request: PageRequest, code: str) -> None:
    papers, what = request.POST.getlist("papers"), request.POST.get("what", "")
    followup.ask_citizen(actor=request.actor, code=code, papers=papers, what=what)


def _note(request: PageRequest, code: str) -> None:
    followup.add_note(actor=request.actor, code=code, note=request.POST.get("note", ""))


def _close(request: PageRequest, code: str) -> None:
    result, answer = request.POST.get("result", ""), request.POST.get("answer", "")
    followup.close(actor=request.actor, code=code, result=result, answer=answer)


STEPS: dict[str, tuple[Callable[[PageRequest, str], None], str | Promise]] = {
    "accept": (_accept, gettext_lazy("The case is yours now.")),
    "put-back": (_put_back, gettext_lazy("The case waits for the unit again.")),
    "return": (_return, gettext_lazy("The case is back at the desk that sent it.")),
    "pass-on": (_pass_on, gettext_lazy("The case is passed on.")),
    "ask": (_ask, gettext_lazy("The citizen is asked.")),
    "note": (_note, gettext_lazy("The note is written.")),
    "close": (_close, gettext_lazy("The case is closed, and the desk has the answer.")),
}
LEAVES = {"put-back", "return", "pass-on"}


def _prefilled(found: Case, actor: Actor) -> followup.DecisionWish:
    """Law and guidance on appeal as the playbook has them: a help to start from, to be read and changed."""
    if found.row.task is None:
        return followup.DecisionWish("", "", "")
    card = task_card(found.row.task.code, "da", actor=actor)
    law = "; ".join(one.title for one in card.laws)
    return followup.DecisionWish("", law, card.appeal)


def _decision_page(
    request: PageRequest,
    code: str,
    *,
    wish: followup.DecisionWish | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    found = open_case(actor=request.actor, code=code, where=WHERE)
    facts = {
        "case": found,
        "outcomes": DecisionOutcome.choices,
        "may_decide": _may_decide(found, request.actor),
        "typed": wish or _prefilled(found, request.actor),
        "error": error,
        "faults": {error.field: str(error)} if isinstance(error, Invalid) else {},
        "unsent": _unsent(request, error),
    }
    return render(request, "backline/handovers/decide.html", facts, status=error.status if error else 200)


def _may_decide(found: Case, actor: Actor) -> bool:
    """Whether the page offers to decide it; the command judges for itself."""
    is_mine = found.standing.is_owner and found.row.state == FollowUpState.ACCEPTED
    return is_mine and delegation_of(actor, found.row) is not None


def _unsent(request: HttpRequest, error: DomainError | None) -> list[str]:
    """What was typed for a step that is not open to the actor any more: its form is gone, the words are not."""
    if error is None or error.status == UNPROCESSABLE:
        return []
    return [text for name in WRITTEN if (text := request.POST.get(name, "").strip())]


def _page(
    request: HttpRequest, code: str, *, error: DomainError | None = None, opened: str = ""
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = open_case(actor=actor, code=code, where=WHERE)
    form = found.form.form if found.form else Form()
    facts = {
        "case": found,
        "error": error,
        "opened": opened,
        "typed": request.POST,
        "typed_papers": request.POST.getlist("papers"),
        "written": written_answers(form, found.filled.answers),
        "papers_of_form": form.papers,
        "asked_for": [one for one in form.papers if one.key in found.row.handover.asked_for],
        "reasons": ReturnReason.choices,
        "results": RESULTS,
        "units": sorted(
            (one for one in titles().items() if one[0] != found.row.lifeline_id), key=lambda one: one[1]
        ),
        "may_decide": _may_decide(found, actor),
        "unsent": _unsent(request, error),
    }
    return render(request, "backline/handovers/case.html", facts, status=error.status if error else 200)
