"""Whether addresses answer: HEAD, then GET where HEAD does not tell; one request at a time to each host."""

import ssl
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from indgang import __version__
from indgang.catalogue.ports import Probe
from indgang.integrations.links.guarded import GuardedTransport, Inside

SECONDS = 10.0
PAUSE_SECONDS = 1.0
AT_ONCE = 8
MOST_REDIRECTS = 8
# The address is there, but not for us: it asks who we are, or thinks that we ask too often.
ANSWERS_BUT_NOT_US = {401, 403, 429}
OK_BELOW = 400


class HttpProber:
    """Tries addresses over HTTP. `pause` is the rest in seconds between two requests to one host."""

    def __init__(
        self, *, seconds: float = SECONDS, pause: float = PAUSE_SECONDS, allow_inside: bool = False
    ) -> None:
        self.seconds = seconds
        self.pause = pause
        self.allow_inside = allow_inside

    def probe_all(self, urls: Iterable[str]) -> Iterator[tuple[str, Probe]]:
        """Try each address once and give its answer as it comes."""
        by_host: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            by_host.setdefault(host_of(url) or "", []).append(url)
        with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="links") as pool:
            running = [pool.submit(self._probe_host, group) for group in by_host.values()]
            for done in as_completed(running):
                yield from done.result()

    def probe(self, url: str) -> Probe:
        """Try one address."""
        begun = time.monotonic()
        if host_of(url) is None:
            return Probe(False, error="not-an-address")
        try:
            with self._client() as client:
                status = self._status(client, url)
        except httpx.HTTPError as error:
            return Probe(False, error=_words(error), milliseconds=_since(begun))
        except (httpx.InvalidURL, ValueError):
            return Probe(False, error="not-an-address", milliseconds=_since(begun))
        is_ok = status < OK_BELOW or status in ANSWERS_BUT_NOT_US
        return Probe(is_ok, status, "", _since(begun))

    def _probe_host(self, urls: list[str]) -> list[tuple[str, Probe]]:
        answers = []
        for place, url in enumerate(urls):
            if place:
                time.sleep(self.pause)
            answers.append((url, self.probe(url)))
        return answers

    def _client(self) -> httpx.Client:
        return httpx.Client(
            transport=GuardedTransport(allow_inside=self.allow_inside),
            timeout=self.seconds,
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
            headers={"User-Agent": f"Indgang/{__version__} (link check)", "Accept": "*/*"},
        )

    def _status(self, client: httpx.Client, url: str) -> int:
        """HEAD tells when it succeeds; many servers answer it wrongly or not at all, so GET has the last word."""
        try:
            status = client.head(url).status_code
            if status < OK_BELOW:
                return status
        except (httpx.TimeoutException, httpx.RemoteProtocolError):
            pass
        with client.stream("GET", url) as response:
            return response.status_code


def link_prober() -> HttpProber:
    """The prober that the settings ask for."""
    return HttpProber(allow_inside=settings.LINKS_INSIDE)


def host_of(url: str) -> str | None:
    """The host of an address that can be tried, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in {"http", "https"} else None


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def _words(error: httpx.HTTPError) -> str:
    if isinstance(error, Inside):
        return "inside"
    if isinstance(error, httpx.TimeoutException):
        return "no-answer"
    if isinstance(error, httpx.TooManyRedirects):
        return "redirects-forever"
    if isinstance(error, httpx.UnsupportedProtocol):
        return "not-an-address"
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return f"certificate: {str(error)[:150]}"
    return str(error) if str(error) == "name-not-found" else f"no-connection: {str(error)[:150]}"
