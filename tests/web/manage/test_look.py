"""The pages in a real browser: axe finds nothing, in both languages and three widths; the board is live."""

from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.contact import services
from indgang.organisation.models import Team
from indgang.organisation.services import issue_token
from indgang.queue.services import call_next, open_desk, start, take_ticket
from tests.browser import OpenPage, faults, looks
from tests.cast import Cast

pytestmark = pytest.mark.browser

PAGES = (
    ("today", ""),
    ("figures", "figures/"),
    ("sites", "organisation/"),
    ("site", "organisation/sites/magion/"),
    ("hours", "organisation/sites/magion/hours/library/"),
    ("closed-days", "organisation/closed-days/"),
    ("people", "organisation/people/"),
    ("person", "organisation/people/maja/"),
    ("password", "organisation/people/maja/password/"),
    ("competences", "organisation/competences/"),
    ("lifelines", "organisation/lifelines/"),
    ("lifeline", "organisation/lifelines/sundhed/"),
    ("tokens", "organisation/devices/"),
    ("import", "import/"),
    ("tasks", "tasks/"),
    ("task", "tasks/pas-voksen/"),
    ("offers", "tasks/pas-voksen/offers/"),
    ("reach", "tasks/reach/"),
    ("misses", "tasks/misses/"),
    ("booklet", "tasks/booklet/"),
    ("queue", "queue/"),
    ("call-profile", "queue/call-profiles/kvik/"),
)
PATIENCE = 30_000  # milliseconds; the first page of a cold server on a busy machine is slow


def a_busy_morning(cast: Cast) -> None:
    """Tickets that have waited for different times, a desk at work, a lane that nobody serves."""
    now = clock.now()
    for minutes, letter, task in (
        (50, "K", "pas-voksen"), (30, "K", None), (12, "S", "boligstoette"), (9, "S", None), (1, "K", "mitid-nyt"),
    ):  # fmt: skip
        take_ticket(
            actor=SYSTEM,
            site=cast.magion,
            letter=letter,
            task_code=task,
            channel="kiosk",
            arrived_at=now - timedelta(minutes=minutes),
        )
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    call = call_next(actor=cast.actor("maja"), desk=cast.kvik1)
    assert call is not None
    start(actor=cast.actor("maja"), ticket_id=call.ticket.pk)
    solved: dict[str, str] = {"task_code": "pas-voksen", "outcome": "solved"}
    for minutes in range(1, 11):
        services.record(
            actor=cast.actor("maja"),
            site=cast.magion,
            channel="walk_in",
            inquiries=[{**solved, "seconds": 50 * minutes}],
        )
    for _again in range(6):
        services.record(
            actor=cast.actor("bo"),
            site=cast.magion,
            channel="phone",
            inquiries=[{"task_code": "laan-og-aflevering", "outcome": "solved", "seconds": 120}],
        )
    services.record(
        actor=cast.actor("bo"),
        site=cast.magion,
        channel="phone",
        inquiries=[{"task_code": "boligstoette", "outcome": "referred", "seconds": 700}],
    )
    issue_token(actor=SYSTEM, name="Kiosk ved indgangen", role="device", site=cast.magion)


@pytest.mark.parametrize(("language", "width"), [("da", 1280), ("en", 375)])
def test_axe_finds_nothing(open_page: OpenPage, cast: Cast, language: str, width: int) -> None:
    a_busy_morning(cast)
    first = open_page("/healthz", person=cast.admin, language=language, width=width)
    first.set_default_timeout(PATIENCE)
    found = {}
    for name, address in PAGES:
        first.goto(f"/manage/{address}")
        first.wait_for_load_state("load")
        problems = looks(first, f"{name}-{language}")
        if problems:
            found[name] = problems
    assert found == {}


def test_the_board_follows_what_happens(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("/manage/", person=cast.admin)
    page.wait_for_selector("#site-magion")
    assert page.locator("#site-magion .lanes tbody tr").first.locator("td").first.inner_text() == "0"
    take_ticket(actor=SYSTEM, site=cast.magion, letter="K", channel="kiosk")
    page.locator("#site-magion .lanes tbody tr").first.locator("td").first.get_by_text(
        "1", exact=True
    ).wait_for()
    page.wait_for_selector("#item-unserved-magion-K")
    assert page.locator("#live-state").inner_text() == "Live"


def test_the_list_stands_still_while_it_is_read(open_page: OpenPage, cast: Cast) -> None:
    take_ticket(actor=SYSTEM, site=cast.magion, letter="S", channel="kiosk")
    page = open_page("/manage/", person=cast.admin)
    page.locator("#item-unserved-magion-S a").focus()
    take_ticket(actor=SYSTEM, site=cast.magion, letter="K", channel="kiosk")
    page.wait_for_selector("#show-changes")
    assert page.locator("#item-unserved-magion-K").count() == 0
    page.locator("#show-changes").click()
    page.wait_for_selector("#item-unserved-magion-K")
    assert page.locator("#show-changes").count() == 0


def test_an_import_in_two_steps(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("/manage/import/", person=cast.admin)
    page.select_option("#kind", "teams")
    faulty = {"name": "team.csv", "mimeType": "text/csv", "buffer": b"kode;navn\nvagt 2;Team\n"}
    page.set_input_files("#file", faulty)
    page.click("#import-form button")
    page.wait_for_selector("#import-result .faults")
    assert faults(page) == []
    good = {"name": "team.csv", "mimeType": "text/csv", "buffer": b"kode;navn\nvagt-2;Team 2\n"}
    page.set_input_files("#file", good)
    page.click("#import-form button")
    page.click("#import-result:not(.htmx-settling):not(.htmx-swapping) button")
    page.wait_for_selector("#import-result .alert-success")
    assert faults(page) == []
    assert Team.objects.filter(code="vagt-2").exists()


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_fault(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("/manage/organisation/sites/magion/change/", person=cast.admin)
    page.fill("#name", "Magion i Prøvelund")
    page.fill("#postcode", "72")
    page.click("form.keeps button[type=submit]")
    page.wait_for_selector("#postcode-error")
    assert page.input_value("#name") == "Magion i Prøvelund"
    assert page.evaluate("document.activeElement.id") == "postcode"
    assert faults(page) == []


def test_another_line_of_hours_by_keyboard(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("/manage/organisation/sites/magion/hours/self_service/", person=cast.admin)
    lines = page.locator("#hours-rows tr")
    before = lines.count()
    page.locator("[data-adds-row]").focus()
    page.keyboard.press("Enter")
    assert lines.count() == before + 1
    assert page.evaluate("document.activeElement.id") == f"weekday-{before}"
    page.keyboard.type("sø")
    page.keyboard.press("Tab")
    page.keyboard.type("22.30")
    page.keyboard.press("Tab")
    page.keyboard.type("24")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisation/sites/magion/")
    assert page.locator("td", has_text="22.30–24.00").count() == 1
    assert faults(page) == []
