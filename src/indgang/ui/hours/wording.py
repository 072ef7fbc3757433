"""Opening hours in words, in the active language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from indgang.base import clock
from indgang.core.changes import Change, NewHours, Week
from indgang.core.day import danish_date
from indgang.core.hours import ClockSpan
from indgang.organisation.models import HoursKind
from indgang.organisation.queries import OpeningState, kind_of
from indgang.ui.templatetags.indgang import _locale, clock_time, long_date
from indgang.ui.templatetags.public_faces import clock_span

KIND_WORDS = {
    HoursKind.LIBRARY: pgettext_lazy("hours", "staffed library"),
    HoursKind.CITIZEN_SERVICE: pgettext_lazy("hours", "citizen service"),
    HoursKind.SELF_SERVICE: pgettext_lazy("hours", "self-service"),
}
CLOSED = gettext_lazy("closed")


def kind_word(kind: HoursKind) -> str:
    """What the public calls this kind of hours."""
    return str(KIND_WORDS[kind])


def hours_words(spans: Iterable[ClockSpan]) -> str:
    """The hours of a day: "9.30–12.00 and 13.00–16.00", or that it is closed."""
    written = [clock_span(span) for span in spans]
    return _(" and ").join(written) if written else str(CLOSED)


def when(moment: datetime | None) -> str:
    """A coming moment as people say it: the time, with the day when it is not today."""
    if moment is None:
        return ""
    today, day, at = danish_date(clock.now()), danish_date(moment), clock_time(moment)
    if day == today:
        return at
    if day == today + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": at}
    if day < today + timedelta(days=7):
        return f"{format_date(day, 'EEEE', locale=_locale())} {at}"
    return f"{format_date(day, 'd. MMMM' if _locale() == 'da_DK' else 'd MMMM', locale=_locale())} {at}"


def state_sentence(state: OpeningState) -> str:
    """Whether it is open, and until when."""
    if state.is_open:
        return _("open until %(when)s") % {"when": when(state.until)} if state.until else _("open")
    return _("closed, opens %(when)s") % {"when": when(state.until)} if state.until else str(CLOSED)


def kinds_words(kinds: Sequence[HoursKind]) -> str:
    """Several kinds in one breath, the first with a capital."""
    words = _(" and ").join(kind_word(kind) for kind in kinds)
    return words[:1].upper() + words[1:]


def days_words(first: date, last: date) -> str:
    """One day or a stretch of days, with weekdays and year."""
    if first == last:
        return long_date(first)
    return _("from %(first)s to %(last)s") % {"first": long_date(first), "last": long_date(last)}


def change_title(change: Change) -> str:
    """What is different, without why: "Citizen service: open 12:00–16:00 Thursday 10 December 2026"."""
    facts = {
        "kinds": kinds_words([kind_of(kind) for kind in change.kinds]),
        "days": days_words(change.first, change.last),
    }
    if change.is_closed:
        return _("%(kinds)s: closed %(days)s") % facts
    return _("%(kinds)s: open %(hours)s %(days)s") % {**facts, "hours": hours_words(change.spans)}


def new_hours_title(new: NewHours) -> str:
    """That other hours begin."""
    facts = {"kind": kinds_words([kind_of(new.kind)]), "day": long_date(new.first)}
    return _("%(kind)s: new hours from %(day)s") % facts


def week_words(week: Week) -> str:
    """A week in one line: "Monday–Thursday 10:00–16:00, Friday 10:00–14:00"; closed days are left out."""
    parts: list[tuple[int, int, tuple[ClockSpan, ...]]] = []
    for weekday, spans in enumerate(week):
        if parts and parts[-1][2] == spans:
            parts[-1] = (parts[-1][0], weekday, spans)
        else:
            parts.append((weekday, weekday, spans))
    written = [f"{_weekdays(first, last)} {hours_words(spans)}" for first, last, spans in parts if spans]
    return ", ".join(written) if written else str(CLOSED)


def weekday_word(weekday: int, pattern: str = "EEEE") -> str:
    """The name of a weekday; 0 is Monday."""
    return format_date(date(2024, 1, 1) + timedelta(days=weekday), pattern, locale=_locale())


def _weekdays(first: int, last: int) -> str:
    if first == last:
        return weekday_word(first)
    return f"{weekday_word(first)}–{weekday_word(last)}"
