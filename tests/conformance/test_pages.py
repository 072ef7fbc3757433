"""Every address is visited as everybody: who sees it, what reaches the database, and whether the HTML is sound.

All routes are visited by GET, those that only take a POST too: they answer 405 to who may use them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from indgang.base.access import may
from tests.conformance.conftest import VISITORS, Town
from tests.conformance.html import faults_of, is_page
from tests.conformance.routes import PAGES, PUBLIC, STAFF, Route

pytestmark = pytest.mark.django_db

WRITES = re.compile(
    r"\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE)\s+\"?(\w+)|\b(pg_notify|setval)\b", re.IGNORECASE
)
# A login page may begin a session (where to go afterwards), and failed logins are counted in the cache.
MAY_BE_WRITTEN = {"django_session", "indgang_cache"}
# What leaves the house is written down in the audit log, also when a link takes it out.
NOTED = {"manage:export": "base_auditentry"} | dict.fromkeys(
    # Who opens a case looks at a citizen, and every look is logged.
    (
        "desk:case",
        "desk:case_receipt",
        "desk:case_paper",
        "backline:case",
        "backline:case_paper",
        "backline:decide",
        "backline:call",
        "desk:promised_call",
    ),
    "followup_look",
)
ABOUT_A_PLACE = {"site", "desk"}
# What a visitor of another site is told about Magion: not that it is forbidden, but that there is no such page.
FOREIGN = ("foreign generalist", "foreign manager", "foreign editor")
# Addresses that answer nobody with a page, and why.
NEVER_200 = {
    "account_logout": "logged out already in this test's browser, or asked first",
    "mfa_authenticate": "there is no half-finished login to go on with",
    "mfa_reauthenticate": "only for those with two-step login",
    "mfa_deactivate_totp": "only for those with two-step login",
    "mfa_view_recovery_codes": "only for those with two-step login",
    "mfa_generate_recovery_codes": "only for those with two-step login",
    "mfa_download_recovery_codes": "only for those with two-step login",
    "mfa_activate_totp": "asks for the password again first",
    "account_reauthenticate": "asks only when something calls for it",
    "account_signup": "closed",
    "account_email": "closed",
    "account_set_password": "closed",
    "account_reset_password": "closed",
    "account_email_verification_sent": "closed",
    "front:plan": "demo mode only",
    "front:live": "demo mode only",
    "screen:state": "drawn by a thread that does not see this transaction; tests/web/screen tries it",
    "screen:live": "drawn by a thread that does not see this transaction; tests/web/screen tries it",
}


@dataclass(frozen=True)
class Visit:
    """What a visitor got, and which tables the visit wrote to."""

    status: int
    location: str
    text: str
    headers: dict[str, str]
    writes: tuple[str, ...]

    @property
    def is_html(self) -> bool:
        return self.status == 200 and self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def asks_to_log_in(self) -> bool:
        return self.status == 302 and self.location.startswith(reverse("account_login"))


def visit(client: Client, path: str, method: str = "GET") -> Visit:
    """Ask for the page in a savepoint of its own, and note every write."""
    writes: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        for _statement, table, call in WRITES.findall(sql):
            writes.append(table or call)
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        response = client.generic(method, path)
        text = "" if response.streaming else response.content.decode("utf-8", "replace")
        transaction.set_rollback(True)
    return Visit(
        response.status_code,
        response.headers.get("Location", ""),
        text,
        dict(response.headers),
        tuple(table for table in writes if table not in MAY_BE_WRITTEN),
    )


@pytest.fixture(scope="module")
def visits(town: Town) -> Callable[[Route], dict[str, Visit]]:
    """Everybody's visit to a route; each is made once."""
    made: dict[Route, dict[str, Visit]] = {}

    def visits_of(route: Route) -> dict[str, Visit]:
        if route not in made:
            path = route.path(town.samples)
            made[route] = {visitor: visit(town.client(visitor), path) for visitor in VISITORS}
        return made[route]

    return visits_of


Visits = Callable[[Route], dict[str, Visit]]


