"""What is kept of free times is what would be found anew: after every change, by whomever, and as the clock runs."""

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from threading import Event, Lock, Thread
from time import sleep
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import DomainError
from indgang.base.kept import Kept
from indgang.booking import queries, revision, services
from indgang.booking.errands import Wanted
from indgang.booking.models import BusyTime, CalendarLink, Resource
from indgang.booking.queries.answers import Question, answer, answers, asked
from indgang.booking.services import Contact
from indgang.booking.services.setup import Hours
from indgang.catalogue.models import Task
from indgang.organisation.models import ClosedPeriod, Competence, OpeningHours, Person
from tests.cast import Cast, build
from tests.contact.conftest import Time

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
TASK, OTHER = "pas-voksen", "boligstoette"
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 26)
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STARTS = [TEN + timedelta(minutes=15 * quarter) for quarter in range(6)]
QUESTIONS = [(task, public) for task in (TASK, OTHER) for public in (True, False)]


@pytest.fixture
def world(transactional_db: None, time: Time) -> Cast:
    """Two desks, one with buffers, a specialist with hours of her own, and a room for one task."""
    answers.clear()
    cast = build(tasks=(TASK, OTHER))
    services.set_rules(
        actor=SYSTEM, municipality=cast.municipality, site=cast.magion,
        lead_minutes=40, hold_minutes=3, most_open=30_000, horizon_days=2,
    )  # fmt: skip
    services.save_resource(actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.service1)
    services.save_resource(
        actor=SYSTEM, site=cast.magion, kind="desk", desk=cast.kvik1, after_minutes=5, grid_minutes=20
    )
    signe = services.save_resource(actor=SYSTEM, site=cast.magion, kind="person", person=cast.signe)
    hours = [Hours(weekday, hour(10), hour(13)) for weekday in range(4)]
    services.set_hours(actor=SYSTEM, resource=signe, hours=hours)
    return cast


def hour(number: int) -> time:
    return time(number)


def kept(cast: Cast, task: str, *, public: bool) -> Any:
    """The free times as they are given."""
    question = asked(cast.magion, [Wanted(task)], FIRST, LAST, public=public)
    return facts(lambda: answer(cast.magion, question).times)


def anew(cast: Cast, task: str, *, public: bool) -> Any:
    """The same found anew: inside a transaction nothing is kept."""
    with transaction.atomic():
        return kept(cast, task, public=public)


def facts(find: Callable[[], Any]) -> Any:
    try:
        return find()
    except DomainError as error:
        return error.error_code


