"""Live updates as server-sent events: the event says what changed, the browser fetches it as anybody would."""

import asyncio
import json
from collections.abc import AsyncIterator

from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from indgang.base.live_hub import Message, hub
from indgang.organisation.models import Site
from indgang.ui.access import permission

HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 1000


@permission("queue.view")
def live_events(request: HttpRequest, site: Site) -> HttpResponseBase:
    """The stream of a site's changes; the event name is the topic, the data what changed as JSON."""
    return event_stream(site.id)


def event_stream(site_id: int) -> StreamingHttpResponse:
    """A response that stays open and tells of each change at the site, with a comment every 15 s to keep it alive.

    It gives the database connection of this request back to the pool: hundreds of screens may stay open.
    """
    if not connection.in_atomic_block:
        connection.close()
    response = StreamingHttpResponse(_events(site_id), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(site_id: int) -> AsyncIterator[bytes]:
    async with hub.subscribe(site_id) as queue:
        yield f"retry: {RETRY_MILLISECONDS}\nevent: hello\ndata: {{}}\n\n".encode()
        while True:
            try:
                message = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b": still here\n\n"
            else:
                yield encode(message)


def encode(message: Message) -> bytes:
    """One message as a server-sent event."""
    data = json.dumps({key: value for key, value in message.items() if key != "site"}, ensure_ascii=False)
    return f"event: {message['topic']}\ndata: {data}\n\n".encode()
