"""What is done around a room: start one, answer, say "not now", and say what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indgang.base.errors import DomainError, Invalid
from indgang.contact.models import Outcome
from indgang.contactscreen import services as screen
from indgang.contactscreen.errors import UnitClosed
from indgang.contactscreen.links import seat_token
from indgang.contactscreen.models import Room, Side
from indgang.organisation.models import Site
from indgang.organisation.queries import find_desk
from indgang.ui.access import PageRequest, permission
from indgang.ui.templatetags.indgang import date_and_time

LANGUAGES = {"da", "en"}
FORBIDDEN = 403


@permission("contactscreen.start")
@require_POST
def start(request: PageRequest, site: Site) -> HttpResponse:
    """Ring at a unit (field `lifeline`), from a desk (`desk`) or a branch's screen, about a task (`task`)."""
    slug = request.POST.get("desk", "")
    desk = find_desk(slug) if slug else None
    if desk is not None and desk.site_id != site.pk:
        raise Invalid(_("The desk belongs to another site."), field="desk")
    try:
        room = screen.start(
            actor=request.actor,
            site=site,
            desk=desk,
            lifeline=request.POST.get("lifeline", ""),
            task_code=request.POST.get("task", ""),
            language=_language(),
        )
    except UnitClosed as error:
        line = error.way_on["lifeline"]
        opens = date_and_time(line["next_open"]) if line["next_open"] else ""
        facts = {"error": error, "line": line, "opens": opens, "site": site, "is_desk": desk is not None}
        return render(request, "contactscreen/closed.html", facts, status=error.status)
    return _to_seat(room, Side.CITIZEN)


@permission("contactscreen.answer")
@require_POST
def answer(request: PageRequest, room: str) -> HttpResponse:
    """Take the call; the page of the room opens. Who was too late reads so in the list."""
    try:
        taken = screen.answer(actor=request.actor, code=room)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(_list())
    return _to_seat(taken, Side.SPECIALIST)


@permission("contactscreen.answer")
@require_POST
def decline(request: PageRequest, room: str) -> HttpResponse:
    """Not now."""
    try:
        screen.decline(actor=request.actor, code=room)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(_list())


@permission("contactscreen.answer")
@require_POST
def meet(request: PageRequest, code: str) -> HttpResponse:
    """Open the meeting of an appointment; who was too late reads so in the list."""
    try:
        room = screen.open_booked(actor=request.actor, code=code)
    except DomainError as error:
        if error.status == FORBIDDEN:
            raise
        messages.error(request, str(error))
        return redirect(_list())
    return _to_seat(room, Side.SPECIALIST)


@permission("contact.register")
@require_POST
def outcome(request: PageRequest, contact_id: int) -> HttpResponse:
    """Say what came of a meeting (field `outcome`); a refusal is shown in the list."""
    chosen = request.POST.get("outcome", "")
    if chosen not in Outcome.values:
        raise Invalid(_("Choose what came of it."), field="outcome")
    try:
        screen.say_what_came(actor=request.actor, contact_id=contact_id, outcome=chosen)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The meeting is registered."))
    return redirect(_list())


def _to_seat(room: Room, side: Side) -> HttpResponse:
    return redirect("contactscreen:room", seat=seat_token(room.code, side))


def _list() -> str:
    return reverse("backline:screen")


def _language() -> str:
    language = (get_language() or "da").split("-")[0]
    return language if language in LANGUAGES else "da"
