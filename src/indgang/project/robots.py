"""What search engines may read: what citizens look for, and nothing that is made for one person or one screen."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from indgang.ui.access import public

CLOSED = (
    "account",
    "api",
    "citizen/search",
    "demo",
    "desk",
    "doors",
    "kiosk",
    "live",
    "manage",
    "news",
    "screen",
    "ticket",
)
TEXT = "User-agent: *\n" + "".join(f"Disallow: /{folder}/\n" for folder in CLOSED)


@public("Search engines ask for it before anything else.")
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The rules for search engines."""
    return HttpResponse(TEXT, content_type="text/plain; charset=utf-8")
