"""A logged-in client for each of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast

ClientOf = Callable[[str], Client]


@pytest.fixture
def client_of(cast: Cast) -> ClientOf:
    """Log one of the cast in, by the name in `Cast`."""

    def log_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return log_in
