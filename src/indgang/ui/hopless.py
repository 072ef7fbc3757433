"""Django's middleware for the event loop without a change of thread for each of them.

Django lets every one of these change to a thread and back twice, in case it waits for the database. They only look at
headers and cookies, but for a session that must be saved and messages that are kept in it. Changing threads some
fifteen times was a good part of what a short request cost.
"""

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.deprecation import MiddlewareMixin

BEFORE_VIEW = "process_view"
Step = Callable[..., Any] | None
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class _Hopless(MiddlewareMixin):
    """In front of a middleware of Django: its own steps on the event loop, but where it may wait."""

    async def __acall__(self, request: HttpRequest) -> HttpResponseBase:
        before: Step = getattr(self, "process_request", None)
        after: Step = getattr(self, "process_response", None)
        get_response: Callable[[HttpRequest], Any] = self.get_response
        response: HttpResponseBase = (before(request) if before else None) or await get_response(request)
        if after is not None and self.may_wait(request):
            response = await sync_to_async(after, thread_sensitive=True)(request, response)
        elif after is not None:
            response = after(request, response)
        return response

    def may_wait(self, request: HttpRequest) -> bool:
        """Whether finishing the response asks the database."""
        del request
        return False


class Security(_Hopless, SecurityMiddleware):
    """Django's, on the event loop."""


class Locale(_Hopless, LocaleMiddleware):
    """Django's, on the event loop."""


class Common(_Hopless, CommonMiddleware):
    """Django's, on the event loop."""


class Authentication(_Hopless, AuthenticationMiddleware):
    """Django's, on the event loop; who it is is asked when somebody wants to know."""


class Session(_Hopless, SessionMiddleware):
    """Django's, on the event loop unless the session is to be saved."""

    def may_wait(self, request: HttpRequest) -> bool:
        """A changed session is saved."""
        return bool(request.session.modified)


class Messages(_Hopless, MessageMiddleware):
    """Django's, on the event loop unless there are messages."""

    def may_wait(self, request: HttpRequest) -> bool:
        """Messages may be kept in the session."""
        storage = getattr(request, "_messages", None)
        return storage is not None and bool(storage.used or storage.added_new)


class Csrf(_Hopless, CsrfViewMiddleware):
    """Django's, on the event loop for requests that change nothing; else the form must be read."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        if self.async_mode:
            self._judge = self.process_view
            setattr(self, BEFORE_VIEW, self._judged)

    async def _judged(self, request: HttpRequest, *about: Any) -> HttpResponseBase | None:
        if request.method in SAFE:
            return self._judge(request, *about)
        return await sync_to_async(self._judge, thread_sensitive=True)(request, *about)
