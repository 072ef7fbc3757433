"""The CalDAV server of these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integrations.calendars.radicale import Radicale


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    """A server with one empty calendar."""
    server = Radicale(tmp_path)
    try:
        server.make_calendar()
        yield server
    finally:
        server.kill()
