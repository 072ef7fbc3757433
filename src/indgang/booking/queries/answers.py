"""Free times as they were found last, for as long as they are true.

The question of what is free is asked all day, by every page and every other system, and its answer changes with a
booking, with the setup, or as the clock runs. An answer is given again only when one statement to the database says
that neither has changed, and before the next moment at which the clock alone changes it. So it is what would be
found anew. Nothing that concerns one citizen is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.errors import Invalid
from indgang.base.kept import Kept
from indgang.base.proving import Proof
from indgang.booking import revision as revisions
from indgang.booking.calendar import Calendar, Candidates, calendar_of, candidates_for
from indgang.booking.errands import Errand, Wanted, errand_of
from indgang.booking.revision import Revision, Setup
from indgang.core.day import danish_date, day_bounds
from indgang.core.slots import FreeTable, free_indexes, free_table, instant, moment, steady_until
from indgang.core.steps import Instants

if TYPE_CHECKING:
    from indgang.organisation.models import Site

MOST_DAYS = 62
DAYS_AT_ONCE = 32
MOST_KEPT = 128
A_MINUTE = 60_000_000
"""In microseconds."""


class Question(NamedTuple):
    """What is asked: the days are Danish, both included; `serving` is the one resource (its id) to serve, 0: any.

    `public`: as a citizen books, else as staff do.
    """

    site_id: int
    tasks: tuple[Wanted, ...]
    skills: tuple[str, ...]
    first: date
    last: date
    public: bool
    serving: int = 0

    def widened(self, today: date) -> Self:
        """The same of whole stretches of days, counted from today: few differ, whatever days are asked for."""
        first, last = (max(0, (day - today).days) // DAYS_AT_ONCE for day in (self.first, self.last))
        begins, over = (today + timedelta(days=at * DAYS_AT_ONCE) for at in (first, last + 1))
        return self._replace(first=begins, last=over - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that can be booked, in UTC, and the resources (their ids) that could serve then."""

    start: datetime
    end: datetime
    resource_ids: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """The free times of a calendar; true for its revision, from its moment until `until`."""

    calendar: Calendar
    table: FreeTable
    until: datetime

    def holds(self, revision: Revision, now: datetime) -> bool:
        """Whether it would be found anew."""
        return self.calendar.revision == revision and self.calendar.at <= now < self.until

    def part(self, first: date, last: date) -> "Answer":
        """That of the days from `first` to `last`, both included, which are among its own or over."""
        at, until = self.table.starts.searchsorted(
            [instant(day_bounds(first)[0]), instant(day_bounds(last)[1])], "left"
        )
        free = tuple(group[:, at:until] for group in self.table.free)
        return replace(self, table=FreeTable(self.table.starts[at:until], free))

    @cached_property
    def resource_ids(self) -> tuple[int, ...]:
        """Of whom it depends."""
        return tuple(row.pk for row in self.calendar.candidates.all())

    @cached_property
    def times(self) -> tuple[FreeTime, ...]:
        """The times one by one, in order."""
        serving = tuple(row.pk for row in self.calendar.candidates.groups[0])
        length = timedelta(minutes=self.calendar.minutes)
        starts = map(moment, self.table.starts.tolist())
        return tuple(
            FreeTime(start, start + length, tuple(serving[index] for index in free))
            for start, free in zip(starts, free_indexes(self.table.free[0]), strict=True)
        )

    @cached_property
    def starts(self) -> "FreeStarts":
        """The times as arrays."""
        free = self.table.free[0].sum(axis=0)
        return FreeStarts(self.table.starts, free, self.calendar.minutes, self.calendar.at, self.proof)

    @property
    def proof(self) -> Proof | None:
        """What shows that it would be found anew; None for what must not be kept."""
        known = self.calendar.revision
        return known and revisions.proof_of(known, self.resource_ids, self.calendar.at, self.until)


@dataclass(frozen=True)
class FreeStarts:
    """Times that can be booked, in order, as arrays: when, and how many could serve then.

    They were found at the moment `at`, and are still true; `proof` shows later whether they are then.
    """

    starts: Instants
    free: npt.NDArray[np.int64]
    minutes: int
    at: datetime
    proof: Proof | None

    def texts(self) -> Iterator[tuple[str, str, int]]:
        """Each as ISO 8601 in UTC, without the zone: start, end, how many."""
        ends = self.starts + self.minutes * A_MINUTE
        return zip(_as_texts(self.starts), _as_texts(ends), self.free.tolist(), strict=True)

    @cached_property
    def json(self) -> bytes:
        """The times as members of a JSON array, without its brackets; written once for all who ask."""
        return ", ".join(
            f'{{"start": "{start}Z", "end": "{end}Z", "free": {free}}}' for start, end, free in self.texts()
        ).encode()


