"""The start page of the second line, and its live updates."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.ui.access import PageRequest, permission
from indgang.ui.live import event_stream


@permission("organisation.receive")
@require_GET
@never_cache
def home(request: PageRequest) -> HttpResponse:
    """The day of the one who looks."""
    return render(request, "backline/home.html")


@permission("organisation.receive")
@require_GET
def live(request: HttpRequest) -> HttpResponseBase:
    """What changes anywhere: those behind a lifeline serve every place."""
    return event_stream(None)
