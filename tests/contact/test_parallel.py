"""Several windows and several people at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db import connection
from django.db.models import Count

from indgang.base.errors import DomainError
from indgang.contact import queries, services
from indgang.contact.models import Contact, ContactEvent, Segment
from indgang.queue import services as queue
from indgang.queue.models import Ticket
from tests.cast import Cast, build
from tests.contact.test_lifecycle import called, with_ticket

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build(tasks=("pas-voksen", "mitid-nyt"))


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


def check_time() -> None:
    """Nobody is in two contacts at once, and everything sums."""
    for officer_id in Segment.objects.values_list("officer_id", flat=True).distinct():
        periods = sorted(
            (row.period.lower, row.period.upper or datetime.max.replace(tzinfo=row.period.lower.tzinfo))
            for row in Segment.objects.filter(officer=officer_id)
        )
        assert all(first[1] <= then[0] for first, then in pairwise(periods))
    active = Contact.objects.filter(state="active").values("officer").annotate(n=Count("pk"))
    assert all(row["n"] == 1 for row in active)
    for contact in Contact.objects.filter(state="finished"):
        assert contact.active_seconds == sum(contact.inquiries.values_list("active_seconds", flat=True))
        assert timedelta(seconds=contact.active_seconds) == sum(
            (row.period.upper - row.period.lower for row in contact.segments.all()), timedelta()
        )


def test_eight_windows_of_one_officer(cast):
    maja = cast.actor("maja")

    def window(seed: int) -> None:
        chance = Random(seed)
        for turn in range(12):
            mine = [view.id for view in queries.open_contacts_of(maja.id)]
            verb = chance.choice(["begin", "pause", "park", "resume", "add", "finish"])
            try:
                if verb == "begin" or not mine:
                    services.begin(actor=maja, site=cast.magion, channel="phone", key=f"{seed}-{turn}")
                    continue
                facts = {"actor": maja, "contact_id": chance.choice(mine)}
                if verb == "add":
                    services.add_inquiry(**facts, task_code="mitid-nyt")
                elif verb == "finish":
                    services.set_task(**facts, position=1, task_code="pas-voksen")
                    services.finish(**facts, outcome="co_service")
                else:
                    getattr(services, verb)(**facts)
            except DomainError:
                continue

    assert at_once(*[lambda seed=seed: window(seed) for seed in range(8)]) == [None] * 8
    check_time()
    assert Contact.objects.exists()


def test_finishing_from_six_windows_counts_once(cast):
    maja = cast.actor("maja")
    ticket = called(cast, maja, cast.kvik1)
    contact = with_ticket(cast, maja, cast.kvik1, ticket)
    results = at_once(
        *[
            lambda: services.finish(
                actor=maja, contact_id=contact.id, outcome="co_service", finish_ticket=True
            )
        ]
        * 6
    )
    assert {(view.state, view.active_seconds, view.finished_at) for view in results} == {
        ("finished", results[0].active_seconds, results[0].finished_at)
    }
    assert ContactEvent.objects.filter(kind="finished").count() == 1
    assert Ticket.objects.get().events.filter(kind="finished").count() == 1


def test_a_referral_from_six_windows_draws_one_number(cast):
    maja = cast.actor("maja")
    contact = services.begin(actor=maja, site=cast.magion, channel="walk_in")
    services.set_task(actor=maja, contact_id=contact.id, position=1, task_code="pas-voksen")
    fields = {1: {"outcome": "referred", "letter": "S"}}
    at_once(*[lambda: services.finish(actor=maja, contact_id=contact.id, outcomes=fields)] * 6)
    assert Ticket.objects.count() == 1


def test_a_number_begun_in_six_windows_is_one_contact(cast):
    maja = cast.actor("maja")
    ticket = called(cast, maja, cast.kvik1)
    results = at_once(*[lambda: with_ticket(cast, maja, cast.kvik1, ticket)] * 6)
    assert len({view.id for view in results}) == 1
    assert Contact.objects.count() == 1


def test_two_officers_who_take_each_others_contacts_do_not_stop_each_other(cast):
    people = [cast.actor("maja"), cast.actor("bo")]
    ids = []
    for actor in people:
        contact = services.begin(actor=actor, site=cast.magion, channel="phone")
        services.park(actor=actor, contact_id=contact.id)
        ids.append(contact.id)
    jobs = [
        lambda actor=actor, contact_id=contact_id: services.adopt(actor=actor, contact_id=contact_id)
        for _turn in range(3)
        for actor in people
        for contact_id in ids
    ]
    results = at_once(*jobs)
    assert all(isinstance(result, DomainError) or result.id in ids for result in results)
    check_time()


def test_autosave_of_two_windows_loses_nothing_silently(cast):
    maja = cast.actor("maja")
    contact = services.begin(actor=maja, site=cast.magion, channel="phone")

    def save(text: str):
        return services.save_draft(actor=maja, contact_id=contact.id, position=1, version=1, note=text)

    results = at_once(*[lambda text=text: save(text) for text in ("et", "to", "tre", "fire")])
    kept = [result for result in results if not isinstance(result, DomainError)]
    assert len(kept) == 1
    assert queries.contact_view(contact.id).inquiries[0].note == kept[0].inquiries[0].note
    refused = [result for result in results if isinstance(result, DomainError)]
    assert {error.error_code for error in refused} == {"draft-changed"}


def test_sweeping_on_three_servers_closes_once(cast):
    maja = cast.actor("maja")
    contact = services.begin(actor=maja, site=cast.magion, channel="phone")
    Contact.objects.update(
        touched_at=datetime.fromisoformat("2026-01-01T12:00Z"),
        changed_at=datetime.fromisoformat("2026-01-01T12:00Z"),
    )
    Segment.objects.all().delete()
    Contact.objects.update(state="parked")
    at_once(services.sweep, services.sweep, services.sweep)
    assert queries.contact_view(contact.id).state == "finished"
    assert ContactEvent.objects.filter(kind="closed_by_system").count() == 1


def test_finishing_while_the_desk_is_taken_over_has_one_winner(cast):
    maja, bo = cast.actor("maja"), cast.actor("bo")
    ticket = called(cast, maja, cast.kvik1)
    contact = with_ticket(cast, maja, cast.kvik1, ticket)
    leif = cast.actor("leif")
    queue.close_desk(actor=leif, desk=cast.kvik1, serving="hold")
    services.park(actor=maja, contact_id=contact.id)
    at_once(
        lambda: services.finish(actor=maja, contact_id=contact.id, outcomes={1: {"outcome": "co_service"}}),
        lambda: services.adopt(actor=bo, contact_id=contact.id),
    )
    view = queries.contact_view(contact.id)
    assert (view.state, view.officer_id) in {("finished", maja.id), ("active", bo.id)}
    check_time()
