"""Template tags of the faces that everybody sees."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

import segno
from babel.dates import format_date
from babel.numbers import format_decimal
from django import template
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.core.day import danish_date, danish_time
from indgang.core.hours import ClockSpan
from indgang.core.waiting import Wait
from indgang.organisation.queries import municipality_of
from indgang.queue.queries import Forecast, LaneWait, Unknown

register = template.Library()

# A day that is so much slower or quicker than usual is worth a word.
NOTICED = 0.15
# From so many of one on something is probable.
PROBABLE = 0.5
BABEL_LOCALES = {"da": "da_DK", "en": "en_GB", "de": "de_DE", "uk": "uk_UA", "ar": "ar"}


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """A QR code as a picture, dark on white whatever the page's colours, with `label` for screen readers."""
    return format_html('<img class="qr-code" src="{}" alt="{}">', _qr_picture(text), label)


@register.simple_tag
def address(name: str, known_as: str = "") -> str:
    """The address of a page, or `known_as` where that leads somewhere; empty when there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        pass
    try:
        resolve(known_as or "/")
    except Resolver404:
        return ""
    return known_as


@register.simple_tag
def municipality_name() -> str:
    """The name of the municipality; empty before anything is set up."""
    municipality = municipality_of()
    return municipality.name if municipality else ""


@register.filter
def wait_words(wait: Wait | None) -> str:
    """A wait in words: "about 10 to 20 minutes"; empty when it is not known."""
    if wait is None:
        return ""
    low, high = wait.shown()
    if low <= 0:
        return ngettext("at most %(high)d minute", "at most %(high)d minutes", high) % {"high": high}
    if low == high:
        return ngettext("about %(high)d minute", "about %(high)d minutes", high) % {"high": high}
    return _("about %(low)d to %(high)d minutes") % {"low": low, "high": high}


@register.filter
def wait_chance(wait: Wait | None) -> str:
    """How sure that is, in numbers of people, beside what `wait_words` says; empty when it is not known.

    A range from nothing holds what else would lie below it too: it is told for nine of ten.
    """
    if wait is None:
        return ""
    low, _high = wait.shown()
    return _("9 out of 10 wait no longer than that.") if low <= 0 else _("That holds for 8 out of 10.")


@register.filter
def wait_unknown(found: Forecast | LaneWait) -> str:
    """Why the wait cannot be told, as sentences; empty when it can."""
    match found.unknown:
        case Unknown.CLOSED:
            closed = _("We are closed right now.")
            return f"{closed} {_opens(found.opens_at)}" if found.opens_at else closed
        case Unknown.NO_DESK:
            no_desk = _("No desk is open right now, so we cannot say how long it takes.")
            return f"{no_desk} {_service_opens(found.opens_at)}" if found.opens_at else no_desk
        case Unknown.PAUSED:
            return _("The desks are taking a break, so we cannot say how long it takes. They go on soon.")
        case Unknown.NOT_SERVED:
            return _(
                "Nobody who can help with this is at a desk right now, so we cannot say how long it takes."
            )
    return ""


@register.filter
def wait_reasons(found: Forecast) -> list[str]:
    """What the wait comes from, a sentence each."""
    if found.wait is None:
        return []
    said = [
        ngettext("%(count)d desk can help you.", "%(count)d desks can help you.", found.desks)
        % {"count": found.desks}
    ]
    if found.ahead:
        said.append(
            ngettext("%(count)d person is before you.", "%(count)d people are before you.", found.ahead)
            % {"count": found.ahead}
        )
    if found.appointments:
        said.append(
            ngettext(
                "%(count)d person who has booked a time may be called before you.",
                "%(count)d people who have booked a time may be called before you.",
                found.appointments,
            )
            % {"count": found.appointments}
        )
    if found.busy:
        said.append(_busy(found))
    percent = {"percent": round(abs(found.slower) * 20) * 5}
    if found.slower >= NOTICED:
        said.append(_("The visits take about %(percent)d%% longer than usual today.") % percent)
    elif found.slower <= -NOTICED:
        said.append(_("The visits are about %(percent)d%% shorter than usual today.") % percent)
    else:
        said.append(_("The visits take as long as usual today."))
    said.append(_("We count how long such visits usually take."))
    return said


@register.filter
def wait_closing(found: Forecast | None) -> str:
    """That one may not be reached before the house closes, as a sentence; empty when one will be."""
    if not found or found.wait is None or found.closes_at is None:
        return ""
    values = {"time": said_time(found.closes_at)}
    if found.wait.missed >= PROBABLE:
        return _("We will probably not reach you before we close at %(time)s.") % values
    return _("We may not reach you before we close at %(time)s.") % values


@register.filter
def wait_longer(found: Wait | None) -> str:
    """That some errands wait much longer, as a sentence; empty when none do."""
    return _("Some errands wait longer: %(wait)s.") % {"wait": wait_words(found)} if found else ""


def _busy(found: Forecast) -> str:
    """How far those have come who are at the desks."""
    helping = ngettext(
        "%(count)d desk is helping somebody now.", "%(count)d desks are helping somebody now.", found.busy
    ) % {"count": found.busy}
    if found.longest_minutes < 1:
        return helping
    lasted = ngettext(
        "The longest visit has lasted %(count)d minute.",
        "The longest visit has lasted %(count)d minutes.",
        found.longest_minutes,
    ) % {"count": found.longest_minutes}
    return f"{helping} {lasted}"


def _opens(at: datetime) -> str:
    if _is_today(at):
        return _("We open at %(time)s.") % {"time": said_time(at)}
    return _("We open %(day)s at %(time)s.") % {"day": _day_ahead(at), "time": said_time(at)}


def _service_opens(at: datetime) -> str:
    if _is_today(at):
        return _("Citizen service opens at %(time)s.") % {"time": said_time(at)}
    return _("Citizen service opens %(day)s at %(time)s.") % {"day": _day_ahead(at), "time": said_time(at)}


def _is_today(at: datetime) -> bool:
    return danish_date(at) == danish_date(clock.now())


def _day_ahead(at: datetime) -> str:
    """The weekday, and the date too when it is not within the week."""
    pattern = "l" if at - clock.now() < timedelta(days=6) else "l j. F"
    return date_format(danish_time(at), pattern)


@register.filter
def said_time(moment: datetime | None) -> str:
    """Danish time of day as one says and writes it: "9.05" in Danish, "9:05" in other languages."""
    if moment is None:
        return ""
    local = danish_time(moment)
    mark = "." if (get_language() or "da").startswith("da") else ":"
    return f"{local.hour}{mark}{local.minute:02}"


@register.filter
def opening_words(moment: datetime | None) -> str:
    """When something opens or closes, as one says it: "10.00" today, else "tomorrow 10.00", "Monday 10.00" within the
    week, and with the date later."""
    if moment is None:
        return ""
    day, today = danish_date(moment), danish_date(clock.now())
    clock_words = said_time(moment)
    if day == today:
        return clock_words
    if day == today + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": clock_words}
    pattern = "EEEE" if day - today < timedelta(days=7) else "EEEE d. MMMM"
    named = format_date(day, pattern, locale=BABEL_LOCALES.get(get_language() or "da", "da_DK"))
    return _("%(day)s %(time)s") % {"day": named, "time": clock_words}


@register.filter
def days_words(days: tuple[int, int]) -> str:
    """How many days something takes: "at once", "up to 14 days", "3 to 14 days"."""
    least, most = days
    if most == 0:
        return _("You have it at once.")
    if least in {0, most}:
        return ngettext("Up to %(most)d day", "Up to %(most)d days", most) % {"most": most}
    return _("%(least)d to %(most)d days") % {"least": least, "most": most}


@register.filter
def kroner(amount: Decimal) -> str:
    """An amount without needless decimals: "893", "62,50"."""
    locale = BABEL_LOCALES.get(get_language() or "da", "da_DK")
    whole = amount == amount.to_integral_value()
    return str(format_decimal(amount, "#,##0" if whole else "#,##0.00", locale=locale))


@register.filter
def clock_span(span: ClockSpan) -> str:
    """Opening hours as people write them: "10.00–16.00"; in English "10:00–16:00"."""
    pattern = "%H:%M" if (get_language() or "da").startswith("en") else "%H.%M"
    closes = "24:00" if span.closes == time() else span.closes.strftime(pattern)
    return f"{span.opens.strftime(pattern)}–{closes.replace(':', pattern[2])}"


@lru_cache(maxsize=64)
def _qr_picture(text: str) -> str:
    """The code as an SVG data URI; kept, for a screen shows the same one all day and it takes milliseconds."""
    address: str = segno.make(text, error="m", micro=False).svg_data_uri(
        border=3, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return address


@register.filter
def weekday_date(day: date) -> str:
    """A day without its year: "tirsdag 24. november"; in English "Tuesday 24 November"."""
    code = (get_language() or "da").split("-")[0]
    pattern = "EEEE d. MMMM" if code in {"da", "de"} else "EEEE d MMMM"
    return format_date(day, pattern, locale=BABEL_LOCALES.get(code, "da_DK"))
