"""HTTP to calendar servers: bounded in time and size, never to the machines beside us unless that is allowed."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from indgang import __version__
from indgang.base import clock
from indgang.booking.calendars.port import Refused, Unreachable
from indgang.integrations.links.guarded import GuardedTransport, Inside

CONNECT_SECONDS = 10.0
SILENT_SECONDS = 30.0
WHOLE_SECONDS = 60.0
MOST_BYTES = 20 * 1024 * 1024
MOST_REDIRECTS = 5
NOT_US = {401, 403}
NOT_NOW = {408, 425, 429, 500, 502, 503, 504}
GONE = {404, 410}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Web:
    """Requests to one account. `allow_inside` opens the network that Indgang itself stands in."""

    def __init__(
        self,
        *,
        allow_inside: bool = False,
        auth: tuple[str, str] | None = None,
        seconds: float = WHOLE_SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.allow_inside, self.auth = allow_inside, auth
        self.seconds, self.most_bytes = seconds, most_bytes

    def ask(
        self, method: str, url: str, *, body: bytes | str = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send and read the whole answer, whatever its status. Raises Unreachable or Refused."""
        self._require_safe(url)
        content = body.encode() if isinstance(body, str) else body
        try:
            with (
                self._client() as client,
                client.stream(method, url, content=content or None, headers=dict(headers or {})) as response,
            ):
                data = self._read(response)
                return Answer(response.status_code, response.headers, data, str(response.url))
        except Inside as error:
            raise Refused("an address inside", reason="inside") from error
        except httpx.TimeoutException as error:
            raise Unreachable("no answer in time", reason="no-answer") from error
        except httpx.TooManyRedirects as error:
            raise Refused("redirects for ever", reason="not-an-address") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
            raise Refused("not an address", reason="not-an-address") from error
        except httpx.HTTPError as error:
            raise _unreachable(error) from error

    def _require_safe(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            known = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            known = False
        if not known:
            raise Refused("not an address", reason="not-an-address")
        if parts.scheme == "http" and self.auth and not self.allow_inside:
            raise Refused("a password over http", reason="unencrypted")

    def _client(self) -> httpx.Client:
        return httpx.Client(
            transport=GuardedTransport(allow_inside=self.allow_inside),
            timeout=httpx.Timeout(
                min(SILENT_SECONDS, self.seconds), connect=min(CONNECT_SECONDS, self.seconds)
            ),
            auth=self.auth,
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
            headers={"User-Agent": f"Indgang/{__version__} (calendar)"},
        )

    def _read(self, response: httpx.Response) -> bytes:
        last = time.monotonic() + self.seconds
        data = bytearray()
        for piece in response.iter_bytes():
            data += piece
            if len(data) > self.most_bytes:
                raise Refused(f"more than {self.most_bytes} bytes", reason="too-large")
            if time.monotonic() > last:
                raise Unreachable("too slow", reason="no-answer")
        return bytes(data)


def require_good(answer: Answer, *also: int) -> Answer:
    """The answer when its status is a good one or one of `also`. Raises Refused or Unreachable."""
    status = answer.status
    if status < 300 or status in also:
        return answer
    if status in NOT_US:
        raise Refused(f"HTTP {status}", reason="credentials")
    if status in GONE:
        raise Refused(f"HTTP {status}", reason="no-such-calendar")
    if status in NOT_NOW or status >= 500:
        raise Unreachable(f"HTTP {status}", retry_after=retry_after(answer))
    raise Refused(f"HTTP {status}")


def retry_after(answer: Answer) -> int | None:
    """For how many seconds the server wants to be left alone, at most an hour; None when it does not say."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return min(int(said), 3600)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    return max(0, min(int((until - clock.now()).total_seconds()), 3600)) if until.tzinfo else None


def _unreachable(error: httpx.HTTPError) -> Unreachable:
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return Unreachable("certificate", reason="certificate")
    if str(error) == "name-not-found":
        return Unreachable("name not found", reason="name-not-found")
    return Unreachable(type(error).__name__)
