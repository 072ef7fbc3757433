"""What the desk's views do, as htmx asks them, and whom they let in."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from indgang.base import clock
from indgang.catalogue.content.schema import StepContent
from indgang.catalogue.models import Task
from indgang.catalogue.services.plays import write_version
from indgang.contact.queries import contact_view, open_contacts_of
from indgang.organisation.models import Desk, Person
from indgang.queue import services as queue
from indgang.queue.models import Ticket
from indgang.queue.queries import desk_state
from tests.cast import Cast
from tests.web.desk.conftest import LogIn, Take

pytestmark = pytest.mark.django_db


class At:
    """One person at one desk."""

    def __init__(self, client: Client, person: Person, desk: Desk) -> None:
        self.client, self.person, self.desk = client, person, desk

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"desk:{name}", args=[self.desk.site.slug, self.desk.slug, *args])

    def get(self, name: str, *args: Any, **query: Any) -> Any:
        return self.client.get(self.url(name, *args), query)

    def do(self, name: str, *args: Any, status: int = 200, **fields: Any) -> str:
        response = self.client.post(self.url(name, *args), fields)
        assert response.status_code == status, response.content.decode()[:600]
        return response.content.decode()

    @property
    def contact(self) -> Any:
        return open_contacts_of(self.person.pk)[0]

    def matter(self, position: int = 1) -> dict[str, Any]:
        view = self.contact
        return {"contact": view.id, "position": position, "version": view.inquiry(position).version}

    @property
    def ticket(self) -> Ticket | None:
        return desk_state(self.desk).ticket


@pytest.fixture
def maja(cast: Cast, logged_in: LogIn) -> At:
    at = At(logged_in(cast.maja), cast.maja, cast.kvik1)
    at.do("open")
    return at


def test_nobody_works_at_a_foreign_desk(cast: Cast, logged_in: LogIn) -> None:
    client = logged_in(cast.karen)
    for name in ("desk", "rail", "find"):
        assert client.get(reverse(f"desk:{name}", args=["magion", "kvik-1"])).status_code == 404
    for name in ("open", "next", "begin", "pick", "register", "draw", "heartbeat", "close"):
        assert client.post(reverse(f"desk:{name}", args=["magion", "kvik-1"])).status_code == 404
    assert client.get(reverse("desk:desk", args=["magion", "raadhus-1"])).status_code == 404


def test_a_manager_sees_no_desk_but_is_told_why(cast: Cast, logged_in: LogIn) -> None:
    assert logged_in(cast.leif).get(reverse("desk:desk", args=["magion", "kvik-1"])).status_code == 403


def test_a_stranger_is_asked_to_log_in_where_he_is(cast: Cast) -> None:
    address = reverse("desk:note", args=["magion", "kvik-1"])
    plain = Client().post(address)
    assert plain.status_code == 302
    page = "http://testserver/desk/magion/kvik-1/"
    response = Client(headers={"HX-Request": "true", "HX-Current-URL": page}).post(address)
    assert response.status_code == 401
    assert "next=%2Fdesk%2Fmagion%2Fkvik-1%2F" in response.content.decode()
    assert response["HX-Retarget"] == "#notices"


@pytest.mark.parametrize(
    "name",
    [
        "open",
        "close",
        "pause",
        "heartbeat",
        "next",
        "draw",
        "begin",
        "pick",
        "note",
        "register",
        "aside",
        "book",
    ],
)
def test_nothing_is_written_on_get(maja: At, name: str) -> None:
    assert maja.get(name).status_code == 405


def test_the_list_says_who_sits_where(cast: Cast, logged_in: LogIn) -> None:
    queue.open_desk(actor=cast.actor("bo"), desk=cast.kvik2, simulated=True)
    queue.open_desk(actor=cast.actor("signe"), desk=cast.service1)
    page = logged_in(cast.maja).get("/desk/").content.decode()
    assert "Bo Lind" in page
    assert "Simuleret" in page
    assert "Optaget" in page
    assert 'data-key="1"' in page
    assert "Rådhus 1" not in page


def test_opening_from_the_list_leads_to_the_desk(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.maja)
    response = client.post(reverse("desk:open", args=["magion", "kvik-1"]))
    assert response["Location"] == "/desk/magion/kvik-1/"


def test_a_taken_desk_stays_taken_and_a_simulated_one_is_taken_over(cast: Cast, logged_in: LogIn) -> None:
    queue.open_desk(actor=cast.actor("bo"), desk=cast.kvik1)
    at = At(logged_in(cast.maja), cast.maja, cast.kvik1)
    at.do("open", take_over="1", status=409)
    assert "kan ikke overtages" in at.get("desk").content.decode()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert "Overtag KVIK 1" in at.get("desk").content.decode()
        assert "Luk" in at.do("open", take_over="1")


def test_a_meeting_goes_on_with_the_officer_who_takes_over(cast: Cast, logged_in: LogIn, take: Take) -> None:
    take(task_code="pas-voksen")
    bo = At(logged_in(cast.bo), cast.bo, cast.kvik1)
    bo.do("open")
    bo.do("next")
    bo.do("act", "start")
    contact = bo.contact.id
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        maja = At(logged_in(cast.maja), cast.maja, cast.kvik1)
        maja.do("open", take_over="1")
        assert maja.contact.id == contact
        assert maja.contact.state == "active"


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


def test_pausing_stops_the_calls(maja: At, take: Take) -> None:
    take()
    assert "Genoptag" in maja.do("pause", paused="1")
    maja.do("next", status=409)
    maja.do("pause", paused="")
    maja.do("next")


def test_closing_waits_for_the_citizen(maja: At, take: Take) -> None:
    take()
    maja.do("next")
    maja.do("act", "start")
    maja.do("close", status=409)
    maja.do("register", **maja.matter(), outcome="not_solved", reason="citizen_left")
    response = maja.client.post(maja.url("close"))
    assert response["HX-Redirect"] == "/desk/"
    assert desk_state(maja.desk).session is None


def test_logging_out_closes_the_desk_and_loses_nothing(maja: At, take: Take) -> None:
    ticket = take()
    maja.do("next")
    maja.do("act", "start")
    assert maja.client.post(reverse("account_logout")).status_code in {200, 302}
    ticket.refresh_from_db()
    assert (ticket.state, maja.contact.state) == ("held", "parked")
    assert desk_state(maja.desk).session is None


def test_a_sign_of_life_tells_whose_desk_it_is(cast: Cast, maja: At, logged_in: LogIn) -> None:
    assert json.loads(maja.do("heartbeat")) == {"mine": True}
    other = At(logged_in(cast.bo), cast.bo, cast.kvik1)
    assert json.loads(other.do("heartbeat")) == {"mine": False}


def test_a_meeting_keeps_the_playbook_it_began_with(maja: At) -> None:
    maja.do("pick", code="pas-voksen", key="x")
    task = Task.objects.get(code="pas-voksen")
    steps = [StepContent(kind="ask", da="Et helt nyt trin", en="A new step")]
    write_version(task, steps, at=clock.now(), is_local=False)
    page = maja.get("desk").content.decode()
    assert "Et helt nyt trin" not in page
    assert "en nyere version er udgivet" in page
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
    with django_assert_max_num_queries(60):
        maja.get("desk")
    with django_assert_max_num_queries(25):
        maja.get("rail")
