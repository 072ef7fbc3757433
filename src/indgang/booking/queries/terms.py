"""What holds for an appointment, in moments that a page can show: until when it can be changed, when to be there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from indgang.base import clock
from indgang.base.errors import Text
from indgang.booking.calendar import rules_of
from indgang.booking.models import AppointmentState, BookingRules, LateRule
from indgang.booking.queries.appointments import AppointmentView
from indgang.organisation.queries import find_site

if TYPE_CHECKING:
    from indgang.organisation.models import Site

COMES_BACK_FOR = timedelta(hours=1)
LATE_WORDS: dict[str, Text] = {
    LateRule.WALK_IN: _("If you come later than that, you get a number like those without an appointment."),
    LateRule.NEXT: _("If you come later than that, we call you as soon as a desk is free."),
    LateRule.REBOOK: _("If you come later than that, you must book a new time."),
}
WAS_LATE_WORDS: dict[str, Text] = {
    LateRule.WALK_IN: _(
        "You are later than we could keep your time for. You have got a number like those without an appointment."
    ),
    LateRule.NEXT: _("You are a little late, but we help you. We call you as soon as a desk is free."),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """Moments are UTC. `late_words` says what happens after `late_from`."""

    change_until: datetime
    early_from: datetime
    late_from: datetime
    latest: datetime
    early_minutes: int
    late_minutes: int
    late_words: Text
    keep_days: int

    @property
    def can_check_in(self) -> bool:
        """Whether one can say now that one is here."""
        return self.early_from <= clock.now() <= self.latest


def terms_of(view: AppointmentView) -> Terms:
    """The terms of an appointment under the rules of its site."""
    rules: BookingRules = rules_of(find_site(view.site))
    latest = rules.late_minutes if rules.late_rule == LateRule.REBOOK else rules.latest_minutes
    return Terms(
        change_until=view.start - timedelta(minutes=rules.change_minutes)
        if rules.change_minutes
        else view.end,
        early_from=view.start - timedelta(minutes=rules.early_minutes),
        late_from=view.start + timedelta(minutes=rules.late_minutes),
        latest=view.start + timedelta(minutes=latest),
        early_minutes=rules.early_minutes,
        late_minutes=rules.late_minutes,
        late_words=LATE_WORDS[rules.late_rule],
        keep_days=rules.keep_days,
    )


def can_be_changed(view: AppointmentView) -> bool:
    """Whether the citizen can still change or cancel it."""
    now = clock.now()
    return view.state == AppointmentState.BOOKED and now < view.end and now <= terms_of(view).change_until


@dataclass(frozen=True, slots=True)
class ScreenDoor:
    """When the citizen can go in to a meeting on the screen. Moments are UTC."""

    opens: datetime
    closes: datetime

    @property
    def is_open(self) -> bool:
        """Whether one can go in now."""
        return self.opens <= clock.now() <= self.closes

    @property
    def is_ahead(self) -> bool:
        """Whether one can go in later."""
        return clock.now() < self.opens


def screen_door(view: AppointmentView) -> ScreenDoor:
    """The door to an appointment on the screen: as long before as one may check in; who has come in comes back in
    for an hour after its end."""
    terms = terms_of(view)
    has_come = view.state == AppointmentState.ARRIVED
    return ScreenDoor(terms.early_from, view.end + COMES_BACK_FOR if has_come else terms.latest)


def hold_minutes(site: "Site") -> int:
    """For how many minutes a time is kept for somebody who is typing."""
    return rules_of(site).hold_minutes


def late_words(site: "Site") -> Text:
    """What holds for those who come late there, in two sentences."""
    rules: BookingRules = rules_of(site)
    return format_lazy(
        "{} {}",
        _("You keep your time until %(minutes)s minutes after it.") % {"minutes": rules.late_minutes},
        LATE_WORDS[rules.late_rule],
    )


def was_late_words(site: "Site") -> Text:
    """What is said there to somebody who came too late to keep the time."""
    return WAS_LATE_WORDS.get(rules_of(site).late_rule, "")
