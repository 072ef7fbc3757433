"""How the told waits are shown to a manager."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.queue.models import Ticket
from indgang.queue.services import take_ticket
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture
def told(cast: Cast) -> None:
    """Eight who were told 6 to 14 minutes last week and waited 4, 6, … 18; two this week."""
    for back, count in ((7, 8), (0, 2)):
        for number in range(count):
            with clock.frozen(MONDAY_NOON - timedelta(days=back)) as now:
                ticket = take_ticket(actor=SYSTEM, site=cast.magion, channel="kiosk")
                came = MONDAY_NOON - timedelta(days=back) + timedelta(minutes=4 + 2 * number)
                Ticket.objects.filter(pk=ticket.pk).update(
                    told_at=MONDAY_NOON - timedelta(days=back),
                    told_low=6.0,
                    told_middle=11.0,
                    told_high=14.0,
                    first_called_at=came,
                )
                del now


def page(client_of: ClientOf, address: str = "/manage/figures/waits/") -> str:
    with clock.frozen(MONDAY_NOON):
        return client_of("leif").get(address).content.decode()


def test_error_share_and_range_by_week_and_by_what_was_told(client_of: ClientOf, told: None) -> None:
    shown = page(client_of)
    assert "6 af 10" in shown or "60 %" in shown
    weeks = shown[shown.index("Uge for uge") :]
    assert "16. november 2026" in weeks
    assert "·" in weeks[weeks.index("23. november 2026") :]
    band = shown[shown.index("10 til 15 minutter") :][:600]
    assert '<td class="num">10</td>' in band
    assert 'class="told"' in band


def test_a_site_without_any_says_so(client_of: ClientOf, cast: Cast) -> None:
    assert "Ingen har fået oplyst en ventetid endnu" in page(client_of)
