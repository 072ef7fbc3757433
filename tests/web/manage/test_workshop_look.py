"""The workshop in a real browser: axe finds nothing, and two people at two computers see and lose nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from indgang.planning import services
from indgang.planning.models import Workshop
from indgang.planning.queries import cards
from tests.browser import OpenPage, looks
from tests.cast import Cast
from tests.planning.test_services import assess

pytestmark = pytest.mark.browser

PATIENCE = 30_000


def a_workshop(cast: Cast) -> Workshop:
    """Half-way: one settled, one disagreed on, one divided, one not assessed."""
    leif = cast.actor("leif")
    workshop = services.begin_workshop(
        actor=leif, title="Hvem gør hvad?", topic_codes=["flytning", "bibliotek"]
    )
    first, second, third, _last = cards(workshop.pk)
    for card, group in ((first, 1), (second, 2)):
        assess(cast, "maja", "citizen_service", card.id, note_text="Sådan gør vi nu")
        assess(cast, "bo", "library", card.id, group=group, nature="grey_zone")
    services.divide(actor=leif, mapped_id=third.id, titles=["Vejlede", "Afgøre"])
    services.settle_agreed(actor=leif, workshop_id=workshop.pk)
    return workshop


def opened(page: Page, path: str) -> Page:
    page.set_default_timeout(PATIENCE)
    page.goto(path)
    page.wait_for_load_state("load")
    return page


@pytest.mark.parametrize(("language", "width"), [("da", 1280), ("en", 375)])
def test_axe_finds_nothing(open_page: OpenPage, cast: Cast, language: str, width: int) -> None:
    workshop = a_workshop(cast)
    page = open_page("/healthz", person=cast.admin, language=language, width=width)
    path, found = f"/manage/workshop/{workshop.pk}/", {}
    for name, address in (
        ("list", "/manage/workshop/"), ("new", "/manage/workshop/new/"), ("board", path),
        ("results", f"{path}results/"), ("catalogue", f"{path}catalogue/"),
    ):  # fmt: skip
        opened(page, address)
        found[name] = looks(page, f"workshop-{name}-{language}")
    opened(page, path)
    for verb in ("settle", "describe", "divide", "history"):
        button = page.locator(f"button[id^={verb}-]").first
        button.click()
        page.wait_for_selector(".row-edit h4")
        found[verb] = looks(page, f"workshop-{verb}-{language}")
        page.keyboard.press("Escape")
        expect(button).to_be_focused()
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_two_people_at_two_computers(open_page: OpenPage, cast: Cast) -> None:
    """By keyboard: one types while the other saves; both see it, and what is typed stays."""
    workshop = a_workshop(cast)
    path, waiting = f"/manage/workshop/{workshop.pk}/", cards(workshop.pk)[-1]
    maja, bo = (opened(open_page("/healthz", person=person), path) for person in (cast.maja, cast.bo))
    for page in (maja, bo):
        expect(page.locator("#live-state")).to_have_text("Live", timeout=PATIENCE)
    maja.locator(f"#assess-{waiting.id}").focus()
    maja.keyboard.press("Enter")
    minutes = maja.locator(f"#minutes-{waiting.id}")
    expect(minutes).to_be_focused(timeout=PATIENCE)
    maja.keyboard.type("17")

    bo.locator(f"#assess-{waiting.id}").click()
    bo.locator(f"#minutes-{waiting.id}").fill("8")
    bo.locator(f"#group-{waiting.id}").select_option("1")
    bo.keyboard.press("Enter")
    services.assess(
        actor=cast.actor("karen"), mapped_id=waiting.id, side="citizen_service", revision=0, minutes=9
    )
    view = maja.locator(f"#view-{waiting.id}")
    expect(view).to_contain_text("8 min.", timeout=PATIENCE)
    expect(view).to_contain_text("9 min.", timeout=PATIENCE)
    expect(minutes).to_have_value("17")
    expect(minutes).to_be_focused()

    maja.keyboard.press("Enter")
    expect(maja.locator(f"#edit-{waiting.id} .alert")).to_contain_text("En kollega gemte", timeout=PATIENCE)
    expect(maja.locator(f"#minutes-{waiting.id}")).to_have_value("17")
    maja.locator(f"#minutes-{waiting.id}").press("Enter")
    expect(view).to_contain_text("17 min.", timeout=PATIENCE)
    expect(bo.locator(f"#view-{waiting.id}")).to_contain_text("Uenige om minutter", timeout=PATIENCE)
    expect(bo.locator("#workshop-sum")).to_contain_text(re.compile(r"3\s*med uenighed"), timeout=PATIENCE)


READS_SLOWLY = """
const read = Response.prototype.text;
Response.prototype.text = async function () {
  document.documentElement.dataset.reading = "yes";
  await new Promise((go) => { window.goOn = go; });
  return read.call(this);
};
"""


def test_a_list_that_comes_late_takes_no_form_away(open_page: OpenPage, cast: Cast) -> None:
    workshop = a_workshop(cast)
    page = open_page("/healthz", person=cast.bo)
    page.add_init_script(READS_SLOWLY)
    opened(page, f"/manage/workshop/{workshop.pk}/")
    page.wait_for_selector("html[data-reading]", timeout=PATIENCE)
    waiting = cards(workshop.pk)[-1]
    page.locator(f"#assess-{waiting.id}").click()
    page.locator(f"#minutes-{waiting.id}").fill("17")
    page.evaluate("window.goOn()")
    page.wait_for_timeout(300)
    assert page.locator(f"#minutes-{waiting.id}").input_value() == "17"


def test_a_new_task_waits_while_somebody_types(open_page: OpenPage, cast: Cast) -> None:
    workshop = a_workshop(cast)
    page = opened(open_page("/healthz", person=cast.bo), f"/manage/workshop/{workshop.pk}/")
    expect(page.locator("#live-state")).to_have_text("Live", timeout=PATIENCE)
    page.wait_for_timeout(1500)
    page.locator("[data-assess]").first.click()
    page.wait_for_selector(".row-edit form")
    services.add_task(actor=cast.actor("leif"), workshop_id=workshop.pk, title="Helt ny", owner="library")
    expect(page.locator("#list-changed")).to_be_visible(timeout=PATIENCE)
    assert page.locator("text=Helt ny").count() == 0
    page.keyboard.press("Escape")
    expect(page.locator("#list")).to_contain_text("Helt ny", timeout=PATIENCE)
    expect(page.locator("#list-changed")).to_be_hidden()
