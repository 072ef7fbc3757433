"""Today at every site: what is shown to whom, and what needs attention."""

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.fixture
def client_of(cast: Cast):
    """A logged-in client for one of the cast."""

    def log_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return log_in


def test_manager_sees_their_site_and_no_other(client_of) -> None:
    page = client_of("leif").get("/manage/").content.decode()
    assert "Magion" in page
    assert "Rådhuset" not in page


def test_figures(client_of) -> None:
    answer = client_of("leif").get("/manage/figures/")
    assert answer.status_code == 200
    assert client_of("maja").get("/manage/figures/").status_code == 403
