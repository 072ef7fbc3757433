"""The start page of the second line, and its live updates."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.ui.access import PageRequest, permission
from indgang.ui.live import event_stream
from indgang.web.backline.my_day import my_day
from indgang.web.backline.sections import SECTIONS, Section


@dataclass(frozen=True, slots=True)
class Door:
    """A part of the face on the start page, and how much waits there."""

    section: Section
    waiting: int


@permission("organisation.receive")
@require_GET
@never_cache
def home(request: PageRequest) -> HttpResponse:
    """The day of the one who looks: what comes next, and the parts of the face."""
    doors = [Door(one, one.waiting(request.actor)) for one in SECTIONS if one.folder]
    return render(request, "backline/home.html", {"doors": doors, "matters": my_day(request.actor)})


@permission("organisation.receive")
@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """What changes anywhere: those behind a lifeline serve every place."""
    return event_stream(None)
