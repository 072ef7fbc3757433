"""The demo's day, lived through the same services as people use."""

from datetime import UTC, datetime, timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.contact.models import Contact, Inquiry
from indgang.organisation.models import Person
from indgang.organisation.queries import actor_of_person, find_desk, find_person
from indgang.project.demo.living_day import LivingDay
from indgang.project.demo.plan import CAST, PASSWORD, PLAN
from indgang.queue import services as queue
from indgang.queue.models import DeskSession, Ticket
from indgang.queue.queries import wait_at
from indgang.queue.queries.pulse import desks_at_work
from tests.project.demo.conftest import MORNING

MAGION = {"magion": PLAN["magion"]}
FEW = 12


def lived(minutes: int, *, seed: int = 7) -> LivingDay:
    day = LivingDay(seed=seed, plan=MAGION)
    clock.follow(clock.Course(MORNING, MORNING + timedelta(minutes=minutes), 0.0))
    day.catch_up(clock.now())
    return day


@pytest.mark.django_db
def test_the_cast_is_thirty_in_three_teams_and_can_log_in(billund: None) -> None:
    assert Person.objects.filter(team__isnull=False).count() == 30
    for member in CAST:
        person = find_person(member["username"])
        assert person.is_demo
        assert person.check_password(PASSWORD)
        assert person.name == member["name"]


@pytest.mark.django_db
def test_the_morning_is_lived_through_services_and_leaves_honest_figures(billund: None) -> None:
    lived(60)
    assert Ticket.objects.filter(state="finished").count() >= 5
    assert Ticket.objects.filter(told_at__isnull=False).count() >= 5
    assert {session.desk.slug for session in DeskSession.objects.filter(closed_at=None)} >= set(
        PLAN["magion"].crew
    )
    assert all(session.is_simulated for session in DeskSession.objects.all())
    done = Contact.objects.filter(state="finished")
    assert done.exists()
    assert not Inquiry.objects.filter(contact__state="finished", outcome="").exists()
    # What was written down afterwards has no time of its own.
    assert all(one.active_seconds > 0 for one in done if not one.time_uncertain)


@pytest.mark.django_db
def test_a_still_day_has_open_desks_and_nobody_who_comes_or_calls(billund: None) -> None:
    queue.take_ticket(actor=SYSTEM, site=find_desk("magion-kvik-1").site, channel="kiosk")
    day = LivingDay(seed=7, still=True)
    day.step()
    day.step()
    assert {session.desk.slug for session in DeskSession.objects.filter(closed_at=None)} == {
        desk for plan in PLAN.values() for desk in plan.still
    }
    assert [ticket.state for ticket in Ticket.objects.all()] == ["waiting"]
    assert wait_at(find_desk("magion-kvik-1").site).wait is not None


@pytest.mark.django_db
def test_the_same_seed_brings_the_same_citizens(billund: None) -> None:
    first = [one for site in LivingDay(seed=7).sites for one in site.coming]
    assert first == [one for site in LivingDay(seed=7).sites for one in site.coming]
    assert first != [one for site in LivingDay(seed=8).sites for one in site.coming]


@pytest.mark.django_db
def test_a_human_takes_a_desk_over_and_gives_it_back(billund: None) -> None:
    day = lived(15)
    desk = find_desk("magion-kvik-1")
    human = actor_of_person(find_person("mette").pk)
    session = queue.open_desk(actor=human, desk=desk, take_over=True)
    assert not session.is_simulated
    before = DeskSession.objects.get(pk=session.pk).seen_at
    later = clock.now() + timedelta(minutes=2)
    clock.follow(clock.Course(later, later, 0.0))
    day.step()
    now, _ticket = desks_at_work(desk.site)[desk.pk]
    assert (now.pk, now.seen_at) == (session.pk, before)
    queue.close_desk(actor=human, desk=desk, serving="return")
    for _ in range(3):
        later += timedelta(minutes=1)
        clock.follow(clock.Course(later, later, 0.0))
        day.step()
    back, _ticket = desks_at_work(desk.site)[desk.pk]
    assert back.is_simulated


@pytest.mark.django_db
def test_after_closing_time_the_desks_are_closed(billund: None) -> None:
    day = lived(10)
    for site in day.sites:  # A handful still waits in the evening; a whole day's queue would prove no more.
        del site.coming[FEW:]
    evening = datetime(2026, 11, 18, 21, 0, tzinfo=UTC)
    for minutes in range(0, 180, 12):
        moment = evening + timedelta(minutes=minutes)
        clock.follow(clock.Course(moment, moment, 0.0))
        day.step()
        if not DeskSession.objects.filter(closed_at=None).exists():
            break
    assert not DeskSession.objects.filter(closed_at=None).exists()
    queue.close_day(actor=SYSTEM, site=find_desk("magion-kvik-1").site, day=MORNING.date())
