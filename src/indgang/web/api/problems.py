"""Errors as RFC 9457 problem details."""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from indgang.base.errors import DomainError, Invalid
from indgang.ui.errors import DATABASE_AWAY, RETRY_AFTER_SECONDS

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:indgang:problem:"
# What the services call otherwise than the API.
FIELDS = {"letter": "series", "task_code": "task", "topic_code": "topic", "from_": "from"}
# What Django itself refuses: the code, and what to do.
REFUSED = {
    400: ("bad-request", "The request cannot be read.", "Send it as /api/v1/openapi.json describes it."),
    404: (
        "not-found",
        "There is no such thing, or none that you may see.",
        "Look the address and the ids up in /api/v1/openapi.json.",
    ),
    405: (
        "method-not-allowed",
        "That cannot be done with this method.",
        "Use a method that the header Allow names.",
    ),
    413: ("too-large", "The request is too large.", "Send less at a time."),
    500: (
        "internal",
        "Something went wrong here. Nothing was changed.",
        "Send it again with the same Idempotency-Key. If it fails again, tell whoever runs this installation.",
    ),
    503: (
        "unavailable",
        "The database is away.",
        "Send it again in a moment, with the same Idempotency-Key.",
    ),
}


class FieldProblem(Schema):
    """What is wrong with one field."""

    field: str
    detail: str


class Problem(Schema):
    """What went wrong and what to do (RFC 9457). `type` and `code` are stable, `title` and `detail` for people."""

    type: str = Field(examples=["urn:indgang:problem:desk-not-open"])
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] | None = Field(None, description="The fields at fault; their names as sent.")
    way_on: dict[str, Any] | None = Field(
        None, description="How to get further, such as the nearest free times."
    )
    facts: dict[str, Any] | None = Field(None, description="What it is about.")


def problem(status: int, code: str, title: str, detail: str, **members: Any) -> JsonResponse:
    """A problem: `type` is the stable `urn:indgang:problem:<code>`, `title` and `detail` are for people.

    `members` are extra.
    """
    body = {
        "type": TYPE_PREFIX + code,
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **members,
    }
    response = JsonResponse(
        body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
    )
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="indgang"'
    return response


def of_status(status: int) -> JsonResponse:
    """What the framework refuses with `status`."""
    code, title, detail = REFUSED.get(status) or REFUSED[500 if status >= 500 else 400]
    response = problem(status, code, title, detail)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def of_domain_error(error: DomainError) -> JsonResponse:
    """A refused command; `way_on` tells how to get further, `facts` what it is about."""
    members: dict[str, Any] = {}
    if error.way_on:
        members["way_on"] = _plain(error.way_on)
    if error.facts:
        members["facts"] = _plain(error.facts)
    if isinstance(error, Invalid) and error.field:
        members["errors"] = [{"field": FIELDS.get(error.field, error.field), "detail": str(error.message)}]
    sentence = str(error.message)
    return problem(error.status, error.error_code, sentence, sentence, **members)


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
        errors = [{"field": _field(one["loc"]), "detail": one["msg"]} for one in error.errors]
        detail = "; ".join(f"{one['field']}: {one['detail']}" for one in errors)
        title = "The request does not fit the description of the API."
        return problem(422, "invalid", title, detail, errors=errors)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        sentence = "Send a valid access token: Authorization: Bearer TOKEN."
        return problem(401, "no-token", sentence, sentence)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return of_status(404)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        cause = error.__cause__
        if isinstance(cause, DomainError):
            return of_domain_error(cause)
        return problem(error.status_code, "bad-request", str(error), REFUSED[400][2])

    def unreadable(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        return of_status(413 if isinstance(error, RequestDataTooBig) else 400)

    for kind in (SuspiciousOperation, BadRequest, MultiPartParserError):
        api.add_exception_handler(kind, unreadable)

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("The API failed at %s", request.get_full_path(), exc_info=error)
        return of_status(503 if isinstance(error, DATABASE_AWAY) else 500)


def _field(place: Sequence[str | int]) -> str:
    """The name of a field as the caller wrote it: without where it came from, and our name for the whole body."""
    parts = list(place)[1:]
    if place and place[0] == "body" and parts[:1] == ["body"]:
        parts = parts[1:]
    return ".".join(str(part) for part in parts) or "body"
