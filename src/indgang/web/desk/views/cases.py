"""Cases at the desk: prepared with the citizen, sent to the unit, and what comes back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from indgang.base.errors import DomainError, Invalid
from indgang.contact.models import Outcome
from indgang.core.forms import Fault, Form
from indgang.followup import services as followup
from indgang.followup.errors import DraftChanged, FormFaults, HoldsCpr, MovedOn
from indgang.followup.holding import find
from indgang.followup.models import FollowUp, FollowUpState
from indgang.followup.opened import Case, open_case, open_paper
from indgang.followup.parcels import written_answers
from indgang.followup.queries import desk_list
from indgang.followup.services.preparing import EDITABLE, form_of
from indgang.followup.units import titles
from indgang.organisation.models import Desk, Site
from indgang.organisation.queries import lifeline_card
from indgang.ui.access import permission
from indgang.ui.case import asked, fault_words, typed_answers
from indgang.ui.case_pages import files_in, paper_response, person_in, receipt_facts
from indgang.web.desk import actions
from indgang.web.desk.views.answers import actor_of

UNPROCESSABLE = 422
LONGEST_NUMBER = 18
WHERE = "desk"


@permission("followup.send")
@require_GET
@never_cache
def cases(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """What has come back to this desk, what is being prepared, and what is under way."""
    facts = {"site": site, "desk": desk, "lists": desk_list(actor_of(request), desk.pk)}
    return render(request, "desk/cases.html", facts)


@permission("followup.send")
@require_POST
def begin(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Begin to prepare a case for the matter in work; pressed twice, it is the same case."""
    contact, position = request.POST.get("contact", ""), request.POST.get("position", "")
    row = followup.prepare(
        actor=actor_of(request),
        site=site,
        desk=desk,
        task_code=request.POST.get("task", ""),
        contact_id=_number(contact),
        position=_number(position) or 1,
    )
    return redirect("desk:case", site.slug, desk.slug, row.code)


@permission("followup.send")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def case(request: HttpRequest, site: Site, desk: Desk, code: str) -> HttpResponse:
    """The case: to fill in while it is prepared or corrected, else to read. Sent with `do`: keep, attach or send."""
    if request.method == "POST":
        return _posted(request, desk, code)
    return _page(request, desk, open_case(actor=actor_of(request), code=code, where=WHERE))


@permission("followup.send")
@require_POST
def keep(request: HttpRequest, site: Site, desk: Desk, code: str) -> HttpResponse:
    """Keep what is typed so far; the answer is the line that says so."""
    try:
        saved = _save(request, code)
    except DomainError as error:
        return render(request, "desk/_case_state.html", {"error": error.message}, status=error.status)
    facts = {"version": saved.version, "refused": "cpr" in saved.refused.values(), "saved": True}
    return render(request, "desk/_case_state.html", facts)


@permission("followup.send")
@require_GET
@never_cache
def receipt(request: HttpRequest, site: Site, desk: Desk, code: str) -> HttpResponse:
    """The receipt for the citizen: to print, to scan, to write down."""
    found = open_case(actor=actor_of(request), code=code, where=WHERE)
    facts = {"site": site, "desk": desk, "case": found, **receipt_facts(found.row.code)}
    return render(request, "desk/case_receipt.html", facts)


@permission("followup.send")
@require_GET
def paper(request: HttpRequest, site: Site, desk: Desk, code: str, paper: int) -> HttpResponse:
    """A paper of the case."""
    return paper_response(open_paper(actor=actor_of(request), code=code, paper_id=paper, where=WHERE))


@permission("followup.send")
@require_POST
def act(request: HttpRequest, site: Site, desk: Desk, code: str, verb: str) -> HttpResponse:
    """Withdraw it, throw the draft away, take out a paper (`paper`), write a note, or have read the answer."""
    try:
        return _acted(request, site, desk, code, verb)
    except Invalid as error:
        if error.field != "note":
            raise
        return _refused(request, desk, code, error)


def _acted(request: HttpRequest, site: Site, desk: Desk, code: str, verb: str) -> HttpResponse:
    actor, note = actor_of(request), request.POST.get("note", "")
    match verb:
        case "withdraw":
            followup.withdraw(actor=actor, code=code, note=note)
            messages.success(request, _("The case is taken back. The unit does no more about it."))
        case "throw-away":
            followup.throw_away(actor=actor, code=code)
            messages.success(request, _("The draft is thrown away, with everything that was typed."))
        case "note":
            followup.add_note(actor=actor, code=code, note=note)
            return redirect("desk:case", site.slug, desk.slug, code)
        case "seen":
            followup.mark_answer_seen(actor=actor, code=code)
        case _unknown:
            raise Invalid(_("Unknown command."), field="verb")
    return redirect("desk:cases", site.slug, desk.slug)


