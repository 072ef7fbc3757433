"""Today at every site: what is shown to whom, and what needs attention."""

from tests.web.manage.conftest import ClientOf


def test_manager_sees_their_site_and_no_other(client_of: ClientOf) -> None:
    page = client_of("leif").get("/manage/").content.decode()
    assert "Magion" in page
    assert "Rådhuset" not in page


def test_figures(client_of: ClientOf) -> None:
    answer = client_of("leif").get("/manage/figures/")
    assert answer.status_code == 200
    assert client_of("maja").get("/manage/figures/").status_code == 403
