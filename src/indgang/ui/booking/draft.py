"""What has been chosen and typed so far, and which times that leaves. Nothing typed is lost when it is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.http import QueryDict
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.base.errors import DomainError, Invalid, Text
from indgang.base.transfer.cells import clock_time
from indgang.base.transfer.faults import BadCell
from indgang.booking.errands import MOST_TASKS, Wanted
from indgang.booking.queries import (
    Busy,
    FreeTime,
    Helper,
    free_slots,
    helpers_for,
    may_be_on_screen,
    why_each,
)
from indgang.booking.queries.answers import MOST_DAYS
from indgang.booking.services import Contact
from indgang.catalogue import queries as catalogue
from indgang.catalogue.search import find
from indgang.core.day import danish_date, opening_instant
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites

KEYS = 9
DAYS_AHEAD = 28
MOST_PERSONS = 5
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Task:
    """A task that was chosen, and for how many persons."""

    code: str
    title: str
    persons: int = 1

    @property
    def choices(self) -> range:
        """How many persons can be chosen."""
        return range(1, max(MOST_PERSONS, self.persons) + 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A site, or one person there; `value` is what the form sends."""

    helper: Helper
    is_here: bool
    is_chosen: bool

    @property
    def value(self) -> str:
        """The site and who serves, as one word."""
        return f"{self.helper.site.slug}:{self.helper.serving}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A free time; `key` chooses it, "" when there are more times than keys."""

    time: FreeTime
    key: str


@dataclass(slots=True)
class Draft:
    """The form as it stands. `refusal` says what is wrong with what was sent, `busy` who is not free then and why,
    `nearest` the times offered instead.
    """

    here: Site
    site: Site
    serving: int = 0
    tasks: list[Task] = field(default_factory=list)
    day: date | None = None
    clock: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    times: int = 1
    every_weeks: int = 1
    key: str = ""
    add: str = ""
    places: list[Place] = field(default_factory=list)
    free: list[FreeTime] = field(default_factory=list)
    refusal: Text = ""
    field_refused: str = ""
    busy: list[Busy] = field(default_factory=list)
    nearest: list[datetime] = field(default_factory=list)
    taken: list[datetime] = field(default_factory=list)
    on_screen: bool = False
    may_choose_screen: bool = False

    @property
    def wanted(self) -> list[Wanted]:
        """The tasks as booking takes them."""
        return [Wanted(task.code, task.persons) for task in self.tasks]

    @property
    def contact(self) -> Contact | None:
        """Who comes, when anything was typed about that."""
        if not (self.name or self.phone or self.email):
            return None
        return Contact(self.name, self.email, self.phone)

    @property
    def days(self) -> list[tuple[date, list[Choice]]]:
        """The first free times by day, the first nine with a key."""
        chosen = [
            Choice(time, str(number) if number <= KEYS else "")
            for number, time in enumerate(self.shown, start=1)
        ]
        return [
            (day, list(of_day))
            for day, of_day in groupby(chosen, key=lambda choice: danish_date(choice.time.start))
        ]

    @property
    def shown(self) -> list[FreeTime]:
        """The nearest times after a refusal; else up to six of each of the first days that have any."""
        if self.nearest:
            nearest = set(self.nearest)
            return [time for time in self.free if time.start in nearest]
        found: list[FreeTime] = []
        for number, (_day, of_day) in enumerate(groupby(self.free, key=lambda time: danish_date(time.start))):
            if number == (1 if self.day else 3):
                break
            times = list(of_day)
            found += times if self.day else _spread(times)
        return found

    @property
    def is_series(self) -> bool:
        """Whether more than one appointment is wanted."""
        return self.times > 1


def draft_of(data: QueryDict, *, actor: Actor, here: Site, tasks: Sequence[str] = ()) -> Draft:
    """The form as it was sent; `tasks` are chosen when it was not sent yet."""
    site, serving = _place(data.get("place", ""), actor, here)
    day = _day(data.get("day", ""))
    codes = data.getlist("task") if "key" in data or "task" in data else list(tasks)
    draft = Draft(
        here,
        site,
        serving,
        _tasks(codes, data),
        max(day, danish_date(clock.now())) if day else None,
        data.get("clock", "")[:10].strip(),
        data.get("name", "")[:LONGEST],
        data.get("phone", "")[:LONGEST],
        data.get("email", "")[:LONGEST],
        _number(data.get("times", ""), 1, 26),
        _number(data.get("every_weeks", ""), 1, 8),
        data.get("key", "")[:80] or get_random_string(20),
        data.get("add", "")[:LONGEST].strip(),
        on_screen=data.get("on_screen") == "1",
    )
    if draft.add:
        _add(draft, actor)
    _look(draft, actor)
    return draft


