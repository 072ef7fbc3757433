"""The case at the desk when something goes wrong: a slow upload, a name with a CPR number, two clicks."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from playwright.sync_api import Route, expect

from indgang.base.access import SYSTEM
from indgang.catalogue.services import set_site_offer
from indgang.core.reach import Reach
from indgang.followup.models import FollowUp, FollowUpEvent
from indgang.followup.parties import Person as Citizen
from indgang.followup.services import prepare, save_case
from indgang.organisation.models import Lifeline
from tests.browser import OpenPage
from tests.cast import Cast
from tests.followup.conftest import unit, waiting

__all__ = ["unit", "waiting"]
LONGER_THAN_KEEPING_WAITS = 1500


def photograph() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def draft(cast: Cast, unit: Lifeline) -> FollowUp:
    set_site_offer(actor=SYSTEM, code="boligstoette", site=cast.magion, reach=Reach.PREPARE)
    maja = cast.actor("maja")
    row = prepare(actor=maja, site=cast.magion, desk=cast.kvik1, task_code="boligstoette")
    save_case(actor=maja, code=row.code, typed={}, person=Citizen("Bente Prøve"))
    return FollowUp.objects.get()


@pytest.fixture
def maja(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.maja)
    return client


def page_of(row: FollowUp) -> str:
    return f"/desk/magion/kvik-1/cases/{row.code}/"


def test_a_file_with_a_cpr_number_in_its_name_is_to_be_renamed(maja: Client, draft: FollowUp) -> None:
    paper = SimpleUploadedFile("kontrakt 010190-1234.jpg", photograph(), "image/jpeg")
    answer = maja.post(page_of(draft), {"name": "Bente Prøve", "do": "attach", "paper-": paper})
    assert answer.status_code == 422
    assert "Giv den et andet navn" in answer.content.decode()


def test_a_note_that_is_refused_stays_where_it_was_typed(
    maja: Client, waiting: Callable[[], FollowUp]
) -> None:
    row = waiting()
    typed = "Hun hedder 010190-1234 og har ringet."
    answer = maja.post(f"{page_of(row)}note/", {"note": typed})
    assert answer.status_code == 422
    assert typed in answer.content.decode()
    assert "CPR-numre gemmes ikke her" in answer.content.decode()
    assert not FollowUpEvent.objects.filter(follow_up=row, kind="note").exists()


def test_sent_twice_is_sent_once_and_leads_to_the_case(maja: Client, draft: FollowUp) -> None:
    fields = {"name": "Bente Prøve", "do": "send", "unit": str(draft.lifeline_id)}
    first = maja.post(page_of(draft), fields)
    assert first.url == f"{page_of(draft)}receipt/"
    second = maja.post(page_of(draft), fields, follow=True)
    assert second.redirect_chain == [(page_of(draft), 302)]
    assert FollowUpEvent.objects.filter(follow_up=draft, kind="sent").count() == 1


@pytest.mark.parametrize("field", ["unit", "version", "do"])
def test_a_forged_number_is_no_number(maja: Client, draft: FollowUp, field: str) -> None:
    typed = {"name": "Bente Prøve", field: "remove-²" if field == "do" else "²"}
    assert maja.post(page_of(draft), typed).status_code == 302


@pytest.mark.browser
def test_a_slow_upload_meets_no_draft_that_was_kept_beside_it(
    transactional_db: None, cast: Cast, draft: FollowUp, open_page: OpenPage
) -> None:
    page = open_page(page_of(draft), person=cast.maja)
    kept: list[str] = []
    page.on("request", lambda request: kept.append(request.url) if request.url.endswith("/keep/") else None)
    held: list[Route] = []
    page.route(
        f"**{page_of(draft)}",
        lambda route: held.append(route) if route.request.method == "POST" else route.continue_(),
    )
    page.set_input_files(
        "#paper-", {"name": "pas.jpg", "mimeType": "image/jpeg", "buffer": photograph()}, no_wait_after=True
    )
    page.wait_for_timeout(LONGER_THAN_KEEPING_WAITS)
    assert kept == []
    held[0].continue_()
    expect(page.get_by_role("link", name="pas.jpg")).to_be_visible()
