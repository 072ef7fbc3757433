"""Appointments of the demo: who can be booked, and citizens who do. Invented; the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import DomainError
from indgang.booking.errands import Wanted
from indgang.booking.models import Appointment, AppointmentState, EarlierWish
from indgang.booking.queries import AppointmentView, FreeTime, appointments_of, free_slots
from indgang.booking.services import (
    Contact,
    block,
    book,
    cancel,
    confirm,
    hold,
    mark_no_show,
    save_resource,
    set_hours,
    set_rules,
    set_task_rule,
)
from indgang.booking.services.setup import Hours
from indgang.catalogue.queries import task_measures
from indgang.core.day import danish_date, danish_time, day_bounds, opening_instant
from indgang.organisation.queries import active_sites, find_desk, find_person, find_site, municipality_of
from indgang.project.demo.plan import BOOKABLE_DESKS

DAYS_AHEAD = 14
SHARE_MISSED = 0.12
SHARE_CANCELLED = 0.06
SHARE_BY_CITIZEN = 0.55
THURSDAY = 3
MEETING = (time(9, 30), time(10, 0))
WEEKS_OF_MEETINGS = 26
ON_SCREEN = "boligstoette"

# Site, tasks with their weights, and how much of a day is booked on that day.
DEMAND: dict[str, tuple[dict[str, int], float]] = {
    "magion": (
        {"pas-voksen": 6, "pas-barn": 4, "koerekort-fornyelse": 4, "boligstoette": 3, "mitid-nyt": 3},
        18,
    ),
    "billund": ({"pas-voksen": 4, "koerekort-fornyelse": 3, "mitid-nyt": 2, "boligstoette": 1}, 7),
    "raadhuset": ({"folkepension": 4, "boligstoette": 3, "byggetilladelse": 3, "tidlig-pension": 2}, 9),
}  # fmt: skip
FIRST_NAMES = (
    "Anna",
    "Bjarne",
    "Conny",
    "Dagny",
    "Erling",
    "Fatima",
    "Gudrun",
    "Hans",
    "Ingrid",
    "Jørn",
    "Kaja",
    "Leif",
)
LAST_NAMES = ("Ager", "Brink", "Dahl", "Fjord", "Grøn", "Hede", "Kilde", "Lund", "Mose", "Nør", "Skov", "Vig")


def set_up_booking() -> None:
    """What can be booked at which hours, by which rules, and the meeting of every Thursday."""
    for slug in BOOKABLE_DESKS:
        desk = find_desk(slug)
        topics = {"raadhuset-1": ["pension-bolig", "social"], "raadhuset-2": ["by-miljoe"]}.get(slug, [])
        save_resource(actor=SYSTEM, site=desk.site, kind="desk", desk=desk, topics=topics)
    town_hall, magion = find_site("raadhuset"), find_site("magion")
    hanne = save_resource(
        actor=SYSTEM,
        site=town_hall,
        kind="person",
        person=find_person("hanne"),
        topics=["pension-bolig"],
        after_minutes=15,
        order=10,
    )
    lines = [Hours(day, time(9), time(12)) for day in (0, 1, 2)]
    lines += [Hours(day, time(12, 30), time(14), is_public=False) for day in (0, 1)]
    lines.append(Hours(THURSDAY, time(13), time(16), site_id=magion.pk))
    set_hours(actor=SYSTEM, resource=hanne, hours=lines)
    sonja = save_resource(
        actor=SYSTEM,
        site=town_hall,
        kind="person",
        person=find_person("sonja"),
        topics=["social", "familie"],
        order=11,
    )
    set_hours(
        actor=SYSTEM,
        resource=sonja,
        hours=[Hours(day, time(10), time(14)) for day in (0, 2, 3)]
        + [Hours(1, time(16), time(18), is_public=False, outside_hours=True)],
    )
    save_resource(
        actor=SYSTEM,
        site=town_hall,
        kind="room",
        name="Samtalerum 2",
        group="samtalerum",
        topics=["social", "familie"],
    )
    save_resource(
        actor=SYSTEM,
        site=magion,
        kind="places",
        name="Fotostationer til pas",
        group="foto",
        topics=["rejse"],
        places=2,
        public_places=1,
    )
    _rules()
    today = danish_date(clock.now())
    first = today - timedelta(days=(today.weekday() - THURSDAY) % 7)
    start, end = (opening_instant(first, at) for at in MEETING)
    block(actor=SYSTEM, site=magion, start=start, end=end, reason="Personalemøde", weeks=WEEKS_OF_MEETINGS)


def _rules() -> None:
    municipality = municipality_of()
    if municipality is None:
        return
    set_rules(actor=SYSTEM, municipality=municipality)
    set_rules(
        actor=SYSTEM,
        municipality=municipality,
        site=find_site("raadhuset"),
        late_rule="next",
        late_minutes=15,
    )
    measures = task_measures(["boligstoette", "pas-barn"])
    set_task_rule(
        actor=SYSTEM,
        municipality=municipality,
        task_id=measures["boligstoette"].id,
        facts={"minutes": 30, "on_screen": True},
    )
    set_task_rule(
        actor=SYSTEM,
        municipality=municipality,
        task_id=measures["pas-barn"].id,
        facts={"extra_person_minutes": 10},
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with an appointment today: when they come; None for who does not."""

    code: str
    start: datetime
    comes_at: datetime | None


