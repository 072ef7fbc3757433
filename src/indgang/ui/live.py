"""Live updates as server-sent events: the event says what changed, the browser fetches it as anybody would."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from time import monotonic

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from indgang.base.live_hub import Message, hub
from indgang.organisation.models import Site
from indgang.ui.access import permission
from indgang.ui.errors import DATABASE_AWAY

HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 1000


@permission("queue.view")
def live_events(request: HttpRequest, site: Site) -> HttpResponseBase:
    """The stream of a site's changes; the event name is the topic, the data what changed as JSON."""
    return event_stream(site.id)


def event_stream(
    site_id: int | None,
    still_may: Callable[[], bool] | None = None,
    wanted: Callable[[Message], bool] | None = None,
) -> StreamingHttpResponse:
    """A response that stays open and tells of each change at the site (None: anywhere), with a comment every 15 s to
    keep it alive. With `wanted` only of those that it says yes to, and of "resync".

    It ends within 30 s when `still_may`, asked in a thread of its own, says no. It gives the database connection
    of this request back to the pool: hundreds of screens may stay open.
    """
    if not connection.in_atomic_block:
        connection.close()
    response = StreamingHttpResponse(_events(site_id, still_may, wanted), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(
    site_id: int | None,
    still_may: Callable[[], bool] | None,
    wanted: Callable[[Message], bool] | None,
) -> AsyncIterator[bytes]:
    async with hub.subscribe(site_id) as queue:
        yield f"retry: {RETRY_MILLISECONDS}\nevent: hello\ndata: {{}}\n\n".encode()
        asked_at = monotonic()
        while True:
            try:
                message = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                sent = b": still here\n\n"
            else:
                if wanted is not None and message["topic"] != "resync" and not wanted(message):
                    continue
                sent = encode(message)
            if still_may is not None and monotonic() - asked_at >= HEARTBEAT_SECONDS:
                if not await sync_to_async(_asked, thread_sensitive=False)(still_may):
                    return
                asked_at = monotonic()
            yield sent


def _asked(still_may: Callable[[], bool]) -> bool:
    """The answer, and yes while the database is away, for then nothing was revoked; keeps no connection."""
    try:
        return still_may()
    except DATABASE_AWAY:
        return True
    finally:
        connection.close()


def encode(message: Message) -> bytes:
    """One message as a server-sent event."""
    data = json.dumps({key: value for key, value in message.items() if key != "site"}, ensure_ascii=False)
    return f"event: {message['topic']}\ndata: {data}\n\n".encode()
