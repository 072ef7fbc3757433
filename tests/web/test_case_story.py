"""The whole story in a real browser: prepared in the branch, accepted, returned, corrected, decided, and followed."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PIL import Image
from playwright.sync_api import expect

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue.services import (
    FieldTexts,
    FieldWish,
    draft_form,
    publish_form,
    save_field,
    set_site_offer,
)
from indgang.core.reach import Reach
from indgang.followup.models import Decision, FollowUp
from indgang.followup.paper_links import signature_of
from indgang.organisation.models import Delegation, Lifeline, Person, RoleGrant
from indgang.queue import services as queue
from tests.browser import OpenPage, Server, looks
from tests.cast import LONG_AGO, Cast

pytestmark = pytest.mark.browser
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_at_ten() -> Iterator[None]:
    clock.follow(clock.Course(real=datetime.now(UTC), shown=MONDAY))
    yield
    clock.follow(None)


@pytest.fixture
def per(cast: Cast) -> Person:
    """Behind the lifeline of housing benefit, with a delegation; the form asks for rent and a lease."""
    person = Lifeline.objects.get(code="boligstoette").person
    assert person is not None
    RoleGrant.objects.create(person=person, role="specialist", site=cast.town_hall)
    Delegation.objects.create(
        person=person, scope_kind="task", scope_code="boligstoette", decision="Punkt 7", valid_from=LONG_AGO
    )
    set_site_offer(actor=SYSTEM, code="boligstoette", site=cast.magion, reach=Reach.PREPARE)
    draft_form(actor=SYSTEM, task_code="boligstoette")
    for wish in (
        FieldWish("yes_no", {"da": FieldTexts("Er det en lejebolig?")}, is_required=True),
        FieldWish(
            "number",
            {"da": FieldTexts("Husleje")},
            True,
            show_when="er-det-en-lejebolig",
            show_values=("yes",),
        ),
        FieldWish("paper", {"da": FieldTexts("Lejekontrakt")}, is_required=True),
    ):
        save_field(actor=SYSTEM, task_code="boligstoette", wish=wish)
    publish_form(actor=SYSTEM, task_code="boligstoette")
    return person


def test_a_case_is_prepared_returned_corrected_decided_and_followed(
    cast: Cast, per: Person, server: Server, open_page: OpenPage
) -> None:
    queue.open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    desk = open_page("/desk/magion/kvik-1/", person=cast.maja)
    desk.keyboard.press("d")
    expect(desk.locator("#search:focus")).to_be_visible()
    desk.keyboard.type("boligstøtte")
    desk.keyboard.press("Enter")
    expect(desk.locator("#playbook:focus")).to_be_visible()
    desk.keyboard.press("Shift+O")
    desk.wait_for_url("**/cases/**")
    desk.fill("#name", "Bente Prøve")
    expect(desk.locator("#f-husleje")).to_be_hidden()
    desk.locator("label[for=f-er-det-en-lejebolig-yes]").click()
    desk.fill("#f-husleje", "4.500")
    expect(desk.locator("#case-state")).to_contain_text("Alt, der er skrevet, er gemt")
    desk.reload()
    expect(desk.locator("#name")).to_have_value("Bente Prøve")
    assert looks(desk, "case-prepared") == []
    desk.get_by_role("button", name="Send sagen").click()
    expect(desk.get_by_text("Vedhæft dette bilag.")).to_be_visible()
    picture = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(picture, "JPEG")
    desk.set_input_files(
        "#paper-lejekontrakt",
        {"name": "kontrakt.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()},
    )
    expect(desk.get_by_role("link", name="kontrakt.jpg")).to_be_visible()
    desk.get_by_role("button", name="Send sagen").click()
    desk.wait_for_url("**/receipt/")
    assert looks(desk, "case-receipt") == []
    row = FollowUp.objects.get()
    citizen = open_page(f"/f/{row.code}/", width=375)
    expect(citizen.get_by_role("heading", name="Vi har modtaget din sag")).to_be_visible()

    unit = open_page("/backline/cases/", person=per)
    assert looks(unit, "case-inbox") == []
    unit.get_by_role("link", name="Boligstøtte").first.click()
    unit.get_by_role("button", name="Tag imod sagen").click()
    unit.get_by_text("Send den tilbage til skranken").click()
    unit.select_option("#reason", "missing_answers")
    unit.fill("#return-note", "Hvad er huslejen uden varme?")
    assert looks(unit, "case-unit") == []
    unit.get_by_role("button", name="Send tilbage").click()
    unit.wait_for_url("**/backline/cases/")
    citizen.reload()
    expect(citizen.get_by_role("heading", name="Vi ser din sag igennem en gang til")).to_be_visible()

    desk.goto(server.url + "/desk/magion/kvik-1/cases/")
    assert looks(desk, "case-list") == []
    desk.get_by_role("link", name="Boligstøtte").first.click()
    expect(desk.get_by_text("Hvad er huslejen uden varme?")).to_be_visible()
    desk.fill("#f-husleje", "4.100")
    desk.get_by_role("button", name="Send igen").click()
    desk.wait_for_url("**/receipt/")

    unit.goto(f"{server.url}/backline/cases/{row.code}/")
    unit.get_by_role("button", name="Tag imod sagen").click()
    unit.get_by_text("Bed borgeren om mere").click()
    unit.locator("label[for=ask-lejekontrakt]").click()
    unit.get_by_role("button", name="Spørg").click()
    expect(unit.get_by_text("mangler stadig at sende")).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_role("heading", name="Vi mangler noget fra dig")).to_be_visible()
    citizen.goto(f"{server.url}/f/{row.code}/papers/{signature_of(row.code)}/")
    assert looks(citizen, "case-papers") == []
    citizen.set_input_files(
        "#paper-lejekontrakt",
        {"name": "side2.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()},
    )
    citizen.get_by_role("button", name="Send").click()
    expect(citizen.get_by_role("heading", name="Vi har fået det, vi bad om")).to_be_visible()
    assert looks(citizen, "case-papers-sent") == []
    unit.goto(f"{server.url}/backline/cases/")
    expect(unit.get_by_text("Nyt fra borgeren")).to_be_visible()
    unit.get_by_role("link", name="Boligstøtte").first.click()
    expect(unit.get_by_role("link", name="side2.jpg")).to_be_visible()
    unit.get_by_role("link", name="Registrér en afgørelse").click()
    unit.locator("label[for=outcome-granted]").click()
    unit.fill("#legal_basis", "Boligstøtteloven (eksempel)")
    unit.fill("#appeal", "Klag inden fire uger (eksempel).")
    assert looks(unit, "case-decide") == []
    unit.get_by_role("button", name="Registrér afgørelsen").click()
    expect(unit.get_by_role("heading", name="Afgørelsen")).to_be_visible()
    assert Decision.objects.get().outcome == "granted"

    citizen.goto(f"{server.url}/f/{row.code}/")
    expect(citizen.get_by_role("heading", name="Vi er færdige med din sag")).to_be_visible()
    expect(citizen.locator("body")).not_to_contain_text("Bente")
    citizen.locator(".book-code-signs").evaluate("sign => { sign.textContent = 'WMW-MWM-WMW' }")
    assert looks(citizen, "case-public") == []
    desk.goto(f"{server.url}/desk/magion/kvik-1/cases/{row.code}/")
    expect(desk.get_by_role("heading", name="Afgørelsen")).to_be_visible()
    desk.set_viewport_size({"width": 375, "height": 800})
    assert looks(desk, "case-answer") == []
    desk.get_by_role("button", name="Læst og givet videre").click()
    expect(desk.get_by_text("Ingen nye svar.")).to_be_visible()
