"""Live revisions: what changed, told to every server process over LISTEN/NOTIFY.

A notification is sent by the transaction that made the change and arrives when, and only when, it commits. It says
what changed, never more than a public screen may show; the receiver fetches the rest through normal permissions.
"""

import json
from typing import Any

from django.db import connection

CHANNEL = "indgang_live"
MAX_PAYLOAD_BYTES = 7900


def publish(site_id: int | None, topic: str, **facts: Any) -> None:
    """Tell every process that `topic` changed at the site (None: everywhere) once this transaction commits.

    `facts` must be JSON and must not identify a person. Raises ValueError when they do not fit in a notification.
    """
    payload = json.dumps(
        {"site": site_id, "topic": topic, **facts}, separators=(",", ":"), ensure_ascii=False
    )
    if len(payload.encode()) > MAX_PAYLOAD_BYTES:
        raise ValueError("a live notification holds at most 7,900 bytes; send ids, not contents")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
