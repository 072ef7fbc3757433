"""Today at every site, live, with what needs attention."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.organisation.models import Desk, Site
from indgang.organisation.services import verify_lifeline
from indgang.queue.services import close_day, close_desk
from indgang.ui.access import PageRequest, permission
from indgang.web.manage.live import stream_of
from indgang.web.manage.sites import sites_of
from indgang.web.manage.today.attention import items_for, printer_items
from indgang.web.manage.today.board import cards_of


def _facts(request: PageRequest) -> dict[str, object]:
    cards = cards_of(sites_of(request.actor), request.actor)
    return {"cards": cards, "items": items_for(request.actor, cards)}


@permission("organisation.view")
@require_GET
@never_cache
def today(request: PageRequest) -> HttpResponse:
    """The whole page."""
    return render(request, "manage/today.html", _facts(request))


@permission("organisation.view")
@require_GET
@never_cache
def board(request: PageRequest) -> HttpResponse:
    """The moving part alone."""
    return render(request, "manage/_board.html", _facts(request))


@permission("queue.view")
@require_GET
@never_cache
def printers(request: PageRequest) -> HttpResponse:
    """The printers that need a look; asked for apart, because a silent printer takes seconds to give up on."""
    sites = sites_of(request.actor, "queue.view")
    return render(request, "manage/_items.html", {"items": printer_items(sites)})


@permission("organisation.view")
@require_GET
def changes(request: PageRequest) -> StreamingHttpResponse:
    """What changes at the sites of the page, as server-sent events."""
    return stream_of(frozenset(site.pk for site in sites_of(request.actor)))


@permission("organisation.verify_lifeline")
@require_POST
def verify(request: PageRequest, code: str) -> HttpResponse:
    """Note that somebody has phoned today and the number is right."""
    lifeline = verify_lifeline(actor=request.actor, lifeline=code)
    messages.success(request, _("Noted: %(phone)s was tried today.") % {"phone": lifeline.direct_phone})
    return redirect("manage:lifelines")


@permission("queue.close_other_desk")
@require_POST
def close(request: PageRequest, site: Site, desk: Desk) -> HttpResponse:
    """Close a desk whose officer has gone; who is being served there is put on hold for the desk."""
    if close_desk(actor=request.actor, desk=desk, serving="hold") is None:
        messages.info(request, _("%(desk)s was closed already.") % {"desk": desk.label})
    else:
        messages.success(request, _("%(desk)s is closed.") % {"desk": desk.label})
    return redirect("manage:today")


@permission("queue.setup")
@require_POST
def close_past_day(request: PageRequest, site: Site, day: str) -> HttpResponse:
    """End a day that was left open."""
    closed = close_day(actor=request.actor, site=site, day=day_of(day))
    text = _("The day is closed. Numbers that were left: %(count)d.")
    messages.success(request, text % {"count": closed.expired + closed.finished})
    return redirect("manage:today")


def day_of(text: str) -> date:
    """The date in an address. Raises Http404."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