def book_past_and_today(*, seed: int, today: date) -> None:
    """The appointments of the working day before and of today, made the morning before; once."""
    before = today - timedelta(days=1 if today.weekday() else 3)
    for day in (before, today):
        for slug in _slugs():
            if not appointments_of(find_site(slug), day):
                with clock.frozen(day_bounds(day)[0] - timedelta(hours=14)):
                    _book_day(seed, slug, day, full=1.0)
                if day < today:
                    _live_past(seed, slug, day)
    _wishes()


def later_bookings(*, seed: int, today: date) -> Iterator[None]:
    """The appointments of the next two weeks, one at each step: fewer, the further ahead."""
    for ahead in range(1, DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        for slug in _slugs():
            if day.weekday() < 5 and not appointments_of(find_site(slug), day):
                yield from _steps(seed, slug, day, full=0.8 * 0.87**ahead)


def visitors_of(*, seed: int, site: str, day: date) -> list[Visitor]:
    """Who comes today and when: most a few minutes before, some late, some not at all."""
    found = []
    for view in appointments_of(find_site(site), day):
        random = Random(f"{seed} {site} {view.start} {view.serving}")
        late = random.gauss(-6, 5)
        comes = view.start + timedelta(minutes=late)
        if view.state == AppointmentState.BOOKED and not view.on_screen:
            found.append(Visitor(view.code, view.start, None if random.random() < SHARE_MISSED else comes))
    return found


def _slugs() -> list[str]:
    """The sites of the demo that there are and that take appointments."""
    return [site.slug for site in active_sites() if site.slug in DEMAND]


def _book_day(seed: int, slug: str, day: date, *, full: float) -> None:
    for _step in _steps(seed, slug, day, full=full):
        pass


def _steps(seed: int, slug: str, day: date, *, full: float) -> Iterator[None]:
    random = Random(f"{seed} {day} {slug} appointments")
    weights, usual = DEMAND[slug]
    site = find_site(slug)
    for number in range(round(usual * full * random.uniform(0.8, 1.2))):
        task = random.choices(list(weights), list(weights.values()))[0]
        wanted = [Wanted(task, 2 if task == "pas-barn" and random.random() < 0.4 else 1)]
        by_citizen = random.random() < SHARE_BY_CITIZEN
        name = f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"
        roll, chosen = random.random(), random.random()
        try:
            times = free_slots(site=site, tasks=wanted, from_=day, to=day, public=by_citizen)
            if times:
                time_ = times[int(chosen * len(times))]
                view = _booked(
                    slug, wanted, time_, name, f"demo-{seed}-{day}-{slug}-{number}", by_citizen=by_citizen
                )
                if roll < SHARE_CANCELLED:
                    cancel(actor=SYSTEM, code=view.code, reason="Borgeren ringede")
        except DomainError:
            continue  # no such task here, or somebody was quicker
        yield


def _booked(
    slug: str, wanted: list[Wanted], chosen: FreeTime, name: str, key: str, *, by_citizen: bool
) -> AppointmentView:
    site = find_site(slug)
    first = name.split(maxsplit=1)[0].lower().replace("ø", "oe")
    contact = Contact(name, f"{first}.{_number_of(key)}@borger.example")
    if not by_citizen:
        return book(actor=SYSTEM, site=site, tasks=wanted, start=chosen.start, contact=contact, key=key)
    held = hold(actor=SYSTEM, site=site, tasks=wanted, start=chosen.start, key=key)
    at_home = _is_met_at_home(wanted, chosen.start, key)
    return confirm(actor=SYSTEM, code=held.code, contact=contact, on_screen=at_home)


def _is_met_at_home(wanted: list[Wanted], start: datetime, key: str) -> bool:
    """Half of those who may, on the days ahead: nobody of the demo sits at home and comes in today."""
    is_ahead = danish_date(start) > danish_date(clock.now()) + timedelta(days=1)
    return is_ahead and [one.task for one in wanted] == [ON_SCREEN] and Random(f"{key} home").random() < 0.5


def _number_of(text: str) -> int:
    """A number that is the same for the same text in every process."""
    return Random(text).randrange(100, 1000)


def _live_past(seed: int, slug: str, day: date) -> None:
    """What became of a past day: most came. Its queue is not lived again, so they have no number."""
    site = find_site(slug)
    for view in appointments_of(site, day):
        if view.state != AppointmentState.BOOKED:
            continue
        if Random(f"{seed} {slug} {view.start} {view.serving}").random() < SHARE_MISSED:
            with clock.frozen(view.start + timedelta(minutes=20)):
                mark_no_show(actor=SYSTEM, site=site, code=view.code)
        else:
            Appointment.objects.filter(pk=view.id).update(state=AppointmentState.ARRIVED)


def _wishes() -> None:
    """Three people would come earlier."""
    today = danish_date(clock.now())
    if EarlierWish.objects.exists():
        return
    rows = Appointment.objects.filter(
        state=AppointmentState.BOOKED, is_public=True, period__startswith__gt=clock.now()
    )
    for row in rows.order_by("-period", "pk")[:3]:
        EarlierWish.objects.create(
            appointment=row, from_day=max(today, danish_time(row.booked_at).date()), asked_at=clock.now()
        )
