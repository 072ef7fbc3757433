"""What a room's page asks for while it is open; every answer is small JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from indgang.base.live_hub import Message
from indgang.contactscreen import services as screen
from indgang.contactscreen.ice import ice_settings
from indgang.contactscreen.links import Held, still_opens
from indgang.contactscreen.queries import room_view
from indgang.contactscreen.services.common import TOPIC
from indgang.organisation.queries import desks_of
from indgang.ui.live import event_stream
from indgang.web.contactscreen.payload import state_of
from indgang.web.contactscreen.seated import seated_call

LONGEST_NUMBER = 9
DONE = 204


@seated_call
@require_GET
def state(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """The room as it is now for this side."""
    return JsonResponse(state_of(room_view(held), request.actor))  # type: ignore[attr-defined]


@seated_call
@require_GET
def events(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """The stream of this room's changes, and of no other's; it ends with the room."""

    def wanted(message: Message) -> bool:
        return message["topic"] == TOPIC and message.get("room") == held.room_id

    return event_stream(held.site_id, lambda: still_opens(held), wanted)


@seated_call
@require_POST
def join(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """Take the seat for this window."""
    taken = screen.join(held=held, **_devices(request))
    facts = {"generation": taken, "ice": ice_settings(held, taken)}
    return JsonResponse({**facts, "state": state_of(room_view(held), request.actor)})  # type: ignore[attr-defined]


@seated_call
@require_POST
def beat(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """A sign of life."""
    screen.beat(held=held, generation=generation, **_devices(request))
    return HttpResponse(status=DONE)


@seated_call
@require_POST
def leave(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """The window closes."""
    screen.leave(held=held, generation=generation)
    return HttpResponse(status=DONE)


@seated_call
@require_POST
def end(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """Hang up."""
    screen.end(held=held)
    return HttpResponse(status=DONE)


@seated_call
@require_POST
def send(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """A signal (field `body`, JSON) to the window `to` on the other side."""
    left = screen.send(
        held=held, generation=generation, to=_number(request, "to"), body=request.POST.get("body", "")
    )
    return JsonResponse({"left": left})


@seated_call
@require_POST
def take(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """The signals that wait; they are deleted."""
    taken = screen.take(held=held, generation=generation)
    return JsonResponse({"signals": [{"sender": one.sender, "body": one.body} for one in taken]})


@seated_call
@require_POST
def say(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """Write a line."""
    screen.say(held=held, generation=generation, text=request.POST.get("text", ""))
    return HttpResponse(status=DONE)


@seated_call
@require_POST
def choose(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """Put a sheet between the two sides (`kind`)."""
    screen.choose_sheet(held=held, generation=generation, kind=request.POST.get("kind", ""))
    return HttpResponse(status=DONE)


@seated_call
@require_POST
def point(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """Show a place of the sheet (`name`)."""
    screen.point(held=held, generation=generation, name=request.POST.get("name", ""))
    return HttpResponse(status=DONE)


@seated_call
@require_POST
def writing(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """Say in which field (`name`) this side writes now."""
    screen.write_at(held=held, generation=generation, name=request.POST.get("name", ""))
    return HttpResponse(status=DONE)


@seated_call
@require_POST
def write(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """Write a value into a field."""
    entry = screen.write(
        held=held,
        generation=generation,
        name=request.POST.get("name", ""),
        value=request.POST.get("value", ""),
        base=_number(request, "base"),
    )
    return JsonResponse({"version": entry.version, "conflict": bool(entry.lost)})


@seated_call
@require_POST
def confirm(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """The citizen's side says that a value is right."""
    screen.confirm(
        held=held,
        generation=generation,
        name=request.POST.get("name", ""),
        version=_number(request, "version"),
    )
    return HttpResponse(status=DONE)


@seated_call
@require_POST
def keep(request: HttpRequest, held: Held, generation: int) -> HttpResponseBase:
    """Take the answers over into a prepared case."""
    code, room = screen.keep_answers(held=held, generation=generation)
    desk = room.desk or next(iter(desks_of(room.site)), None)
    address = reverse("desk:case", args=[room.site.slug, desk.slug, code]) if desk else ""
    return JsonResponse({"address": address})


def _number(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else 0


def _devices(request: HttpRequest) -> dict[str, bool]:
    return {name: request.POST.get(name) == "1" for name in ("camera", "microphone")}
