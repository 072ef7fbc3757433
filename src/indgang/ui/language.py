"""Changing language."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as django_set_language

from indgang.ui.access import public


@public("Everyone may choose the language of the pages.")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back (fields `language` and `next`)."""
    return django_set_language(request)
