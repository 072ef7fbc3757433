"""How a refused command is shown, and what happened when nothing could be shown."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.defaults import server_error

from indgang.base.errors import DomainError

DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = 10


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The error as a page, or for htmx as a notice that is put in the page's message area."""
    template = "ui/_notice.html" if getattr(request, "htmx", False) else "ui/error.html"
    response = render(request, template, {"error": error}, status=error.status)
    if getattr(request, "htmx", False):
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML"
    return response


def failure_page(request: HttpRequest) -> HttpResponse:
    """The page for an error that nobody foresaw: 503 when the database is away, else 500.

    Neither asks the database for anything.
    """
    if not isinstance(sys.exception(), DATABASE_AWAY):
        return server_error(request)
    away = loader.get_template("503.html").render()
    return HttpResponse(away, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
