"""Changing the organisation from a page: the same rules as a file, the right people, an audit entry, a live word."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from indgang.base import live
from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.base.models import AuditEntry
from indgang.organisation import queries, services
from indgang.organisation.models import (
    AccessToken,
    ClosedPeriod,
    Competence,
    Delegation,
    Desk,
    Lifeline,
    OpeningHours,
    Person,
    RoleGrant,
    Site,
)

pytestmark = pytest.mark.usefixtures("proevelund")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int | None, str, dict[str, Any]]]:
    said: list[tuple[int | None, str, dict[str, Any]]] = []
    publish = live.publish

    def listen(site_id: int | None, topic: str, **facts: Any) -> None:
        said.append((site_id, topic, facts))
        publish(site_id, topic, **facts)

    monkeypatch.setattr(live, "publish", listen)
    return said


def site(slug: str = "hovedbib") -> Site:
    return Site.objects.get(slug=slug)


def person(username: str) -> Person:
    return Person.objects.get(username=username)


def holding(*grants: str) -> Actor:
    """Somebody with roles, written as "manager@hovedbib"."""
    pairs = {
        (role, site(where).pk if where != "*" else None)
        for role, _, where in (g.partition("@") for g in grants)
    }
    return Actor(kind="person", id=0, name="Prøve", grants=frozenset(pairs))


def refused(field: str, command: Callable[..., Any], **arguments: Any) -> Invalid:
    with pytest.raises(Invalid) as caught:
        command(actor=SYSTEM, **arguments)
    assert caught.value.field == field
    assert str(caught.value)
    return caught.value


def test_a_site_is_opened_and_changed(heard: list) -> None:
    new = services.create_site(actor=SYSTEM, slug="Filial", name="Filialen", kind="branch", postcode="7200")
    assert (new.slug, new.municipality.code) == ("filial", "0999")
    changed = services.update_site(actor=SYSTEM, site=new, phone="+45 79727099", active=False)
    assert (changed.phone, changed.is_active, changed.name) == ("79 72 70 99", False, "Filialen")
    assert heard == [
        (None, "organisation", {"kind": "sites"}),
        (new.pk, "organisation", {"kind": "sites"}),
    ]
    entries = AuditEntry.objects.filter(target="site:filial").order_by("pk")
    assert [entry.action for entry in entries] == ["site.created", "site.changed"]
    assert entries[1].details == {"changes": {"phone": [None, "79 72 70 99"], "active": [True, False]}}


def test_a_change_that_changes_nothing_is_not_told(heard: list) -> None:
    entries = AuditEntry.objects.count()
    services.update_site(actor=SYSTEM, site=site(), name=site().name)
    assert heard == []
    assert AuditEntry.objects.count() == entries


def test_sites_follow_the_rules_of_files() -> None:
    assert (
        refused("slug", services.create_site, slug="hovedbib", name="X", kind="branch").error_code == "taken"
    )
    refused("slug", services.create_site, slug="Hoved bib", name="X", kind="branch")
    refused("name", services.create_site, slug="x", name=" ", kind="branch")
    refused("kind", services.create_site, slug="x", name="X", kind="libary")
    refused("name", services.update_site, site=site(), name="Ring 120486-1234")
    refused("longitude", services.update_site, site=site("raadhus"), latitude=55.7)
    many = refused("kind", services.create_site, slug="x", name="X", kind="y", postcode="1")
    assert [fault["field"] for fault in many.facts["faults"]] == ["kind", "postcode"]
    with pytest.raises(StopIteration):
        services.update_site(actor=SYSTEM, site=site(), no_such_column=1)


def test_desks() -> None:
    desk = services.create_desk(actor=SYSTEM, site=site(), slug="kvik-2", label="KVIK 2", kind="KVIK")
    assert desk.kind == "quick"
    assert services.update_desk(actor=SYSTEM, desk=desk, label="KVIK B").label == "KVIK B"
    refused("label", services.update_desk, desk=desk, label="kvik 1")
    refused("slug", services.create_desk, site=site(), slug="kvik-1", label="Y", kind="quick")
    assert Desk.objects.get(slug="kvik-1").label == "KVIK 1"


def test_hours_are_set_as_a_table(heard: list) -> None:
    rows = [
        {"weekday": "mandag", "opens": "9.00", "closes": "12.00"},
        {"weekday": "mandag", "opens": time(13), "closes": "24:00"},
        {
            "weekday": 0,
            "opens": "9",
            "closes": "10",
            "season": "Jul",
            "valid_from": "01-12-2026",
            "valid_to": "31-12-2026",
        },
    ]
    rows[2]["weekday"] = "monday"
    stored = services.set_hours(actor=SYSTEM, site=site(), kind="library", rows=rows)
    assert [(row.season, row.opens.hour, row.closes.hour) for row in stored] == [
        ("", 9, 12),
        ("", 13, 0),
        ("Jul", 9, 10),
    ]
    assert OpeningHours.objects.filter(site=site(), kind="citizen_service").count() == 2
    assert services.set_hours(actor=SYSTEM, site=site(), kind="library", rows=[]) == []
    assert [facts for _site, _topic, facts in heard] == [{"kind": "hours"}] * 2
    problem = refused(
        "opens",
        services.set_hours,
        site=site(),
        kind="library",
        rows=[
            {"weekday": "fre", "opens": "9", "closes": "12"},
            {"weekday": "fre", "opens": "11", "closes": "13"},
        ],
    )
    assert problem.facts["faults"][0]["row"] == 2


def test_closed_days_come_and_go() -> None:
    period = services.save_closed_period(
        actor=SYSTEM, site=site(), first_day="01-05-2027", kind="library", reason_da="Personaledag"
    )
    assert (period.last_day, period.texts.get().reason) == (date(2027, 5, 1), "Personaledag")
    again = services.save_closed_period(
        actor=SYSTEM, site=site(), first_day="01-05-2027", kind="library", reason_da="Kursus"
    )
    assert (again.pk, again.texts.get().reason) == (period.pk, "Kursus")
    everywhere = services.save_closed_period(
        actor=SYSTEM, site=None, first_day="05-06-2027", opens="10", closes="12"
    )
    assert (everywhere.site, everywhere.opens) == (None, time(10))
    refused("last_day", services.save_closed_period, site=None, first_day="05-06-2027", last_day="04-06-2027")
    services.remove_closed_period(actor=SYSTEM, period_id=period.pk)
    assert not ClosedPeriod.objects.filter(pk=period.pk).exists()
    with pytest.raises(NotFound):
        services.remove_closed_period(actor=SYSTEM, period_id=period.pk)


def test_people_roles_and_passwords() -> None:
    new = services.create_person(
        actor=SYSTEM, username="Nils", name="Nils Ny", home_site="hovedbib", roles="generalist@hovedbib",
        password="grøn paraply i regnvejr",
    )  # fmt: skip
    assert (new.username, new.check_password("grøn paraply i regnvejr")) == ("nils", True)
    refused("username", services.create_person, username="NILS", name="En anden")
    refused("roles", services.set_roles, person=new, roles="generalist@findes-ikke")
    services.set_roles(actor=SYSTEM, person=new, roles="editor@*; generalist@raadhus")
    assert set(RoleGrant.objects.filter(person=new).values_list("role", "site__slug")) == {
        ("editor", None),
        ("generalist", "raadhus"),
    }
    for weak in ("kort", "nilsnils2026", "sommer2026!!", "passwordpassword"):
        assert (
            refused("password", services.set_password, person=new, password=weak).error_code
            == "weak-password"
        )
    services.deactivate_person(actor=SYSTEM, person=new)
    assert not person("nils").is_active
    assert "password" not in str(
        list(AuditEntry.objects.filter(action="person.created").values_list("details"))
    )
    assert AuditEntry.objects.filter(action="person.password_set", target="person:nils").count() == 1


def test_a_person_with_a_weak_password_is_not_made_at_all() -> None:
    refused("password", services.create_person, username="nils", name="Nils", password="kort")
    assert not Person.objects.filter(username="nils").exists()


def test_somebody_must_be_left_who_administrates_everything() -> None:
    assert (
        refused("roles", services.set_roles, person=person("ada"), roles="").error_code
        == "last-administrator"
    )
    refused("roles", services.deactivate_person, person=person("ada"))
    services.create_administrator(
        actor=SYSTEM, username="ole", name="Ole", password="grøn paraply i regnvejr"
    )
    services.deactivate_person(actor=SYSTEM, person=person("ada"))


def test_nobody_gets_at_a_higher_role_by_changing_its_holder() -> None:
    boss = holding("manager@hovedbib", "manager@raadhus")
    Person.objects.filter(username="ada").update(home_site=site())
    services.create_person(
        actor=SYSTEM, username="leif", name="Leif", home_site="hovedbib", roles="manager@hovedbib"
    )
    for victim in ("ada", "leif"):
        for command, more in (
            (services.set_password, {"password": "grøn paraply i regnvejr"}),
            (services.update_person, {"email": "x@y.dk"}),
            (services.deactivate_person, {}),
            (services.set_roles, {"roles": "generalist@hovedbib"}),
        ):
            with pytest.raises(NotAllowed):
                command(actor=boss, person=person(victim), **more)
    for roles in ("manager@hovedbib", "administrator@*", "generalist@*", "generalist@bus"):
        with pytest.raises(NotAllowed):
            services.set_roles(actor=boss, person=person("maja"), roles=roles)
        with pytest.raises(NotAllowed):
            services.create_person(actor=boss, username="ny", name="Ny", home_site="hovedbib", roles=roles)
    services.set_roles(actor=boss, person=person("maja"), roles="specialist@hovedbib; editor@raadhus")
    services.update_person(actor=boss, person=person("maja"), title="Specialist")


def test_a_manager_stays_at_their_own_site() -> None:
    boss = holding("manager@hovedbib")
    services.update_site(actor=boss, site=site(), phone="79727055")
    for command, more in (
        (services.update_site, {"site": site("raadhus"), "phone": "79727055"}),
        (services.create_site, {"slug": "x", "name": "X", "kind": "branch"}),
        (services.create_desk, {"site": site("raadhus"), "slug": "x", "label": "X", "kind": "quick"}),
        (services.set_hours, {"site": site("raadhus"), "kind": "library", "rows": []}),
        (services.save_closed_period, {"site": None, "first_day": "01-05-2027"}),
        (services.save_lifeline, {"code": "pas", "direct_phone": "79727055"}),
        (services.save_municipality, {"code": "0999", "name": "X"}),
        (services.save_team, {"code": "x", "name": "X"}),
        (services.update_person, {"person": person("ada"), "name": "X"}),
        (services.update_person, {"person": person("maja"), "home_site": "raadhus"}),
        (services.issue_token, {"name": "x", "role": "api", "site": site()}),
        (
            services.create_administrator,
            {"username": "x", "name": "X", "password": "grøn paraply i regnvejr"},
        ),
        (services.make_demo_people, {"usernames": ["maja"], "password": "x"}),
    ):
        for actor in (boss, ANONYMOUS, holding("generalist@hovedbib")):
            with pytest.raises(NotAllowed):
                command(actor=actor, **more)


def test_competences_and_delegations() -> None:
    maja = person("maja")
    held = services.save_competence(
        actor=SYSTEM,
        person=maja,
        scope_kind="group",
        scope_code="2",
        reach="medbetjene",
        valid_from="01-02-2026",
    )
    assert (held.reach, held.valid_from) == (2, date(2026, 2, 1))
    services.save_competence(
        actor=SYSTEM,
        person=maja,
        scope_kind="group",
        scope_code="2",
        reach="receive",
        valid_from="01-02-2026",
    )
    assert Competence.objects.get(pk=held.pk).reach == 3
    refused(
        "scope_code",
        services.save_competence,
        person=maja,
        scope_kind="group",
        scope_code="9",
        reach="guide",
        valid_from="01-02-2026",
    )
    given = services.save_delegation(
        actor=SYSTEM,
        person=maja,
        scope_kind="group",
        scope_code="1",
        decision="Byrådet, punkt 1",
        valid_from="01-02-2026",
    )
    services.remove_delegation(actor=SYSTEM, delegation_id=given.pk)
    services.remove_competence(actor=SYSTEM, competence_id=held.pk)
    assert not Delegation.objects.filter(pk=given.pk).exists()
    with pytest.raises(NotFound):
        services.remove_competence(actor=SYSTEM, competence_id=held.pk)


def test_a_manager_does_not_give_themselves_reach() -> None:
    leif = services.create_person(
        actor=SYSTEM, username="leif", name="Leif", home_site="hovedbib", roles="generalist@hovedbib"
    )
    themselves = Actor(kind="person", id=leif.pk, name="Leif", grants=frozenset({("manager", site().pk)}))
    values = {"scope_kind": "group", "scope_code": "1", "reach": "decide", "valid_from": "01-02-2026"}
    with pytest.raises(NotAllowed):
        services.save_competence(actor=themselves, person=leif, **values)
    services.save_competence(actor=themselves, person=person("maja"), **values)


def test_tokens_are_shown_once_and_end_when_revoked() -> None:
    raw = services.issue_token(actor=SYSTEM, name="Kiosk i forhallen", role="device", site=site())
    row = AccessToken.objects.get()
    assert raw.startswith("indgang_")
    assert raw not in str(row.__dict__)
    assert raw not in str(list(AuditEntry.objects.values_list("details", flat=True)))
    services.revoke_token(actor=SYSTEM, token_id=row.pk)
    assert queries.actor_of_token(raw) == ANONYMOUS
    with pytest.raises(NotFound):
        services.revoke_token(actor=SYSTEM, token_id=row.pk)
    for _ in range(2):
        services.issue_token(actor=SYSTEM, name="BI", role="api", site=None)
    assert services.revoke_tokens(actor=SYSTEM, name="BI") == 2
    assert services.revoke_tokens(actor=SYSTEM, name="BI") == 0
    refused("role", services.issue_token, name="x", role="boss", site=None)
    refused("name", services.issue_token, name=" ", role="api", site=None)
    refused("role", services.issue_token, name="x", role="manager", site=site(), person=person("maja"))


def test_lifelines_are_kept_and_tried(heard: list) -> None:
    row = services.save_lifeline(
        actor=SYSTEM,
        code="skat",
        title_da="Skat",
        direct_phone="79727030",
        hours="man-fre 9-12",
        deputy="pas",
    )
    assert (row.deputy, row.hours.count(), row.texts.get().title) == (
        Lifeline.objects.get(code="pas"),
        5,
        "Skat",
    )
    services.save_lifeline(actor=SYSTEM, code="skat", hours="man 9-12")
    assert (row.hours.count(), row.texts.get().title) == (1, "Skat")
    refused("hours", services.save_lifeline, code="skat", hours="altid")
    editor = holding("editor@hovedbib")
    tried = services.verify_lifeline(actor=editor, lifeline="skat")
    assert tried.verified_on is not None
    with pytest.raises(NotAllowed):
        services.verify_lifeline(actor=editor, lifeline="skat", phone="79727031")
    boss = Actor(kind="person", id=person("signe").pk, name="Signe", grants=frozenset({("manager", None)}))
    tried = services.verify_lifeline(actor=boss, lifeline=row.pk, phone="79727031")
    assert (tried.direct_phone, tried.verified_by) == ("79 72 70 31", person("signe"))
    with pytest.raises(NotFound):
        services.verify_lifeline(actor=boss, lifeline="findes-ikke")
    assert {facts["kind"] for _site, _topic, facts in heard} == {"lifelines"}


def test_the_demos_cast_is_marked() -> None:
    services.make_demo_people(actor=SYSTEM, usernames=["maja", "signe"], password="alle-kender-den")
    assert person("maja").is_demo
    assert person("signe").check_password("alle-kender-den")
    assert not person("ada").is_demo
    with pytest.raises(NotFound):
        services.make_demo_people(actor=SYSTEM, usernames=["maja", "nn"], password="x")
