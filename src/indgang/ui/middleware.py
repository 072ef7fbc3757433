"""Who acts, and what a page may load."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.signing import BadSignature
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.functional import SimpleLazyObject

from indgang.base.access import ANONYMOUS, Actor
from indgang.base.errors import DomainError, NotFound
from indgang.organisation.queries import actor_of_device, actor_of_person
from indgang.ui.errors import error_page

DEVICE_COOKIE = "indgang_device"
BEFORE_VIEW = "process_view"
GetResponse = Callable[[HttpRequest], Any]

_gzip = GZipMiddleware(lambda _request: HttpResponse())

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


class Both:
    """A middleware that works in both worlds without a thread hop."""

    sync_capable = async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)
            if hasattr(self, BEFORE_VIEW):
                setattr(self, BEFORE_VIEW, _awaitable(getattr(self, BEFORE_VIEW)))

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        self.before(request)
        if self.is_async:
            return self._later(request)
        return self.after(request, self.get_response(request))

    async def _later(self, request: HttpRequest) -> HttpResponse:
        return self.after(request, await self.get_response(request))

    def before(self, request: HttpRequest) -> None:
        """Prepare the request."""

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Finish the response."""
        return response


def _awaitable(process_view: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """The same for the event loop; Django would change to a thread for it."""

    async def later(*about: Any) -> Any:
        return process_view(*about)

    return later


class ContentSecurity(Both):
    """Forbid whatever our pages do not need: no inline script or style, nothing from other hosts."""

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class Compressed(Both):
    """Send pages compressed to browsers that understand it; streams are sent as they come."""

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return (
            response if response.streaming else cast(HttpResponse, _gzip.process_response(request, response))
        )


class ActorOfRequest(Both):
    """Set `request.actor`: the person of the session, else the device of the cookie, else anonymous."""

    def before(self, request: HttpRequest) -> None:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show a refused command as a page, or as a notice in the page that asked; a text that no database holds
        names nothing."""
        if isinstance(error, DataError) and "NUL" in str(error):
            error = NotFound()
        return error_page(request, error) if isinstance(error, DomainError) else None


def _actor(request: HttpRequest) -> Actor:
    person = request.user
    if person.is_authenticated:
        return actor_of_person(person.pk)
    try:
        token_id = request.get_signed_cookie(DEVICE_COOKIE, default="", salt="device")
    except BadSignature:
        return ANONYMOUS
    return actor_of_device(int(token_id)) if token_id else ANONYMOUS
