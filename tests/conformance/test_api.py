"""Every operation of the API that reads: who may, what a foreign site looks like, and that reading writes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from indgang.base import clock
from indgang.base.access import SYSTEM, may
from indgang.booking import services as booking
from indgang.booking.errands import Wanted
from indgang.booking.queries import free_slots
from indgang.core.day import danish_date
from indgang.organisation.models import Person
from indgang.organisation.queries import actor_of_token
from indgang.organisation.services import issue_token
from indgang.web.api.urls import api
from tests.conformance.conftest import Town
from tests.conformance.test_pages import visit

pytestmark = pytest.mark.django_db

# A citizen's matter is shown to the people who sent and receive it, never to a machine of the site.
OF_A_PERSON = {"/follow-ups/{code}", "/follow-ups/{code}/states"}
ABOUT_A_PLACE = ("{site}", "{desk}", "{int:ticket_id}", "{int:contact_id}", "/appointments/")


def _reads() -> Iterator[tuple[str, str]]:
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if "GET" in operation.methods:
                    yield path, vars(operation.view_func)["permission"]


READS = list(_reads())


def _path(pattern: str, town: Town) -> str:
    samples = {
        **town.samples,
        "ticket_id": town.samples["ticket"],
        "kind": "series",
        "lifeline": "folkeregister",
        "unit": "folkeregister",
    }
    if pattern.startswith("/follow-ups/"):
        samples["code"] = town.samples["backline:call code"]
    if pattern.startswith("/appointments/"):
        samples["code"] = _code_of_an_appointment(town)
    for name in (
        "site",
        "desk",
        "ticket_id",
        "contact_id",
        "code",
        "kind",
        "play_version",
        "lifeline",
        "unit",
    ):
        for spelling in (f"{{{name}}}", f"{{int:{name}}}", f"{{slug:{name}}}"):
            pattern = pattern.replace(spelling, str(samples[name]))
    assert "{" not in pattern, f"no sample for {pattern}"
    query: dict[str, Any] = {}
    if pattern.endswith("/slots"):
        today = danish_date(clock.now())
        query = {"task": "pas-voksen", "from": today, "to": today + timedelta(days=2)}
    if pattern.endswith("/slots/why"):
        query = {"task": "pas-voksen", "start": clock.now().isoformat()}
    if pattern.endswith("/tasks"):
        query = {"q": "pas"}
    return f"/api/v1{pattern}?{urlencode(query)}"


def _code_of_an_appointment(town: Town) -> str:
    site, wanted, today = town.cast.magion, [Wanted("pas-voksen")], danish_date(clock.now())
    free = free_slots(site=site, tasks=wanted, from_=today, to=today + timedelta(days=7))
    return booking.book(actor=SYSTEM, site=site, tasks=wanted, start=free[0].start).code


def _client(role: str, site: Any, person: Person | None = None) -> tuple[Client, str]:
    token = issue_token(actor=SYSTEM, name=f"conformance {role}", role=role, site=site, person=person)
    return Client(headers={"authorization": f"Bearer {token}"}), token


@pytest.mark.parametrize(("pattern", "permission"), READS)
def test_a_stranger_learns_nothing(pattern: str, permission: str, town: Town) -> None:
    seen = visit(Client(), _path(pattern, town))
    assert (seen.status, seen.headers["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize("role", ["api", "device", "manager", "administrator"])
@pytest.mark.parametrize(("pattern", "permission"), READS)
def test_a_token_reads_what_its_role_may_and_writes_nothing(
    pattern: str, permission: str, role: str, town: Town
) -> None:
    own = town.cast.maja if role == "api" and pattern in OF_A_PERSON else None
    client, token = _client(role, None, own)
    seen = visit(client, _path(pattern, town))
    if may(actor_of_token(token), permission):
        # Taking people or settings out of the house is noted; see test_pages.
        assert set(seen.writes) <= ({"base_auditentry"} if "/exports/" in pattern else set())
        assert seen.status == 200 or (seen.status == 403 and "/exports/" in pattern), seen.text
    else:
        assert (seen.status, seen.writes) == (403, ()), seen.text


@pytest.mark.parametrize(
    ("pattern", "permission"), [one for one in READS if any(part in one[0] for part in ABOUT_A_PLACE)]
)
def test_a_token_of_another_site_finds_nothing(pattern: str, permission: str, town: Town) -> None:
    client, _token = _client("api", town.cast.town_hall)
    assert visit(client, _path(pattern, town)).status == 404


@pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
def test_an_export_has_the_format_that_was_asked_for(wanted: str, town: Town) -> None:
    client, _token = _client("administrator", None)
    seen = visit(client, f"/api/v1/exports/teams?format={wanted}")
    assert seen.headers["Content-Disposition"].endswith(f'.{wanted}"')
