"""Two networks without a way between them, a real coturn that both reach, and every twentieth packet lost."""

import os
import random
import select
import shutil
import socket
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, Playwright

from indgang.contactscreen.links import seat_token
from indgang.contactscreen.models import Side
from indgang.contactscreen.services import answer
from indgang.organisation.models import Person
from tests.browser import CHROMIUM_ARGUMENTS, Server, chromium, log_in
from tests.contactscreen.conftest import Unit
from tests.web.contactscreen.conftest import (
    FAKE_CAMERA,
    Relay,
    facts_of,
    flows,
    free_port,
    leave_all,
    meets,
    new_page,
    start_relay,
    use,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MEETING_PLACE = "10.93.0.1"
NETWORKS = {"indgang-b": "10.93.1", "indgang-s": "10.93.2"}
LOST = 0.05


def run(*words: str) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def networks() -> Iterator[None]:
    """Two namespaces; each reaches one address of this machine, and nothing else: not the other one either."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("network namespaces need root and the program ip")
    _clear()
    if not run("ip", "netns", "add", "indgang-b"):
        pytest.skip("this kernel or container lets nobody make network namespaces")
    run("ip", "netns", "add", "indgang-s")
    run("ip", "address", "add", f"{MEETING_PLACE}/32", "dev", "lo")
    for number, (name, net) in enumerate(NETWORKS.items()):
        inside = ("ip", "netns", "exec", name, "ip")
        run("ip", "link", "add", f"ind{number}", "type", "veth", "peer", "name", "way", "netns", name)
        run("ip", "address", "add", f"{net}.1/30", "dev", f"ind{number}")
        run("ip", "link", "set", f"ind{number}", "up")
        run(*inside, "address", "add", f"{net}.2/30", "dev", "way")
        run(*inside, "link", "set", "way", "up")
        run(*inside, "link", "set", "lo", "up")
        run(*inside, "route", "add", f"{MEETING_PLACE}/32", "via", f"{net}.1")
    assert not run("ip", "netns", "exec", "indgang-b", "ping", "-c1", "-W1", "10.93.2.2")
    yield
    _clear()


def _clear() -> None:
    for number, name in enumerate(NETWORKS):
        run("ip", "netns", "delete", name)
        run("ip", "link", "delete", f"ind{number}")
    run("ip", "address", "delete", f"{MEETING_PLACE}/32", "dev", "lo")


class Lossy(threading.Thread):
    """Hands UDP packets on to the relay and back, and loses one in twenty; each client has a socket of its own."""

    def __init__(self, port: int, relay: tuple[str, int]) -> None:
        super().__init__(daemon=True)
        self.front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.front.bind((MEETING_PLACE, port))
        self.relay, self.clients, self.lost, self.passed, self.going = relay, {}, 0, 0, True
        self.luck = random.Random(5)

    def run(self) -> None:
        backs: dict[socket.socket, Any] = {}
        while self.going:
            for ready in select.select([self.front, *backs], [], [], 0.2)[0]:
                packet, sender = ready.recvfrom(65535)
                if ready is self.front and sender not in self.clients:
                    back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    self.clients[sender], backs[back] = back, sender
                if self.luck.random() < LOST:
                    self.lost += 1
                elif ready is self.front:
                    self.clients[sender].sendto(packet, self.relay)
                else:
                    self.front.sendto(packet, backs[ready])
                self.passed += 1
        for one in (self.front, *backs):
            one.close()


def _forward(port: int, to: int) -> socket.socket:
    """Let the namespaces reach the served pages at the meeting place."""
    front = socket.create_server((MEETING_PLACE, port), backlog=64)

    def pump(one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        finally:
            for end in (one, other):
                end.close()

    def accept() -> None:
        while True:
            try:
                client, _address = front.accept()
            except OSError:
                return
            back = socket.create_connection(("127.0.0.1", to))
            for pair in ((client, back), (back, client)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return front


def _inside(name: str, folder: Path) -> str:
    starter = folder / f"chromium-{name}"
    starter.write_text(f'#!/bin/sh\nexec ip netns exec {name} {chromium()} "$@"\n', encoding="utf-8")
    starter.chmod(starter.stat().st_mode | stat.S_IXUSR)
    return str(starter)


@pytest.fixture
def browser_in(networks: None, playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Browser]]:
    """Start a browser in a network (its name) that may use its camera at an address without https."""
    started: list[Browser] = []

    def start(name: str, url: str) -> Browser:
        arguments = [
            *CHROMIUM_ARGUMENTS,
            *FAKE_CAMERA,
            f"--unsafely-treat-insecure-origin-as-secure={url}",
        ]
        starter = _inside(name, tmp_path)
        started.append(playwright.chromium.launch(executable_path=starter, args=arguments))
        return started[-1]

    yield start
    for browser in started:
        leave_all(browser)
        browser.close()


def _page_of(browser: Browser, url: str, path: str, person: Person | None) -> Page:
    context = browser.new_context(locale="da-DK")
    context.add_cookies([{"name": django_settings.LANGUAGE_COOKIE_NAME, "value": "da", "url": url}])
    if person is not None:
        log_in(context, person, url)
    page = new_page(context)
    page.goto(f"{url}{path}")
    return page


def test_a_meeting_stands_between_two_networks_with_loss(
    unit: Unit, server: Server, browser_in: Callable[..., Browser], tmp_path: Path, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    room = answer(actor=unit.actor(unit.per), code=unit.rings().code)
    port, way_in = free_port(), free_port()
    process, relay = start_relay(tmp_path, MEETING_PLACE, port)
    lossy = Lossy(free_port(), (MEETING_PLACE, port))
    lossy.start()
    use(settings, Relay(f"turn:{MEETING_PLACE}:{lossy.front.getsockname()[1]}?transport=udp", relay.log))
    settings.TURN_ONLY = False
    front = _forward(way_in, int(server.url.rpartition(":")[2]))
    url = f"http://{MEETING_PLACE}:{way_in}"
    try:
        pages = [
            _page_of(
                browser_in(name, url), url, f"/screen-contact/room/{seat_token(room.code, side)}/", person
            )
            for name, side, person in (
                ("indgang-b", Side.CITIZEN, None),
                ("indgang-s", Side.SPECIALIST, unit.per),
            )
        ]
        for page in pages:
            meets(page, "relay")
        for page in pages:
            flows(page)
        assert lossy.lost > 0
        assert {facts_of(page)["connection"] for page in pages} == {"connected"}
        for page in pages:
            assert page.context.browser
            leave_all(page.context.browser)
    finally:
        front.close()
        lossy.going = False
        lossy.join(2)
        process.terminate()
        process.wait(10)
    server.settle()
