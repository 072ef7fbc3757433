"""The front page."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from indgang.ui.access import public
from indgang.web.citizen.start.views import start
from indgang.web.front.views import demo_front


@public("It is the front door: citizens find their errand here, and nobody is asked for anything.")
@require_safe
def root(request: HttpRequest) -> HttpResponseBase:
    """What citizens see first; in demo mode the living plan, which leads there."""
    if settings.DEMO:
        return demo_front(request)
    page: HttpResponseBase = start(request)
    return page
