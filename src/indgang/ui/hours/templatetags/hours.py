"""Opening hours in templates."""

from datetime import date

from babel.dates import format_date
from django import template

from indgang.organisation.queries import OpeningState
from indgang.ui.hours import wording
from indgang.ui.hours.week import Day, Stretch
from indgang.ui.templatetags.indgang import _locale

register = template.Library()
register.filter("state_sentence", wording.state_sentence)
register.filter("when", wording.when)
register.filter("hours_words", wording.hours_words)
register.filter("change_title", wording.change_title)


@register.filter
def week_days(day: date) -> str:
    """ "man. 23. nov." or "Mon 23 Nov"."""
    return format_date(day, "EEE d. MMM" if _locale() == "da_DK" else "EEE d MMM", locale=_locale())


@register.filter
def weekday_letters(day: date) -> str:
    """The weekday in two or three letters: "ma", "Mon"."""
    word = wording.weekday_word(day.weekday(), "EEE")
    return word.rstrip(".")


@register.filter
def stretch_days(stretch: Stretch) -> str:
    """The days of a stretch by their short names: "man.–ons.", "Thu"."""
    first, last = (wording.weekday_word(day.weekday(), "EEE") for day in (stretch.first, stretch.last))
    return first if stretch.first == stretch.last else f"{first}–{last}"


@register.filter
def percent(value: float) -> str:
    """A length for the drawing, with a point whatever the language."""
    return f"{value:g}%"


@register.filter
def told(day: Day) -> str:
    """A day for screen readers: each kind with its hours, then why they are not the usual ones."""
    return "; ".join([*(lane.title for lane in day.lanes), *day.notes])


@register.filter
def state_kind(state: OpeningState) -> str:
    """The kind of hours that a state is about, with a capital."""
    return wording.kinds_words([state.kind])


@register.filter
def week_title(monday: date) -> str:
    """A week as people name it: "uge 47, 16.–22. november"."""
    return wording.week_title(monday)
