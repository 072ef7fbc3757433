"""Many clients on their own database connections want the same few times; a ledger says what each was promised.

The clock of the process runs fast, so that holds run out by themselves in the middle of the race. The verdict at the
end does not ask the code that it judges: it counts, minute by minute, the rows of appointments.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM, Actor
from indgang.base.errors import DomainError
from indgang.booking import services
from indgang.booking.errands import Wanted
from indgang.booking.errors import NotFree
from indgang.booking.models import Appointment, Resource
from indgang.organisation.models import Site

SPEED = 240.0
"""So many seconds of the clock in a real one: a hold of two minutes lasts half a second."""
ROOM_PLACES, ROOM_PUBLIC = 3, 2


@dataclass(frozen=True)
class Arena:
    """Where the race is: three desks, one of them with buffers, in a house that takes three at once.

    Two of them may be of the public.
    """

    site: Site
    staff: Actor
    desks: tuple[Resource, ...]
    house: Resource
    tasks: tuple[str, ...]
    starts: tuple[datetime, ...]


@dataclass
class Promise:
    """An appointment that was confirmed to somebody, and where it must be."""

    start: datetime
    is_cancelled: bool = False


@dataclass
class Ledger:
    """What happened, shared by all clients."""

    promises: dict[str, Promise] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        """One more."""
        with self.lock:
            self.counts[what] += 1

    def fault(self, text: str) -> None:
        """Something that must never happen."""
        with self.lock:
            self.faults.append(text)


def prepare(site: Site, desks: list[Resource], tasks: tuple[str, ...], starts: list[datetime]) -> Arena:
    """Make the house and the rules of the race on a site that has desks."""
    services.set_rules(
        actor=SYSTEM,
        municipality=site.municipality,
        site=site,
        hold_minutes=2,
        lead_minutes=0,
        most_open=30_000,
        horizon_days=365,
    )
    desks[-1].before_minutes, desks[-1].after_minutes = 5, 10
    desks[-1].save()
    house = services.save_resource(
        actor=SYSTEM,
        site=site,
        kind="places",
        name="House",
        group="house",
        places=ROOM_PLACES,
        public_places=ROOM_PUBLIC,
    )
    return Arena(site, SYSTEM_STAFF, tuple(desks), house, tasks, tuple(starts))


SYSTEM_STAFF = Actor(
    kind="system", name="race", grants=frozenset({("manager", None), ("administrator", None)})
)


@contextmanager
def running_clock(moment: datetime, speed: float = SPEED) -> Iterator[None]:
    """Let the clock of the process run fast from `moment`."""
    before = clock.course()
    clock.follow(clock.Course(real=datetime.now(UTC), shown=moment, speed=speed))
    try:
        yield
    finally:
        clock.follow(before)


def race(
    arena: Arena, *, clients: int, rounds: int, seed: int, told: Callable[[str], None] = lambda _text: None
) -> Ledger:
    """`rounds` in total by so many clients at once; while they run, somebody else counts the peak all the time.

    `told` hears of every thousandth round.
    """
    ledger, turns = Ledger(), iter(range(rounds))
    taking, done = threading.Lock(), threading.Event()

    def client(number: int) -> None:
        luck = random.Random(f"{seed} {number}")
        mine: list[str] = []
        try:
            while True:
                with taking:
                    turn = next(turns, None)
                    if turn is None:
                        return
                _tell(told, turn, f"of {rounds} rounds on {clients} connections", ledger)
                _one_round(arena, ledger, luck, mine, number)
        except Exception as error:  # noqa: BLE001 (whatever reaches a caller is a fault)
            ledger.fault(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def watcher() -> None:
        try:
            while not done.wait(0.2):
                ledger.count("looks at the peak")
                for text in over_capacity():
                    ledger.fault(f"while running: {text}")
        finally:
            connection.close()

    watching = threading.Thread(target=watcher)
    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in (watching, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    watching.join()
    ledger.faults += [f"at the end: {text}" for text in (*over_capacity(), *broken(arena, ledger))]
    return ledger


def _tell(told: Callable[[str], None], turn: int, what: str, ledger: Ledger) -> None:
    if turn % 1000 == 0:
        told(f"{turn} {what}, {len(ledger.faults)} faults")


def _one_round(arena: Arena, ledger: Ledger, luck: random.Random, mine: list[str], number: int) -> None:
    kind = luck.choices(list(ROUNDS), [weight for weight, _do in ROUNDS.values()])[0]
    try:
        ROUNDS[kind][1](arena, ledger, luck, mine, number)
    except DomainError as error:
        ledger.count(f"{kind}: {error.error_code}")
        # A time that passed meanwhile has no neighbours left to offer.
        if isinstance(error, NotFree) and error.facts["why"] == "full" and "slots" not in error.way_on:
            ledger.fault(f"{kind} was refused without a way on")
    else:
        ledger.count(kind)


def _wanted(arena: Arena, luck: random.Random) -> list[Wanted]:
    return [Wanted(luck.choice(arena.tasks), luck.choice((1, 1, 1, 2)))]


def _promise(ledger: Ledger, mine: list[str], code: str, start: datetime) -> None:
    with ledger.lock:
        ledger.promises[code] = Promise(start)
    mine.append(code)


def _hold(arena: Arena, ledger: Ledger, luck: random.Random, mine: list[str], number: int) -> None:
    """Hold a time, and then confirm it at once, late or twice, give it back or forget it."""
    start = luck.choice(arena.starts)
    held = services.hold(actor=ANONYMOUS, site=arena.site, tasks=_wanted(arena, luck), start=start)
    what = luck.choice(("confirm", "confirm", "late", "late", "release", "forget", "confirm after release"))
    ledger.count(f"held, then {what}")
    if what == "late":
        time.sleep(luck.choice((120.0, 120.5, 125.0, 200.0)) / SPEED)
    if "release" in what:
        services.release(actor=ANONYMOUS, code=held.code)
    if "confirm" in what or what == "late":
        contact = services.Contact("Ida Holm", f"ida{number}-{luck.randrange(10**9)}@example.dk")
        try:
            view = services.confirm(actor=ANONYMOUS, code=held.code, contact=contact)
        except NotFree:
            if what == "confirm" and held.held_until and clock.now() < held.held_until:
                ledger.fault(f"a running hold was refused: {held.code}")
            raise
        _promise(ledger, mine, view.code, view.start)
        if luck.random() < 0.2:
            services.confirm(actor=ANONYMOUS, code=held.code, contact=contact)


def _book(arena: Arena, ledger: Ledger, luck: random.Random, mine: list[str], number: int) -> None:
    del number
    start = luck.choice(arena.starts)
    view = services.book(actor=arena.staff, site=arena.site, tasks=_wanted(arena, luck), start=start)
    _promise(ledger, mine, view.code, view.start)


def _cancel(arena: Arena, ledger: Ledger, luck: random.Random, mine: list[str], number: int) -> None:
    del number
    if not mine:
        return
    code = mine.pop(luck.randrange(len(mine)))
    if luck.random() < 0.1:
        services.mark_no_show(actor=arena.staff, site=arena.site, code=code)
    else:
        services.cancel(code=code)
    ledger.promises[code].is_cancelled = True


def _change(arena: Arena, ledger: Ledger, luck: random.Random, mine: list[str], number: int) -> None:
    del number
    if not mine:
        return
    code = luck.choice(mine)
    moved = services.change(code=code, start=luck.choice(arena.starts), site=arena.site)
    ledger.promises[code].start = moved.start


def _block(arena: Arena, ledger: Ledger, luck: random.Random, mine: list[str], number: int) -> None:
    del mine, number, ledger
    start = luck.choice(arena.starts)
    (row,) = services.block(
        actor=arena.staff,
        site=arena.site,
        start=start,
        end=start + timedelta(minutes=30),
        resource=luck.choice((None, *arena.desks)),
    )
    time.sleep(luck.random() / 20)
    services.unblock(actor=arena.staff, site=arena.site, blocked_id=row.pk)


def _rearrange(arena: Arena, ledger: Ledger, luck: random.Random, mine: list[str], number: int) -> None:
    """Take a desk away and give it back, as a manager does."""
    del mine, number, ledger
    desk = arena.desks[0]
    services.remove_resource(actor=arena.staff, resource=desk)
    time.sleep(luck.random() / 50)
    Resource.objects.filter(pk=desk.pk).update(is_active=True)
    services.set_hours(actor=arena.staff, resource=desk, hours=[])


Round = Callable[[Arena, Ledger, random.Random, list[str], int], None]
ROUNDS: dict[str, tuple[int, Round]] = {
    "hold": (45, _hold),
    "book": (15, _book),
    "cancel": (22, _cancel),
    "change": (12, _change),
    "block": (4, _block),
    "rearrange": (2, _rearrange),
}

AT_ONCE = """
    SELECT a.resource_id, lower(a.period), upper(a.period), a.is_public, r.places, r.public_places, a.place
    FROM booking_allocation a JOIN booking_resource r ON r.id = a.resource_id
    JOIN booking_appointment p ON p.id = a.appointment_id
    WHERE (a.held_until IS NULL OR a.held_until > %s) AND p.state IN ('held', 'booked', 'arrived')