class Programme:
    """Whatever changes what is free, at random."""

    def __init__(self, cast: Cast, clock: Time, seed: int) -> None:
        self.cast, self.clock, self.luck = cast, clock, random.Random(seed)
        self.site, self.codes, self.held = cast.magion, list[str](), list[str]()

    def step(self) -> str:
        name = self.luck.choice([name for name in dir(self) if name.startswith("do_")])
        facts(getattr(self, name))
        return name

    def wish(self) -> dict[str, Any]:
        task = self.luck.choice((TASK, OTHER))
        return {"site": self.site, "tasks": [Wanted(task)], "start": self.luck.choice(STARTS)}

    def resource(self) -> Resource:
        return self.luck.choice(list(Resource.objects.order_by("pk")))

    def do_book(self) -> None:
        self.codes.append(services.book(actor=SYSTEM, **self.wish()).code)

    do_book_again = do_book_more = do_book

    def do_hold(self) -> None:
        self.held.append(services.hold(actor=ANONYMOUS, **self.wish()).code)

    do_hold_again = do_hold

    def do_confirm(self) -> None:
        contact = Contact("Ida Holm", f"ida{self.luck.randrange(10**9)}@example.dk")
        if self.held:
            services.confirm(actor=ANONYMOUS, code=self.held.pop(), contact=contact)

    def do_release(self) -> None:
        if self.held:
            services.release(actor=ANONYMOUS, code=self.held.pop())

    def do_cancel(self) -> None:
        if self.codes:
            services.cancel(code=self.codes.pop(self.luck.randrange(len(self.codes))))

    def do_change(self) -> None:
        if self.codes:
            services.change(code=self.luck.choice(self.codes), start=self.luck.choice(STARTS), site=self.site)

    def do_wait(self) -> None:
        self.clock.move(seconds=self.luck.choice((1, 50, 60, 150, 180, 181, 600, 7200)))

    do_wait_again = do_wait_more = do_wait

    def do_block(self) -> None:
        start = self.luck.choice(STARTS)
        resource = self.luck.choice((None, self.resource()))
        (row,) = services.block(
            actor=SYSTEM, site=self.site, start=start, end=start + timedelta(minutes=30), resource=resource
        )
        if self.luck.random() < 0.5:
            services.unblock(actor=SYSTEM, site=self.site, blocked_id=row.pk)

    def do_rearrange(self) -> None:
        row = self.resource()
        services.save_resource(
            actor=SYSTEM, site=self.site, kind=row.kind, resource=row, desk=row.desk, person=row.person,
            is_active=self.luck.random() < 0.8, places=self.luck.choice((1, 2)),
            before_minutes=self.luck.choice((0, 5)), topics=[],
        )  # fmt: skip

    def do_own_hours(self) -> None:
        opens = self.luck.choice((10, 11))
        lines = [Hours(weekday, hour(opens), hour(14)) for weekday in range(4)]
        services.set_hours(
            actor=SYSTEM, resource=self.resource(), hours=lines if self.luck.random() < 0.5 else []
        )

    def do_rules(self) -> None:
        services.set_rules(
            actor=SYSTEM, municipality=self.cast.municipality, site=self.site,
            lead_minutes=self.luck.choice((0, 40, 600)), grid_minutes=self.luck.choice((15, 30)),
        )  # fmt: skip

    def do_task_rule(self) -> None:
        task = Task.objects.get(code=TASK)
        chosen = {"minutes": self.luck.choice((15, 20, 45))}
        services.set_task_rule(
            actor=SYSTEM, municipality=self.cast.municipality, task_id=task.pk, facts=chosen
        )

    # What follows goes past the services, as a file, a sweep or somebody at the database may.

    def do_task_minutes(self) -> None:
        Task.objects.filter(code=OTHER).update(standard_minutes=self.luck.choice((10, 25, 40)))

    def do_opening_hours(self) -> None:
        OpeningHours.objects.filter(site=self.site).update(closes=hour(self.luck.choice((14, 15, 17))))

    def do_close(self) -> None:
        ClosedPeriod.objects.all().delete()
        if self.luck.random() < 0.5:
            ClosedPeriod.objects.create(municipality=self.cast.municipality, first_day=LAST, last_day=LAST)

    def do_competence(self) -> None:
        day = self.luck.choice((date(2026, 11, 1), None))
        Competence.objects.filter(person=self.cast.signe).update(lapses_on=day)

    def do_deactivate(self) -> None:
        Person.objects.filter(pk=self.cast.signe.pk).update(is_active=self.luck.random() < 0.7)

    def do_busy(self) -> None:
        row = self.resource()
        link, _made = CalendarLink.objects.get_or_create(
            resource=row, defaults={"kind": "demo", "made_at": TEN, "address": "", "reads": True}
        )
        BusyTime.objects.filter(link=link).delete()
        start = self.luck.choice(STARTS)
        BusyTime.objects.create(link=link, entry="x", period=(start, start + timedelta(hours=1)))


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_is_what_is_found_anew(world: Cast, time: Time, seed: int) -> None:
    programme = Programme(world, time, seed)
    given_again = 0
    done: list[str] = []
    for _step in range(60):
        done.append(programme.step())
        for task, public in QUESTIONS:
            question = asked(world.magion, [Wanted(task)], FIRST, LAST, public=public)
            before = answers.get(question)
            assert kept(world, task, public=public) == anew(world, task, public=public), done[-5:]
            given_again += before is not None and answers.get(question) is before
    # Many questions were about something that had not changed, so this was about what is kept.
    assert given_again > 30


