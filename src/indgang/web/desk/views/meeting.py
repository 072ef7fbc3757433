"""What is done to the meeting: begin, task, matters, note, outcome, put aside, go on, undo."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indgang.base.errors import DomainError, Invalid
from indgang.catalogue import services as catalogue
from indgang.contact import services as contact
from indgang.contact.errors import BeyondReach, DraftChanged, HoldsCpr
from indgang.contact.models import Outcome
from indgang.contact.view import ContactView
from indgang.organisation.models import Desk, Site
from indgang.ui.access import permission
from indgang.web.desk import actions
from indgang.web.desk.forms import Begin, Here, Note, Pick, Register, checked
from indgang.web.desk.state import rail_of
from indgang.web.desk.views.answers import actor_of, answer, slip_of

MOST_TRIED = 3


@permission("contact.register")
@require_POST
def begin(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Begin a meeting without a called number."""
    form = checked(Begin, request.POST).cleaned_data
    contact.begin(
        actor=actor_of(request), site=site, desk=desk, channel=form["channel"], key=form["key"] or ""
    )
    return answer(request, desk, focus="search")


@permission("contact.register")
@require_POST
def pick(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Choose the task; begins the meeting when there is none."""
    form = checked(Pick, request.POST).cleaned_data
    actions.pick_task(
        actor=actor_of(request),
        desk=desk,
        code=form["code"],
        contact_id=form["contact"],
        position=form["position"],
        key=form["key"],
    )
    for query in form["tried"].splitlines()[:MOST_TRIED]:
        catalogue.count_given_up(query=query, chosen=form["code"])
    return answer(request, desk, focus="playbook")


@permission("contact.register")
@require_POST
def matter(request: HttpRequest, site: Site, desk: Desk, verb: str) -> HttpResponse:
    """Add a matter, go on with another one (`position`), or take one out."""
    form = checked(Here, request.POST).cleaned_data
    facts = {"actor": actor_of(request), "contact_id": form["contact"]}
    match verb:
        case "add":
            contact.add_inquiry(**facts)
            return answer(request, desk, focus="search")
        case "switch":
            contact.switch_inquiry(**facts, position=form["position"])
        case "remove":
            contact.remove_inquiry(**facts, position=form["position"])
        case _unknown:
            raise Invalid(_("Unknown command."), field="verb")
    return answer(request, desk, focus="playbook")


@permission("contact.register")
@require_POST
def note(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Save the note as it stands. The answer is the line below it; the note itself is never replaced."""
    form = checked(Note, request.POST).cleaned_data
    actor = actor_of(request)
    try:
        view = contact.save_draft(
            actor=actor,
            contact_id=form["contact"],
            position=form["position"],
            version=form["version"],
            note=form["note"],
        )
    except DomainError as error:
        return _note_refused(request, error)
    version = view.inquiry(form["position"]).version
    response = render(request, "desk/_note_state.html", {"saved": True, "version": version})
    response["HX-Trigger"] = json.dumps({"desk:token": rail_of(desk, actor).token})
    return response


@permission("contact.register")
@require_POST
def register(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Register an outcome; a refusal for lack of reach is shown beside the ways on."""
    form = checked(Register, request.POST)
    data = form.cleaned_data
    try:
        done = actions.register(
            actor=actor_of(request),
            desk=desk,
            contact_id=data["contact"],
            position=data["position"],
            version=data["version"],
            then_next=data["then_next"],
            fields=form.draft(),
        )
    except BeyondReach as error:
        return answer(request, desk, refusal=error, focus="refusal")
    except (DraftChanged, HoldsCpr) as error:
        response = _note_refused(request, error)
        response["HX-Retarget"], response["HX-Reswap"] = "#note-state", "outerHTML"
        return response
    slip = slip_of(done.ticket) if done.ticket is not None else None
    outcome = Outcome(data["outcome"]).label
    message = _code_to_give(done.contact) or done.not_called
    return answer(request, desk, focus="first", done=done, outcome=outcome, slip=slip, message=message)


@permission("contact.register")
@require_POST
def aside(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Put the meeting (field `contact`), or the called number, aside."""
    raw = request.POST.get("contact", "")
    actions.put_aside(actor=actor_of(request), desk=desk, contact_id=int(raw) if raw.isdecimal() else None)
    return answer(request, desk, focus="first")


@permission("contact.register")
@require_POST
def turn(request: HttpRequest, site: Site, desk: Desk, contact_id: int, verb: str) -> HttpResponse:
    """Stop the clock, start it, go on with a parked meeting, undo a registration, throw a meeting away."""
    actor = actor_of(request)
    match verb:
        case "stop":
            contact.pause(actor=actor, contact_id=contact_id)
            return answer(request, desk)
        case "run":
            contact.resume(actor=actor, contact_id=contact_id)
            return answer(request, desk)
        case "take-up":
            actions.take_up(actor=actor, desk=desk, contact_id=contact_id)
        case "undo":
            actions.undo(actor=actor, contact_id=contact_id)
        case "discard":
            contact.discard(actor=actor, contact_id=contact_id)
            return answer(
                request, desk, focus="first", message=_("The meeting was thrown away. It counts nowhere.")
            )
        case _unknown:
            raise Invalid(_("Unknown command."), field="verb")
    return answer(request, desk, focus="playbook")


def _code_to_give(view: ContactView) -> str:
    """What to tell a citizen who was referred to another place: the code by which they find this there."""
    codes = [row.referral.code for row in view.inquiries if row.referral and row.referral.code]
    return (
        _("Give the citizen this code: %(code)s. It finds the referral there.") % {"code": codes[0]}
        if codes
        else ""
    )


def _note_refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """What stops the note from being kept, with the places in it that are meant, or with what is saved instead."""
    facts = {
        "error": error,
        "spans": json.dumps(error.facts.get("spans", [])),
        "saved_note": error.facts.get("saved", {}).get("note"),
        "version": error.facts.get("version") or request.POST.get("version", ""),
    }
    return render(request, "desk/_note_state.html", facts, status=error.status)