@pytest.mark.parametrize("route", STAFF, ids=str)
def test_a_stranger_is_asked_to_log_in_and_sees_nothing(route: Route, visits: Visits, town: Town) -> None:
    assert visits(route)["anonymous"].asks_to_log_in
    assert visit(town.client("anonymous"), route.path(town.samples), "POST").asks_to_log_in


@pytest.mark.parametrize("route", STAFF, ids=str)
def test_who_lacks_the_permission_is_refused_and_who_has_it_is_not(
    route: Route, visits: Visits, town: Town
) -> None:
    about = town.cast.magion.pk if ABOUT_A_PLACE & set(route.arguments) else None
    for visitor, seen in visits(route).items():
        if visitor == "anonymous":
            continue
        assert seen.status < 500
        if not may(town.actor(visitor), route.permission, about):
            assert seen.status in {403, 404}, f"{visitor} got {seen.status}"
        elif visitor == "administrator":
            assert seen.status not in {403, 404}, f"{visitor} got {seen.status}"


@pytest.mark.parametrize("route", STAFF, ids=str)
def test_who_lacks_the_permission_cannot_post_either(route: Route, town: Town) -> None:
    about = town.cast.magion.pk if ABOUT_A_PLACE & set(route.arguments) else None
    for visitor in VISITORS[1:]:
        if not may(town.actor(visitor), route.permission, about):
            seen = visit(town.client(visitor), route.path(town.samples), "POST")
            assert (seen.status in {403, 404}, seen.writes) == (True, ()), f"{visitor} got {seen.status}"


@pytest.mark.parametrize(
    "route", [route for route in STAFF if {"site", "desk"} & set(route.arguments)], ids=str
)
def test_a_foreign_site_does_not_exist(route: Route, visits: Visits) -> None:
    assert {visitor: visits(route)[visitor].status for visitor in FOREIGN} == dict.fromkeys(FOREIGN, 404)


@pytest.mark.parametrize("route", PUBLIC, ids=str)
def test_a_public_page_answers_everybody(route: Route, visits: Visits) -> None:
    assert all(seen.status < 500 and seen.status != 403 for seen in visits(route).values())


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_somebody_gets_the_page(route: Route, visits: Visits) -> None:
    statuses = {seen.status for seen in visits(route).values() if not seen.asks_to_log_in}
    assert route.name in NEVER_200 or statuses & {200, 204, 302, 405}, f"nobody got it: {statuses}"


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_reading_writes_nothing(route: Route, visits: Visits, town: Town) -> None:
    noted = {NOTED.get(route.name)}
    assert {visitor: seen.writes for visitor, seen in visits(route).items() if set(seen.writes) - noted} == {}
    assert set(visit(town.client("administrator"), route.path(town.samples), "HEAD").writes) <= noted


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_the_html_is_sound(route: Route, visits: Visits, town: Town) -> None:
    found = [(visitor, seen) for visitor, seen in visits(route).items() if seen.is_html]
    danish = [fault for visitor, seen in found for fault in faults_of(seen.text, "da")]
    assert sorted(set(danish)) == []
    if found and not route.name.startswith("kiosk:"):
        english = visit(town.client(found[-1][0], "en"), route.path(town.samples))
        assert faults_of(english.text, "en") == []


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    "route",
    [route for route in PAGES if route.name.startswith("kiosk:") and "language" in route.arguments],
    ids=str,
)
def test_the_kiosk_speaks_the_language_of_its_address(route: Route, language: str, town: Town) -> None:
    seen = visit(town.client("generalist"), route.path({**town.samples, "language": language}))
    assert not seen.is_html or faults_of(seen.text, language) == []


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_page_says_what_it_may_load(route: Route, visits: Visits) -> None:
    for seen in visits(route).values():
        if seen.is_html and is_page(seen.text):
            policy = seen.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "unsafe" not in policy
            assert seen.headers["X-Content-Type-Options"] == "nosniff"


def test_an_address_that_does_not_exist_is_a_sound_page_for_everybody(town: Town) -> None:
    for visitor in VISITORS:
        seen = visit(town.client(visitor), "/no/such/page/")
        assert seen.status == 404
        assert faults_of(seen.text, "da") == []
