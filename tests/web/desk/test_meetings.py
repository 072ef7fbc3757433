"""Meetings at the desk: what is registered, found, noted and refused."""

import json
from typing import Any

import pytest
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.catalogue.content.schema import StepContent
from indgang.catalogue.services import publish_play
from indgang.contact.queries import contact_view, open_contacts_of
from tests.cast import Cast
from tests.web.desk.conftest import At, LogIn, Take

pytestmark = pytest.mark.django_db


def test_a_walk_in_costs_one_search_and_one_click(maja: At) -> None:
    assert 'data-code="laegeskift"' in maja.get("find", q="ny læge").content.decode()
    page = maja.do("pick", code="laegeskift", key="abc")
    maja.do("pick", code="laegeskift", key="abc")
    assert len(open_contacts_of(maja.person.pk)) == 1
    assert 'id="playbook"' in page
    contact = maja.contact.id
    page = maja.do("register", **maja.matter(), outcome="solved", note="")
    view = contact_view(contact)
    assert (view.state, view.channel) == ("finished", "walk_in")
    assert view.inquiries[0].outcome == "solved"
    assert "Registreret" in page
    assert "Fortryd" in page


def test_registering_and_calling_the_next_is_one_request(maja: At, take: Take) -> None:
    take(task_code="pas-voksen")
    second = take(task_code="pas-barn")
    maja.do("next")
    maja.do("act", "start")
    page = maja.do("register", **maja.matter(), outcome="solved", then_next="1")
    assert maja.ticket == second
    assert "K02" in page


def test_several_matters_are_registered_one_by_one(maja: At) -> None:
    maja.do("pick", code="pas-voksen", key="x")
    contact = maja.contact.id
    maja.do("matter", "add", **maja.matter())
    maja.do("pick", code="laegeskift", contact=contact, position=2)
    maja.do("register", **maja.matter(2), outcome="co_service")
    assert contact_view(contact).current == 1
    maja.do("register", **maja.matter(1), outcome="solved")
    view = contact_view(contact)
    assert view.state == "finished"
    assert [row.outcome for row in view.inquiries] == ["solved", "co_service"]


def test_a_matter_added_by_mistake_is_taken_out(maja: At) -> None:
    maja.do("pick", code="pas-voksen", key="x")
    maja.do("matter", "add", **maja.matter())
    maja.do("matter", "remove", **maja.matter(2))
    assert len(maja.contact.inquiries) == 1


@pytest.mark.parametrize("channel", ["walk_in", "phone", "bus", "video"])
def test_every_channel_begins_with_one_key(maja: At, channel: str) -> None:
    maja.do("begin", channel=channel, key=channel)
    assert maja.contact.channel == channel


def test_the_clock_stops_and_runs(maja: At) -> None:
    maja.do("begin", channel="walk_in", key="w")
    contact = maja.contact.id
    assert "Start uret" in maja.do("turn", contact, "stop")
    assert "Stop uret" in maja.do("turn", contact, "run")


def test_a_registration_is_undone(maja: At) -> None:
    maja.do("pick", code="pas-voksen", key="x")
    contact = maja.contact.id
    maja.do("register", **maja.matter(), outcome="solved")
    maja.do("turn", contact, "undo")
    assert maja.contact.id == contact
    assert maja.contact.state == "active"


def test_a_meeting_begun_by_mistake_counts_nowhere(maja: At) -> None:
    maja.do("begin", channel="phone", key="x")
    maja.do("turn", maja.contact.id, "discard")
    assert open_contacts_of(maja.person.pk) == []


