"""Errors as RFC 9457 problem details."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from indgang.base.errors import DomainError, Invalid

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:indgang:problem:"


def problem(status: int, code: str, title: str, **members: Any) -> JsonResponse:
    """A problem: `type` is the stable `urn:indgang:problem:<code>`, `title` is for people, `members` are extra."""
    body = {"type": TYPE_PREFIX + code, "title": title, "status": status, "code": code, **members}
    response = JsonResponse(
        body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
    )
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="indgang"'
    return response


def of_domain_error(error: DomainError) -> JsonResponse:
    """A refused command; `way_on` tells how to get further, `facts` what it is about."""
    members: dict[str, Any] = {"detail": str(error.message)}
    if error.way_on:
        members["way_on"] = _plain(error.way_on)
    if error.facts:
        members["facts"] = _plain(error.facts)
    if isinstance(error, Invalid) and error.field:
        members["errors"] = [{"field": error.field, "detail": str(error.message)}]
    return problem(error.status, error.error_code, str(error.message), **members)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)


def install(api: NinjaAPI) -> None:
    """Let the API answer every error with a problem."""

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        return of_domain_error(error)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"field": ".".join(str(part) for part in one["loc"][1:]), "detail": one["msg"]}
            for one in error.errors
        ]
        return problem(422, "invalid", "The request does not fit the description of the API.", errors=errors)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "no-token", "Send a valid access token: Authorization: Bearer TOKEN.")

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not-found", "There is no such thing, or none that you may see.")

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "bad-request", str(error))

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("The API failed at %s", request.path, exc_info=error)
        return problem(500, "internal", "Something went wrong here. Nothing was changed.")
