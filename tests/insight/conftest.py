"""The people and the clock of the contacts' tests."""

import pytest

from tests.cast import Cast, build
from tests.contact.conftest import time

__all__ = ["time"]


@pytest.fixture
def cast(db: None) -> Cast:
    """The named cast, with the few tasks that these tests speak of."""
    return build(tasks=("boligstoette", "mitid-nyt", "pas-voksen"))
