"""The page for an address that there is not."""

from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found

from indgang.web.citizen.start.views import missing

FOR_CITIZENS = ("/citizen/", "/places/", "/book/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For citizens a search field and the topics, for everybody else the plain page."""
    if request.path.startswith(FOR_CITIZENS):
        return missing(request)
    return page_not_found(request, exception)
