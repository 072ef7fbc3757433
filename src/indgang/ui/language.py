"""Changing language, and the further languages of the pages that citizens read at home."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from indgang.ui.access import public
from indgang.ui.middleware import Both

# The faces (by the namespace of their addresses) whose pages exist in more languages than those of the staff.
CITIZEN_FACES = {"start", "citizen", "places", "book", "booking", "appointment", "appointments"}


@public("Everyone may choose the language of the pages.")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back (fields `language` and `next`)."""
    return django_set_language(request)


def chosen_language(request: HttpRequest) -> str:
    """The language that this browser has chosen for the citizens' pages; empty when it has chosen none of them."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.CITIZEN_LANGUAGES) else ""


class CitizenLanguage(Both):
    """Show the citizens' pages in a further language that was chosen.

    Only what somebody chose counts, not what a browser prefers: these texts are not complete.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Activate the language before the view runs."""
        match, chosen = request.resolver_match, chosen_language(request)
        if match and chosen and CITIZEN_FACES.intersection(match.namespaces[:1]):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
