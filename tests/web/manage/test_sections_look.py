"""The editors' pages in a real browser: axe finds nothing, nothing is cut off, and steps are moved by keyboard."""

from datetime import date

import pytest

from indgang.base.access import SYSTEM
from indgang.catalogue import services
from indgang.catalogue.models import Section, SectionVersion
from indgang.catalogue.services import Wish
from tests.browser import OpenPage, faults, looks
from tests.cast import Cast

pytestmark = pytest.mark.browser


def written(
    layer: str, *things: str, do: str = "publish", kind: str = "bring", code: str = "pas-voksen"
) -> int:
    version = services.save_draft(
        actor=SYSTEM, code=code, kind=kind, layer=layer, content={"da": {"bring": list(things)}},
        wish=Wish(reason="Hos os er det anderledes."),
    )  # fmt: skip
    return int(
        {"publish": services.publish, "submit": services.submit}[do](actor=SYSTEM, version_id=version.pk).pk
    )


@pytest.fixture
def pages(cast: Cast) -> dict[str, str]:
    """Something of everything: a text to check, one in review, some overdue."""
    ours = written("local", "Det gamle pas", "Kassebon fra fotoboksen")
    written("shared", "Et nyt foto", "Det gamle pas")
    review = written("local", "Sundhedskort", do="submit", code="sundhedskort-nyt")
    Section.objects.filter(task__code="pas-voksen").update(review_due=date(2026, 1, 1))
    assert SectionVersion.objects.filter(state="review").exists()
    return {
        "editorial": "/manage/tasks/editorial/?whose=all",
        "task-sections": "/manage/tasks/pas-voksen/",
        "section-edit": "/manage/tasks/pas-voksen/sections/bring/edit/?mode=replace",
        "section-head": "/manage/tasks/pas-voksen/sections/head/edit/",
        "section-play": "/manage/tasks/pas-voksen/sections/play/edit/?mode=replace",
        "section-review": f"/manage/tasks/versions/{review}/",
        "section-check": f"/manage/tasks/versions/{ours}/check/",
        "section-history": "/manage/tasks/pas-voksen/sections/bring/",
        "owners": "/manage/tasks/pas-voksen/owners/",
        "rules": "/manage/tasks/rules/",
    }


@pytest.mark.parametrize(("language", "width"), [("da", 1280), ("da", 375)])
def test_axe_finds_nothing(
    open_page: OpenPage, cast: Cast, pages: dict[str, str], language: str, width: int
) -> None:
    page = open_page("/healthz", person=cast.admin, language=language, width=width)
    page.set_default_timeout(30_000)
    found = {}
    for name, address in pages.items():
        page.goto(address)
        page.wait_for_load_state("load")
        assert page.url.endswith(address), "asked to log in"
        problems = looks(page, f"{name}-{language}")
        if problems:
            found[name] = problems
    assert found == {}


def test_a_step_is_moved_by_keyboard_and_nothing_typed_is_lost(
    open_page: OpenPage, cast: Cast, pages: dict[str, str]
) -> None:
    page = open_page(pages["section-play"], person=cast.admin)
    second = page.input_value("#da-1")
    page.fill("#reason", "Vi spørger først")
    page.locator("button[name=row][value=up-1]").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("text => document.querySelector('#da-0').value === text", arg=second)
    assert page.input_value("#reason") == "Vi spørger først"
    assert page.evaluate("document.activeElement.id") == "da-0"
    page.locator("button[name=row][value=add]").press("Enter")
    page.wait_for_function("document.activeElement.value === ''")
    assert not SectionVersion.objects.filter(section__kind="play", layer="local").exists()
    assert faults(page) == []
