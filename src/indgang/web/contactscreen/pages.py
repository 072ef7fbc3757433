"""The room's page, and the sheet in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from indgang.base.access import ANONYMOUS, SYSTEM, Actor, may
from indgang.base.errors import DomainError
from indgang.booking.links import token_of
from indgang.booking.queries import find_appointment
from indgang.catalogue.queries import TaskCard, task_card
from indgang.contact.models import Outcome
from indgang.contact.queries import contact_view
from indgang.contactscreen.models import RoomKind, SheetKind, Side
from indgang.contactscreen.queries import RoomView
from indgang.organisation.queries import find_site
from indgang.web.contactscreen.payload import other_name, phone_of, state_of, waiting_words
from indgang.web.contactscreen.seated import seated_page
from indgang.web.contactscreen.words import words_of

OUTCOMES = (Outcome.SOLVED, Outcome.CO_SERVICE, Outcome.REFERRED, Outcome.NOT_SOLVED)
WITHOUT_TASK = (Outcome.REFERRED, Outcome.NOT_SOLVED)


@seated_page
@require_GET
def room(request: HttpRequest, seat: str, room: RoomView) -> HttpResponse:
    """The room for one side: getting ready, the waiting room, the meeting, its end."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    facts = {
        "seat": seat,
        "room": room,
        "other": other_name(room),
        "is_specialist": room.side == Side.SPECIALIST,
        "enters_at_once": room.side == Side.SPECIALIST or room.kind != "home",
        "phone": phone_of(room, actor),
        "sentence": waiting_words(room),
        "words": words_of(room),
        "state": state_of(room, actor),
        "title": _title(room),
        "sheets": _sheets(room),
        "outcomes": _outcomes(room, actor),
        "appointment": _appointment(room),
        "home": _home(room),
    }
    return render(request, "contactscreen/room.html", facts)


@seated_page
@require_GET
def sheet(request: HttpRequest, seat: str, room: RoomView) -> HttpResponse:
    """What lies between the two sides, as a part of the page."""
    card = _card(room, request.actor) if room.sheet == SheetKind.PLAY else None  # type: ignore[attr-defined]
    return render(request, "contactscreen/_sheet.html", {"room": room, "card": card, "form": room.form})


def _appointment(room: RoomView) -> str:
    """The page of the citizen's appointment, from which they come in again; "" where none was booked."""
    if not room.appointment_code or room.side != Side.CITIZEN:
        return ""
    return reverse("appointment:page", args=[token_of(find_appointment(room.appointment_code))])


def _home(room: RoomView) -> str:
    """Where the screen of a branch goes back to for the next citizen; "" for everybody else."""
    is_branch = room.kind == RoomKind.BRANCH and room.side == Side.CITIZEN
    return reverse("contactscreen:at_site", args=[room.site]) if is_branch else ""


def _sheets(room: RoomView) -> list[str]:
    """The sheets that this meeting can have."""
    kinds = [SheetKind.AGREED]
    if room.has_form:
        kinds.insert(0, SheetKind.FORM)
    if room.task_code:
        kinds.insert(0, SheetKind.PLAY)
    return [kind.value for kind in kinds]


def _card(room: RoomView, actor: Actor) -> TaskCard | None:
    """The page of the task. With an officer on the citizen's side it holds the steps; else what is public of it."""
    with_officer = room.kind == "desk"
    try:
        return task_card(
            room.task_code, site=find_site(room.site), actor=SYSTEM if with_officer else ANONYMOUS
        )
    except DomainError:
        return None


def _title(room: RoomView) -> str:
    if not room.task_code:
        return ""
    try:
        return task_card(room.task_code, actor=SYSTEM).title
    except DomainError:
        return ""


def _outcomes(room: RoomView, actor: Actor) -> list[tuple[str, str]]:
    """What the specialist may say came of it, once the meeting is over and not registered yet."""
    if room.side != Side.SPECIALIST or room.contact_id is None or not may(actor, "contact.register"):
        return []
    view = contact_view(room.contact_id)
    if not view.is_open:
        return []
    has_task = bool(view.inquiries and view.inquiries[0].task_code)
    return [(one.value, str(one.label)) for one in OUTCOMES if has_task or one in WITHOUT_TASK]
