"""What a screen shows now: drawn once per change, however many screens look.

A picture is kept per site and language in this process. A change that the live hub tells of, or its age,
makes it be drawn anew; all who ask meanwhile wait for that one drawing. When drawing fails the last picture
stays, with its age: a broken database or setting never takes a screen down.
"""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from indgang.base import clock
from indgang.base.live_hub import Hub, Message
from indgang.organisation.models import Site
from indgang.organisation.queries import OpeningState, find_site, hours_today
from indgang.queue.queries import ScreenState, screen_state

log = logging.getLogger(__name__)

LANGUAGES = ("da", "en")
TOPICS = {"queue", "desk", "organisation", "settings", "resync"}
SECONDS_KEPT = 15.0
NOW_CALLING = 4
LAST_CALLS = 6

NO_HOURS: list[OpeningState] = []

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Picture:
    """The moving part of a screen as HTML. `revision` changes when it does; `at` (UTC) is when it was true."""

    html: str
    revision: str
    at: datetime

    def as_event(self) -> bytes:
        """The picture as a server-sent event."""
        return _event("state", {**self._facts(), "html": self.html})

    def as_sign_of_life(self) -> bytes:
        """That the picture is still true, as a server-sent event."""
        return _event("alive", self._facts())

    def _facts(self) -> dict[str, object]:
        return {"revision": self.revision, "at": self.at.isoformat(), "speed": clock.speed()}


def draw(site: Site, language: str) -> Picture:
    """Draw the screen now. A part that cannot be read is left out and logged."""
    at = clock.now()
    with translation.override(language):
        state = _or_else(lambda: screen_state(site), ScreenState(at=at, calls=[], lanes=[]))
        facts = {
            "site": site,
            "calling": [call for call in state.calls if call.is_now][:NOW_CALLING],
            "called": [call for call in state.calls if not call.is_now][:LAST_CALLS],
            "lanes": state.lanes,
            "hours": _or_else(lambda: hours_today(site), NO_HOURS),
            "phone_address": phone_address(site),
        }
        html = render_to_string("screen/_state.html", facts)
    return Picture(html, hashlib.sha256(html.encode()).hexdigest()[:16], at)


def phone_address(site: Site) -> str:
    """Where a number can be taken on one's own phone; empty where that is not wanted."""
    wanted = {"*", site.slug} & set(settings.PHONE_TICKETS)
    return settings.PUBLIC_URL + reverse("citizen:new", args=[site.slug]) if wanted else ""


class Board:
    """The kept picture of one site in one language."""

    def __init__(self, site: Site, language: str) -> None:
        self.site_id, self._slug, self._language = site.pk, site.slug, language
        self._picture: Picture | None = None
        self._drawn = 0.0
        self._is_old = True
        self._task: asyncio.Task[None] | None = None

    def change(self) -> None:
        """Something changed: the kept picture is old."""
        self._is_old = True

    async def picture(self) -> Picture:
        """The picture now. Raises what drawing raises only while there has never been one."""
        while self._picture is None or self._is_old or time.monotonic() - self._drawn > SECONDS_KEPT:
            loop = asyncio.get_running_loop()
            if self._task is None or self._task.done() or self._task.get_loop() is not loop:
                self._task = loop.create_task(self._redraw())
            await asyncio.shield(self._task)
        return self._picture

    async def _redraw(self) -> None:
        self._is_old = False
        try:
            self._picture = await sync_to_async(self._draw, thread_sensitive=False)()
        except Exception:
            if self._picture is None:
                raise
            log.exception("The screen of %s could not be drawn; the last picture stays", self._slug)
        self._drawn = time.monotonic()

    def _draw(self) -> Picture:
        try:
            site = find_site(self._slug)
            self.site_id = site.pk
            return draw(site, self._language)
        finally:
            connections.close_all()


class Boards:
    """The boards of this process, by site and language."""

    def __init__(self) -> None:
        self._boards: dict[tuple[str, str], Board] = {}

    async def board(self, slug: str, language: str) -> Board:
        """The board of an active site. Raises NotFound."""
        key = (slug, language)
        if key not in self._boards:
            site = await sync_to_async(_find, thread_sensitive=False)(slug)
            self._boards.setdefault(key, Board(site, language))
        return self._boards[key]

    def clear(self) -> None:
        """Forget every picture."""
        self._boards.clear()

    def on_message(self, message: Message) -> None:
        """Hear of a change from the hub."""
        if message.get("topic") not in TOPICS:
            return
        site = message.get("site")
        for board in self._boards.values():
            if site is None or site == board.site_id:
                board.change()

    def listen(self, hub: Hub) -> None:
        """Hear of changes from `hub`."""
        hub.on_message(self.on_message)


boards = Boards()


def _event(name: str, facts: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(facts, ensure_ascii=False)}\n\n".encode()


def _find(slug: str) -> Site:
    try:
        return find_site(slug)
    finally:
        connections.close_all()


def _or_else(read: Callable[[], Part], instead: Part) -> Part:
    """What `read` gives; on a fault `instead`, so that one broken part does not darken the screen."""
    try:
        return read()
    except Exception:
        log.exception("A part of a screen could not be read")
        return instead
