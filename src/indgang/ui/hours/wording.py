"""Opening hours in words, in the active language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from indgang.base import clock
from indgang.core.changes import Change, NewHours, Week
from indgang.core.day import danish_date, danish_time
from indgang.core.hours import ClockSpan
from indgang.organisation.models import HoursKind
from indgang.organisation.queries import OpeningState, kind_of
from indgang.ui.templatetags.indgang import _locale

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
    return listed([span_words(span) for span in spans]) or str(CLOSED)


def span_words(span: ClockSpan) -> str:
    """From when to when, as a sign says it: "9.30–16.00", in English "09:30–16:00"; midnight ends a day as 24."""
    return f"{_clock(span.opens)}–{_clock(span.closes) if span.closes != time.min else _clock(None)}"


def listed(words: Sequence[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def when(moment: datetime | None) -> str:
    """A coming moment as people say it: the time, with the day when it is not today."""
    if moment is None:
        return ""
    today, day, at = danish_date(clock.now()), danish_date(moment), _clock(danish_time(moment).time())
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
    words = listed([kind_word(kind) for kind in kinds])
    return words[:1].upper() + words[1:]


def days_words(first: date, last: date) -> str:
    """One day or a stretch of days, with weekdays; of days this near nobody says the year."""
    if first == last:
        return day_words(first)
    return _("from %(first)s to %(last)s") % {"first": day_words(first), "last": day_words(last)}


def day_words(day: date) -> str:
    """A day near enough to need no year: "torsdag den 24. december"."""
    pattern = "EEEE 'den' d. MMMM" if _locale() == "da_DK" else "EEEE d MMMM"
    return format_date(day, pattern, locale=_locale())


def week_title(monday: date) -> str:
    """A week by its number and its days: "uge 47, 16.–22. november"."""
    sunday = monday + timedelta(days=6)
    danish = _locale() == "da_DK"
    first = "d." if danish else "d"
    if monday.month != sunday.month:
        first += " MMMM"
    between = "–" if monday.month == sunday.month else " – "
    days = between.join(
        format_date(day, pattern, locale=_locale())
        for day, pattern in ((monday, first), (sunday, "d. MMMM" if danish else "d MMMM"))
    )
    return _("week %(number)d, %(days)s") % {"number": monday.isocalendar().week, "days": days}


def change_title(change: Change) -> str:
    """What is different, without why: "Citizen service: open 12:00–16:00 Thursday 10 December"."""
    if change.is_everything and change.is_closed:
        return _("Closed %(days)s") % {"days": days_words(change.first, change.last)}
    facts = {
        "kinds": kinds_words([kind_of(kind) for kind in change.kinds]),
        "days": days_words(change.first, change.last),
    }
    if change.is_closed:
        return _("%(kinds)s: closed %(days)s") % facts
    return _("%(kinds)s: open %(hours)s %(days)s") % {**facts, "hours": hours_words(change.spans)}


def new_hours_title(new: NewHours) -> str:
    """That other hours begin."""
    facts = {"kind": kinds_words([kind_of(new.kind)]), "day": day_words(new.first)}
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


def _clock(value: time | None) -> str:
    """A clock time; None is midnight at the end of a day."""
    if _locale() == "da_DK":
        return f"{value.hour}.{value.minute:02d}" if value is not None else "24.00"
    return f"{value:%H:%M}" if value is not None else "24:00"