class _Standing(NamedTuple):
    """Who can take an errand, as the setup was."""

    setup: Setup | None
    errand: Errand
    candidates: Candidates


StandingKey = tuple[int, tuple[Wanted, ...], tuple[str, ...], int]
answers: Kept[Question, Answer] = Kept(MOST_KEPT)
standings: Kept[StandingKey, _Standing] = Kept(MOST_KEPT)


def answer(site: "Site", question: Question, *, without: int = 0) -> Answer:
    """The free times. `without` is an appointment (its id) that is to be moved, and so takes nothing.

    Raises Invalid for days that make no sense, TaskNotFound, NotBookable.
    """
    if question.last < question.first:
        raise Invalid(_("The last day is before the first."), field="to")
    if (question.last - question.first).days >= MOST_DAYS:
        raise Invalid(_("Ask for at most 62 days at a time."), field="to", facts={"most": MOST_DAYS})
    if without:
        return _found(site, question, None, without)
    return _answer(site, question)


def _answer(site: "Site", question: Question) -> Answer:
    whole = question.widened(danish_date(clock.now()))
    if question != whole and revisions.may_be_kept():
        found, part = _answer(site, whole), answers.get(question)
        if part is None or part.calendar is not found.calendar:
            part = _kept(question, found.part(question.first, question.last))
        return part
    known, revision = _look(question)
    if known is not None:
        return known
    if revision is None:
        return _found(site, question, None)
    turn = answers.turn(question)
    if turn.acquire(blocking=False):
        try:
            return _kept(question, _found(site, question, revision))
        finally:
            turn.release()
    with turn:
        # Whoever had the turn may have found it.
        known, revision = _look(question)
        return known or _kept(question, _found(site, question, revision))


def _look(question: Question) -> tuple[Answer | None, Revision | None]:
    """The answer that was found last, if it is still true; and the revision of now."""
    last = answers.get(question)
    revision = revisions.current(last.resource_ids if last else ())
    if last is None or revision is None or not last.holds(revision, clock.now()):
        return None, revision
    return last, revision


def _kept(question: Question, found: Answer) -> Answer:
    if found.calendar.revision is not None:
        answers.put(question, found)
    return found


def _found(site: "Site", question: Question, revision: Revision | None, without: int = 0) -> Answer:
    """Find it; what is kept of `revision` serves, as long as what is taken turns out to be of the same setup."""
    calendar = _calendar(site, question, revision, without)
    if revision is not None and calendar.revision is None:
        calendar = _calendar(site, question, revisions.current(), without)
    table = free_table(
        calendar.plans,
        calendar.minutes,
        # Nobody books what has begun, however far back is asked.
        since=max(day_bounds(question.first)[0], calendar.at),
        until=day_bounds(question.last)[1],
        public=question.public,
    )
    ends = [steady_until(calendar.plans, calendar.at), *([calendar.until] if calendar.until else [])]
    return Answer(calendar, table, min(ends))


def _calendar(site: "Site", question: Question, revision: Revision | None, without: int) -> Calendar:
    """The calendar; of a revision only when all of it is of that one."""
    standing = _standing(site, question, revision)
    calendar = calendar_of(
        site,
        standing.errand,
        standing.candidates,
        question.first,
        question.last,
        public=question.public,
        without=without,
        known=revision,
    )
    is_of_one = calendar.revision is not None and calendar.revision.setup == standing.setup
    return calendar if is_of_one else replace(calendar, revision=None)


def _standing(site: "Site", question: Question, revision: Revision | None) -> _Standing:
    key = (question.site_id, question.tasks, question.skills, question.serving)
    kept = standings.get(key)
    if kept is not None and revision is not None and kept.setup == revision.setup:
        return kept
    errand = errand_of(site, question.tasks, question.skills)
    candidates = candidates_for(site, errand).only(question.serving)
    if revision is None or not revisions.is_setup(revision.setup):
        return _Standing(None, errand, candidates)
    standing = _Standing(revision.setup, errand, candidates)
    standings.put(key, standing)
    return standing


def asked(
    site: "Site",
    tasks: Sequence[Wanted],
    first: date,
    last: date,
    *,
    public: bool,
    skills: Sequence[str] = (),
    serving: int = 0,
) -> Question:
    """The question in the form in which its answer is kept."""
    return Question(site.pk, tuple(tasks), tuple(skills), first, last, public, serving)


def _as_texts(instants: Instants) -> list[str]:
    seconds = instants.astype("datetime64[us]").astype("datetime64[s]")
    texts: list[str] = np.datetime_as_string(seconds).tolist()
    return texts
