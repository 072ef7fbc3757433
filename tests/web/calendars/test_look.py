"""The pages of a calendar in a real browser: axe finds nothing, and they fit a phone."""

from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.booking.calendars.port import BusyEvent, Refused
from indgang.booking.models import CalendarLink
from indgang.booking.services import make_feed, save_resource
from tests.booking.calendars import Elsewhere
from tests.browser import OpenPage, looks
from tests.cast import Cast, build
from tests.web.calendars.conftest import connected

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(transactional_db: None) -> Cast:
    return build(tasks=("pas-voksen",))


@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing(shown: Cast, open_page: OpenPage, elsewhere: Elsewhere, width: int) -> None:
    page = open_page("/calendar/", person=shown.signe, width=width)
    assert looks(page, "calendar-none") == []
    now = clock.now()
    elsewhere.busy = [
        BusyEvent("a", now + timedelta(days=1), now + timedelta(days=1, hours=1), "Anna 010290-1234"),
        BusyEvent("b", now + timedelta(days=2), now + timedelta(days=2, hours=1), "Anna 010290"),
    ]
    signe = connected(shown, elsewhere)
    save_resource(actor=SYSTEM, site=shown.magion, kind="person", person=shown.maja)
    make_feed(actor=SYSTEM, resource=signe)
    page.goto("/calendar/")
    assert looks(page, "calendar-good") == []
    CalendarLink.objects.update(state="refused", error="credentials", odd=2)
    page.goto("/calendar/")
    assert looks(page, "calendar-refused") == []
    for kind in ("feed", "caldav"):
        page.goto(f"/calendar/{signe.pk}/?kind={kind}")
        assert looks(page, f"calendar-{kind}") == []
    elsewhere.trouble = Refused("404", reason="no-such-calendar")
    page.get_by_label("Adressen på kalenderen eller dens server").fill("https://dav.example/")
    page.get_by_role("button", name="Prøv og forbind").click()
    page.locator("#address-error").wait_for()
    assert looks(page, "calendar-wrong") == []
    page = open_page("/calendar/", person=shown.maja, width=width)
    assert looks(page, "calendar-choose") == []
    page.get_by_role("button", name="Lav en adresse").click()
    page.locator("#feed-address").wait_for()
    assert looks(page, "calendar-address") == []
    page = open_page("/manage/organisation/calendars/", person=shown.leif, width=width)
    assert looks(page, "calendar-manage") == []
