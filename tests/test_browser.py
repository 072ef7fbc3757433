"""The browser fixture itself."""

import pytest

from tests.browser import OpenPage, Server, faults
from tests.cast import Cast

pytestmark = pytest.mark.browser


def test_pages_come_from_the_test_database_with_files_and_login(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("/account/password/change/", person=cast.maja)
    assert page.locator("text=Maja Holm").count() == 1
    assert page.evaluate("() => typeof htmx") == "object"


def test_axe_sees_what_is_wrong(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("/healthz")
    page.set_content('<html lang="da"><title>x</title><main><h1>x</h1><img src="x.png"></main></html>')
    assert any(fault.startswith("image-alt") for fault in faults(page))


def test_streams_arrive_and_the_server_can_be_away(open_page: OpenPage, server: Server, cast: Cast) -> None:
    page = open_page("/healthz", person=cast.maja)
    said = page.evaluate("""() => new Promise((done) => {
        const source = new EventSource("/live/magion/");
        source.addEventListener("hello", () => { source.close(); done("hello"); });
        setTimeout(() => done("nothing"), 20000);
    })""")
    assert said == "hello"
    server.down = True
    response = page.goto("/healthz")
    assert response is not None
    assert response.status == 503
