"""A decision in law is recorded by nobody without a delegation, whatever door they try."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor
from indgang.core.day import danish_date
from indgang.followup.models import CaseDelivery, Decision, FollowUp
from indgang.followup.services import accept
from indgang.organisation.models import Delegation, Lifeline, Person, RoleGrant, RotaTurn
from indgang.organisation.services import issue_token
from indgang.queue import services as queue
from tests.cast import LONG_AGO, Cast

pytestmark = pytest.mark.django_db

Who = Callable[[str], Actor]
WISH = {
    "outcome": "granted",
    "legal_basis": "Boligstøtteloven § 1 (eksempel)",
    "appeal": "Klag inden fire uger (eksempel).",
    "reasons": "Reglen er opfyldt.",
}
REFUSED = (403, 404, 409, 422)


@pytest.fixture
def case(waiting: Callable[[], FollowUp]) -> FollowUp:
    return waiting()


@pytest.fixture(autouse=True)
def nothing_is_left_to_chance() -> Iterator[None]:
    with clock.frozen(clock.now()):
        yield


def page_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def by_api(person: Person | None, path: str, body: Any, role: str = "api") -> int:
    token = issue_token(actor=SYSTEM, name=f"t {path} {role}"[:60], role=role, site=None, person=person)
    return (
        Client()
        .post(
            f"/api/v1/follow-ups/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )
        .status_code
    )


def ida_owns(case: FollowUp, who: Who) -> Person:
    accept(actor=who("ida"), code=case.code)
    return Person.objects.get(username="ida")


def forged(case: FollowUp, per: Person) -> dict[str, Any]:
    """A form with everything in it that somebody might hope is believed."""
    delegation = Delegation.objects.filter(person=per).values_list("pk", flat=True)[0]
    return WISH | {
        "owner": per.pk, "decided_by": per.pk, "decided_by_id": per.pk, "person": per.pk, "actor": per.pk,
        "delegation": delegation, "delegation_id": delegation, "may_decide": "1", "state": "accepted",
        "role": "specialist", "code": case.code,
    }  # fmt: skip


def nothing_is_decided(case: FollowUp) -> bool:
    row = FollowUp.objects.get(pk=case.pk)
    return (
        row.result == ""
        and row.closed_at is None
        and not Decision.objects.exists()
        and not CaseDelivery.objects.exists()
    )


def test_who_has_the_delegation_decides_on_the_same_page(case: FollowUp, who: Who) -> None:
    accept(actor=who("boligstoette"), code=case.code)
    page = page_of(Person.objects.get(username="boligstoette"))
    assert "legal_basis" in page.get(f"/backline/cases/{case.code}/decide/").content.decode()
    assert page.post(f"/backline/cases/{case.code}/decide/", WISH).status_code == 302
    assert Decision.objects.get().decided_by.username == "boligstoette"


def test_what_was_typed_survives_a_delegation_that_lapses(case: FollowUp, who: Who) -> None:
    accept(actor=who("boligstoette"), code=case.code)
    page = page_of(Person.objects.get(username="boligstoette"))
    Delegation.objects.update(valid_to=danish_date(clock.now()) - timedelta(days=1))
    answer = page.post(f"/backline/cases/{case.code}/decide/", WISH | {"reasons": "Lejen er for høj."})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert nothing_is_decided(case)
    assert "Lejen er for høj." in text
    assert f'href="/backline/cases/{case.code}/"' in text


def test_what_was_typed_survives_another_window(case: FollowUp, who: Who) -> None:
    accept(actor=who("boligstoette"), code=case.code)
    page = page_of(Person.objects.get(username="boligstoette"))
    assert page.post(f"/backline/cases/{case.code}/decide/", WISH).status_code == 302
    shown = page.get(f"/backline/cases/{case.code}/decide/").content.decode()
    assert 'name="legal_basis"' not in shown
    for verb, typed in (
        ("decide", {**WISH, "reasons": "Fra fane to."}),
        ("close", {"answer": "Fra fane to."}),
    ):
        answer = page.post(f"/backline/cases/{case.code}/{verb}/", {"result": "advised", **typed})
        assert answer.status_code == 409
        assert "Fra fane to." in answer.content.decode()


@pytest.mark.parametrize("name", ["maja", "signe", "leif", "karen", "admin"])
def test_no_page_lets_others_decide(cast: Cast, case: FollowUp, who: Who, name: str) -> None:
    """Maja at the library sent it and may see it; that lets her do nothing else with it."""
    person: Person = getattr(cast, name)
    queue.open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    page, typed = page_of(person), forged(case, Person.objects.get(username="boligstoette"))
    for turn in range(2):
        for address in (
            f"/backline/cases/{case.code}/accept/",
            f"/backline/cases/{case.code}/decide/",
            f"/backline/cases/{case.code}/close/",
            f"/desk/magion/kvik-1/cases/{case.code}/decide/",
            f"/desk/magion/kvik-1/cases/{case.code}/close/",
        ):
            answer = page.post(address, typed | {"result": "decided"})
            assert answer.status_code in REFUSED, (turn, address)
        page.post(f"/desk/magion/kvik-1/cases/{case.code}/", typed | {"do": "decide", "result": "decided"})
        page.post(f"/f/{case.code}/", typed)
        assert nothing_is_decided(case)
        if turn == 0:
            ida_owns(case, who)
    assert FollowUp.objects.get().owner_id == Person.objects.get(username="ida").pk


@pytest.mark.parametrize("name", ["maja", "leif", "admin"])
def test_the_api_lets_others_decide_as_little(cast: Cast, case: FollowUp, who: Who, name: str) -> None:
    person: Person = getattr(cast, name)
    typed = forged(case, Person.objects.get(username="boligstoette"))
    for turn in range(2):
        for verb in ("accept", "decide", "close"):
            body = typed | {"result": "decided"}
            assert by_api(person, f"{case.code}/{verb}", body) in REFUSED, verb
            for role in ("api", "device", "administrator", "specialist"):
                assert by_api(None, f"{case.code}/{verb}", body, role) in REFUSED, (verb, role)
        assert nothing_is_decided(case)
        if turn == 0:
            ida_owns(case, who)


def test_owning_it_without_a_delegation_is_not_enough(case: FollowUp, who: Who) -> None:
    ida = ida_owns(case, who)
    page = page_of(ida)
    typed = forged(case, Person.objects.get(username="boligstoette"))
    shown = page.get(f"/backline/cases/{case.code}/decide/").content.decode()
    assert 'name="legal_basis"' not in shown
    assert page.post(f"/backline/cases/{case.code}/decide/", typed).status_code in REFUSED
    assert by_api(ida, f"{case.code}/decide", typed) in REFUSED
    for result in ("decided", "DECIDED"):
        page.post(f"/backline/cases/{case.code}/close/", {"result": result, "answer": "Bevilget"})
        by_api(ida, f"{case.code}/close", {"result": result, "answer": "Bevilget"})
    assert nothing_is_decided(case)


@pytest.mark.parametrize("flaw", ["ended", "not begun", "another task"])
def test_a_delegation_that_does_not_hold_today_is_none(case: FollowUp, who: Who, flaw: str) -> None:
    ida, today = ida_owns(case, who), danish_date(clock.now())
    facts: dict[str, Any] = {"scope_code": "boligstoette", "valid_from": LONG_AGO}
    facts |= {
        "ended": {"valid_to": today - timedelta(days=1)},
        "not begun": {"valid_from": today + timedelta(days=1)},
        "another task": {"scope_code": "pas-voksen"},
    }[flaw]
    Delegation.objects.create(person=ida, scope_kind="task", decision="Pkt. 7", **facts)
    assert page_of(ida).post(f"/backline/cases/{case.code}/decide/", WISH).status_code in REFUSED
    assert by_api(ida, f"{case.code}/decide", WISH) in REFUSED
    assert nothing_is_decided(case)


def test_a_turn_of_the_rota_lets_a_library_officer_receive_and_not_decide(
    cast: Cast, case: FollowUp, unit: Lifeline
) -> None:
    RoleGrant.objects.get_or_create(person=cast.maja, role="generalist", site=cast.magion)
    for weekday in range(7):
        RotaTurn.objects.create(
            lifeline=unit, person=cast.maja, weekday=weekday, starts="00:00", ends="23:59"
        )
    page = page_of(cast.maja)
    assert page.post(f"/backline/cases/{case.code}/accept/").status_code == 302
    assert FollowUp.objects.get().owner_id == cast.maja.pk
    assert page.post(f"/backline/cases/{case.code}/decide/", WISH).status_code in REFUSED
    assert by_api(cast.maja, f"{case.code}/decide", WISH) in REFUSED
    assert nothing_is_decided(case)
