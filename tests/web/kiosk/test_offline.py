"""The kiosk goes on without a server, and brings its tickets in afterwards, each once.

The server is a process of its own here, which is killed; the browser keeps its profile, so that it can be killed too.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Route

from indgang.base import clock
from indgang.queue.models import Ticket
from indgang.queue.queries import queue_of
from tests.browser import CHROMIUM_ARGUMENTS, chromium, faults, shoot
from tests.cast import Cast, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Process:
    """The application on a port that stays the same, as a process that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        database = connection.settings_dict
        address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
        environment = {
            **os.environ,
            "INDGANG_DATABASE_URL": address,
            "INDGANG_DATA": str(self.folder),
            "INDGANG_SECRET_KEY": django_settings.SECRET_KEY,
            "INDGANG_PUBLIC_URL": self.url,
            "INDGANG_DEMO": "1",
        }
        code = (
            "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'indgang.project.settings'; django.setup();"
            "from indgang.project.cli.serve import collect_static; collect_static();"
            f"import uvicorn; uvicorn.run('indgang.project.asgi:application', port={self.port}, log_level='critical')"
        )
        self.running = subprocess.Popen([sys.executable, "-c", code], env=environment)
        until = time.monotonic() + 40
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        if self.running is not None:
            self.running.send_signal(signal.SIGKILL)
            self.running.wait()
            self.running = None


@pytest.fixture
def place() -> Cast:
    return build()


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes gather their static files, once for all."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def process(place: Cast, data_folder: Path) -> Iterator[Process]:
    server = Process(data_folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def kiosk(browser: Browser, process: Process, tmp_path: Path) -> Iterator[Callable[[], BrowserContext]]:
    """Opens the kiosk's browser; again and again with the same profile."""
    opened: list[BrowserContext] = []

    def open_browser() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=chromium(), args=CHROMIUM_ARGUMENTS, base_url=process.url,
            viewport={"width": 1080, "height": 1920}, locale="da-DK", reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_browser
    for context in opened:
        context.close()


PREPARED = """async () => {
    const cache = await caches.open('indgang/kiosk/');
    return (await kioskStore.left(indgang.dateOf(indgang.now()))) >= 6
        && Boolean(await cache.match(`${location.origin}/kiosk/kept-version`));
}"""


def ready(context: BrowserContext) -> Page:
    """A kiosk that has borrowed numbers and kept its pages."""
    page = context.pages[0]
    page.goto("/kiosk/magion/")
    eventually(page, lambda: bool(page.evaluate(PREPARED)))
    return page


def issue(page: Page, topic: str = "Pas, kørekort og ID-kort", *, task: str = "Nyt pas til en voksen") -> str:
    """Take a number through the pages, as a citizen does; returns it before it is confirmed."""
    page.goto("/kiosk/magion/")
    page.get_by_role("link", name=topic).click()
    page.get_by_role("link", name=task).click()
    page.get_by_role("button", name="Få et nummer", exact=True).click()
    number = page.locator(".ticket-number")
    number.wait_for()
    return number.inner_text()


def have(page: Page) -> None:
    page.get_by_role("button", name="Jeg har mit nummer").click()
    page.locator("[data-in-queue]").wait_for()


def eventually(page: Page, check: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for it while the browser, and what the test has put in its way, goes on."""
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, "it did not come to pass"
        page.wait_for_timeout(200)


def labels() -> list[str]:
    return sorted(ticket.label for ticket in Ticket.objects.select_related("series"))


def test_numbers_are_issued_without_a_server_and_come_in_with_their_time(
    kiosk: Callable[[], BrowserContext], process: Process, place: Cast
) -> None:
    page = ready(kiosk())
    online = issue(page)
    have(page)
    assert online == "K01"
    process.kill()
    began = clock.now()
    first = issue(page)
    assert page.locator(".kiosk-away").inner_text().startswith("Uden forbindelse siden")
    shoot(page, "kiosk-offline")
    assert faults(page) == []
    have(page)
    second = issue(page)
    have(page)
    dropped = issue(page)
    assert len({online, first, second, dropped}) == 4
    assert labels() == ["K01"]
    issued = clock.now()
    time.sleep(3)
    process.start()
    eventually(page, lambda: labels() == sorted([online, first, second]))
    page.locator(".kiosk-away:empty").wait_for(state="attached")
    for ticket in Ticket.objects.exclude(number=1):
        assert began - timedelta(seconds=1) <= ticket.arrived_at <= issued + timedelta(seconds=1)
        assert (ticket.task.code if ticket.task else None, ticket.own_words, ticket.channel) == (
            "pas-voksen",
            "",
            "kiosk",
        )
    assert len(queue_of(place.magion).waiting) == 3
    time.sleep(6)
    assert labels() == sorted([online, first, second])


def test_killing_the_browser_in_the_middle_of_sending_enters_each_once(
    kiosk: Callable[[], BrowserContext], process: Process
) -> None:
    context = kiosk()
    page = ready(context)
    process.kill()
    numbers = []
    for _citizen in range(3):
        numbers.append(issue(page))
        have(page)
    sent: list[str] = []

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        sent.append(route.request.url)
        route.abort()

    page.route("**/sync/", lose_the_answer)
    process.start()
    eventually(page, lambda: bool(sent))
    assert labels() == sorted(numbers)
    context.close()
    page = kiosk().pages[0]
    page.goto("/kiosk/magion/")
    eventually(page, lambda: page.evaluate("async () => (await kioskStore.waiting()).length") == 0)
    assert labels() == sorted(numbers)


def test_a_kiosk_that_is_started_without_a_server_still_issues(
    kiosk: Callable[[], BrowserContext], process: Process
) -> None:
    context = kiosk()
    ready(context)
    context.close()
    process.kill()
    page = kiosk().pages[0]
    number = issue(page)
    have(page)
    process.start()
    eventually(page, lambda: labels() == [number])


def test_a_confirmation_that_is_lost_is_sent_later(
    kiosk: Callable[[], BrowserContext], process: Process
) -> None:
    page = ready(kiosk())
    number = issue(page)
    assert labels() == []
    process.kill()
    have(page)
    process.start()
    eventually(page, lambda: labels() == [number])


def test_an_answer_that_is_lost_leaves_one_ticket(
    kiosk: Callable[[], BrowserContext], process: Process
) -> None:
    """The server has drawn, but the kiosk does not hear it and gives a number of its own: only that one waits."""
    page = ready(kiosk())

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/number/", lose_the_answer)
    number = issue(page)
    have(page)
    eventually(page, lambda: labels() == [number])
    assert number != "K01"


def test_free_text_is_not_kept_on_the_device(kiosk: Callable[[], BrowserContext], process: Process) -> None:
    page = ready(kiosk())
    process.kill()
    page.goto("/kiosk/magion/da/words/")
    page.locator("#words").fill("min hemmelige sag")
    page.get_by_role("button", name="Få et nummer", exact=True).click()
    page.locator(".ticket-number").wait_for()
    have(page)
    kept = page.evaluate(
        """async () => JSON.stringify([await kioskStore.waiting(), {...localStorage}, {...sessionStorage},
            await Promise.all((await (await caches.open('indgang/kiosk/')).keys()).map(({url}) => url))])"""
    )
    assert "hemmelige" not in kept
