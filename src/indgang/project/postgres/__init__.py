"""The embedded PostgreSQL: a server of our own for every data folder, reached by a Unix socket only.

``ensure_running`` is all that a program needs. The server outlives the process that started it; the next
start adopts it. It uses the standard library only and never Django, so that settings may build on it.
"""

from __future__ import annotations

from .binaries import binary
from .errors import PostgresError
from .server import ConnectionInfo, Status, data_location, destroy, ensure_running, prune, status, stop

__all__ = [
    "ConnectionInfo",
    "PostgresError",
    "Status",
    "binary",
    "data_location",
    "destroy",
    "ensure_running",
    "prune",
    "status",
    "stop",
]
