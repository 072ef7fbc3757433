"""Calling numbers from the desk, putting them aside and sending them on."""

import pytest

from indgang.contact.queries import open_contacts_of
from tests.web.desk.conftest import At, Take

pytestmark = pytest.mark.django_db


def test_the_next_one_is_called_and_why(maja: At, take: Take) -> None:
    take(minutes=12, task_code="pas-voksen")
    take()
    page = maja.do("next")
    assert "K01" in page
    assert "12 min" in page
    assert "Borgeren er her" in page
    assert "Nyt pas til en voksen" in page
    assert "Ingen venter på denne skranke" not in page


def test_nobody_waits_is_said_plainly(maja: At) -> None:
    assert "Ingen venter på denne skranke" in maja.do("next")


def test_recall_no_show_and_calling_the_one_who_came_back(maja: At, take: Take) -> None:
    ticket = take()
    maja.do("next")
    assert "kaldt igen" in maja.do("act", "recall")
    assert "udeblev" in maja.do("act", "no-show")
    assert maja.ticket is None
    maja.do("call", ticket.pk)
    assert maja.ticket is not None


def test_a_called_number_goes_back_or_on_with_its_time(maja: At, take: Take) -> None:
    ticket = take(minutes=9)
    maja.do("next")
    maja.do("act", "return")
    ticket.refresh_from_db()
    assert ticket.state == "waiting"
    maja.do("next")
    assert "SERVICE" in maja.do("act", "transfer", letter="S")
    before = ticket.arrived_at
    ticket.refresh_from_db()
    assert (ticket.lane.letter, ticket.arrived_at, ticket.label) == ("S", before, "K01")


def test_unknown_verbs_are_refused(maja: At, take: Take) -> None:
    take()
    maja.do("next")
    maja.do("act", "explode", status=422)


def test_choosing_a_task_starts_the_number_that_is_called(maja: At, take: Take) -> None:
    take()
    maja.do("next")
    maja.do("pick", code="laegeskift")
    assert maja.contact.channel == "desk"
    assert maja.ticket is not None
    assert maja.ticket.state == "serving"
    assert maja.contact.inquiries[0].task_code == "laegeskift"


def test_a_meeting_and_its_number_are_put_aside_and_taken_up(maja: At, take: Take) -> None:
    ticket = take(task_code="pas-voksen")
    maja.do("next")
    maja.do("act", "start")
    contact = maja.contact.id
    page = maja.do("aside", contact=contact)
    ticket.refresh_from_db()
    assert (ticket.state, maja.contact.state) == ("held", "parked")
    assert f'id="parked-{contact}"' in page
    maja.do("begin", channel="phone", key="p")
    maja.do("turn", contact, "take-up")
    ticket.refresh_from_db()
    assert ticket.state == "serving"
    assert maja.contact.id == contact
    assert len(open_contacts_of(maja.person.pk)) == 2


def test_a_called_number_without_a_meeting_is_put_on_hold(maja: At, take: Take) -> None:
    ticket = take()
    maja.do("next")
    page = maja.do("aside")
    ticket.refresh_from_db()
    assert ticket.state == "held"
    assert f'id="line-{ticket.pk}"' in page


def test_referring_to_service_keeps_the_number(maja: At, take: Take) -> None:
    ticket = take(minutes=7, task_code="pas-voksen")
    maja.do("next")
    maja.do("act", "start")
    page = maja.do("register", **maja.matter(), outcome="referred", letter="S")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.lane.letter, ticket.label) == ("waiting", "S", "K01")
    assert "slip" in page
    assert "K01" in page


def test_a_walk_in_for_service_gets_a_number_with_a_code(maja: At) -> None:
    maja.do("pick", code="boligstoette", key="x")
    page = maja.do("register", **maja.matter(), outcome="referred", letter="S")
    assert "S01" in page
    assert "data:image/svg+xml" in page
    assert "/ticket/" in page


def test_kvik_draws_a_number_for_service(maja: At) -> None:
    page = maja.do("draw", letter="S")
    assert "S01" in page
    maja.do("draw", letter="Q", status=422)
