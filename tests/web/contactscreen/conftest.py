"""Browsers with an invented camera and microphone, and the two sides of a room."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from indgang.contactscreen.links import seat_token
from indgang.contactscreen.models import Room, Side
from indgang.organisation.models import Person
from tests.browser import CHROMIUM_ARGUMENTS, PATIENCE_MILLISECONDS, Server, chromium, log_in
from tests.cast import Cast
from tests.contactscreen.conftest import Unit, make_unit

FAKE_CAMERA = [
    "--use-fake-device-for-media-stream=fps=5", "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--disable-features=WebRtcHideLocalIpsWithMdns",
]  # fmt: skip
# Two pictures of a real camera's size would be all that a small machine can do.
SMALL_CAMERA = """
const open = MediaDevices.prototype.getUserMedia;
MediaDevices.prototype.getUserMedia = function (wanted) {
  const video = wanted.video && { width: 160, height: 120, frameRate: 5 };
  return open.call(this, { ...wanted, ...(video ? { video } : {}) });
};
"""
PATIENCE = 3 * PATIENCE_MILLISECONDS
MEETS_WITHIN_SECONDS = 90
RELAY_STARTS_WITHIN_SECONDS = 30
SECRET = "kun til prøver"


@pytest.fixture(scope="session")
def cameras(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that has an invented camera, with a moving picture, and a microphone that beeps."""
    started = playwright.chromium.launch(executable_path=chromium(), args=[*CHROMIUM_ARGUMENTS, *FAKE_CAMERA])
    yield started
    started.close()


@pytest.fixture
def unit(transactional_db: None, cast: Cast) -> Unit:
    return make_unit(cast)


@dataclass
class Sides:
    """Opens the page of a side in a window of its own, and waits for what comes in there."""

    browser: Browser
    server: Server

    def open(self, room: Room, side: Side, person: Person | None = None, width: int = 1280) -> Page:
        context = self.browser.new_context(
            base_url=self.server.url, viewport={"width": width, "height": 900}, locale="da-DK",
            reduced_motion="reduce",
        )  # fmt: skip
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "da", "url": self.server.url}])
        if person is not None:
            log_in(context, person, self.server.url)
        page = new_page(context)
        page.goto(f"/screen-contact/room/{seat_token(room.code, side)}/")
        return page


def new_page(context: BrowserContext) -> Page:
    """A window with a small camera, whose patience is what such a page needs on a busy machine."""
    context.add_init_script(SMALL_CAMERA)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """What is expected of these pages may take longer: they encode pictures meanwhile."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture
def sides(unit: Unit, server: Server, cameras: Browser) -> Iterator[Sides]:
    yield Sides(cameras, server)
    server.down = False
    leave_all(cameras)
    server.settle()


def leave_all(browser: Browser) -> None:
    """Leave every page, so that what it says when it closes has arrived before the tables are emptied."""
    for context in list(browser.contexts):
        for page in context.pages:
            page.goto("about:blank")
            page.wait_for_timeout(300)
        context.close()


def meets(page: Page, way: str = "") -> None:
    """Picture and sound of the other side come in, more and more of both; `way` "relay": only through TURN."""
    comes(page, lambda facts: facts.get("connection") == "connected")
    flows(page)
    if way:
        comes(page, lambda facts: facts.get("way") == way)


def flows(page: Page) -> None:
    """More frames are decoded, and more sound is heard, than a moment ago."""
    before = facts_of(page)
    names = ("frames", "sound", "energy")
    comes(page, lambda now: all(float(now.get(name, 0)) > float(before.get(name, 0)) for name in names))


def facts_of(page: Page) -> dict[str, str]:
    """What the page says of its connection."""
    return dict(page.evaluate("({...document.getElementById('room').dataset})"))


def comes(page: Page, holds: Callable[[dict[str, str]], bool]) -> None:
    """Return as soon as that holds of the page's connection."""
    until = time.monotonic() + MEETS_WITHIN_SECONDS
    while not holds(facts_of(page)):
        assert time.monotonic() < until, facts_of(page)
        page.wait_for_timeout(200)


@dataclass
class Relay:
    """A running coturn. `log` is what it says of the sessions that go through it."""

    url: str
    log: Path


def turnserver() -> str:
    """The path of coturn; a test that needs it is left out where it cannot be had."""
    found = os.environ.get("INDGANG_TURNSERVER") or shutil.which("turnserver")
    if not found:
        pytest.skip("no turnserver here; install Debian's package coturn or name one in INDGANG_TURNSERVER")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_relay(folder: Path, address: str, port: int) -> tuple[subprocess.Popen[bytes], Relay]:
    """Coturn that answers on an address, with the settings of docs/contact-screen.md; the caller ends it."""
    log = folder / "turn.log"
    process = subprocess.Popen(
        [
            turnserver(), "-n", f"--listening-ip={address}", f"--listening-port={port}",
            f"--relay-ip={address}", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=indgang",
            "--fingerprint", "--no-tls", "--no-dtls", "--no-cli", "--allow-loopback-peers", "--min-port=49200",
            "--max-port=49400", f"--pidfile={folder / 'turn.pid'}", f"--log-file={log}", "--simple-log", "--verbose",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    until = time.monotonic() + RELAY_STARTS_WITHIN_SECONDS
    while not _answers(address, port):
        assert time.monotonic() < until, log.read_text(encoding="utf-8") if log.exists() else "no log"
        time.sleep(0.1)
    return process, Relay(f"turn:{address}:{port}?transport=udp", log)


@pytest.fixture
def relay(tmp_path: Path, settings: object) -> Iterator[Relay]:
    """Coturn on this machine, and the settings that make it the only way."""
    process, running = start_relay(tmp_path, "127.0.0.1", free_port())
    use(settings, running)
    yield running
    process.terminate()
    process.wait(10)


def use(settings: object, relay: Relay) -> None:
    for name, value in (("TURN_URLS", [relay.url]), ("TURN_SECRET", SECRET), ("TURN_ONLY", True)):
        setattr(settings, name, value)


def _answers(address: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0
