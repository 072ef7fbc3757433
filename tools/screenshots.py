"""Take the pictures of the documentation: ``python -m tools.screenshots [ADDRESS OF A RUNNING DEMO]``.

Start ``make demo`` first. The pictures in docs/images/ are of invented people, with a clock that is the demo's own;
they differ from day to day, so take them again only when the pages have changed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools.chromium import installed

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=da"]
SETTLE_MILLISECONDS = 2500


def _page(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        locale="da-DK",
        reduced_motion="reduce",
    )
    return context.new_page()


def _shoot(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png", file=sys.stderr)


def _enter(page: Page, username: str) -> None:
    """Log in as one of the cast through the demo's front page."""
    page.goto("/")
    page.locator(f"form:has(input[name=username][value={username}]) button").click()
    page.wait_for_load_state()


def _at_the_desk(page: Page) -> None:
    """Take the desk over, call somebody when nobody is there, and open a playbook."""
    _enter(page, "mette")
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    for key in ("o", "n", "a"):
        page.keyboard.press(key)
        page.wait_for_timeout(SETTLE_MILLISECONDS)


def main() -> int:
    """Take them all."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("address", nargs="?", default="http://localhost:8000")
    address = parser.parse_args().address
    chromium = installed()
    if chromium is None:
        print("indgang: no Chromium; python -m tools.chromium installs one", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        _shoot(_page(browser, address, (1280, 1000)), "/", "front")
        _shoot(_page(browser, address, (1080, 1000)), "/kiosk/magion/", "kiosk")
        _shoot(_page(browser, address, (1280, 720)), "/screen/magion/", "screen")
        desk = _page(browser, address, (1360, 900))
        _at_the_desk(desk)
        _shoot(desk, "/desk/magion/magion-kvik-1/", "desk")
        expert = _page(browser, address, (1280, 1000))
        _enter(expert, "hanne")
        expert.goto("/backline/cases/")
        waiting = expert.locator("a[href^='/backline/cases/'][href$='/']:not([href='/backline/cases/'])")
        _shoot(expert, waiting.first.get_attribute("href") or "/backline/cases/", "backline")
        manager = _page(browser, address, (1280, 1000))
        _enter(manager, "lone")
        _shoot(manager, "/manage/", "manage")
        _shoot(manager, "/manage/figures/", "figures")
        editor = _page(browser, address, (1280, 1000))
        _enter(editor, "peter")
        _shoot(editor, "/manage/tasks/editorial/", "editorial")
        _shoot(editor, "/manage/workshop/1/results/", "workshop")
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
