"""What a screen shows now: drawn once per change, however many screens look.

A picture is kept per site and language in this process. A change that the live hub tells of, or its age, makes it be
drawn anew; all who ask meanwhile wait for that one drawing. When drawing fails the last picture stays, with its age: a
broken database or setting never takes a screen down.
"""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
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
MOVING_TOPICS = {"queue", "desk"}
TOPICS = MOVING_TOPICS | {"organisation", "settings", "resync"}
SECONDS_KEPT = 15.0
NOW_CALLING = 4
LAST_CALLS = 6
NO_HOURS: list[OpeningState] = []

Part = TypeVar("Part")


@dataclass(frozen=True)
class Picture:
    """The moving part of a screen as HTML. `revision` changes when it does; `at` (UTC) is when it was true."""

    html: str
    revision: str
    at: datetime

    @cached_property
    def event(self) -> bytes:
        """The picture as a server-sent event, the same bytes for every screen."""
        return self._event("state", html=self.html)

    @cached_property
    def sign_of_life(self) -> bytes:
        """That the picture is still true, as a server-sent event."""
        return self._event("alive")

    def _event(self, name: str, **more: str) -> bytes:
        facts = {"revision": self.revision, "at": self.at.isoformat(), "speed": clock.speed(), **more}
        return f"event: {name}\ndata: {json.dumps(facts, ensure_ascii=False)}\n\n".encode()


@dataclass(frozen=True)
class Setting:
    """What changes seldom: the place and its hours today, read at `read_at` (seconds of the monotonic clock)."""

    site: Site
    hours: list[OpeningState]
    read_at: float


def setting_of(slug: str, language: str) -> Setting:
    """Read what changes seldom, in the language of the screen. Raises NotFound."""
    site = find_site(slug)
    with translation.override(language):
        return Setting(site, _or_else(lambda: hours_today(site), NO_HOURS), time.monotonic())


def draw(setting: Setting, language: str) -> Picture:
    """Draw the screen now. A part that cannot be read is left out and logged."""
    at = clock.now()
    site = setting.site
    with translation.override(language):
        state = _or_else(lambda: screen_state(site), ScreenState(at=at, calls=[], lanes=[]))
        facts = {
            "calling": [call for call in state.calls if call.is_now][:NOW_CALLING],
            "called": [call for call in state.calls if not call.is_now][:LAST_CALLS],
            "lanes": state.lanes,
            "hours": setting.hours,
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

    def __init__(self, slug: str, language: str, setting: Setting | None = None) -> None:
        self._slug, self._language = slug, language
        self._setting = setting
        self._picture: Picture | None = None
        self._drawn_at = 0.0
        self._is_old = True
        self._task: asyncio.Task[None] | None = None

    @property
    def site_id(self) -> int | None:
        """The site, once it has been read."""
        return self._setting.site.pk if self._setting else None

    def change(self, topic: str = "queue") -> None:
        """Something changed: the kept picture is old, and with most topics the setting too."""
        self._is_old = True
        if topic not in MOVING_TOPICS and self._setting is not None:
            self._setting = replace(self._setting, read_at=float("-inf"))

    async def picture(self) -> Picture:
        """The picture now. Raises what drawing raises only while there has never been one."""
        while self._picture is None or self._is_old or time.monotonic() - self._drawn_at > SECONDS_KEPT:
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
        self._drawn_at = time.monotonic()

    def _draw(self) -> Picture:
        try:
            setting = self._setting
            if setting is None or time.monotonic() - setting.read_at > SECONDS_KEPT:
                self._setting = setting = setting_of(self._slug, self._language)
            return draw(setting, self._language)
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
            setting = await sync_to_async(_first_setting, thread_sensitive=False)(slug, language)
            self._boards.setdefault(key, Board(slug, language, setting))
        return self._boards[key]

    def clear(self) -> None:
        """Forget every picture."""
        self._boards.clear()

    def on_message(self, message: Message) -> None:
        """Hear of a change from the hub."""
        topic = message.get("topic")
        if topic not in TOPICS:
            return
        site = message.get("site")
        for board in self._boards.values():
            if site is None or site == board.site_id:
                board.change(topic)

    def listen(self, hub: Hub) -> None:
        """Hear of changes from `hub`."""
        hub.on_message(self.on_message)


boards = Boards()


def _first_setting(slug: str, language: str) -> Setting:
    try:
        return setting_of(slug, language)
    finally:
        connections.close_all()


def _or_else(read: Callable[[], Part], instead: Part) -> Part:
    """What `read` gives; on a fault `instead`, so that one broken part does not darken the screen."""
    try:
        return read()
    except Exception:
        log.exception("A part of a screen could not be read")
        return instead
