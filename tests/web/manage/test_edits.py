"""Writing through the pages: through the services, with what was typed kept and the reason beside its field."""

from datetime import date

import pytest

from indgang.base.access import SYSTEM
from indgang.catalogue.queries import task_card
from indgang.catalogue.services import FieldTexts, FieldWish, draft_form, save_field
from indgang.core.kpi_definitions import DEFINITIONS
from indgang.core.reach import Reach
from indgang.organisation.models import (
    AccessToken,
    ClosedPeriod,
    Competence,
    Delegation,
    OpeningHours,
    Person,
)
from indgang.queue.models import CallProfile, Series
from indgang.web.manage.figures.words import DEFINED
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

SITE = {
    "name": "Magion",
    "kind": "library",
    "model": "4",
    "address": "Torvet 2",
    "postcode": "7200",
    "active": "yes",
}


def test_a_site_is_changed(cast: Cast, client_of: ClientOf) -> None:
    assert client_of("leif").post("/manage/organisation/sites/magion/change/", SITE).status_code == 302
    cast.magion.refresh_from_db()
    assert cast.magion.address == "Torvet 2"


def test_what_was_typed_stays_typed(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("leif").post(
        "/manage/organisation/sites/magion/change/", {**SITE, "name": "Nyt navn", "postcode": "72x"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Nyt navn"' in page
    assert 'value="72x"' in page
    assert 'id="postcode-error"' in page
    cast.magion.refresh_from_db()
    assert cast.magion.name == "Magion"


def test_hours_are_replaced_and_faults_stand_in_their_line(cast: Cast, client_of: ClientOf) -> None:
    address = "/manage/organisation/sites/magion/hours/library/"
    wrong = {"weekday-0": "monday", "opens-0": "18.00", "closes-0": "9.00", "weekday-1": "tuesday"}
    answer = client_of("leif").post(address, wrong)
    assert answer.status_code == 422
    assert 'id="closes-0-error"' in answer.content.decode()
    right = {"weekday-0": "monday", "opens-0": "9.00", "closes-0": "18.00", "weekday-1": "tuesday"}
    assert client_of("leif").post(address, right).status_code == 302
    assert OpeningHours.objects.filter(site=cast.magion, kind="library").count() == 1


def test_a_field_that_hangs_on_one_that_is_gone_says_so_in_words(cast: Cast, client_of: ClientOf) -> None:
    draft_form(actor=SYSTEM, task_code="boligstoette")
    for wish in (
        FieldWish("yes_no", {"da": FieldTexts("Er det en lejebolig?")}),
        FieldWish(
            "number", {"da": FieldTexts("Husleje")}, show_when="er-det-en-lejebolig", show_values=("yes",)
        ),
    ):
        save_field(actor=SYSTEM, task_code="boligstoette", wish=wish)
    page = "/manage/tasks/boligstoette/form/"
    editor = client_of("admin")
    assert "“Er det en lejebolig?”" in editor.get(page).content.decode()
    assert editor.post(f"{page}remove/", {"key": "er-det-en-lejebolig"}).status_code == 302
    text = editor.get(page).content.decode()
    assert "None" not in text
    assert "Det afhænger af et felt, der er væk." in text


def test_closed_days_come_and_go(cast: Cast, client_of: ClientOf) -> None:
    leif = client_of("leif")
    days = {"site": "magion", "first_day": "2026-12-24", "last_day": "2026-12-26", "reason_da": "Jul"}
    assert leif.post("/manage/organisation/closed-days/", days).status_code == 302
    period = ClosedPeriod.objects.get()
    assert (
        leif.post("/manage/organisation/closed-days/", {**days, "last_day": "2026-12-01"}).status_code == 422
    )
    assert leif.post("/manage/organisation/closed-days/", {**days, "site": ""}).status_code == 403
    assert leif.post(f"/manage/organisation/closed-days/{period.pk}/remove/").status_code == 302
    assert not ClosedPeriod.objects.exists()


def test_a_colleague_is_taken_on_and_gets_roles_and_a_password(cast: Cast, client_of: ClientOf) -> None:
    leif = client_of("leif")
    new = {
        "username": "nye",
        "name": "Nye Navn",
        "home_site": "magion",
        "background": "library",
        "language": "da",
    }
    assert leif.post("/manage/organisation/people/new/", new).status_code == 302
    assert (
        leif.post("/manage/organisation/people/nye/roles/", {"roles": ["generalist@magion"]}).status_code
        == 302
    )
    person = Person.objects.get(username="nye")
    assert list(person.role_grants.values_list("role", "site__slug")) == [("generalist", "magion")]
    address = "/manage/organisation/people/nye/password/"
    assert leif.post(address, {"password": "sommer2026"}).status_code == 422
    assert leif.post(address, {"password": "grøn gynge i gården"}).status_code == 302
    person.refresh_from_db()
    assert person.check_password("grøn gynge i gården")
    assert leif.post("/manage/organisation/people/nye/access/", {"active": "no"}).status_code == 302
    person.refresh_from_db()
    assert not person.is_active


def test_a_manager_gives_nobody_more_than_they_may(cast: Cast, client_of: ClientOf) -> None:
    roles = {"roles": ["administrator@*", "manager@magion", "generalist@magion"]}
    client_of("leif").post("/manage/organisation/people/bo/roles/", roles)
    assert set(cast.bo.role_grants.values_list("role", flat=True)) == {"generalist"}
    assert (
        client_of("leif").post("/manage/organisation/people/admin/password/", {"password": "x"}).status_code
        == 403
    )


def test_competences_are_written_down_and_removed(cast: Cast, client_of: ClientOf) -> None:
    leif = client_of("leif")
    values = {
        "scope": "topic:rejse",
        "reach": "receive",
        "how_won": "Kursus",
        "valid_from": "2026-01-01",
        "lapses_on": "",
    }
    assert leif.post("/manage/organisation/people/bo/competence/add/", values).status_code == 302
    row = Competence.objects.get(person=cast.bo, scope_kind="topic")
    assert (row.reach, row.how_won, row.valid_from) == (Reach.RECEIVE, "Kursus", date(2026, 1, 1))
    assert leif.post(f"/manage/organisation/people/bo/competence/{row.pk}/remove/").status_code == 302
    assert not Competence.objects.filter(pk=row.pk).exists()


def test_a_refused_delegation_is_explained_and_what_was_typed_is_kept(
    cast: Cast, client_of: ClientOf
) -> None:
    values = {
        "scope": "topic:rejse",
        "decision": "Punkt 4 om 010190-1234",
        "valid_from": "2026-01-01",
        "valid_to": "2027-05-31",
    }
    response = client_of("leif").post("/manage/organisation/people/bo/delegation/add/", values)
    page = response.content.decode()
    assert response.status_code == 422
    assert "CPR-nummer" in page
    for kept in (
        '<option value="topic:rejse" selected>',
        'value="Punkt 4 om 010190-1234"',
        'value="2027-05-31"',
        '<details id="add-delegation" open>',
        '<details id="add-competence">',
        'action="/manage/organisation/people/bo/"',
    ):
        assert kept in page
    assert not Delegation.objects.filter(person=cast.bo).exists()


def test_a_token_is_shown_once(cast: Cast, client_of: ClientOf) -> None:
    admin = client_of("admin")
    page = admin.post("/manage/organisation/devices/", {"name": "Skærm", "role": "device", "site": "magion"})
    assert "indgang_" in page.content.decode()
    assert page["Cache-Control"].find("no-store") >= 0
    again = admin.get("/manage/organisation/devices/").content.decode()
    assert "Skærm" in again
    assert 'class="secret"' not in again
    token = AccessToken.objects.get(name="Skærm")
    assert admin.post(f"/manage/organisation/devices/{token.pk}/revoke/").status_code == 302
    assert (
        admin.post("/manage/organisation/devices/", {"name": "", "role": "device", "site": ""}).status_code
        == 422
    )


def test_a_task_is_changed_and_given_back(cast: Cast, client_of: ClientOf) -> None:
    admin = client_of("admin")
    before = task_card("pas-voksen").standard_minutes
    facts = {"standard_minutes": "17", "priority": "2", "desk": "quick"}
    assert client_of("leif").post("/manage/tasks/pas-voksen/facts/", facts).status_code == 302
    assert task_card("pas-voksen").standard_minutes == 17
    assert (
        client_of("leif")
        .post("/manage/tasks/pas-voksen/facts/", {**facts, "standard_minutes": "x"})
        .status_code
        == 422
    )
    assert "17" in admin.get("/manage/tasks/pas-voksen/").content.decode()
    admin.post("/manage/tasks/pas-voksen/release/", {"field": "standard_minutes"})
    assert task_card("pas-voksen").standard_minutes == before


def test_offers(cast: Cast, client_of: ClientOf) -> None:
    admin = client_of("admin")
    form = {"kind.town_hall": "decide", "kind.library": "guide", "site.magion": "decide"}
    assert admin.post("/manage/tasks/pas-voksen/offers/", form).status_code == 302
    assert task_card("pas-voksen", site=cast.magion).offer is Reach.DECIDE


def test_the_queue_is_set_up_by_its_site_manager(cast: Cast, client_of: ClientOf) -> None:
    leif = client_of("leif")
    series = {
        "name": "Hurtig", "desk_kind": "quick", "first": "1", "last": "500", "offline_last": "600", "digits": "3",
        "default": "yes", "active": "yes",
    }  # fmt: skip
    assert leif.post("/manage/queue/series/magion/k/", series).status_code == 302
    assert Series.objects.get(pk=cast.k.pk).name == "Hurtig"
    assert leif.post("/manage/queue/series/magion/k/", {**series, "last": "x"}).status_code == 422
    assert leif.post("/manage/queue/series/raadhus/r/", series).status_code == 404
    profile = {
        "name": "KVIK", "rules": "due; lane K; lane S after 10", "ageing_minutes": "10", "max_wait_minutes": "30",
        "due_window_minutes": "5", "min_reach": "",
    }  # fmt: skip
    assert leif.post("/manage/queue/call-profiles/kvik/", profile).status_code == 403
    assert client_of("admin").post("/manage/queue/call-profiles/kvik/", profile).status_code == 302
    assert CallProfile.objects.get(code="kvik").max_wait_minutes == 30
    wrong = client_of("admin").post("/manage/queue/call-profiles/kvik/", {**profile, "rules": "bogus"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_written_definition_can_be_translated(language: str) -> None:
    for definition in DEFINITIONS.values():
        assert {definition.name, definition.numerator} <= set(DEFINED), language
        assert not definition.denominator or definition.denominator in DEFINED