def moved_to(draft: Draft) -> datetime:
    """The moment of the typed day and clock time. Raises Invalid."""
    if not draft.clock:
        raise Invalid(_("Write a time, such as 10.15."), field="clock")
    try:
        at = clock_time(draft.clock)
    except BadCell as error:
        raise Invalid(error.reason, field="clock") from None
    return opening_instant(draft.day or danish_date(clock.now()), at)


def refused(draft: Draft, error: DomainError, *, start: datetime | None = None) -> Draft:
    """The same form with the refusal, and the nearest times instead."""
    slots = [datetime.fromisoformat(one) for one in error.way_on.get("slots", [])]
    taken = [datetime.fromisoformat(one) for one in error.facts.get("taken", [])]
    free = draft.free
    if slots:
        known = {time.start for time in free}
        length = free[0].end - free[0].start if free else timedelta()
        free = sorted(
            [*free, *(FreeTime(at, at + length, ()) for at in slots if at not in known)],
            key=lambda time: time.start,
        )
    return replace(
        draft,
        refusal=error.message,
        field_refused=getattr(error, "field", ""),
        nearest=slots,
        taken=taken,
        free=free,
        busy=why_each(draft.site, draft.wanted, start, serving=draft.serving) if start and slots else [],
        key=get_random_string(20),
    )


def _look(draft: Draft, actor: Actor) -> None:
    """Fill in the places and the free times."""
    if not draft.tasks:
        return
    draft.may_choose_screen = may_be_on_screen(draft.site, [task.code for task in draft.tasks])
    today = danish_date(clock.now())
    sites = [site for site in active_sites() if may(actor, "booking.book", site.pk)]
    sites.sort(key=lambda site: (site.pk != draft.here.pk, site.name))
    since = draft.day or today
    helpers = helpers_for(sites, draft.wanted, since=since, days=DAYS_AHEAD)
    chosen = (draft.site.pk, draft.serving)
    known = {(one.site.pk, one.serving) for one in helpers}
    if chosen not in known and helpers and draft.refusal == "":
        chosen = (helpers[0].site.pk, helpers[0].serving)
        draft.site, draft.serving = helpers[0].site, helpers[0].serving
    draft.places = [
        Place(one, one.site.pk == draft.here.pk, (one.site.pk, one.serving) == chosen) for one in helpers
    ]
    try:
        draft.free = free_slots(
            site=draft.site,
            tasks=draft.wanted,
            from_=since,
            to=since + timedelta(days=min(DAYS_AHEAD, MOST_DAYS - 1)),
            serving=draft.serving,
        )
    except DomainError as error:
        draft.refusal = draft.refusal or error.message


def _spread(times: list[FreeTime], most: int = 3) -> list[FreeTime]:
    """The first of a day, and some of its later ones, so that a morning and an afternoon can be offered."""
    if len(times) <= most:
        return times
    step = (len(times) - 1) / (most - 1)
    return [times[round(step * number)] for number in range(most)]


def _place(value: str, actor: Actor, here: Site) -> tuple[Site, int]:
    slug, _colon, serving = value.partition(":")
    site = next((one for one in active_sites() if one.slug == slug), here)
    if not may(actor, "booking.book", site.pk):
        return here, 0
    return site, int(serving) if serving.isdecimal() and slug == site.slug else 0


def _tasks(codes: Iterable[str], data: QueryDict) -> list[Task]:
    wanted = list(dict.fromkeys(code for code in codes if code and code != data.get("remove")))[:MOST_TASKS]
    titles = {line.code: line.title for line in catalogue.task_lines(wanted)} if wanted else {}
    return [
        Task(code, titles[code], _number(data.get(f"persons-{code}", ""), 1, 20))
        for code in wanted
        if code in titles
    ]


def _add(draft: Draft, actor: Actor) -> None:
    """Add the task that was typed: by its title, else what the search finds first."""
    found = find(draft.add, actor=actor, language="da", site=draft.site, limit=1).tasks
    if not found:
        draft.refusal = _("No task answers to “%(words)s”. Try other words.") % {"words": draft.add}
        draft.field_refused = "add"
    elif len(draft.tasks) >= MOST_TASKS:
        draft.refusal, draft.field_refused = _("Choose between one and five different tasks."), "add"
    else:
        if all(task.code != found[0].code for task in draft.tasks):
            draft.tasks.append(Task(found[0].code, found[0].title))
        draft.add = ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str, least: int, most: int) -> int:
    return min(max(int(text), least), most) if text.isdecimal() and len(text) < 4 else least
