"""Runs cycles in this process and writes down every statement that they send, with its transactions.

Started as `python -m benchmarks.queueing.recording TOKEN CYCLES FILE` on a database of its own.
"""

import json
import pickle
import sys
import uuid
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 (Django must be set up first)
from django.db.backends.postgresql.base import DatabaseWrapper  # noqa: E402
from django.test import Client as DjangoClient  # noqa: E402

from benchmarks.queueing.client import cycle  # noqa: E402

Statement = tuple[str, str, Any]


class Recorder:
    """What went over the connection: ("sql", text, parameters), ("begin", ...), ("commit", ...)."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def __call__(
        self, execute: Callable[..., Any], text: Any, parameters: Any, many: bool, context: Any
    ) -> Any:
        self.statements.append(("many" if many else "sql", str(text), plain(parameters)))
        return execute(text, parameters, many, context)

    def watch_transactions(self) -> None:
        """Write down where transactions begin and end."""
        commit, set_autocommit = DatabaseWrapper.commit, DatabaseWrapper.set_autocommit
        recorder = self

        def committing(self: DatabaseWrapper) -> None:
            recorder.statements.append(("commit", "", None))
            commit(self)

        def switching(self: DatabaseWrapper, autocommit: bool, *more: Any, **named: Any) -> None:
            if not autocommit:
                recorder.statements.append(("begin", "", None))
            set_autocommit(self, autocommit, *more, **named)

        DatabaseWrapper.commit = committing  # type: ignore[method-assign]
        DatabaseWrapper.set_autocommit = switching  # type: ignore[method-assign]


def plain(value: Any) -> Any:
    """Parameters without Django's own types, so that psycopg alone can send them."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return type(value)(plain(one) for one in value)
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, str):
        return str.__str__(value)
    return value


class InProcess:
    """Answers like `benchmarks.queueing.client.Client`, without a network."""

    def __init__(self, token: str) -> None:
        self.client = DjangoClient(SERVER_NAME="localhost", headers={"authorization": f"Bearer {token}"})

    def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and JSON of a POST."""
        response = self.client.post(
            f"/api/v1/{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={"idempotency-key": str(uuid.uuid4())},
        )
        return response.status_code, response.json() if response.content else None


def main(token: str, cycles: int, file: Path) -> None:
    """Record so many cycles, after one that warms up what a process keeps in memory."""
    client: Any = InProcess(token)
    client.post("desks/desk-0/open", {"officer": "officer-0"})
    recorder = Recorder()
    recorder.watch_transactions()
    recorded: list[list[Statement]] = []
    with connection.execute_wrapper(recorder):
        for _ in range(cycles):
            recorder.statements = []
            cycle(client, 0)
            recorded.append(recorder.statements)
    file.write_bytes(pickle.dumps(recorded))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
