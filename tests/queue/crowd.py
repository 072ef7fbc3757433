"""Clients who do anything at random at the desks, as fast as they can, and remember what they were told."""

import json
import sys
from collections import Counter
from random import Random
from typing import Any

Pair = tuple[Any, Any]


def desks_for(world: Any, count: int) -> list[Pair]:
    """So many more KVIK desks at the Magion, each opened by an officer of its own."""
    from indgang.base.access import Actor
    from indgang.organisation.models import Desk, Person, RoleGrant
    from indgang.queue import services
    from indgang.queue.models import CallProfile, DeskSetup

    kvik = CallProfile.objects.get(code="kvik")
    found = []
    for number in range(count):
        person = Person.objects.create(username=f"officer{number}", name=f"Officer {number}")
        RoleGrant.objects.create(person=person, role="generalist")
        desk = Desk.objects.create(
            site=world.magion, slug=f"desk-{number}", label=f"Desk {number}", kind="quick"
        )
        DeskSetup.objects.create(desk=desk, profile=kvik)
        actor = Actor(kind="person", id=person.pk, name=person.name, grants=frozenset({("generalist", None)}))
        services.open_desk(actor=actor, desk=desk)
        found.append((actor, desk))
    return found


def take(site: Any, device: Any, letter: str = "K") -> Any:
    """A number from the kiosk."""
    from indgang.queue import services

    return services.take_ticket(actor=device, site=site, channel="kiosk", letter=letter)


class Client:
    """One of many: `taken` are its numbers, `calls` the calls it got, `done` counts what it did."""

    verbs = ("take",) * 2 + ("call",) * 3 + ("act",) * 4 + ("choose", "citizen", "reopen")
    deeds = ("start", "finish", "finish", "hold", "no_show", "return_ticket", "transfer", "recall")

    def __init__(self, site: Any, device: Any, pair: Pair, *, seed: int, aloud: bool = False) -> None:
        self.site, self.device, self.random, self.aloud = site, device, Random(seed), aloud
        self.actor, self.desk = pair
        self.taken: list[tuple[str, int]] = []
        self.calls: list[tuple[int, int]] = []
        self.done: Counter[str] = Counter()

    def play(self, steps: int) -> "Client":
        """Do so many things; a refusal is one of the things that happen."""
        from indgang.base.errors import DomainError

        for _ in range(steps):
            verb = self.random.choice(self.verbs)
            try:
                getattr(self, verb)()
                self.done[verb] += 1
            except DomainError as refusal:
                self.done[refusal.error_code] += 1
        return self

    def say(self, *what: Any) -> None:
        """Tell the parent process what was acknowledged."""
        if self.aloud:
            sys.stdout.write(json.dumps(what) + "\n")
            sys.stdout.flush()

    def take(self) -> None:
        ticket = take(self.site, self.device, self.random.choice("KS"))
        self.taken.append((ticket.series.letter, ticket.number))
        self.say("taken", ticket.series.letter, ticket.number)

    def call(self) -> None:
        from indgang.queue import services

        self.note(services.call_next(actor=self.actor, desk=self.desk))

    def note(self, call: Any) -> None:
        if call is not None:
            self.calls.append((call.ticket.pk, call.ticket.call_count))
            self.say("called", call.ticket.pk, call.ticket.call_count)

    def some(self, *states: str) -> Any:
        from indgang.queue.models import Ticket

        return Ticket.objects.filter(state__in=states).order_by("?").first()

    def act(self) -> None:
        from indgang.queue import services
        from indgang.queue.models import Ticket

        ticket = Ticket.objects.filter(desk=self.desk).first()
        if ticket is None:
            self.call()
            return
        deed = self.random.choice(self.deeds)
        if deed == "transfer":
            services.transfer(actor=self.actor, ticket_id=ticket.pk, letter=self.random.choice("KS"))
        elif deed == "recall":
            self.note(services.recall(actor=self.actor, ticket_id=ticket.pk))
        else:
            getattr(services, deed)(actor=self.actor, ticket_id=ticket.pk)

    def choose(self) -> None:
        from indgang.queue import services

        ticket = self.some("waiting", "held", "no_show")
        if ticket is not None:
            call = services.call_ticket(actor=self.actor, desk=self.desk, ticket_id=ticket.pk)
            if call.ticket.call_count > ticket.call_count:
                self.note(call)

    def citizen(self) -> None:
        from indgang.queue import services

        ticket = self.some("waiting", "called")
        if ticket is not None and self.random.random() < 0.5:
            services.leave(secret=ticket.secret)
        elif ticket is not None:
            services.delay(secret=ticket.secret, minutes=1)

    def reopen(self) -> None:
        from indgang.queue import services

        services.close_desk(actor=self.actor, desk=self.desk, serving="return")
        services.open_desk(actor=self.actor, desk=self.desk)


def main(officer_id: int, slug: str, seed: int) -> None:
    """Play until killed, saying aloud what was acknowledged."""
    import django

    django.setup()
    from indgang.base.access import SYSTEM
    from indgang.organisation.queries import actor_of_person, find_desk
    from indgang.queue import services

    desk = find_desk(slug)
    actor = actor_of_person(officer_id)
    services.open_desk(actor=actor, desk=desk)
    Client(desk.site, SYSTEM, (actor, desk), seed=seed, aloud=True).play(1_000_000)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
