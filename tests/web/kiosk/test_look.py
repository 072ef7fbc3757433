"""Every state of the kiosk in a real browser: no fault that axe finds, in both languages, and pictures to look at."""

import pytest
from playwright.sync_api import Page

from indgang.catalogue.content import FOLDER
from tests.browser import OpenPage, faults, shoot
from tests.cast import TASKS, Cast, build

pytestmark = pytest.mark.browser
SIZES = {"portrait": (1080, 1920), "wide": (1920, 1080), "laptop": (1280, 900), "phone": (375, 812)}


@pytest.fixture
def place(transactional_db: None, settings: object) -> Cast:
    settings.DEMO = True  # type: ignore[attr-defined]
    return build()


def walk(page: Page, name: str, language: str) -> None:
    start = f"/kiosk/magion/{language}/"
    for step, path in {
        "home": start,
        "topic": f"{start}topic/rejse/",
        "task": f"{start}task/pas-voksen/",
        "other": f"{start}topic/andet/other/",
        "check-in": f"{start}check-in/",
        "words": f"{start}words/",
    }.items():
        page.goto(path)
        assert page.locator("h1").count() == 1
        shoot(page, f"kiosk-{step}-{name}")
        assert faults(page) == [], step
    page.locator("#words").press_sequentially("pas")
    page.locator(".found .choice").first.wait_for()
    shoot(page, f"kiosk-found-{name}")
    assert faults(page) == []
    page.locator("[data-take] .primary").click()
    page.locator(".ticket-number").wait_for()
    shoot(page, f"kiosk-number-{name}")
    assert faults(page) == []
    page.locator("[data-confirm] .primary").click()
    page.locator("[data-in-queue]").wait_for()
    shoot(page, f"kiosk-done-{name}")
    assert faults(page) == []


@pytest.mark.parametrize("size", list(SIZES))
def test_each_state(open_page: OpenPage, place: Cast, size: str) -> None:
    width, height = SIZES[size]
    page = open_page("/kiosk/magion/", width=width, height=height)
    walk(page, f"{size}-da", "da")


def test_each_state_in_english_large_and_in_high_contrast(open_page: OpenPage, place: Cast) -> None:
    page = open_page("/kiosk/magion/en/", width=1080, height=1920)
    page.get_by_role("button", name="Large text").click()
    page.get_by_role("button", name="High contrast").click()
    walk(page, "contrast-en", "en")


@pytest.mark.parametrize("size", ["portrait", "laptop"])
def test_a_long_topic_fits_and_opens_in_place(
    size: str, transactional_db: None, settings: object, open_page: OpenPage
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    library = [
        path.stem for path in (FOLDER / "tasks").glob("*.yaml") if "\ntopic: bibliotek\n" in path.read_text()
    ]
    build(tasks=(*TASKS, *library))
    width, height = SIZES[size]
    page = open_page("/kiosk/magion/da/topic/bibliotek/", width=width, height=height)
    other = page.get_by_text("Noget andet inden for dette")
    box = other.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= SIZES[size][1]
    assert page.locator(".choices .choice:visible").count() == 8
    page.get_by_text("Vis alle").click()
    assert page.locator(".choices .choice:visible").count() > 20
    assert page.get_by_text("Vis alle").is_hidden()
    assert faults(page) == []
