"""The page of told waits in a real browser: axe finds nothing in three widths, also with corrections."""

from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.core.day import danish_date
from indgang.queue.models import Ticket, WaitCorrection
from indgang.queue.services import take_ticket
from tests.browser import OpenPage, looks
from tests.cast import Cast, build

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(transactional_db: None) -> Cast:
    cast = build()
    moment = clock.now()
    for number in range(12):
        ticket = take_ticket(actor=SYSTEM, site=cast.magion, channel="kiosk")
        Ticket.objects.filter(pk=ticket.pk).update(
            told_at=moment,
            told_low=6.0,
            told_middle=11.0,
            told_high=14.0,
            first_called_at=moment + timedelta(minutes=4 + 2 * number),
        )
    learnt = {"low": 0.94, "middle": 1.0, "high": 1.12, "count": 640, "days": 35}
    WaitCorrection.objects.create(site=cast.magion, day=danish_date(moment), **learnt)
    return cast


@pytest.mark.parametrize("width", [375, 1280, 1920])
def test_axe_finds_nothing(shown: Cast, open_page: OpenPage, width: int) -> None:
    page = open_page("/manage/figures/waits/", person=shown.admin, width=width)
    page.get_by_text("rettet efter 640 målinger, dage: 35").wait_for()
    assert looks(page, "told-waits") == []
