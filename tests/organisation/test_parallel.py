"""Two at once: nothing is there twice, nobody sees a deadlock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection

from indgang.base.access import SYSTEM
from indgang.base.errors import DomainError, Invalid
from indgang.base.transfer import ImportReport, Source, run_import
from indgang.organisation import services
from indgang.organisation.models import Municipality, OpeningHours, Person, Site
from tests.organisation.conftest import write_folder

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """What the jobs give, or the error they raise, when they all start together."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return job()
        except (DomainError, DatabaseError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_the_same_municipality_imported_four_times_at_once_is_there_once(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "x")
    reports: list[ImportReport] = at_once(*[lambda: run_import("organisation", folder, actor=SYSTEM)] * 4)
    assert all(isinstance(report, ImportReport) for report in reports), reports
    assert sorted((report.created, report.unchanged) for report in reports) == [(0, 25)] * 3 + [(25, 0)]
    assert Site.objects.count() == 3
    assert OpeningHours.objects.count() == 7


def test_imports_in_opposite_order_and_pages_do_not_stop_each_other(tmp_path: Path) -> None:
    run_import("organisation", write_folder(tmp_path / "x"), actor=SYSTEM)
    rows = [f"person{number};Person {number}" for number in range(60)]
    forwards = Source("a.csv", ("username;name\n" + "\n".join(rows)).encode())
    backwards = Source(
        "b.csv", ("username;name\n" + "\n".join(row + " B" for row in reversed(rows))).encode()
    )
    maja = Person.objects.get(username="maja")
    site = Site.objects.get(slug="hovedbib")

    def page() -> None:
        for number in range(10):
            services.update_person(actor=SYSTEM, person=maja, title=f"Titel {number}")
            services.update_site(actor=SYSTEM, site=site, phone=f"7972710{number}")

    results = at_once(
        lambda: run_import("people", forwards, actor=SYSTEM),
        lambda: run_import("people", backwards, actor=SYSTEM),
        page,
        page,
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert Person.objects.filter(username__startswith="person").count() == 60


def test_the_same_new_site_from_several_pages_is_made_once() -> None:
    Municipality.objects.create(code="0999", name="Prøvelund Kommune")
    results = at_once(*[lambda: services.create_site(actor=SYSTEM, slug="ny", name="Ny", kind="branch")] * 5)
    assert sorted(type(result).__name__ for result in results) == ["Invalid"] * 4 + ["Site"]
    assert {result.error_code for result in results if isinstance(result, Invalid)} == {"taken"}


def test_overlapping_hours_cannot_be_set_from_two_pages(tmp_path: Path) -> None:
    run_import("organisation", write_folder(tmp_path / "x"), actor=SYSTEM)
    site = Site.objects.get(slug="hovedbib")

    def hours(opens: str, closes: str) -> Callable[[], Any]:
        row = {"weekday": "onsdag", "opens": opens, "closes": closes}
        return lambda: services.set_hours(actor=SYSTEM, site=site, kind="library", rows=[row])

    results = at_once(hours("9", "15"), hours("10", "16"), hours("11", "17"))
    assert not [result for result in results if isinstance(result, Exception)]
    assert OpeningHours.objects.filter(site=site, kind="library").count() == 1


def test_two_administrators_cannot_remove_each_other_at_once() -> None:
    for name in ("ada", "ole"):
        services.create_person(actor=SYSTEM, username=name, name=name.title(), roles="administrator@*")
    people = list(Person.objects.all())
    results = at_once(
        *[lambda one=one: services.set_roles(actor=SYSTEM, person=one, roles="") for one in people]
    )
    assert sorted(type(result).__name__ for result in results) == ["Invalid", "Person"]
