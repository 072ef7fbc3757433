"""One stream of changes for all sites of a page: a browser opens only six connections to a server at a time."""

import asyncio
from collections.abc import AsyncIterator

from django.db import connection
from django.http import StreamingHttpResponse

from indgang.base.live_hub import hub
from indgang.ui.live import HEARTBEAT_SECONDS, RETRY_MILLISECONDS, encode


def stream_of(site_ids: frozenset[int]) -> StreamingHttpResponse:
    """A response that stays open and tells of each change at the sites and of those that concern all sites.

    It gives the database connection of this request back to the pool.
    """
    if not connection.in_atomic_block:
        connection.close()
    response = StreamingHttpResponse(_events(site_ids), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(site_ids: frozenset[int]) -> AsyncIterator[bytes]:
    async with hub.subscribe(None) as messages:
        yield f"retry: {RETRY_MILLISECONDS}\nevent: hello\ndata: {{}}\n\n".encode()
        while True:
            try:
                message = await asyncio.wait_for(messages.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
            else:
                if message.get("site") is None or message["site"] in site_ids:
                    yield encode(message)
