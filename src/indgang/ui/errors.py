"""How a refused command is shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from indgang.base.errors import DomainError


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The error as a page, or for htmx as a notice that is put in the page's message area."""
    template = "ui/_notice.html" if getattr(request, "htmx", False) else "ui/error.html"
    response = render(request, template, {"error": error}, status=error.status)
    if getattr(request, "htmx", False):
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML"
    return response
