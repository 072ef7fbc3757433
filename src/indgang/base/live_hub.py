"""Hearing about changes: one LISTEN connection per server process, many listeners.

`hub` is the process's one hub. A lost database connection is made again with growing pauses; listeners then get a
message with the topic "resync", which says: fetch everything anew.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection, OperationalError, sql

from indgang.base.connecting import own_connection
from indgang.base.live import CHANNEL

log = logging.getLogger(__name__)

Message = dict[str, Any]
RESYNC: Message = {"site": None, "topic": "resync"}
QUEUE_LENGTH = 256


class Hub:
    """Hands each notification to the listeners of its site."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[Message], int | None] = {}
        self._callbacks: list[Callable[[Message], None]] = []
        self._task: asyncio.Task[None] | None = None

    def on_message(self, callback: Callable[[Message], None]) -> None:
        """Call `callback` (quick, on the event loop) with every message, of every site."""
        self._callbacks.append(callback)

    def start(self) -> None:
        """Begin to listen, in the running event loop. Does nothing when it listens already."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen())

    async def stop(self) -> None:
        """End listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    @asynccontextmanager
    async def subscribe(self, site_id: int | None) -> AsyncIterator[asyncio.Queue[Message]]:
        """A queue of the messages of a site (None: of all sites) and those that concern every site.

        A listener that falls `QUEUE_LENGTH` messages behind loses them and gets one "resync" instead.
        """
        self.start()
        queue: asyncio.Queue[Message] = asyncio.Queue(QUEUE_LENGTH)
        self._queues[queue] = site_id
        try:
            yield queue
        finally:
            del self._queues[queue]

    def deliver(self, message: Message) -> None:
        """Hand a message on."""
        for callback in self._callbacks:
            callback(message)
        site = message.get("site")
        for queue, wanted in self._queues.items():
            if site is None or wanted is None or site == wanted:
                _put(queue, message)

    async def _listen(self) -> None:
        pause = 0.2
        while True:
            try:
                async with await AsyncConnection.connect(**own_connection(), autocommit=True) as connection:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                    self.deliver(RESYNC)
                    pause = 0.2
                    async for notification in connection.notifies():
                        self.deliver(json.loads(notification.payload))
            except (OperationalError, OSError) as error:
                log.warning("Lost the database while listening (%s); trying again in %.1f s", error, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)


def _put(queue: asyncio.Queue[Message], message: Message) -> None:
    try:
        queue.put_nowait(message)
    except asyncio.QueueFull:
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(RESYNC)


hub = Hub()
