"""What goes wrong with the embedded database, said so that the person who starts Indgang can act on it."""

from __future__ import annotations


class PostgresError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message is one plain sentence about what and why."""
