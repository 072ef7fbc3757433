"""What a screen shows, and that it is drawn once for all who look."""

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.test import Client

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.queue.services import call_next, open_desk, take_ticket
from indgang.web.screen import picture
from indgang.web.screen.picture import Board, Picture, draw, setting_of
from tests.cast import Cast

Result = TypeVar("Result")


def drawn() -> Picture:
    return draw(setting_of("magion", "da"), "da")


def called(cast: Cast) -> None:
    take_ticket(
        actor=SYSTEM,
        site=cast.magion,
        task_code="boligstoette",
        own_words="min kone Else",
        letter="K",
        channel="kiosk",
    )
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    assert call_next(actor=cast.actor("maja"), desk=cast.kvik1)


def test_it_shows_numbers_and_desks_and_neither_names_nor_errands(cast: Cast) -> None:
    called(cast)
    html = drawn().html
    assert "K01" in html
    assert "KVIK 1" in html
    for secret in ("Else", "Maja", "boligst", "Boligst"):
        assert secret not in html


def test_a_broken_part_is_left_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_site: object) -> None:
        raise RuntimeError("no hours")

    monkeypatch.setattr(picture, "hours_today", broken)
    called(cast)
    assert "K01" in drawn().html


def test_the_revision_changes_with_what_is_shown_only(cast: Cast) -> None:
    before = drawn()
    assert drawn().revision == before.revision
    called(cast)
    assert drawn().revision != before.revision


def test_the_page_may_be_framed_by_whom_the_setting_names(cast: Cast, client: Client, settings: Any) -> None:
    assert "frame-ancestors 'self'" in client.get("/screen/magion/")["Content-Security-Policy"]
    settings.FRAME_ANCESTORS = ["https://display.example"]
    response = client.get("/screen/magion/")
    assert "frame-ancestors https://display.example" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response


def test_an_unknown_site_gets_a_page_that_tries_again(cast: Cast, client: Client) -> None:
    response = client.get("/screen/nowhere/")
    assert response.status_code == 404
    assert b"again.js" in response.content


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run it in a thread of its own: where a browser has been started, this one has a loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def a_board() -> Board:
    return Board("magion", "da")


def test_many_who_ask_at_once_get_one_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def slow(_board: Board) -> Picture:
        drawn.append("x")
        time.sleep(0.05)
        return Picture("<p></p>", str(len(drawn)), clock.now())

    monkeypatch.setattr(Board, "_draw", slow)
    board = a_board()

    async def look() -> None:
        assert {one.revision for one in await asyncio.gather(*(board.picture() for _ in range(200)))} == {"1"}
        assert (await board.picture()).revision == "1"
        board.change()
        assert (await board.picture()).revision == "2"

    run(look())


def test_a_change_while_drawing_is_drawn_too(monkeypatch: pytest.MonkeyPatch) -> None:
    board = a_board()
    drawn: list[str] = []

    def changed_meanwhile(_board: Board) -> Picture:
        drawn.append("x")
        if len(drawn) == 1:
            board.change()
        return Picture("<p></p>", str(len(drawn)), clock.now())

    monkeypatch.setattr(Board, "_draw", changed_meanwhile)
    assert run(board.picture()).revision == "2"


def test_a_failing_drawing_leaves_the_last_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    board = a_board()
    monkeypatch.setattr(Board, "_draw", lambda _board: Picture("<p></p>", "1", clock.now()))
    run(board.picture())

    def broken(_board: Board) -> None:
        raise RuntimeError("no database")

    monkeypatch.setattr(Board, "_draw", broken)
    board.change()
    assert run(board.picture()).revision == "1"
