"""Whether something that was computed still holds: one statement, asked on the event loop.

A proof is asked far more often than what it proves is computed, so it takes no thread and no connection of a request:
each server process has one connection for all proofs, and the database plans each statement once.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection, Error

from indgang.base import clock
from indgang.base.connecting import own_connection

log = logging.getLogger(__name__)
LONGEST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Proof:
    """Something holds while `statement` gives one column with `value`, from the moment `since` until `until`."""

    statement: str
    given: tuple[Any, ...]
    value: str
    since: datetime
    until: datetime

    def holds(self, value: str) -> bool:
        """Whether it does, now that the statement has given that."""
        return value == self.value and self.since <= clock.now() < self.until


class Prover:
    """Asks the database one statement at a time."""

    def __init__(self) -> None:
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()

    async def row(self, statement: str, given: Sequence[Any]) -> tuple[Any, ...] | None:
        """The one row that the statement gives; None without any, or when the database does not answer in time."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS), self._turn:
                return await self._row(statement, given)
        except (Error, OSError, TimeoutError) as error:
            log.warning("No proof from the database: %s", error)
            await self.close()
            return None

    async def close(self) -> None:
        """Give the connection back; the next question makes a new one."""
        last, self._connection = self._connection, None
        if last is not None:
            await last.close()

    async def _row(self, statement: str, given: Sequence[Any]) -> tuple[Any, ...] | None:
        if self._connection is None:
            self._connection = await AsyncConnection.connect(
                **own_connection(), autocommit=True, prepare_threshold=0
            )
        found = await self._connection.execute(statement, given)
        return await found.fetchone()


prover = Prover()
