"""A citizen's request for insight or erasure, from one page, by those who answer for the whole house."""

import json

import pytest
from django.test import Client

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.models import AuditEntry
from indgang.booking import services as booking
from indgang.booking.errands import Wanted
from indgang.booking.models import Holder
from indgang.booking.queries import first_free
from indgang.booking.services import Contact
from indgang.core.day import danish_date
from indgang.followup.models import FollowUp, Look, Party
from indgang.followup.services import accept, close
from indgang.organisation.models import RoleGrant
from tests.cast import Cast
from tests.followup.conftest import unit, waiting, who
from tests.web.manage.conftest import ClientOf

__all__ = ["unit", "waiting", "who"]
pytestmark = pytest.mark.django_db

PAGE = "/manage/organisation/privacy/"
PARTS = ("", "erase/", "download/", "run/")
BENTE = {"name": "Bente Prøve"}


@pytest.fixture
def closed(waiting, who) -> FollowUp:
    row = waiting()
    accept(actor=who("ida"), code=row.code)
    return close(actor=who("ida"), code=row.code, result="done", answer="Ring til Bente")


@pytest.fixture
def manager(cast: Cast, client_of: ClientOf) -> Client:
    """Leif, as manager of the whole house."""
    RoleGrant.objects.create(person=cast.leif, role="manager", site=None)
    return client_of("leif")


@pytest.mark.parametrize("name", ["maja", "signe", "karen"])
def test_officers_and_editors_have_no_such_page(client_of: ClientOf, closed: FollowUp, name: str) -> None:
    for part in PARTS:
        for answer in (client_of(name).post(PAGE + part, BENTE | {"what": f"follow-up:{closed.code}"}),):
            assert answer.status_code in (403, 404), part
    assert client_of(name).get(PAGE).status_code in (403, 404)
    assert Client().get(PAGE).status_code == 302
    assert Party.objects.count() == 1
    assert not Look.objects.filter(what="insight").exists()


def test_a_manager_of_one_site_does_not_read_the_whole_house(
    cast: Cast, client_of: ClientOf, closed: FollowUp
) -> None:
    assert client_of("leif").post(PAGE, BENTE).status_code in (403, 404)


def test_insight_shows_everything_and_says_who_has_read_it(
    cast: Cast, manager: Client, closed: FollowUp
) -> None:
    answer = manager.post(PAGE, {"phone": "20123456"})
    assert answer.status_code == 200
    page = answer.content.decode()
    for word in ("Bente Prøve", "20 12 34 56", "bente@borger.example", "Ring til Bente"):
        assert word in page
    assert "no-store" in answer["Cache-Control"]
    assert Look.objects.filter(follow_up=closed, what="insight", person=cast.leif).count() == 1
    assert "Leif" in manager.post(PAGE, BENTE).content.decode()
    assert "Bente" not in manager.post(PAGE, {"name": "Bente P"}).content.decode().replace(
        'value="Bente P"', ""
    )


def test_what_cannot_be_looked_for_is_said_beside_the_field(manager: Client) -> None:
    for typed in ({}, {"phone": "12"}, {"email": "x"}, {"code": "??"}):
        answer = manager.post(PAGE, typed)
        assert answer.status_code == 422
        assert "form-error-message" in answer.content.decode()


def test_what_is_asked_stands_in_no_address(manager: Client, closed: FollowUp) -> None:
    assert "20 12 34 56" not in manager.get(f"{PAGE}?name=Bente+Prøve").content.decode()
    assert not Look.objects.exists()


def test_the_download_is_the_same_for_the_citizen_to_keep(manager: Client, closed: FollowUp) -> None:
    answer = manager.post(PAGE + "download/", BENTE)
    assert answer["Content-Type"].startswith("application/json")
    assert answer["Content-Disposition"].startswith("attachment")
    (held,) = json.loads(answer.content)["follow_ups"]
    assert (held["name"], held["phone"], held["email"]) == (
        "Bente Prøve",
        "20 12 34 56",
        "bente@borger.example",
    )
    assert "Ring til Bente" in [note["text"] for note in held["notes"]]
    assert manager.post(PAGE + "download/", {}).status_code == 422
    assert manager.get(PAGE + "download/").status_code == 405


def test_erasing_takes_what_was_chosen_and_the_counts_stay(
    cast: Cast, manager: Client, closed: FollowUp, waiting
) -> None:
    open_still = waiting()
    chosen = [f"follow-up:{closed.code}", f"follow-up:{open_still.code}", "follow-up:000", "nonsense", "a:b"]
    answer = manager.post(PAGE + "erase/", BENTE | {"what": chosen})
    assert answer.status_code == 200
    assert list(Party.objects.values_list("follow_up", flat=True)) == [open_still.pk]
    assert FollowUp.objects.filter(pk=closed.pk, state="closed", result="done").exists()
    assert AuditEntry.objects.filter(action="followup.erased_on_request").count() == 1
    manager.post(PAGE + "erase/", BENTE | {"what": chosen})
    assert FollowUp.objects.count() == 2
    assert manager.post(PAGE + "erase/", BENTE).status_code == 200
    assert manager.get(PAGE + "erase/").status_code == 405


def test_appointments_are_found_and_erased_when_they_are_over(cast: Cast, manager: Client) -> None:
    booking.save_resource(actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1)
    wanted = [Wanted("pas-voksen")]
    slot = first_free(site=cast.magion, tasks=wanted)
    assert slot is not None
    contact = Contact("Bente Prøve", "bente@borger.example", "20123456")
    booking.book(actor=SYSTEM, site=cast.magion, tasks=wanted, start=slot.start, contact=contact)
    asked = {"email": "bente@borger.example"}
    assert "Bente Prøve" in manager.post(PAGE, asked).content.decode()
    holder = Holder.objects.get()
    manager.post(PAGE + "erase/", asked | {"what": f"appointment:{holder.appointment_id}"})
    assert Holder.objects.count() == 1
    for wrong in ("appointment:", "appointment:x", "appointment:999999999999999999999", "appointment:²"):
        assert manager.post(PAGE + "erase/", asked | {"what": wrong}).status_code == 200


def test_the_term_is_shown_before_and_erased_at_once_on_a_press(manager: Client, closed: FollowUp) -> None:
    FollowUp.objects.filter(pk=closed.pk).update(erase_on=danish_date(clock.now()))
    assert "Slet dem nu" in manager.get(PAGE).content.decode() or Party.objects.exists()
    for _turn in range(2):
        assert manager.post(PAGE + "run/").status_code == 302
        assert not Party.objects.exists()
    assert AuditEntry.objects.filter(action="followup.erased").count() == 1


@pytest.mark.parametrize("field", ["name", "email", "code"])
def test_who_looks_up_a_cpr_number_reads_what_to_look_up_instead(
    manager: Client, closed: FollowUp, field: str
) -> None:
    page = manager.post(PAGE, {field: "010190-1234"}).content.decode()
    assert "Slå op på navn, telefonnummer, e-mail eller kode." in page
    assert not Look.objects.filter(what="insight").exists()
