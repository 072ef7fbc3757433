"""The doors of the staff, and in demo mode a living plan of the Magion."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from indgang.organisation.queries import active_sites, find_person, find_site
from indgang.ui.access import public
from indgang.ui.chair import leave_desk
from indgang.ui.live import event_stream
from indgang.web.front.plan import cast, place

ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"


@public("It shows the way to the faces and nothing else.")
@require_GET
def doors(request: HttpRequest) -> HttpResponse:
    """The doors of every site, for those who work there."""
    return render(request, "front/doors.html", {"sites": active_sites()})


def demo_front(request: HttpRequest) -> HttpResponse:
    """The demo's front page: the living plan, and a door for everybody of the cast."""
    here = _place()
    others = [site for site in active_sites() if site != here["place"].site]
    return render(request, "front/demo.html", {"cast": cast(), "sites": others, **here})


@public("Demo mode only: the moving part of the plan, with invented people.")
@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """The plan as it looks now."""
    if not settings.DEMO:
        raise Http404
    return render(request, "front/_plan.html", _place())


@public("Demo mode only: which number was called where is public at the place itself.")
@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """The changes at the demo's main site, as they happen."""
    if not settings.DEMO:
        raise Http404
    return event_stream(find_site(settings.DEMO_PLAN_SITE).pk)


@public("Demo mode only: logs one of the invented cast in without a password.")
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Log in as one of the cast (field `username`) and go to `next`."""
    if not settings.DEMO:
        raise Http404
    person = find_person(request.POST.get("username", ""))
    if not person.is_demo:
        raise Http404
    if request.user.is_authenticated and request.user.pk != person.pk:
        leave_desk(request.user.pk)
    login(request, person, backend=ALLAUTH)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if safe else "/")


def _place() -> dict[str, Any]:
    return {"place": place()}
