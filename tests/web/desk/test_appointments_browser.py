"""Appointments at the desk in a real browser, by keyboard alone."""

from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from indgang.base import clock
from indgang.booking.errands import Wanted
from indgang.booking.queries import appointments_of, find_appointment
from indgang.booking.services import block, book, save_resource
from indgang.contact.models import Contact
from indgang.core.day import danish_date, opening_instant
from tests.browser import OpenPage
from tests.cast import Cast
from tests.web.desk.officer import Officer, at_kvik1

pytestmark = pytest.mark.browser


@pytest.fixture
def maja(open_page: OpenPage, cast: Cast) -> Officer:
    return at_kvik1(open_page, cast)


def test_a_time_is_booked_and_registered(maja: Officer, cast: Cast) -> None:
    save_resource(actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1)
    maja.press("d")
    maja.pick("boligstøtte")
    maja.press("5")
    maja.see("#booking[open] .slots button:focus")
    maja.is_fine("booking")
    maja.press("1")
    maja.see("#booked-slip", "SERVICE 1")
    maja.see("#booking", "Spørgsmålet er registreret: aftale booket")
    maja.is_fine("booked")
    maja.press("Escape")
    maja.see(".idle")
    assert Contact.objects.get().inquiries.get().appointment_id is not None


def test_a_time_is_booked_without_a_meeting_and_nothing_typed_is_lost(maja: Officer, cast: Cast) -> None:
    leif = cast.actor("leif")
    row = save_resource(actor=leif, site=cast.magion, kind="desk", desk=cast.service1)
    start = opening_instant(danish_date(clock.now()) + timedelta(days=1), time(10))
    block(actor=leif, site=cast.magion, resource=row, start=start, end=start + timedelta(hours=1))
    maja.press("Shift+B")
    maja.see("#booking-add:focus")
    maja.type("nyt pas")
    maja.press("Enter")
    maja.see("#booking .slots button:focus", "")
    maja.page.locator("#booking-name").fill("Åse Ås")
    maja.page.locator("#booking-day").fill(danish_date(start).isoformat())
    maja.see("#booking .slots button", "11.00")
    maja.page.locator("#booking-clock").fill("10.15")
    maja.press("Enter")
    maja.see("#booking-refusal:focus", "SERVICE 1")
    expect(maja.page.locator("#booking-name")).to_have_value("Åse Ås")
    maja.is_fine("booking-refused")
    maja.press("1")
    maja.see("#booked-slip", "Nyt pas til en voksen")
    (view,) = appointments_of(cast.magion, danish_date(start))
    assert view.start >= start + timedelta(hours=1)


def test_a_box_works_from_the_moment_it_has_the_keyboard(maja: Officer, cast: Cast) -> None:
    save_resource(actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1)
    maja.page.evaluate(
        """() => document.addEventListener("focusin", ({ target }) => {
          if (target.id !== "booking-add" || target.value) return;
          target.value = "nyt pas";
          setTimeout(() => target.form.requestSubmit(target.form.querySelector("button")), 0);
        })"""
    )
    maja.press("Shift+B")
    maja.see("#booking .slots button:focus")
    maja.see("#booking .booking-title", "Nyt pas til en voksen")


def test_the_citizen_with_an_appointment_is_checked_in_by_keyboard(maja: Officer, cast: Cast) -> None:
    leif = cast.actor("leif")
    save_resource(actor=leif, site=cast.magion, kind="desk", desk=cast.service1)
    start = opening_instant(danish_date(clock.now()), time(10, 30))
    view = book(actor=leif, site=cast.magion, tasks=[Wanted("pas-voksen")], start=start)
    maja.press("Shift+A")
    maja.see("#appointments .line:focus", "10.30")
    maja.is_fine("appointments")
    maja.press("Enter")
    maja.see("#one-appointment", view.code)
    maja.is_fine("appointment")
    maja.press("i")
    maja.see("#one-appointment", "Borgeren er meldt med nummer S01")
    maja.press("Escape")
    assert find_appointment(view.code).state == "arrived"


def test_what_a_reader_types_opens_that_appointment_and_not_the_first(maja: Officer, cast: Cast) -> None:
    leif = cast.actor("leif")
    save_resource(actor=leif, site=cast.magion, kind="desk", desk=cast.service1)
    for hour in (10, 11):
        start = opening_instant(danish_date(clock.now()), time(hour, 30))
        view = book(actor=leif, site=cast.magion, tasks=[Wanted("pas-voksen")], start=start)
    maja.press("Shift+A")
    maja.see("#appointments .line:focus", "10.30")
    maja.type(view.code)
    maja.press("Enter")
    maja.see("#one-appointment", view.code)


def test_where_nothing_can_be_booked_the_reason_stands_there(maja: Officer) -> None:
    maja.press("d")
    maja.pick("boligstøtte")
    maja.press("5")
    maja.see("#booking-refusal")
    maja.press("Escape")
    expect(maja.page.locator("#booking")).not_to_be_visible()
