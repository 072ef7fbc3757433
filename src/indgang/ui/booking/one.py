"""One appointment as staff see it: what it is, what can be done with it now, and doing it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, may, require
from indgang.base.errors import DomainError, Invalid, NotFound, Text
from indgang.base.transfer.cells import clock_time
from indgang.base.transfer.faults import BadCell
from indgang.booking.calendar import rules_of
from indgang.booking.errands import Wanted
from indgang.booking.models import AppointmentState, BookingRules, LateRule
from indgang.booking.queries import (
    AppointmentView,
    Busy,
    FreeTime,
    find_appointment,
    free_slots,
    may_be_on_screen,
    nearest_free,
    why_each,
)
from indgang.booking.services import (
    Arrival,
    Contact,
    cancel,
    change,
    check_in,
    holder_of,
    mark_no_show,
    meet_on_screen,
)
from indgang.catalogue.queries import task_lines
from indgang.contactscreen.queries import BookedMeeting, booked_meetings
from indgang.core.day import danish_date, opening_instant
from indgang.organisation.models import Site
from indgang.organisation.queries import any_site
from indgang.ui.templatetags.indgang import clock_time as shown_time
from indgang.ui.templatetags.indgang import date_and_time

KEYS = 9
DAYS_AHEAD = 28
LONGEST_REASON = 200


class Done(NamedTuple):
    """What was done, in words, and what came of it."""

    said: str
    contact: Contact | None = None
    arrival: Arrival | None = None


class MoveTime(NamedTuple):
    """A time to which it can be moved, and the key that does it."""

    time: FreeTime
    key: str


@dataclass(slots=True)
class One:
    """An appointment, its site, and what the one who looks can do with it now.

    `held_by` is set after they asked who it is; `said` is what was just done, `refusal` why something was not, and
    `arrival` the number that checking in has just given. `meeting` is how its meeting on the screen stands, once
    somebody has opened it.
    """

    view: AppointmentView
    site: Site
    titles: list[str]
    rules: BookingRules
    may_act: bool
    may_see_holder: bool
    day: date | None = None
    clock: str = ""
    reason: str = ""
    free: list[FreeTime] = field(default_factory=list)
    nearest: list[datetime] = field(default_factory=list)
    busy: list[Busy] = field(default_factory=list)
    said: Text = ""
    refusal: Text = ""
    field_refused: str = ""
    held_by: Contact | None = None
    asked_who: bool = False
    arrival: Arrival | None = None
    meeting: BookedMeeting | None = None
    may_meet: bool = False
    may_choose_screen: bool = False

    @property
    def state(self) -> str | Promise:
        """The state in words."""
        return AppointmentState(self.view.state).label

    @property
    def is_booked(self) -> bool:
        """Whether it is still to come."""
        return self.view.state == AppointmentState.BOOKED

    @property
    def is_late(self) -> bool:
        """Whether its time has come and nobody has checked in."""
        return self.is_booked and self.view.start < clock.now()

    @property
    def can_check_in(self) -> bool:
        """Whether the time for checking in has come."""
        earliest = self.view.start - timedelta(minutes=self.rules.early_minutes)
        latest = self.view.start + timedelta(minutes=self.rules.latest_minutes)
        return self.may_act and self.is_booked and earliest <= clock.now() <= latest

    @property
    def can_be_missed(self) -> bool:
        """Whether it can be said that nobody came."""
        return self.may_act and self.is_late

    @property
    def can_meet(self) -> bool:
        """Whether the meeting on the screen can be opened: on its day, until it has been."""
        is_ahead = self.is_booked or (
            self.view.state == AppointmentState.ARRIVED and self.view.ticket_id is None
        )
        is_today = danish_date(self.view.start) == danish_date(clock.now())
        return self.may_meet and self.view.on_screen and is_ahead and is_today

    @property
    def within_grace(self) -> bool:
        """Whether somebody who comes now is still in time."""
        return clock.now() <= self.view.start + timedelta(minutes=self.rules.late_minutes)

    @property
    def can_change(self) -> bool:
        """Whether it can still be moved or cancelled."""
        return self.may_act and self.is_booked and self.view.end > clock.now()

    @property
    def late_words(self) -> str:
        """What holds for somebody who comes late, as the citizen reads it."""
        return late_words(self.rules)

    @property
    def moves(self) -> list[MoveTime]:
        """The times to which it can be moved: the nearest after a refusal, else the first."""
        times = [one for one in self.free if one.start in self.nearest] if self.nearest else self.free
        return [MoveTime(one, str(number)) for number, one in enumerate(times[:KEYS], start=1)]


def late_words(rules: BookingRules) -> str:
    """The rule for who comes late, in the words of the citizen."""
    then = {
        LateRule.WALK_IN: _("you get a number like those without an appointment"),
        LateRule.NEXT: _("you keep your appointment and are called as soon as a desk is free"),
        LateRule.REBOOK: _("you must book a new time"),
    }[LateRule(rules.late_rule)]
    return _(
        "You can check in from %(early)d minutes before. Up to %(late)d minutes late is still in time. If you come"
        " later than that, %(then)s. After %(latest)d minutes the appointment counts as not kept."
    ) % {
        "early": rules.early_minutes,
        "late": rules.late_minutes,
        "then": then,
        "latest": rules.latest_minutes,
    }


def one_of(code: str, *, actor: Actor, data: Mapping[str, str] | None = None) -> One:
    """The appointment with this code. Raises AppointmentNotFound, NotFound where the actor may not see it."""
    view = find_appointment(code)
    site = any_site(view.site)
    if not may(actor, "booking.see", site.pk):
        raise NotFound
    data = data or {}
    lines = task_lines([line.code for line in view.tasks], actor=SYSTEM)
    one = One(
        view,
        site,
        [line.title for line in lines],
        rules_of(site),
        may(actor, "booking.book", site.pk),
        may(actor, "booking.see_holder", site.pk),
        _day(data.get("day", "")),
        str(data.get("clock", ""))[:10].strip(),
        str(data.get("reason", ""))[:LONGEST_REASON].strip(),
        meeting=booked_meetings([view.id]).get(view.id) if view.on_screen else None,
        may_meet=may(actor, "contactscreen.answer", site.pk),
        may_choose_screen=may_be_on_screen(site, [line.code for line in view.tasks]),
    )
    if one.can_change:
        _look(one)
    return one


def act(verb: str, code: str, *, actor: Actor, data: Mapping[str, str]) -> One:
    """Do something with the appointment and give it as it is then, with what was done or why not.

    Raises AppointmentNotFound, NotAllowed, and NotFound for a verb that there is not.
    """
    before = one_of(code, actor=actor, data=data)
    try:
        done = _do(verb, before, actor, data)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        return _refused(before, error)
    after = one_of(code, actor=actor)
    after.said, after.arrival = done.said, done.arrival
    after.asked_who, after.held_by = verb == "who", done.contact
    return after


def _do(verb: str, one: One, actor: Actor, data: Mapping[str, str]) -> Done:
    require(actor, "booking.book", one.site.pk)
    code = one.view.code
    if verb == "check-in":
        arrival = check_in(actor=actor, site=one.site, code=code)
        return Done(arrival_words(arrival, one.rules), arrival=arrival)
    if verb == "no-show":
        mark_no_show(actor=actor, site=one.site, code=code)
        return Done(_("Noted: did not come. The rest of the time is free again."))
    if verb == "who":
        return Done("", contact=holder_of(actor=actor, view=one.view, site_id=one.site.pk))
    if verb in {"screen", "in-house"}:
        meet_on_screen(actor=actor, code=code, on_screen=verb == "screen")
        return Done(
            _("They meet on the screen.") if verb == "screen" else _("The citizen comes to the site.")
        )
    if verb == "cancel":
        cancel(actor=actor, code=code, reason=_reason(one))
        return Done(_("Cancelled. The time is free again."))
    if verb == "move":
        start = _start(one, data)
        moved = change(actor=actor, code=code, start=start, site=one.site, reason=_reason(one))
        return Done(_("Moved to %(time)s.") % {"time": date_and_time(moved.start)})
    raise NotFound


def arrival_words(arrival: Arrival, rules: BookingRules) -> str:
    """What somebody who has checked in is told: the number, and what holds when it was late."""
    number = arrival.ticket.label
    if arrival.is_repeated:
        return _("Was checked in already, with number %(number)s.") % {"number": number}
    if not arrival.is_late:
        return _("Checked in with number %(number)s, in time for %(time)s.") % {
            "number": number,
            "time": shown_time(arrival.start),
        }
    if rules.late_rule == LateRule.NEXT:
        return _("Late, but checked in with number %(number)s: called as soon as a desk is free.") % {
            "number": number
        }
    return _("Too late to keep the turn: number %(number)s waits like those without an appointment.") % {
        "number": number
    }


def _reason(one: One) -> str:
    """The reason that is told to the citizen. Raises Invalid without one."""
    if not one.reason:
        raise Invalid(_("Write why, in a few words: the citizen is told."), field="reason")
    return one.reason


def _start(one: One, data: Mapping[str, str]) -> datetime:
    given = str(data.get("start", ""))
    if given:
        try:
            return datetime.fromisoformat(given)
        except ValueError:
            raise Invalid(_("Choose a time."), field="start") from None
    try:
        at = clock_time(one.clock) if one.clock else None
    except BadCell as error:
        raise Invalid(error.reason, field="clock") from None
    if at is None:
        raise Invalid(_("Write a time, such as 10.15."), field="clock")
    return opening_instant(one.day or danish_date(one.view.start), at)


def _refused(one: One, error: DomainError) -> One:
    one.refusal, one.field_refused = error.message, getattr(error, "field", "")
    start = error.facts.get("start")
    if error.way_on.get("slots") and start:
        at = datetime.fromisoformat(start)
        one.free = nearest_free(site=one.site, tasks=_wanted(one), start=at, without=one.view.id)
        one.nearest = [time.start for time in one.free]
        one.busy = why_each(one.site, _wanted(one), at, without=one.view.id)
    return one


def _look(one: One) -> None:
    since = max(one.day or danish_date(clock.now()), danish_date(clock.now()))
    try:
        one.free = free_slots(
            site=one.site,
            tasks=_wanted(one),
            from_=since,
            to=since + timedelta(days=DAYS_AHEAD),
            without=one.view.id,
        )
    except DomainError:
        one.free = []
    one.free = [time for time in one.free if time.start != one.view.start]


def _wanted(one: One) -> list[Wanted]:
    return [Wanted(line.code, line.persons) for line in one.view.tasks]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
