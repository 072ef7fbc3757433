"""My calendar: connect it, see how it is, say what it shares, subscribe to one's appointments."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indgang.base.access import may
from indgang.base.errors import Invalid
from indgang.booking import services
from indgang.booking.calendars.linking import ChooseCalendar, Wish
from indgang.booking.calendars.queries import calendar_page, calendar_resource, own_resource
from indgang.booking.models import Resource
from indgang.integrations.calendars import open_calendar
from indgang.ui.access import PageRequest, permission, public
from indgang.web.calendars.forms import CHOICES, choices, shared_in, wish_of

UNPROCESSABLE = 422
USUAL = Wish("", reads=True, writes=True)


@permission("booking.calendar")
@require_GET
@never_cache
def mine(request: PageRequest) -> HttpResponse:
    """The calendar of the one who looks, or what must happen before there is one."""
    resource = own_resource(request.actor)
    if resource is not None:
        return redirect("calendars:page", resource=resource.pk)
    return render(request, "calendars/none.html", {"may_manage": may(request.actor, "booking.setup")})


@permission("booking.calendar")
@require_GET
@never_cache
def page(request: PageRequest, resource: int) -> HttpResponse:
    """How the calendar is connected; with `kind` the form for a calendar of that sort."""
    row = calendar_resource(request.actor, resource)
    kind = request.GET.get("kind", "")
    return _page(
        request, row, wish=replace(USUAL, kind=kind, writes=kind != "feed") if kind in CHOICES else None
    )


@permission("booking.calendar")
@require_POST
@never_cache
def connect(request: PageRequest, resource: int) -> HttpResponse:
    """Try the calendar and connect it; what is wrong is said at its field, with what was typed but the password."""
    row, wish = calendar_resource(request.actor, resource), wish_of(request)
    try:
        services.connect(actor=request.actor, resource=row, wish=wish, open_calendar=open_calendar)
    except ChooseCalendar as refusal:
        return _page(request, row, wish=wish, refusal=refusal, several=refusal.choices)
    except Invalid as refusal:
        return _page(request, row, wish=wish, refusal=refusal)
    messages.success(request, _("The calendar is connected."))
    return redirect("calendars:page", resource=row.pk)


@permission("booking.calendar")
@require_POST
@never_cache
def share(request: PageRequest, resource: int) -> HttpResponse:
    """Change what the calendar shares."""
    row = calendar_resource(request.actor, resource)
    try:
        services.share(actor=request.actor, resource=row, **shared_in(request))
    except Invalid as refusal:
        return _page(request, row, share_error=str(refusal))
    messages.success(request, _("It is saved."))
    return redirect("calendars:page", resource=row.pk)


@permission("booking.calendar")
@require_POST
@never_cache
def read(request: PageRequest, resource: int) -> HttpResponse:
    """Read the calendar now."""
    row = calendar_resource(request.actor, resource)
    if services.read_now(actor=request.actor, resource=row, open_calendar=open_calendar):
        messages.success(request, _("The calendar has just been read."))
    else:
        messages.error(request, _("The calendar could not be read. Below it says why."))
    return redirect("calendars:page", resource=row.pk)


@permission("booking.calendar")
@require_POST
@never_cache
def disconnect(request: PageRequest, resource: int) -> HttpResponse:
    """End the connection."""
    row = calendar_resource(request.actor, resource)
    services.disconnect(actor=request.actor, resource=row)
    messages.success(request, _("The connection is ended. The password and the busy times are deleted."))
    return redirect("calendars:page", resource=row.pk)


@permission("booking.calendar")
@require_POST
@never_cache
def feed(request: PageRequest, resource: int) -> HttpResponse:
    """A new address to subscribe to; it is shown once, in this answer."""
    row = calendar_resource(request.actor, resource)
    token = services.make_feed(actor=request.actor, resource=row, shows_errand="shows_errand" in request.POST)
    address = settings.PUBLIC_URL + reverse("calendars:feed_file", kwargs={"feed_token": token})
    return _page(request, row, address=address)


@permission("booking.calendar")
@require_POST
@never_cache
def end_feed(request: PageRequest, resource: int) -> HttpResponse:
    """The address answers nobody any more."""
    row = calendar_resource(request.actor, resource)
    services.revoke_feed(actor=request.actor, resource=row)
    messages.success(request, _("The address no longer works."))
    return redirect("calendars:page", resource=row.pk)


@public("a calendar program subscribes with the secret in the address; no personal data is in the file")
@require_GET
def feed_file(request: HttpRequest, feed_token: str) -> HttpResponse:
    """The appointments as iCalendar."""
    file = services.feed_file(token=feed_token)
    headers = {"ETag": file.etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if request.headers.get("If-None-Match") == file.etag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(file.content, content_type="text/calendar; charset=utf-8", headers=headers)


def _page(
    request: PageRequest,
    resource: Resource,
    *,
    wish: Wish | None = None,
    refusal: Invalid | None = None,
    **more: Any,
) -> HttpResponse:
    shown = calendar_page(request.actor, resource)
    may_setup = may(request.actor, "booking.setup", resource.site_id)
    facts = {
        "shown": shown,
        "line": shown.line,
        "resource": resource,
        "choices": choices(),
        "wish": wish,
        "chosen": CHOICES.get(wish.kind) if wish else None,
        "errors": {refusal.field: str(refusal)} if refusal else {},
        "mailbox": resource.person.email if resource.person else "",
        "may_setup": may_setup,
        **more,
    }
    status = UNPROCESSABLE if refusal or more.get("share_error") else 200
    return render(request, "calendars/page.html", facts, status=status)
