"""What a citizen is told about a call: that it is promised, moved, that nobody got through, that it is late."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from indgang.base.errors import Invalid
from indgang.base.sealing import Unreadable
from indgang.core.day import danish_time
from indgang.followup import parties
from indgang.followup.callback_links import address_of
from indgang.followup.codes import shown
from indgang.followup.models import CallPromise, FollowUp
from indgang.followup.units import title_of
from indgang.messaging.kinds import Kind, Placeholder, Words, registry
from indgang.messaging.services import enqueue

PROMISED = "followup.call_promised"
MOVED = "followup.call_moved"
MISSED = "followup.call_missed"
LATE = "followup.call_late"
log = logging.getLogger(__name__)

_LINK = "https://indgang.example.dk/ring/K7XP4M3RD0123456789abcdef/"
_PLACEHOLDERS: Mapping[str, Placeholder] = {
    "name": Placeholder(_("the citizen's name"), {"da": "Anna Holm", "en": "Anna Holm"}),
    "unit": Placeholder(
        _("the unit that phones; not named when the errand is sensitive"),
        {"da": "Folkeregister", "en": "Population register"},
        instead={"da": "kommunen", "en": "the municipality"},
    ),
    "date": Placeholder(_("the day and month"), {"da": "24. november", "en": "24 November"}),
    "time": Placeholder(_("when the window begins"), {"da": "10.00", "en": "10:00"}),
    "end": Placeholder(_("when the window ends"), {"da": "11.00", "en": "11:00"}),
    "code": Placeholder(_("the code of the matter"), {"da": "K7X-P4M-3RD", "en": "K7X-P4M-3RD"}),
    "link": Placeholder(
        _("the link where another time can be chosen"), {"da": _LINK, "en": _LINK}, needed=True
    ),
}
_FOOT_DA, _FOOT_EN = "Vælg et andet tidspunkt her: {link}", "Choose another time here: {link}"
_KINDS = {
    PROMISED: (
        _("A call is promised"),
        _("To the citizen when a desk has promised that a unit phones."),
        ("Vi ringer: {date} kl. {time}-{end}", "Vi ringer til dig den {date} mellem kl. {time} og {end}."),
        ("We phone: {date} {time}-{end}", "We will phone you on {date} between {time} and {end}."),
    ),
    MOVED: (
        _("A call has another time"),
        _("To the citizen when the time of a promised call has changed."),
        ("Nyt tidspunkt: {date} kl. {time}-{end}", "Vi ringer nu den {date} mellem kl. {time} og {end}."),
        ("New time: {date} {time}-{end}", "We now phone you on {date} between {time} and {end}."),
    ),
    MISSED: (
        _("The citizen was not reached"),
        _("To the citizen when the unit phoned and nobody answered."),
        (
            "Vi nåede dig ikke",
            "Vi ringede og nåede dig ikke. Vi prøver igen den {date} mellem kl. {time} og {end}.",
        ),
        (
            "We did not reach you",
            "We phoned and did not reach you. We try again on {date} between {time} and {end}.",
        ),
    ),
    LATE: (
        _("A promised call is late"),
        _("To the citizen when nobody phoned within the promised time."),
        (
            "Vi nåede ikke at ringe",
            (
                "Vi lovede at ringe den {date} mellem kl. {time} og {end}, og det nåede vi ikke. "
                "Det beklager vi. Vi ringer, så snart vi kan."
            ),
        ),
        (
            "We did not phone in time",
            (
                "We promised to phone on {date} between {time} and {end}, and did not. We are sorry. "
                "We phone as soon as we can."
            ),
        ),
    ),
}


def register() -> None:
    """Make them known."""
    for code, (title, purpose, (subject_da, text_da), (subject_en, text_en)) in _KINDS.items():
        registry.register(
            Kind(
                code=code,
                title=title,
                purpose=purpose,
                placeholders=_PLACEHOLDERS,
                texts={
                    ("sms", "da"): Words(f"{text_da} {_FOOT_DA}"),
                    ("sms", "en"): Words(f"{text_en} {_FOOT_EN}"),
                    ("email", "da"): Words(
                        f"Hej {{name}}\n\n{text_da} Det er {{unit}}, der ringer.\n\n{_FOOT_DA}\nDin kode: {{code}}",
                        subject_da,
                    ),
                    ("email", "en"): Words(
                        f"Hello {{name}}\n\n{text_en} The call comes from: {{unit}}.\n\n"
                        f"{_FOOT_EN}\nYour code: {{code}}",
                        subject_en,
                    ),
                },
            )
        )


def tell(row: FollowUp, kind: str, promise: CallPromise) -> bool:
    """Put the message about a promise into the outbox, once for each promise; whether the citizen can be told."""
    try:
        person = parties.read(row)
    except Unreadable:
        log.warning("follow-up %s: its party was sealed with a key that is gone", row.pk)
        return False
    if person is None or not person.tell_by:
        return False
    language = row.language if row.language in {"da", "en"} else "da"
    facts: dict[str, Any] = {
        "kind": kind,
        "channel": person.tell_by,
        "to": person.phone if person.tell_by == "sms" else person.email,
        "reference": f"callback:{promise.pk}:{kind}",
        "language": language,
        "is_sensitive": row.task is not None and row.task.sensitive,
        "site": row.site,
        "expires_at": promise.window_to if kind in {PROMISED, MOVED, MISSED} else None,
    }
    with translation.override(language):
        unit = title_of(row.lifeline_id)
    values = {
        **words_of(promise.window_from, promise.window_to, language),
        "name": person.name,
        "unit": unit,
        "code": shown(row.code),
        "link": address_of(row.code),
    }
    try:
        enqueue(values=values, **facts)
    except Invalid as error:
        log.warning("follow-up %s: no %s: %s", row.pk, kind, error)
        return False
    return True


def words_of(start: datetime, end: datetime, language: str) -> dict[str, str]:
    """A window in words: date, and the times as the language writes them."""
    begins, ends = danish_time(start), danish_time(end)
    pattern, clock = ("d. MMMM", "%H.%M") if language == "da" else ("d MMMM", "%H:%M")
    return {
        "date": format_date(begins.date(), pattern, locale=language),
        "time": begins.strftime(clock),
        "end": ends.strftime(clock),
    }
