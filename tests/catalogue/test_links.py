"""Links are broken after failures on several days, and a single answer mends them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import NotAllowed
from indgang.catalogue.models import Authority, LegalReference, Link, LinkCheck, Task, TaskSource
from indgang.catalogue.ports import Probe
from indgang.catalogue.queries.links import (
    addresses_in_use,
    broken_count,
    broken_link,
    broken_links_of,
    checks_of,
    link_lines,
)
from indgang.catalogue.services import set_rules
from indgang.catalogue.services.links import LinkReport, check_links
from tests.cast import Cast

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BAD, GOOD = "https://selv.example/pas", "https://lov.example/pas"


class Scripted:
    """A prober that answers what it was told to."""

    def __init__(self, failing: Iterable[str] = (), probe: Probe | None = None) -> None:
        self.failing = set(failing)
        self.probe = probe or Probe(False, 404, "", 5)

    def probe_all(self, urls: Iterable[str]) -> Iterator[tuple[str, Probe]]:
        for url in urls:
            yield url, self.probe if url in self.failing else Probe(True, 200, "", 5)


@pytest.fixture
def task(cast: Cast) -> Task:
    Task.objects.update(self_service="")
    for model in (LegalReference, TaskSource):
        model.objects.all().delete()
    Authority.objects.update(url="")
    task = Task.objects.get(code="pas-voksen")
    Task.objects.filter(pk=task.pk).update(self_service=BAD)
    LegalReference.objects.create(task=task, order=1, title="Pasloven", url=GOOD)
    task.refresh_from_db()
    return task


def night(number: int, *failing: str, probe: Probe | None = None) -> LinkReport:
    with clock.frozen(START + timedelta(days=number)):
        return check_links(actor=SYSTEM, prober=Scripted(failing, probe))


def state(url: str = BAD) -> tuple[str, int]:
    return Link.objects.values_list("state", "failures").get(url=url)


def test_a_link_is_broken_only_after_failures_on_several_days(task: Task) -> None:
    assert night(0, BAD).failing == [BAD]
    assert state() == ("failing", 1)
    assert broken_link(BAD) is None
    assert night(1, BAD).broken == []
    assert night(2, BAD).broken == [BAD]
    assert (state(), state(GOOD)) == (("broken", 3), ("working", 0))
    (broken,) = broken_links_of(task)
    assert (broken.url, broken.failures, broken.since) == (BAD, 3, START)
    assert broken_count() == 1
    assert night(3, BAD).broken == [BAD]
    assert Link.objects.get(url=BAD).broken_since == START + timedelta(days=2)


def test_trying_again_at_once_counts_once_a_day(task: Task) -> None:
    for _time in range(5):
        night(0, BAD)
    assert state() == ("failing", 1)
    assert LinkCheck.objects.filter(link__url=BAD).count() == 5


def test_one_answer_mends_it(task: Task) -> None:
    for number in range(4):
        night(number, BAD)
    assert night(4).mended == [BAD]
    assert (state(), broken_links_of(task), broken_count()) == (("working", 0), [], 0)
    night(5, BAD)
    assert state() == ("failing", 1)
    assert [check.is_ok for check in checks_of(Link.objects.get(url=BAD).pk)] == [False, True] + [False] * 4


def test_the_municipality_decides_how_often_is_enough(task: Task) -> None:
    set_rules(actor=SYSTEM, link_failures=1)
    assert night(0, BAD).broken == [BAD]


def test_where_nothing_answers_at_all_nothing_is_held_against_anyone(task: Task) -> None:
    urls = [f"https://lov.example/{number}" for number in range(6)]
    for order, url in enumerate(urls, start=2):
        LegalReference.objects.create(task=task, order=order, title=url, url=url)
    report = night(0, BAD, GOOD, *urls, probe=Probe(False, None, "no-connection", 1))
    assert (report.offline, report.failing, LinkCheck.objects.count()) == (True, [], 0)
    report = night(1, BAD, GOOD, *urls)
    assert (report.offline, len(report.failing)) == (False, 8)


def test_every_kind_of_address_is_collected_with_its_places(task: Task) -> None:
    TaskSource.objects.create(task=task, order=1, kind="page", title="Side", url="https://side.example/")
    TaskSource.objects.create(task=task, order=2, kind="page", title="Ikke", url="mailto:x@y.example")
    Authority.objects.create(code="politiet-x", url=GOOD)
    retired = Task.objects.get(code="pas-barn")
    Task.objects.filter(pk=retired.pk).update(self_service="https://gammel.example/", is_active=False)
    assert addresses_in_use() == {BAD, GOOD, "https://side.example/"}
    night(0, BAD)
    lines = {line.url: line for line in link_lines()}
    assert link_lines()[0].url == BAD
    assert {(place.kind, place.code) for place in lines[GOOD].places} == {
        ("law", "pas-voksen"),
        ("authority", "politiet-x"),
    }
    assert [line.url for line in link_lines("failing")] == [BAD]


def test_checks_of_more_than_a_year_ago_are_forgotten(task: Task) -> None:
    night(0, BAD)
    Task.objects.filter(pk=task.pk).update(self_service="")
    night(200)
    assert Link.objects.filter(url=BAD).exists()
    night(366)
    assert not Link.objects.filter(url=BAD).exists()
    assert LinkCheck.objects.filter(link__url=GOOD).count() == 2


def test_only_editors_check(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        check_links(actor=cast.actor("maja"), prober=Scripted())
