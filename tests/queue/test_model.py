"""All verbs in any order against a slow, obvious model of the queue."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indgang.base import clock
from indgang.base.errors import DomainError
from indgang.queue import queries, services
from indgang.queue.models import DeskSession, Ticket
from tests.queue.chains import illegal_steps
from tests.queue.conftest import NOON
from tests.queue.paper import Board, Paper
from tests.queue.world import World, build_world

DESKS = ["kvik-1", "kvik-2", "service-1"]
OFFICERS = ["anna", "bent", "carla", "dorte"]
HOLD = timedelta(minutes=15)
# What can be done, and the states that some ticket must be in for it to make sense.
VERBS: dict[str, set[str]] = {
    "time_passes": set(),
    "arrive": set(),
    "sit_down": set(),
    "close": set(),
    "pause_or_resume": set(),
    "call_next": {"waiting"},
    "call_chosen": {"waiting", "held", "no_show"},
    "call_again": {"called", "held", "no_show"},
    "start": {"called"},
    "finish": {"called", "serving", "held"},
    "hold": {"called", "serving"},
    "no_show": {"called"},
    "transfer": {"called", "serving", "held"},
    "send_back": {"called", "serving", "held"},
    "delay": {"waiting"},
    "leave": {"waiting", "called", "held"},
}
WEIGHTS = {
    "arrive": 4,
    "call_next": 8,
    "start": 6,
    "finish": 4,
    "sit_down": 1,
    "close": 1,
    "pause_or_resume": 0.7,
    "delay": 1,
    "leave": 0.5,
}
TASKS = ["pas-voksen", "laan", "pension", None]


class Walk:
    """Does the same on paper and in the database, one random verb after the other, and compares after each.

    All of a walk follows from its seed, so hypothesis shrinks a failure to the shortest walk that shows it.
    Drawing every choice by itself would let hypothesis shrink further, but its small examples hardly ever
    serve anybody.
    """

    def __init__(self, world: World, seed: int) -> None:
        self.random = Random(seed)
        self.world = world
        self.board = Board()
        self.set_clock(NOON)
        for _ in range(3):
            self.arrive()
        self.open("kvik-1", "anna", False)
        self.open("service-1", "bent", False)

    def set_clock(self, moment: datetime) -> None:
        self.now = moment
        clock.follow(clock.Course(real=moment, shown=moment, speed=0.0))

    def step(self) -> None:
        """One verb that makes sense for somebody."""
        states = {one.state for one in self.board.tickets.values()}
        fitting = [verb for verb, needed in VERBS.items() if not needed or needed & states]
        weights = [WEIGHTS.get(verb, 2) for verb in fitting]
        (verb,) = self.random.choices(fitting, weights)
        getattr(self, verb)()
        self.compare()

    def pick(self, *states: str) -> Paper:
        """A ticket; three times in four one in these states, if there is any."""
        everyone = sorted(self.board.tickets)
        fitting = [pk for pk in everyone if self.board.tickets[pk].state in states]
        wants_fitting = self.random.random() < 0.75
        return self.board.tickets[self.random.choice(fitting if fitting and wants_fitting else everyone)]

    def desk(self, *, with_ticket: bool | None = None) -> str:
        """A desk; three times in four an open one, and if asked one with or without a ticket."""
        fitting = [
            desk
            for desk in sorted(self.board.sitting)
            if with_ticket is None or (self.board.at(desk) is not None) is with_ticket
        ]
        wants_fitting = self.random.random() < 0.75
        return self.random.choice(fitting if fitting and wants_fitting else DESKS)

    def attempt(self, allowed: bool, command: Any, **arguments: Any) -> Any:
        """The command succeeds exactly when the paper says that it may."""
        try:
            with transaction.atomic():
                result = command(**arguments)
        except DomainError as error:
            refusal = error
        else:
            assert allowed, f"{command.__name__} was not refused"
            return result
        assert not allowed, f"{command.__name__} was refused: {refusal}"
        assert str(refusal)
        return None

    def time_passes(self) -> None:
        minutes = self.random.randint(1, 14)
        self.set_clock(self.now + timedelta(minutes=minutes))

    def arrive(self) -> None:
        self.take(self.random.choice(TASKS))

    def take(self, task: str | None) -> None:
        ticket = self.attempt(
            True,
            services.take_ticket,
            actor=self.world.device,
            site=self.world.magion,
            channel="kiosk",
            task_code=task,
        )
        lane = "S" if task == "pension" else "K"
        self.board.drawn[lane] += 1
        assert ticket.label == f"{lane}{self.board.drawn[lane]:02}"
        self.board.tickets[ticket.pk] = Paper(
            ticket.pk, ticket.secret, ticket.label, lane, self.now, 3 if task == "laan" else 2
        )

    def sit_down(self) -> None:
        self.open(self.desk(), self.random.choice(OFFICERS), self.random.random() < 0.5)

    def open(self, desk: str, officer: str, take_over: bool) -> None:
        board = self.board
        sits = board.sitting.get(desk)
        elsewhere = next(
            (one for one, name in board.sitting.items() if name == officer and one != desk), None
        )
        other = board.at(elsewhere) if elsewhere else None
        is_gone = sits is not None and self.now - board.seen[desk] > timedelta(minutes=2)
        allowed = sits == officer or (
            (sits is None or (take_over and is_gone)) and not (other is not None and other.state == "serving")
        )
        self.attempt(
            allowed,
            services.open_desk,
            actor=self.world.officer(officer),
            desk=self.world.desks[desk],
            take_over=take_over,
        )
        if not allowed:
            return
        board.seen[desk] = self.now
        if sits == officer:
            return
        if elsewhere:
            self.leave_desk(elsewhere)
        if sits and (present := board.at(desk)):
            present.officer = officer
        board.sitting[desk] = officer
        board.paused.discard(desk)

    def leave_desk(self, desk: str) -> None:
        if (present := self.board.at(desk)) and present.state == "called":
            present.state, present.desk = "waiting", None
        self.board.sitting.pop(desk)
        self.board.paused.discard(desk)

    def close(self) -> None:
        desk = self.desk(with_ticket=True)
        serving = self.random.choice(["finish", "return", "hold", None])
        out = self.random.random() < 0.5
        officer = self.board.sitting.get(desk, "anna")
        present = self.board.at(desk)
        if serving is None and out:
            serving = "hold"
            argument = None
        else:
            argument = serving
        is_serving = present is not None and present.state == "serving"
        allowed = not is_serving or serving is not None
        self.attempt(
            allowed,
            services.close_desk,
            actor=self.world.officer(officer),
            desk=self.world.desks[desk],
            end="logged_out" if out else "closed",
            serving=argument,
        )
        if not allowed or desk not in self.board.sitting:
            return
        if present is not None and is_serving:
            self.resolve(present, str(serving))
        self.leave_desk(desk)

    def resolve(self, ticket: Paper, how: str) -> None:
        desk = ticket.desk
        ticket.desk = None
        if how == "finish":
            ticket.state = "finished"
        elif how == "hold":
            ticket.state, ticket.held_for, ticket.held_at = "held", desk, self.now
        else:
            ticket.state, ticket.returned = "waiting", True
            ticket.lane, ticket.came_from = ticket.came_from or ticket.lane, None

    def pause_or_resume(self) -> None:
        desk = self.desk()
        command = services.resume_desk if desk in self.board.paused else services.pause_desk
        officer = self.board.sitting.get(desk)
        self.attempt(
            officer is not None,
            command,
            actor=self.world.officer(officer or "anna"),
            desk=self.world.desks[desk],
        )
        if officer is not None:
            self.board.paused.symmetric_difference_update({desk})
            self.board.seen[desk] = self.now

    def call_next(self) -> None:
        desk = self.desk(with_ticket=False)
        board = self.board
        officer = board.sitting.get(desk)
        allowed = officer is not None and desk not in board.paused and board.at(desk) is None
        expected = board.next_for(desk, self.now)
        found = self.attempt(
            allowed,
            services.call_next,
            actor=self.world.officer(officer or "anna"),
            desk=self.world.desks[desk],
        )
        if not allowed:
            return
        board.seen[desk] = self.now
        assert (found and found.ticket.label) == (expected and expected.label)
        if expected is not None:
            self.to_desk(expected, desk)

    def to_desk(self, ticket: Paper, desk: str) -> None:
        ticket.state, ticket.desk, ticket.officer = "called", desk, self.board.sitting[desk]
        ticket.not_before, ticket.held_for, ticket.held_at = None, None, None

    def call_chosen(self) -> None:
        self.call_to(self.desk(with_ticket=False), self.pick("waiting", "held", "no_show"))

    def call_to(self, desk: str, paper: Paper, *, by_recall: bool = False) -> None:
        board = self.board
        officer = board.sitting.get(desk)
        present = board.at(desk)
        is_again = present is paper and paper.state == "called"
        kept_until = paper.held_at + HOLD if paper.state == "held" and paper.held_at else self.now
        is_kept = paper.held_for != desk and self.now < kept_until
        is_free = paper.state in {"held", "no_show"} or (paper.state == "waiting" and not by_recall)
        has_room = present is None and desk not in board.paused
        allowed = officer is not None and (is_again or (has_room and is_free and not is_kept))
        actor = self.world.officer(officer or "anna")
        if by_recall:
            self.attempt(allowed, services.recall, actor=actor, ticket_id=paper.id)
        else:
            self.attempt(
                allowed, services.call_ticket, actor=actor, desk=self.world.desks[desk], ticket_id=paper.id
            )
        if allowed:
            board.seen[desk] = self.now
            if not is_again:
                self.to_desk(paper, desk)

    def call_again(self) -> None:
        """At the desk where it was called; one that was put aside comes to the desk of whoever asks."""
        paper = self.pick("called", "held", "no_show")
        if paper.state == "called":
            officer = self.world.officer(paper.officer or "anna")
            self.attempt(True, services.recall, actor=officer, ticket_id=paper.id)
        elif self.board.sitting:
            desk = self.random.choice(sorted(self.board.sitting))
            self.call_to(desk, paper, by_recall=True)

    def start(self) -> None:
        paper = self.pick("called")
        self.act(paper, services.start, paper.state in {"called", "serving"})
        if paper.state == "called":
            paper.state = "serving"

    def finish(self) -> None:
        paper = self.pick("called", "serving", "held")
        if self.act(paper, services.finish, paper.state in {"called", "serving", "held", "finished"}):
            paper.state, paper.desk = "finished", None

    def hold(self) -> None:
        paper = self.pick("called", "serving")
        is_repeated = paper.state == "held"
        if self.act(paper, services.hold, paper.state in {"called", "serving", "held"}) and not is_repeated:
            self.resolve(paper, "hold")

    def no_show(self) -> None:
        paper = self.pick("called")
        if self.act(paper, services.no_show, paper.state in {"called", "no_show"}):
            paper.state, paper.desk = "no_show", None

    def transfer(self) -> None:
        letter = self.random.choice("KS")
        paper = self.pick("called", "serving", "held")
        allowed = paper.state in {"waiting", "called", "serving", "held"}
        if self.act(paper, services.transfer, allowed, letter=letter):
            if paper.lane != letter:
                paper.came_from, paper.returned, paper.lane = paper.lane, False, letter
            paper.state, paper.desk = "waiting", None

    def send_back(self) -> None:
        paper = self.pick("called", "serving", "held")
        if paper.state != "waiting" and self.act(
            paper, services.return_ticket, paper.state in {"called", "serving", "held"}
        ):
            self.resolve(paper, "return")

    def act(self, paper: Paper, command: Any, allowed: bool, **more: Any) -> bool:
        officer = self.world.officer(paper.officer or "anna")
        self.attempt(allowed, command, actor=officer, ticket_id=paper.id, **more)
        return allowed

    def delay(self) -> None:
        minutes = self.random.randint(1, 30)
        paper = self.pick("waiting")
        allowed = paper.state == "waiting"
        self.attempt(allowed, services.delay, secret=paper.secret, minutes=minutes)
        if allowed:
            paper.not_before = self.now + timedelta(minutes=minutes)

    def leave(self) -> None:
        paper = self.pick("waiting", "called", "held")
        allowed = paper.state in {"waiting", "called", "held", "left"}
        self.attempt(allowed, services.leave, secret=paper.secret)
        if allowed:
            paper.state, paper.desk = "left", None

    def compare(self) -> None:
        rows = Ticket.objects.select_related("series", "lane", "desk", "came_from", "held_for")
        stored = {
            row.pk: (
                row.label,
                row.state,
                row.lane.letter,
                row.desk.slug if row.desk else None,
                row.not_before,
            )
            for row in rows
        }
        assert stored == {
            one.id: (one.label, one.state, one.lane, one.desk, one.not_before)
            for one in self.board.tickets.values()
        }
        sitting = DeskSession.objects.filter(closed_at__isnull=True).values_list(
            "desk__slug", "officer__username", "is_paused"
        )
        assert {(desk, name): paused for desk, name, paused in sitting} == {
            (desk, name): desk in self.board.paused for desk, name in self.board.sitting.items()
        }

    def close_the_book(self) -> None:
        """What is compared once at the end."""
        assert illegal_steps(Ticket.objects.filter(pk__in=self.board.tickets)) == []
        assert {line.id for line in queries.queue_of(self.world.magion).waiting} == {
            one.id for one in self.board.tickets.values() if one.state == "waiting"
        }


@pytest.mark.django_db
@given(seed=st.integers(0, 2**32 - 1), steps=st.integers(60, 150))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_the_queue_does_what_the_paper_says(seed: int, steps: int) -> None:
    with transaction.atomic():
        walk = Walk(build_world(), seed)
        try:
            for _ in range(steps):
                walk.step()
            walk.close_the_book()
        finally:
            clock.follow(None)
            transaction.set_rollback(True)
