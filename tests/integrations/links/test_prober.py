"""Trying addresses against a server of our own that fails, hangs, leads on and recovers."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from indgang.integrations.links.guarded import _is_public
from indgang.integrations.links.prober import HttpProber


class Pages:
    """What the server answers: status by path, for HEAD also as "HEAD /path"; and what it was asked."""

    def __init__(self) -> None:
        self.status: dict[str, int] = {}
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0
        self.url = ""


@pytest.fixture
def pages() -> Iterator[Pages]:
    state, lock = Pages(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            with lock:
                state.at_once += 1
                state.most_at_once = max(state.most_at_once, state.at_once)
                state.asked.append(f"{self.command} {self.path}")
            time.sleep(0.02)
            status = state.status.get(f"{self.command} {self.path}", state.status.get(self.path, 200))
            with lock:
                state.at_once -= 1
            if status == 0:
                time.sleep(3)
            with suppress(OSError):
                self.send_response(status or 200)
                if status in {301, 302}:
                    self.send_header("Location", "/loop" if self.path == "/loop" else "/there")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def do_GET(self) -> None:
            self.answer()

        def do_HEAD(self) -> None:
            self.answer()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def prober() -> HttpProber:
    return HttpProber(seconds=1, pause=0, allow_inside=True)


@pytest.mark.parametrize(
    ("path", "status", "is_ok"),
    [("/ok", 200, True), ("/login", 401, True), ("/waf", 403, True), ("/busy", 429, True), ("/gone", 410, False),
     ("/none", 404, False), ("/broken", 500, False), ("/away", 503, False)],
)  # fmt: skip
def test_an_answer_is_judged_by_its_status(
    pages: Pages, prober: HttpProber, path: str, status: int, is_ok: bool
) -> None:
    pages.status[path] = status
    found = prober.probe(pages.url + path)
    assert (found.is_ok, found.status, found.error) == (is_ok, status, "")
    assert found.milliseconds is not None


def test_get_has_the_last_word_where_head_is_not_understood(pages: Pages, prober: HttpProber) -> None:
    pages.status["HEAD /x"] = 405
    assert prober.probe(pages.url + "/x").is_ok
    assert pages.asked == ["HEAD /x", "GET /x"]


def test_a_way_on_is_followed_and_a_circle_is_not_followed_for_ever(pages: Pages, prober: HttpProber) -> None:
    pages.status |= {"/moved": 301, "/loop": 302}
    assert prober.probe(pages.url + "/moved").status == 200
    assert "HEAD /there" in pages.asked
    assert prober.probe(pages.url + "/loop").error == "redirects-forever"


def test_silence_and_refusal_are_failures_with_a_reason(pages: Pages, prober: HttpProber) -> None:
    pages.status["/slow"] = 0
    assert prober.probe(pages.url + "/slow").error == "no-answer"
    assert prober.probe("http://127.0.0.1:9/").error.startswith("no-connection")
    assert prober.probe("https://" + pages.url.removeprefix("http://")).error.startswith("certificate")


@pytest.mark.parametrize("url", ["ftp://a.example/", "javascript:x", "http://", "http://[", "", "https:///x"])
def test_what_is_no_address_is_not_tried(prober: HttpProber, url: str) -> None:
    assert prober.probe(url).error == "not-an-address"


def test_nothing_inside_is_asked(pages: Pages) -> None:
    strict = HttpProber(seconds=1, pause=0)
    port = pages.url.rpartition(":")[2]
    for host in (
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.0.0.1",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ):
        assert strict.probe(f"http://{host}:{port}/").error == "inside", host
    assert pages.asked == []


def test_a_way_on_that_leads_inside_is_not_taken(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    from indgang.integrations.links import guarded

    pages.status["/moved"] = 302
    answers = iter([True, False, False])
    monkeypatch.setattr(guarded, "_is_public", lambda _address: next(answers))
    assert HttpProber(seconds=1, pause=0).probe(pages.url + "/moved").error == "inside"
    assert pages.asked == ["HEAD /moved"]


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("2606:2800:220:1::1", True), ("192.168.1.1", False), ("172.16.0.1", False),
     ("fe80::1%eth0", False), ("fc00::1", False), ("224.0.0.1", False), ("100.64.0.1", False)],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert _is_public(address) is public


def test_each_host_is_asked_one_thing_at_a_time_and_each_address_once(
    pages: Pages, prober: HttpProber
) -> None:
    urls = [f"{pages.url}/{number}" for number in range(12)]
    answers = dict(prober.probe_all([*urls, *urls]))
    assert set(answers) == set(urls)
    assert len(pages.asked) == 12
    assert pages.most_at_once == 1