def test_it_is_the_same_while_others_write(world: Cast, time: Time) -> None:
    """Three write and three ask all the time; now and then the writers are held, and what is kept is compared."""
    over, differing = Event(), list[Any]()
    writing = [Lock() for _writer in range(3)]

    def write(seed: int) -> None:
        programme = Programme(world, time, seed)
        mine = ("do_book", "do_hold", "do_confirm", "do_release", "do_cancel", "do_change", "do_block",
                "do_own_hours", "do_rules", "do_task_minutes", "do_busy")  # fmt: skip
        while not over.is_set():
            with writing[seed]:
                facts(getattr(programme, programme.luck.choice(mine)))
            sleep(0.002)  # A lock is not fair: whoever compares gets it now.
        connection.close()

    def ask(turn: int) -> None:
        while not over.is_set():
            task, public = QUESTIONS[turn % len(QUESTIONS)]
            kept(world, task, public=public)
            turn += 1
        connection.close()

    threads = [Thread(target=act, args=(number,)) for act in (write, ask) for number in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(40):
        with writing[0], writing[1], writing[2]:
            task, public = QUESTIONS[turn % len(QUESTIONS)]
            given, found = kept(world, task, public=public), anew(world, task, public=public)
        if given != found:
            differing.append((task, public, given, found))
        sleep(0.02)
    over.set()
    for thread in threads:
        thread.join()
    assert differing == []


def test_the_same_question_asks_the_database_once(world: Cast, django_assert_num_queries: Any) -> None:
    kept(world, TASK, public=True)
    with django_assert_num_queries(1):
        kept(world, TASK, public=True)


def test_other_days_of_the_same_weeks_are_cut_out_of_what_is_kept(
    world: Cast, django_assert_num_queries: Any
) -> None:
    kept(world, TASK, public=False)
    with django_assert_num_queries(1):
        question = asked(world.magion, [Wanted(TASK)], LAST, LAST + timedelta(days=20), public=False)
        assert answer(world.magion, question).times


def test_any_days_are_cut_out_as_they_would_be_found(world: Cast, time: Time) -> None:
    """Over both changes of the clock, from before today to beyond the horizon."""
    services.set_rules(
        actor=SYSTEM, municipality=world.municipality, site=world.magion, horizon_days=150, staff_horizon_days=150
    )  # fmt: skip
    luck, found = random.Random(5), 0
    for _question in range(40):
        first = FIRST + timedelta(days=luck.randrange(-40, 160))
        last = first + timedelta(days=luck.choice((0, 1, 6, 13, 30, 61)))
        question = asked(world.magion, [Wanted(TASK)], first, last, public=luck.random() < 0.5)
        cut = answer(world.magion, question).times
        with transaction.atomic():
            assert cut == answer(world.magion, question).times, question
        found += len(cut)
        time.move(seconds=luck.choice((0, 0, 900, 40_000)))
    assert found > 1000


@given(st.integers(-400, 400), st.integers(0, 61), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_a_wider_question_holds_all_days_that_are_not_over(at: int, more: int, today: date) -> None:
    first = today + timedelta(days=at)
    narrow = Question(1, (), (), first, first + timedelta(days=more), public=True)
    wide = narrow.widened(today)
    assert today <= wide.first <= max(narrow.first, today)
    assert narrow.last <= wide.last
    assert (wide.last - wide.first).days + 1 <= more + 2 * 32
    assert wide.widened(today) == wide
    assert wide._replace(first=first, last=narrow.last) == narrow


def test_a_hold_is_over_at_its_moment(world: Cast, time: Time) -> None:
    for _desk in range(3):
        facts(lambda: services.hold(actor=ANONYMOUS, site=world.magion, tasks=[Wanted(TASK)], start=TEN))
    assert TEN not in [one.start for one in kept(world, TASK, public=True)]
    time.move(minutes=3)
    free = kept(world, TASK, public=True)
    assert TEN in [one.start for one in free]
    assert free == anew(world, TASK, public=True)


def test_nothing_that_was_not_committed_is_kept(world: Cast) -> None:
    free = kept(world, TASK, public=False)
    with transaction.atomic():
        services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + timedelta(hours=1))
        assert kept(world, TASK, public=False) != free
        transaction.set_rollback(True)
    assert kept(world, TASK, public=False) == free


def test_everything_that_is_read_has_a_revision(world: Cast) -> None:
    """Whoever lets free times depend on another table gives it a trigger, see migration 0009."""
    tables = {model._meta.db_table for model in apps.get_models()}
    read: set[str] = set()

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        read.update(set(re.findall(r"\w+", sql)) & tables)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch), transaction.atomic():
        kept(world, TASK, public=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE proname IN ('booking_revise', 'booking_taken_changed', 'catalogue_revise')"
        )
        watched = {row[0] for row in cursor.fetchall()}
    own = {"booking_bookingrevision", "booking_takenrevision", "catalogue_cataloguerevision"}
    of_names_only = {"organisation_closedperiodtext"}
    assert read - watched - own - of_names_only == set()


def test_a_revision_comes_with_the_commit(world: Cast) -> None:
    before = revision.current()
    with transaction.atomic():
        Resource.objects.earliest("pk").save()
        assert revision.current() is None
    assert before is not None
    assert revision.current() not in {before, None}


def test_what_does_not_concern_free_times_changes_no_revision(world: Cast) -> None:
    before = revision.current()
    world.maja.last_login = TEN
    world.maja.save(update_fields=["last_login"])
    queries.bookable_tasks()
    assert revision.current() == before


def test_the_longest_unasked_goes_first() -> None:
    shelf: Kept[str, int] = Kept(2)
    shelf.put("a", 1)
    shelf.put("b", 2)
    assert shelf.get("a") == 1
    shelf.put("c", 3)
    assert (shelf.get("a"), shelf.get("b"), shelf.get("c")) == (1, None, 3)
