"""The pages in a real browser: axe finds nothing, in both languages and three widths; the board is live."""

from datetime import timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.organisation.services import issue_token
from indgang.queue.services import call_next, open_desk, start, take_ticket
from tests.browser import OpenPage, faults, shoot
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
    ("play-edit", "tasks/pas-voksen/play/"),
    ("note", "tasks/pas-voksen/note/"),
    ("offers", "tasks/pas-voksen/offers/"),
    ("reach", "tasks/reach/"),
    ("misses", "tasks/misses/"),
    ("queue", "queue/"),
    ("call-profile", "queue/call-profiles/kvik/"),
)


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
    issue_token(actor=SYSTEM, name="Kiosk ved indgangen", role="device", site=cast.magion)


@pytest.mark.parametrize(("language", "width"), [("da", 1280), ("en", 375), ("da", 1920)])
def test_axe_finds_nothing(open_page: OpenPage, cast: Cast, language: str, width: int) -> None:
    a_busy_morning(cast)
    first = open_page("/manage/", person=cast.admin, language=language, width=width)
    found = {}
    for name, address in PAGES:
        first.goto(f"/manage/{address}")
        first.wait_for_load_state("load")
        shoot(first, f"{name}-{language}-{width}")
        wide = first.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        problems = faults(first) + ([f"{wide} pixels wider than the window"] if wide > 0 else [])
        if problems:
            found[name] = problems
    assert found == {}
