"""A real browser against the real ASGI application on the test database.

`server` serves in a thread of this process, so that `clock.frozen` and monkeypatches hold there too.
`open_page` gives pages; each call is a browser of its own (own cookies) unless it is given the context of
another page.
"""

import asyncio
import gc
import importlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from indgang.base.live_hub import hub
from indgang.catalogue.search import holder
from indgang.organisation.models import Person

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
# The server is gone, but the database may not have noticed yet, and could not be dropped.
END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SHOTS = os.environ.get("INDGANG_SHOTS", "")
# How long a page may take to come to what is expected of it: machines that run tests are slow and busy.
PATIENCE_MILLISECONDS = 20_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)


class Server:
    """The application on a free port of this machine. `down` answers nothing until it is False again."""

    def __init__(self) -> None:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        from indgang.project import asgi  # Looks for that folder.

        # It would ask the database when no test has one; every search looks for changes itself.
        with suppress(ValueError):
            hub._callbacks.remove(holder.on_message)
        self.down = False
        self._running = 0
        self._pages = ASGIStaticFilesHandler(asgi.django_application)
        self._life = asgi.application
        config = uvicorn.Config(
            self._app,
            host="127.0.0.1",
            port=0,
            log_level="error",
            timeout_graceful_shutdown=1,
            ws="none",
            interface="asgi3",
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, name="server", daemon=True)

    def start(self) -> None:
        """Serve, and return when it answers."""
        self._thread.start()
        _wait(lambda: self._uvicorn.started, "the server did not start")
        self.url = f"http://127.0.0.1:{self._uvicorn.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        """End serving."""
        self._uvicorn.should_exit = True
        self._thread.join(10)

    def settle(self) -> None:
        """Return when no request is being answered; streams that stay open do not count."""
        _wait(lambda: self._running == 0, "the server is still busy")

    async def _app(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._life(scope, receive, send)
            return
        if self.down:
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b"away"})
            return
        counted = "/live/" not in scope["path"] and "/events/" not in scope["path"]
        self._running += counted
        try:
            await self._pages(scope, receive, send)
        except asyncio.CancelledError:
            pass  # the page went away
        finally:
            self._running -= counted


def _wait(ready: Callable[[], bool], complaint: str, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError(complaint)
        time.sleep(0.02)


def chromium() -> str:
    """The path of Chromium: INDGANG_CHROMIUM, else the one on the machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("INDGANG_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.skip("no Chromium here; install Debian's package chromium or name one in INDGANG_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    """The served application. Ask for `transactional_db` too, or for `open_page`, which does."""
    # What a test before left in the search index must never be found, however slow this machine is.
    module = importlib.import_module("indgang.catalogue.search.holder")
    module.QUICK = float("inf")
    module.Holder.renew_in_background = lambda _holder: None
    running = Server()
    running.start()
    yield running
    running.stop()
    # What dropped streams left is collected here, where the warning about it is still known to be harmless.
    gc.collect()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(END_OTHERS)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What every browser of the tests is started by: of two at once in one process the second refuses to start."""
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests."""
    started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
    yield started
    started.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(transactional_db: None, server: Server, browser: Browser) -> Iterator[OpenPage]:
    """Open a page at an address, logged in as a person, in a window of a size; see the arguments below."""
    contexts: list[BrowserContext] = []

    def open_one(
        path: str,
        *,
        person: Person | None = None,
        width: int = 1280,
        height: int = 900,
        context: BrowserContext | None = None,
        language: str = "da",
    ) -> Page:
        if context is None:
            context = browser.new_context(
                base_url=server.url,
                viewport={"width": width, "height": height},
                locale="da-DK",
                reduced_motion="reduce",
            )
            contexts.append(context)
            context.add_cookies(
                [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": server.url}]
            )
            if person is not None:
                log_in(context, person, server.url)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.goto(path)
        return page

    yield open_one
    server.down = False
    for context in contexts:
        context.close()
    server.settle()


def log_in(context: BrowserContext, person: Person, url: str) -> str:
    """Give the browser a session of the person; returns its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}]
    )
    return str(session.session_key)


def faults(page: Page) -> list[str]:
    """What axe finds on the page as it is now (WCAG 2.2 AA and good practice), one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {node['target']} {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def looks(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it is now: axe's faults, and what does not fit its window.

    A page at desktop width (1280) must fit the widest window (1920) too. Pictures are kept as by `shoot`.
    """
    window = page.viewport_size or {"width": 0, "height": 0}
    found = faults(page) + _shot_and_fitted(page, f"{name}-{window['width']}")
    if window["width"] == 1280:
        page.set_viewport_size({**window, "width": 1920})
        found += _shot_and_fitted(page, f"{name}-1920")
        page.set_viewport_size(window)
    return found


def _shot_and_fitted(page: Page, name: str) -> list[str]:
    shoot(page, name)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} pixels wider than the window: {name}"] if wide > 0 else []


def drawn_code(page: Page) -> tuple[bool, float, float]:
    """Whether the page's QR code could be drawn, and its width and height in rem."""
    page.locator(".qr-code").scroll_into_view_if_needed()
    drawn, width, height = page.locator(".qr-code").evaluate("""code => {
        const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
        const box = code.getBoundingClientRect();
        return [code.complete && code.naturalWidth > 0, box.width / rem, box.height / rem];
    }""")
    return drawn, round(width, 1), round(height, 1)


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the whole page in the folder INDGANG_SHOTS, if that is set."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
