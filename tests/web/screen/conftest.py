"""Every test has a database of its own, so no picture of another one may be left."""

from collections.abc import Iterator

import pytest

from indgang.web.screen.picture import boards


@pytest.fixture(autouse=True)
def no_pictures() -> Iterator[None]:
    boards.clear()
    yield
    boards.clear()
