"""The messages about appointments: their kinds, what their placeholders hold, and how a moment is told."""

from datetime import datetime
from pathlib import Path

import yaml
from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.core.day import danish_time
from indgang.messaging.kinds import Kind, Placeholder, registry, texts_from

TEXTS = Path(__file__).with_name("messages.yaml")

CONFIRMED = "booking.confirmed"
SERIES = "booking.series"
CHANGED = "booking.changed"
CANCELLED = "booking.cancelled"
CANCELLED_BY_US = "booking.cancelled_by_us"
MOVED_BY_US = "booking.moved_by_us"
REMINDER = "booking.reminder"
EARLIER_OFFER = "booking.earlier_offer"
# Rather woken than on the way in vain.
WAKES = {CANCELLED_BY_US, MOVED_BY_US}

_NOTHING = {"da": "", "en": ""}
_EXAMPLE_LINK = "https://indgang.example.dk/tid/7KQ2M4"

TIME = {
    "weekday": Placeholder(_("the day of the week"), {"da": "tirsdag", "en": "Tuesday"}),
    "date": Placeholder(_("the day and month"), {"da": "24. november", "en": "24 November"}, needed=True),
    "time": Placeholder(_("when the appointment begins"), {"da": "10.15", "en": "10:15"}, needed=True),
    "end": Placeholder(_("when the appointment ends"), {"da": "10.30", "en": "10:30"}),
    "place": Placeholder(_("the name of the site"), {"da": "Magion", "en": "Magion"}),
    "address": Placeholder(
        _("street and town of the site"), {"da": "Torvet 1, 7200 Prøvelund", "en": "Torvet 1, 7200 Prøvelund"}
    ),
}
PERSON = {"name": Placeholder(_("the citizen's name"), {"da": "Anna Holm", "en": "Anna Holm"})}
ERRAND = {
    "task": Placeholder(
        _("what it is about; SMS and subjects never name a sensitive errand"),
        {"da": "Nyt pas", "en": "New passport"},
        instead={"da": "dit ærinde", "en": "your errand"},
    ),
    "bring": Placeholder(
        _("what to bring, as a list; left out when there is nothing"),
        {"da": ["Dit gamle pas", "Sundhedskort"], "en": ["Your old passport", "Health insurance card"]},
        instead=_NOTHING,
    ),
}
CODE = {"code": Placeholder(_("the code of the appointment"), {"da": "7KQ-2M4", "en": "7KQ-2M4"})}
LINK = {
    "link": Placeholder(
        _("the link to the appointment, or to a new one"),
        {"da": _EXAMPLE_LINK, "en": _EXAMPLE_LINK},
        needed=True,
    )
}
REASON = {
    "reason": Placeholder(
        _("why, as a sentence; left out when nothing is said"),
        {"da": "Det skyldes sygdom.", "en": "Somebody is ill."},
    )
}
TIMES = {
    "count": Placeholder(_("how many appointments it is"), {"da": "3", "en": "3"}),
    "times": Placeholder(
        _("each appointment with its code, as a list"),
        {
            "da": [
                "tirsdag 24. november kl. 10.15, kode 7KQ-2M4",
                "tirsdag 1. december kl. 10.15, kode K7X-P4M",
            ],
            "en": ["Tuesday 24 November at 10:15, code 7KQ-2M4", "Tuesday 1 December at 10:15, code K7X-P4M"],
        },
        needed=True,
    ),
}
UNTIL = {
    "until": Placeholder(
        _("until when the time is held"), {"da": "i dag kl. 12.30", "en": "12:30 today"}, needed=True
    )
}


def register() -> None:
    """Make the kinds known."""
    texts = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    booked = {**PERSON, **TIME, **ERRAND, **CODE, **LINK}
    where = {name: TIME[name] for name in ("place", "address")}
    series = {**PERSON, **TIMES, **where, **ERRAND, **LINK}
    for code, title, purpose, placeholders, is_quiet in (
        (CONFIRMED, _("Appointment booked"), _("At once, to whoever has booked."), booked, False),
        (
            SERIES,
            _("Series of appointments booked"),
            _("At once, one message for all of them; each has a reminder of its own."),
            series,
            False,
        ),
        (CHANGED, _("Appointment changed by the citizen"), _("At once, with the new time."), booked, False),
        (CANCELLED, _("Appointment cancelled by the citizen"), _("At once, as a receipt."), booked, False),
        (
            CANCELLED_BY_US,
            _("Appointment cancelled by us"),
            _("When a desk closes or somebody is ill, with a link to a new time."),
            {**booked, **REASON},
            True,
        ),
        (
            MOVED_BY_US,
            _("Appointment moved by us"),
            _("When we give another time than the one that was booked."),
            {**booked, **REASON},
            True,
        ),
        (REMINDER, _("Reminder"), _("Before the appointment; never after it has begun."), booked, True),
        (
            EARLIER_OFFER,
            _("An earlier time is free"),
            _("To whoever waits for one; the time is held meanwhile."),
            {**booked, **UNTIL},
            True,
        ),
    ):
        registry.register(
            Kind(
                code,
                title,
                purpose,
                placeholders,
                texts_from(texts[code]),
                is_quiet=is_quiet,
                wakes=code in WAKES,
            )
        )


def moment_words(start: datetime, end: datetime, language: str) -> dict[str, str]:
    """The placeholders `weekday`, `date`, `time` and `end` of an appointment (aware), in Danish time."""
    begins = danish_time(start)
    locale = "en_GB" if language == "en" else "da_DK"
    return {
        "weekday": format_date(begins, "EEEE", locale=locale),
        "date": format_date(begins, "d MMMM" if language == "en" else "d. MMMM", locale=locale),
        "time": clock_words(start, language),
        "end": clock_words(end, language),
    }


def time_line(start: datetime, code: str, language: str) -> str:
    """An appointment in one line: "tirsdag 24. november kl. 10.15, kode 7KQ-2M4"."""
    words = {**moment_words(start, start, language), "code": code}
    with translation.override("en" if language == "en" else "da"):
        return gettext("%(weekday)s %(date)s at %(time)s, code %(code)s") % words


def clock_words(moment: datetime, language: str) -> str:
    """The Danish clock time of a moment: "9.05", in English "9:05"."""
    local = danish_time(moment)
    return f"{local.hour}{':' if language == 'en' else '.'}{local.minute:02}"
