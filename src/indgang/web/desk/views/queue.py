"""What is done to the desk and to the number at it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from indgang.base.errors import Invalid
from indgang.contact import services as contact
from indgang.organisation.models import Desk, Site
from indgang.queue import services as queue
from indgang.queue.errors import NotYourDesk
from indgang.queue.services.home import arrive_at_desk
from indgang.ui.access import permission
from indgang.ui.chair import take_desk
from indgang.web.desk import actions
from indgang.web.desk.forms import Lane, checked
from indgang.web.desk.state import rail_of
from indgang.web.desk.views.answers import actor_of, answer, slip_of


@permission("queue.work_desk")
@require_POST
def open_desk(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Open the desk, or with the field `take_over` take it over; from the list of desks this leads to its page."""
    take_desk(actor=actor_of(request), desk=desk, take_over=bool(request.POST.get("take_over")))
    if not getattr(request, "htmx", False):
        return redirect("desk:desk", site=site.slug, desk=desk.slug)
    return answer(request, desk, focus="first")


@permission("queue.work_desk")
@require_POST
def close_desk(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Close the desk and go to the list of desks. Somebody who is being served must be dealt with first."""
    actor = actor_of(request)
    if not rail_of(desk, actor).door.is_mine:
        raise NotYourDesk(desk.label)
    queue.close_desk(actor=actor, desk=desk)
    contact.leave(actor=actor)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("desk:choose")
    return response


@permission("queue.work_desk")
@require_POST
def pause_desk(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Pause the desk, or resume it (field `paused`: "1" or "")."""
    change = queue.pause_desk if request.POST.get("paused") else queue.resume_desk
    change(actor=actor_of(request), desk=desk)
    return answer(request, desk)


@permission("queue.work_desk")
@require_POST
def heartbeat(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """A sign of life, every half minute; tells whether the desk is still the officer's."""
    actor = actor_of(request)
    is_mine = queue.heartbeat(actor=actor, desk=desk)
    contact.heartbeat(actor=actor)
    return JsonResponse({"mine": is_mine})


@permission("queue.work_desk")
@require_POST
def call_next(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Call the next number."""
    call = queue.call_next(actor=actor_of(request), desk=desk)
    message = "" if call else _("Nobody is waiting for this desk.")
    return answer(request, desk, focus="first", message=message)


@permission("queue.work_desk")
@require_POST
def call_one(request: HttpRequest, site: Site, desk: Desk, ticket: int) -> HttpResponse:
    """Call a chosen number: one that waits, is on hold or did not come."""
    queue.call_ticket(actor=actor_of(request), desk=desk, ticket_id=ticket)
    return answer(request, desk, focus="first")


@permission("queue.work_desk")
@require_POST
def arrived(request: HttpRequest, site: Site, desk: Desk, ticket: int) -> HttpResponse:
    """Somebody who took the number at home has come and said so."""
    label = arrive_at_desk(actor=actor_of(request), ticket_id=ticket).label
    message = _("%(number)s is here and can be called.") % {"number": label}
    return answer(request, desk, focus="first", message=message)


@permission("queue.work_desk")
@require_POST
def act(request: HttpRequest, site: Site, desk: Desk, verb: str) -> HttpResponse:
    """Do something with the number that is called here: start, recall, no-show, return or transfer."""
    actor = actor_of(request)
    match verb:
        case "start":
            actions.start(actor=actor, desk=desk)
            return answer(request, desk, focus="playbook")
        case "recall":
            label = actions.call_back(actor=actor, desk=desk).label
            return answer(request, desk, message=_("%(number)s is called again.") % {"number": label})
        case "no-show":
            label = actions.no_show(actor=actor, desk=desk).label
            message = _("%(number)s did not come. It can be called again from the list.") % {"number": label}
        case "return":
            label = actions.back_to_queue(actor=actor, desk=desk).label
            message = _("%(number)s is back in the queue, with its time of arrival.") % {"number": label}
        case "transfer":
            letter = checked(Lane, request.POST).cleaned_data["letter"]
            ticket = actions.move_away(actor=actor, desk=desk, letter=letter)
            message = _("%(number)s now waits in %(lane)s, with its time of arrival.") % {
                "number": ticket.label,
                "lane": ticket.lane.name,
            }
        case _unknown:
            raise Invalid(_("Unknown command."), field="verb")
    return answer(request, desk, focus="first", message=message)


@permission("queue.take")
@require_POST
def draw(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Draw a number in another lane for a citizen who stands at this desk, and show it with its QR code."""
    letter = checked(Lane, request.POST).cleaned_data["letter"]
    ticket = queue.take_ticket(actor=actor_of(request), site=site, letter=letter, channel="desk")
    return answer(request, desk, slip=slip_of(ticket))
