"""The page of privacy in a real browser: somebody is looked up, and what is chosen is erased."""

import pytest

from indgang.base import clock
from indgang.core.day import danish_date
from indgang.followup.models import FollowUp, Party
from indgang.followup.services import accept, close
from tests.browser import OpenPage, looks
from tests.cast import Cast
from tests.followup.conftest import unit, waiting, who

__all__ = ["unit", "waiting", "who"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [375, 1280, 1920])
def test_somebody_is_looked_up_and_erased(cast: Cast, waiting, who, open_page: OpenPage, width: int) -> None:
    first, second = waiting(), waiting()
    accept(actor=who("ida"), code=first.code)
    close(actor=who("ida"), code=first.code, result="done", answer="Vi har talt det igennem.")
    FollowUp.objects.filter(pk=first.pk).update(erase_on=danish_date(clock.now()))
    page = open_page("/manage/organisation/privacy/", person=cast.admin, width=width)
    assert looks(page, "privacy-terms") == []
    page.get_by_role("button", name="Slå op").click()
    page.locator(".form-error-message").first.wait_for()
    page.fill("#name", "bente prøve")
    page.get_by_role("button", name="Slå op").click()
    page.get_by_text("Det har vi registreret").first.wait_for()
    assert looks(page, "privacy-found") == []
    page.locator(f"label[for=what-{first.code}]").click()
    page.locator("button[form=erase]").first.click()
    page.locator(".alert-success").first.wait_for()
    assert list(Party.objects.values_list("follow_up", flat=True)) == [second.pk]