def test_the_note_is_saved_and_the_other_window_is_not_overwritten(maja: At) -> None:
    maja.do("pick", code="pas-voksen", key="x")
    first = maja.matter()
    response = maja.client.post(maja.url("note"), {**first, "note": "Har gammelt pas med"})
    assert maja.contact.inquiry(1).note == "Har gammelt pas med"
    token = json.loads(response["HX-Trigger"])["desk:token"]
    assert token in maja.get("rail").content.decode()
    refused = maja.do("note", **first, note="Noget andet", status=409)
    assert "Har gammelt pas med" in refused
    assert maja.contact.inquiry(1).note == "Har gammelt pas med"


def test_a_cpr_number_is_refused_with_its_place(maja: At) -> None:
    maja.do("pick", code="pas-voksen", key="x")
    page = maja.do("note", **maja.matter(), note="Nr. 010190-1234 følger", status=422)
    assert 'data-spans="[[4, 15]]"' in page
    assert maja.contact.inquiry(1).note == ""
    refused = maja.client.post(
        maja.url("register"), {**maja.matter(), "outcome": "solved", "note": "010190-1234"}
    )
    assert refused.status_code == 422
    assert refused["HX-Retarget"] == "#note-state"
    assert maja.contact.state == "active"


def test_beyond_reach_the_ways_on_are_right_there(cast: Cast, logged_in: LogIn) -> None:
    bo = At(logged_in(cast.bo), cast.bo, cast.kvik2)
    bo.do("open")
    bo.do("pick", code="pas-voksen", key="x")
    page = bo.do("register", **bo.matter(), outcome="handed_over")
    assert 'id="refusal"' in page
    assert "tel:79727011" in page
    assert "Henvis til livlinen" in page
    assert bo.contact.state == "active"
    assert "Ud over din rækkevidde" in page


def test_not_solved_needs_its_reason(maja: At) -> None:
    maja.do("pick", code="pas-voksen", key="x")
    maja.do("register", **maja.matter(), outcome="not_solved", status=422)
    assert "Registreret" in maja.do("register", **maja.matter(), outcome="not_solved", reason="missing_id")


def test_the_search_shows_reach_and_what_is_not_here(maja: At) -> None:
    page = maja.get("find", q="pas").content.decode()
    assert "Nyt pas til en voksen" in page
    assert "forberede" in page
    assert "Ingen opgave svarer" in maja.get("find", q="xqzw").content.decode()


def test_an_empty_search_offers_the_topic_and_the_days_favourites(maja: At) -> None:
    maja.do("pick", code="print-kopi-scan", key="x")
    maja.do("register", **maja.matter(), outcome="solved")
    page = maja.get("find", q="", topic="rejse").content.decode()
    assert "Nyt pas til en voksen" in page
    assert 'data-code="print-kopi-scan"' in page


def test_a_meeting_keeps_the_playbook_it_began_with(maja: At) -> None:
    maja.do("pick", code="pas-voksen", key="x")
    steps = [StepContent(kind="ask", da="Et helt nyt trin", en="A new step")]
    publish_play(actor=SYSTEM, code="pas-voksen", steps=steps)
    page = maja.get("desk").content.decode()
    steps_shown, _closing, rest = page.partition('<footer class="sources">')
    assert "Et helt nyt trin" not in steps_shown
    assert "en nyere version er udgivet" in rest
    assert "Ud over din rækkevidde" in page


def test_a_reload_brings_everything_back(maja: At, take: Take) -> None:
    take(task_code="pas-voksen")
    maja.do("next")
    maja.do("act", "start")
    maja.do("note", **maja.matter(), note="Mangler foto")
    page = Client()
    page.force_login(maja.person)
    html = page.get(maja.url("desk")).content.decode()
    assert "Mangler foto" in html
    assert "K01" in html
    assert 'id="playbook"' in html


def test_the_page_asks_few_questions(maja: At, take: Take, django_assert_max_num_queries: Any) -> None:
    for _number in range(9):
        take(task_code="pas-voksen")
    maja.do("next")
    maja.do("act", "start")
    with django_assert_max_num_queries(85):
        maja.get("desk")
    with django_assert_max_num_queries(30):
        maja.get("rail")
