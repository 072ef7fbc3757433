"""Asking a gateway over HTTP so that it is always known whether it has taken a message."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import cache
from typing import Literal

import httpx

from indgang import __version__
from indgang.messaging.ports import Connection, Handing, Outcome, Parcel, Report

SECONDS = 20.0
OK_BELOW = 300
TOO_MANY = 429
# Who stands between us and the gateway does not know either what became of the request.
AMBIGUOUS = {502, 504}
ABOUT_US = {401, 402, 403, 407}
LATER = {408, 425, TOO_MANY}
FAILURE = 500
LONGEST_WAIT = timedelta(hours=6)
LONGEST_DETAIL = 300


@cache
def _context() -> ssl.SSLContext:
    """Loaded once: it takes longer than a message."""
    return ssl.create_default_context()


def client_for(seconds: float = SECONDS) -> httpx.Client:
    """A client that follows nothing and keeps no connection: a kept one may be dead, and then nobody would know
    whether the request arrived.
    """
    return httpx.Client(
        verify=_context(),
        timeout=seconds,
        follow_redirects=False,
        limits=httpx.Limits(max_keepalive_connections=0),
        headers={"User-Agent": f"Indgang/{__version__}"},
    )


class HttpSender:
    """A gateway that is asked with one request for each message."""

    name = "http"

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds

    def request(self, client: httpx.Client, parcel: Parcel) -> httpx.Request:
        """The request that sends the parcel."""
        raise NotImplementedError

    def understand(self, response: httpx.Response) -> Outcome:
        """What an answer with a good status says."""
        return Outcome("accepted", detail=_detail(response))

    def open(self) -> AbstractContextManager[Connection]:
        """A client for some messages; each has a connection of its own."""
        return _opened(self)

    def ask(self, reference: str) -> Report | Literal["never-seen"] | None:
        """Gateways in general cannot be asked by our reference."""
        del reference
        return None

    def send(self, client: httpx.Client, parcel: Parcel, handing: Handing) -> Outcome:
        """Send one over the client; see `ports.Connection`."""
        request = self.request(client, parcel)
        handing()
        try:
            response = client.send(request)
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.UnsupportedProtocol,
            httpx.ProxyError,
        ) as error:
            return Outcome("later", "no-connection", _words(error), is_down=True)
        except httpx.HTTPError as error:
            return Outcome("unknown", "no-reply", _words(error))
        return self._outcome(response)

    def _outcome(self, response: httpx.Response) -> Outcome:
        status = response.status_code
        if status < OK_BELOW:
            try:
                return self.understand(response)
            except (ValueError, TypeError, KeyError, AttributeError):
                return Outcome("unknown", "strange-reply", _detail(response))
        return _no_for_now(response) or Outcome("refused", "refused-message", _detail(response))


def _no_for_now(response: httpx.Response) -> Outcome | None:
    """What a bad status says about us or the gateway; None when it is about the message."""
    status, detail = response.status_code, _detail(response)
    if status in AMBIGUOUS:
        return Outcome("unknown", "no-reply", detail)
    if status in ABOUT_US:
        return Outcome("later", "login-refused", detail, is_down=True)
    if status in LATER or status >= FAILURE:
        error = "too-many" if status == TOO_MANY else "server-busy"
        return Outcome("later", error, detail, after=_asked_pause(response), is_down=True)
    return None


class HttpConnection:
    """A gateway's client, as the outbox uses it."""

    def __init__(self, sender: HttpSender, client: httpx.Client) -> None:
        self._sender, self._client = sender, client

    def send(self, parcel: Parcel, handing: Handing) -> Outcome:
        """Send one; see `ports.Connection`."""
        return self._sender.send(self._client, parcel, handing)


@contextmanager
def _opened(sender: HttpSender) -> Iterator[Connection]:
    with client_for(sender.seconds) as client:
        yield HttpConnection(sender, client)


def value_of(query: Mapping[str, str], *names: str) -> str:
    """The first of the parameters that is given, whatever its case."""
    lower = {name.lower(): value for name, value in query.items()}
    return next((lower[name] for name in names if lower.get(name)), "")


def _asked_pause(response: httpx.Response) -> timedelta | None:
    """What Retry-After asks for in seconds; a date is left to our own pauses."""
    text = response.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(text)), LONGEST_WAIT) if text.isascii() and text.isdigit() else None


def _detail(response: httpx.Response) -> str:
    return f"{response.status_code} {' '.join(response.text.split())}"[:LONGEST_DETAIL]


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:LONGEST_DETAIL]
