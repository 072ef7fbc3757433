"""The manager's pages of appointments in a real browser: the work is done there, axe finds nothing, three widths."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.booking.models import BlockedTime, Resource
from tests.browser import OpenPage, looks
from tests.cast import Cast, build
from tests.contact.conftest import time

__all__ = ["time"]
pytestmark = pytest.mark.browser

HOUSE = "/manage/appointments/magion/"
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BOTH = pytest.mark.parametrize("width", [375, 1280])


@pytest.fixture
def house(transactional_db: None, time) -> Cast:
    return build(tasks=("boligstoette", "pas-voksen"))


@pytest.fixture
def booked(house: Cast) -> Cast:
    services.save_resource(actor=SYSTEM, site=house.magion, kind="desk", desk=house.service1)
    services.book(actor=house.actor("maja"), site=house.magion, tasks=[Wanted("pas-voksen")], start=TEN)
    return house


def sound(page: Page, name: str) -> None:
    page.wait_for_load_state("load")
    assert looks(page, f"appointments-{name}") == []


@BOTH
def test_a_desk_is_made_bookable_with_hours_of_its_own(open_page: OpenPage, house: Cast, width: int) -> None:
    page = open_page(HOUSE, person=house.leif, width=width)
    sound(page, "empty")
    page.get_by_role("link", name="Tilføj noget, der kan bookes").click()
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    sound(page, "resource-wrong")
    page.get_by_label("Hvad er det?").select_option(f"desk:{house.service1.slug}")
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#opens-0")).to_be_visible()
    page.locator("#weekday-0").select_option("tuesday")
    page.locator("#opens-0").fill("hen ad ti")
    page.locator("#closes-0").fill("12.00")
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#opens-0-error")).to_be_visible()
    expect(page.locator("#closes-0")).to_have_value("12.00")
    sound(page, "hours-wrong")
    page.locator("#opens-0").fill("10.00")
    page.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("link", name="1 egen linje")).to_be_visible()
    sound(page, "setup")
    (line,) = Resource.objects.get().hours.all()
    assert (line.weekday, line.opens.hour, line.closes.hour) == (1, 10, 12)


@BOTH
def test_a_blocked_time_says_whom_it_hits_and_why_it_is_not_free(
    open_page: OpenPage, booked: Cast, width: int
) -> None:
    page = open_page(f"{HOUSE}blocked/", person=booked.leif, width=width)
    sound(page, "blocked-none")
    page.get_by_label("Fra dagen").fill("2026-11-24")
    page.locator("#from").fill("9.30")
    page.locator("#to").fill("til frokost")
    page.locator("#reason").fill("Personalemøde")
    page.get_by_role("button", name="Spær", exact=True).click()
    expect(page.locator("#to-error")).to_be_visible()
    expect(page.locator("#reason")).to_have_value("Personalemøde")
    page.locator("#to").fill("12.00")
    page.get_by_role("button", name="Spær", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Der er booket 1 aftale")
    sound(page, "blocked-hits")
    assert not BlockedTime.objects.exists()
    page.get_by_role("button", name="Spær alligevel").click()
    expect(page).to_have_url(re.compile("/in-the-way/$"))
    sound(page, "in-the-way")
    page.goto(f"{HOUSE}blocked/")
    expect(page.get_by_role("rowheader")).to_have_text("tirs. 24. nov. 2026 kl. 09.30–12.00")
    page.goto(f"{HOUSE}?day=2026-11-24")
    sound(page, "day")
    page.goto(f"{HOUSE}week/{Resource.objects.get().pk}/?day=2026-11-24")
    sound(page, "week")
    page.goto(f"{HOUSE}book/?task=pas-voksen&day=2026-11-24&clock=11.00")
    page.locator("#booking-name").fill("Åse Prøve")
    page.get_by_role("button", name="Book den tid").click()
    expect(page.locator("#booking-refusal")).to_contain_text("SERVICE 1: Personalemøde")
    expect(page.locator("#booking-name")).to_have_value("Åse Prøve")
    sound(page, "not-free")
    page.locator(".slots button").first.click()
    expect(page.locator("#booked-slip")).to_be_visible()
    sound(page, "slip")


@BOTH
def test_the_rules_and_tasks(open_page: OpenPage, booked: Cast, width: int) -> None:
    page = open_page("/manage/appointments/rules/", person=booked.admin, width=width)
    page.locator("#late_minutes").fill("90")
    page.get_by_role("button", name="Gem").click()
    expect(page.locator("#latest_minutes-error")).to_be_visible()
    expect(page.locator("#late_minutes")).to_have_value("90")
    sound(page, "rules-wrong")
    for name, address in (
        ("site-rules", f"{HOUSE}setup/rules/"),
        ("tasks", "/manage/appointments/tasks/"),
        ("task", "/manage/appointments/tasks/pas-voksen/"),
        ("setup-preview", f"{HOUSE}setup/?task=pas-voksen"),
    ):
        page.goto(address)
        sound(page, name)


def test_the_night_when_the_clocks_change_is_drawn_as_it_is(open_page: OpenPage, booked: Cast, time) -> None:
    """No row for the hour that is left out in March, and the days around it stand at their clock times."""
    time.set(datetime(2027, 3, 25, 9, 0, tzinfo=UTC))
    resource = Resource.objects.get()
    start = datetime(2027, 3, 30, 8, 0, tzinfo=UTC)
    services.book(actor=SYSTEM, site=booked.magion, tasks=[Wanted("pas-voksen")], start=start)
    assert clock.now().year == 2027
    page = open_page(f"{HOUSE}week/{resource.pk}/?day=2027-03-30", person=booked.leif)
    expect(page.locator(".booked .cell-time")).to_contain_text("10.00–10.15")
    sound(page, "week-after-the-change")