def _posted(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Keep what is typed first, whatever comes after; then attach, take out or send."""
    actor, do = actor_of(request), request.POST.get("do", "keep")
    back = redirect("desk:case", desk.site.slug, desk.slug, code)
    try:
        saved = _save(request, code)
        for key, name, content in files_in(request, _form(code)):
            followup.add_paper(actor=actor, code=code, name=name, content=content, field=key)
        if do.startswith("remove-"):
            followup.remove_paper(actor=actor, code=code, paper_id=_number(do.removeprefix("remove-")) or 0)
        if saved.refused:
            raise FormFaults(saved.refused)
        if do == "send":
            _send(request, desk, code)
            return redirect("desk:case_receipt", desk.site.slug, desk.slug, code)
    except MovedOn as error:
        messages.warning(request, str(error))
    except (Invalid, DraftChanged) as error:
        return _refused(request, desk, code, error)
    return back


@transaction.atomic
def _send(request: HttpRequest, desk: Desk, code: str) -> None:
    """Send the case; the matter of the contact that it came from is registered with it."""
    row = followup.send(actor=actor_of(request), code=code)
    messages.success(
        request, _("The case is sent to %(unit)s.") % {"unit": titles().get(row.lifeline_id or 0, "")}
    )
    inquiry = row.inquiry
    if inquiry is None or inquiry.contact.state in {"finished", "discarded"}:
        return
    lifeline = lifeline_card(row.lifeline_id).code if row.lifeline_id is not None else ""
    actions.register(
        actor=actor_of(request),
        desk=desk,
        contact_id=inquiry.contact_id,
        position=inquiry.position,
        version=None,
        then_next=False,
        fields={"outcome": Outcome.HANDED_OVER.value, "lifeline": lifeline},
    )


def _save(request: HttpRequest, code: str) -> followup.Saved:
    version, unit = request.POST.get("version", ""), request.POST.get("unit", "")
    return followup.save_case(
        actor=actor_of(request),
        code=code,
        typed=typed_answers(_form(code), request.POST),
        person=person_in(request.POST),
        note=request.POST.get("note", ""),
        unit=_number(unit),
        version=_number(version),
    )


def _number(raw: str) -> int | None:
    return int(raw) if raw.isdecimal() and len(raw) < LONGEST_NUMBER else None


def _form(code: str) -> Form:
    row: FollowUp = find(code)
    return form_of(row.handover)


def _refused(request: HttpRequest, desk: Desk, code: str, error: DomainError) -> HttpResponse:
    """The page again with what was typed, and each reason beside its field."""
    faults: dict[str, str] = error.facts.get("faults", {})
    if isinstance(error, HoldsCpr):
        faults = {error.field: Fault.CPR}
    elif isinstance(error, Invalid) and error.field and not faults:
        faults = {error.field: str(error)}
    found = open_case(actor=actor_of(request), code=code, where=WHERE)
    return _page(request, desk, found, faults=faults, error=error)


def _page(
    request: HttpRequest,
    desk: Desk,
    found: Case,
    *,
    faults: dict[str, str] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    facts: dict[str, Any] = {"site": desk.site, "desk": desk, "case": found, "error": error}
    if found.row.state not in EDITABLE or found.is_unreadable:
        form = found.form.form if found.form else Form()
        facts["written"] = written_answers(form, found.filled.answers)
        facts["typed"] = request.POST.get("note", "") if error is not None else ""
        return render(request, "desk/case_read.html", facts, status=error.status if error else 200)
    typed = request.POST if error is not None else None
    papers = [one.field for one in found.papers]
    form = found.form.form if found.form else Form()
    facts |= {
        "fields": asked(form, found.filled, papers=papers, typed=typed, faults=faults),
        "faults": {key: fault_words(code) for key, code in (faults or {}).items()},
        "papers": [(one, [paper for paper in found.papers if paper.field == one.key]) for one in form.papers],
        "others": [paper for paper in found.papers if not paper.field],
        "person": person_in(request.POST) if typed is not None else found.person,
        "note": request.POST.get("note", "") if typed is not None else found.note,
        "units": sorted(titles().items(), key=lambda one: one[1]),
        "is_returned": found.row.state == FollowUpState.RETURNED,
        "returned": next((one for one in reversed(found.history) if one.kind == "returned"), None),
    }
    return render(request, "desk/case.html", facts, status=UNPROCESSABLE if error else 200)