"""


def over_capacity() -> list[str]:
    """Where more run at once than there are places, counted minute by minute from one look at the rows."""
    with connection.cursor() as cursor:
        cursor.execute(AT_ONCE, [clock.now()])
        rows = cursor.fetchall()
    running: Counter[tuple[int, datetime]] = Counter()
    public: Counter[tuple[int, datetime]] = Counter()
    most: dict[int, tuple[int, int | None]] = {}
    for resource, start, end, is_public, places, public_places, place in rows:
        most[resource] = (places, public_places)
        if place > places:
            return [f"resource {resource} has no place {place}"]
        for minute in range(int((end - start).total_seconds()) // 60):
            at = (resource, start + timedelta(minutes=minute))
            running[at] += 1
            public[at] += is_public
    found = [f"{number} at {at}" for at, number in running.items() if number > most[at[0]][0]]
    for at, number in public.items():
        share = most[at[0]][1]
        if share is not None and number > share:
            found.append(f"{number} of the public at {at}")
    return found[:5]


def broken(arena: Arena, ledger: Ledger) -> list[str]:
    """The promises that were not kept, and appointments that take too little; or that nobody booked anything."""
    found = [] if ledger.promises else ["nothing was booked, so nothing was raced for"]
    rows = {
        f"{row.code[:3]}-{row.code[3:]}": row for row in Appointment.objects.prefetch_related("allocations")
    }
    for code, promise in ledger.promises.items():
        row = rows[code]
        taken = {one.resource_id: one for one in row.allocations.all()}
        if promise.is_cancelled:
            if row.state not in {"cancelled", "no_show"} or taken:
                found.append(f"{code} was cancelled and is {row.state}")
            continue
        if row.state != "booked" or row.period.lower != promise.start:
            found.append(f"{code} was promised for {promise.start} and is {row.state} at {row.period.lower}")
        elif set(taken) != {row.resource_id, arena.house.pk}:
            found.append(f"{code} takes {sorted(taken)}")
        elif any(one.held_until is not None for one in taken.values()):
            found.append(f"{code} is promised and may run out")
        elif any(
            one.period.lower > row.period.lower or one.period.upper < row.period.upper
            for one in taken.values()
        ):
            found.append(f"{code} takes less than its time")
    unknown = [code for code, row in rows.items() if row.state == "booked" and code not in ledger.promises]
    return found + [f"{code} is booked for nobody" for code in unknown]
