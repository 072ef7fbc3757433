"""Two browsers with invented cameras really meet: picture, sound and a sheet; one reloads; the server goes away."""

import pytest
from playwright.sync_api import Page, expect

from indgang.contactscreen.models import Entry, Line, Room, Side, Signal
from indgang.contactscreen.services import answer
from tests.browser import Server, looks
from tests.contactscreen.conftest import Unit
from tests.web.contactscreen.conftest import Relay, Sides, flows, meets, new_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(unit: Unit) -> Room:
    return answer(actor=unit.actor(unit.per), code=unit.rings(task_code="boligstoette").code)


def both(sides: Sides, unit: Unit, room: Room) -> tuple[Page, Page]:
    return sides.open(room, Side.CITIZEN), sides.open(room, Side.SPECIALIST, unit.per)


def both_write_at_once(citizen: Page, specialist: Page) -> None:
    """What the citizen types does not come through before the specialist has written: both see what was lost, and it
    can be taken instead."""
    name = "Hvad drejer det sig om?"
    matter, other = (page.get_by_role("textbox", name=name) for page in (citizen, specialist))
    citizen.route("**/write/", lambda route: route.abort())
    matter.fill("Boligstøtte")
    expect(citizen.locator("[data-name=matter] .cs-fault")).to_contain_text("Ikke gemt endnu")
    other.fill("Husleje")
    other.blur()
    expect(citizen.locator("[data-name=matter] .cs-written")).to_contain_text("Skrevet af Per Skov")
    citizen.unroute("**/write/")
    for page in (citizen, specialist):
        expect(page.locator("[data-name=matter] .cs-lost")).to_contain_text("Husleje")
    expect(other).to_have_value("Boligstøtte")
    citizen.locator("[data-name=matter] .cs-use").click()
    expect(other).to_have_value("Husleje")
    expect(citizen.locator("[data-name=matter] .cs-lost")).to_be_hidden()


WATCH = """() => {
  const card = document.getElementById("nobody"), picture = document.getElementById("other");
  const look = () => { window.wasBlack ||= card.hidden !== picture.classList.contains("is-shown"); };
  new MutationObserver(look).observe(document.body, { attributes: true, subtree: true });
}"""


def test_there_is_always_a_picture_or_the_card_in_its_place(sides: Sides, unit: Unit, room: Room) -> None:
    """From the moment they are connected, and also after one has turned the camera off and on."""
    citizen, specialist = both(sides, unit, room)
    for page in (citizen, specialist):
        page.evaluate(WATCH)
    meets(citizen)
    meets(specialist)
    expect(specialist.locator("#other.is-shown")).to_be_visible()
    citizen.get_by_role("button", name="Billede til").click()
    expect(specialist.locator("#nobody")).to_be_visible()
    citizen.get_by_role("button", name="Billede fra").click()
    expect(specialist.locator("#other.is-shown")).to_be_visible()
    assert not any(page.evaluate("window.wasBlack") for page in (citizen, specialist))


def test_they_see_and_hear_each_other_and_write_on_one_sheet(sides: Sides, unit: Unit, room: Room) -> None:
    citizen, specialist = both(sides, unit, room)
    meets(citizen)
    meets(specialist)
    expect(citizen.locator("#caption")).to_have_text("I er forbundet.")
    assert looks(citizen, "screen-meeting") == []

    specialist.get_by_role("button", name="Det har vi aftalt").click()
    agreed = citizen.get_by_role("textbox", name="Hvad har vi aftalt?")
    expect(agreed).to_be_visible()
    specialist.get_by_role("textbox", name="Hvad har vi aftalt?").press_sequentially("Du søger i dag")
    expect(citizen.locator(".cs-entry.is-written .cs-written")).to_contain_text("skriver her")
    expect(agreed).to_have_value("Du søger i dag")
    specialist.get_by_role("textbox", name="Hvad sker der nu").focus()
    citizen.get_by_role("button", name="Det er rigtigt: Hvad har vi aftalt?").click()
    expect(specialist.locator("[data-name=agreed] .cs-written")).to_contain_text("Bekræftet af borgeren")
    citizen.get_by_role("button", name="Vis det her: Hvad har vi aftalt?").click()
    expect(specialist.locator("[data-name=agreed].is-shown")).to_be_visible()
    agreed.fill("Du søger i morgen")
    expect(specialist.locator("[data-name=agreed] .cs-written")).to_contain_text("Ændret, efter")
    both_write_at_once(citizen, specialist)
    agreed.fill("Mit cpr er 010190-1234")
    expect(citizen.locator("[data-name=agreed] .cs-fault")).to_contain_text("CPR-nummeret")
    assert looks(specialist, "screen-sheet") == []

    citizen.keyboard.press("Escape")
    citizen.locator("#write").click()
    citizen.locator("#text").fill("Kan du høre mig?")
    citizen.keyboard.press("Enter")
    expect(specialist.locator("#unread")).to_have_text("1")

    citizen.on("dialog", lambda dialog: dialog.accept())
    citizen.locator("#end").click()
    expect(citizen.locator("#over")).to_contain_text("Intet er optaget")
    expect(specialist.get_by_role("heading", name="Mødet er slut.")).to_be_visible()
    assert [model.objects.count() for model in (Entry, Line, Signal)] == [0, 0, 0]
    specialist.get_by_role("button", name="Løst", exact=True).click()
    expect(specialist.locator(".notices")).to_contain_text("Mødet er registreret.")


def test_when_one_side_reloads_or_opens_another_window_the_meeting_goes_on(
    sides: Sides, unit: Unit, room: Room
) -> None:
    citizen, specialist = both(sides, unit, room)
    meets(specialist)
    citizen.reload()
    meets(citizen)
    flows(specialist)
    newer = new_page(citizen.context)
    newer.goto(citizen.url)
    meets(newer)
    expect(citizen.locator("#elsewhere")).to_be_visible()
    citizen.bring_to_front()
    citizen.get_by_role("button", name="Fortsæt i dette vindue").click()
    meets(citizen)
    expect(newer.locator("#elsewhere")).to_be_visible()


def test_while_the_server_is_away_they_talk_on_and_what_was_typed_comes_through(
    sides: Sides, unit: Unit, room: Room, server: Server
) -> None:
    citizen, specialist = both(sides, unit, room)
    meets(citizen)
    specialist.get_by_role("button", name="Det har vi aftalt").click()
    expect(citizen.get_by_role("textbox", name="Hvad drejer det sig om?")).to_be_visible()
    server.down = True
    citizen.get_by_role("textbox", name="Hvad drejer det sig om?").fill("Husleje")
    expect(citizen.locator("#caption")).to_contain_text("Serveren svarer ikke")
    flows(citizen)
    server.down = False
    expect(specialist.get_by_role("textbox", name="Hvad drejer det sig om?")).to_have_value("Husleje")
    citizen.reload()
    meets(citizen)


def test_through_a_relay_alone(sides: Sides, unit: Unit, room: Room, relay: Relay) -> None:
    citizen, specialist = both(sides, unit, room)
    meets(citizen, "relay")
    meets(specialist, "relay")
