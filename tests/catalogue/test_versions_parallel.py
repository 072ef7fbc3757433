"""Two people, or two workers, at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import DomainError
from indgang.catalogue import services
from indgang.catalogue.models import SectionEvent, SectionVersion
from indgang.catalogue.services import NotNow, SavedMeanwhile, Wish
from tests.catalogue.sectioning import bring, draft, someone
from tests.catalogue.test_loading import load

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def loaded(transactional_db, folder):
    load(folder)


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs together; what each returned, or the refusal it got."""

    def run(job: Callable[[], object]) -> object:
        try:
            return job()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


@pytest.mark.parametrize("again", range(3))
def test_two_begin_the_same_draft_and_one_wins(again):
    people = [someone(f"redaktoer-{number}", "editor") for number in range(4)]
    answers = at_once(*(lambda one=one: draft(one, one.name) for one in people))
    won = [one for one in answers if isinstance(one, SectionVersion)]
    assert len(won) == 1
    assert all(isinstance(one, SavedMeanwhile) for one in answers if one not in won)
    assert list(SectionVersion.objects.filter(state="draft").values_list("content", flat=True)) == [
        won[0].content
    ]
    revisions = at_once(*(lambda one=one: draft(one, f"{one.name} igen", revision=1) for one in people))
    second = [one for one in revisions if isinstance(one, SectionVersion)]
    stored = SectionVersion.objects.get(state="draft")
    assert (len(second), stored.revision, stored.content) == (1, 2, second[0].content)
    assert SectionEvent.objects.filter(version=stored).count() == 2


def test_two_approve_at_once_and_it_is_published_once():
    writer, *reviewers = [someone(name, "editor") for name in ("else", "bent", "carl")]
    version = draft(writer, "Ny")
    services.submit(actor=writer, version_id=version.pk)
    answers = at_once(
        *(lambda one=one: services.approve(actor=one, version_id=version.pk) for one in reviewers)
    )
    assert sorted(type(one).__name__ for one in answers) == [NotNow.__name__, SectionVersion.__name__]
    assert SectionEvent.objects.filter(version=version, action="published").count() == 1


def test_two_workers_publish_what_is_due_once():
    writer = someone("else", "editor")
    with clock.frozen(NOON):
        for kind, content in (("bring", bring("Ny")), ("expect", {"da": {"expect": "Ti dage."}})):
            wish = Wish(reason="x", valid_from=date(2026, 12, 1))
            version = draft(writer, kind=kind, content=content, wish=wish)
            services.publish(actor=writer, version_id=version.pk)
    with clock.frozen(NOON + timedelta(days=10)):
        answers = at_once(*[lambda: services.publish_due(actor=SYSTEM)] * 4)
    assert sum(int(str(one)) for one in answers) == 2
    assert (
        SectionEvent.objects.filter(action="published", person=None)
        .exclude(version__layer="national")
        .count()
        == 2
    )


def test_saving_while_it_is_approved_loses_nothing():
    writer, reviewer = someone("else", "editor"), someone("bent", "manager")
    version = draft(writer, "Ny")
    services.submit(actor=writer, version_id=version.pk)
    answers = at_once(
        lambda: services.approve(actor=reviewer, version_id=version.pk),
        lambda: draft(writer, "Nyere", revision=1),
    )
    version.refresh_from_db()
    if isinstance(answers[0], SectionVersion):
        assert (version.state, version.content) == ("published", bring("Ny"))
        assert isinstance(answers[1], SavedMeanwhile)
    else:
        assert (version.state, version.content) == ("draft", bring("Nyere"))
