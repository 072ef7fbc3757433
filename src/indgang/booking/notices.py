"""What citizens are told about their appointments, put into the outbox in the transaction of each command.

Of an address and a number that somebody gave, each message takes the one that suits it: receipts go by e-mail, with
the calendar file, else by SMS; a reminder by SMS, else by e-mail; what changes somebody's plans goes by both. An
appointment that nobody left an address for is told to nobody.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.errors import Invalid
from indgang.base.sealing import Unreadable, unseal
from indgang.booking import ics, messages
from indgang.booking.calendar import rules_of
from indgang.booking.codes import shown
from indgang.booking.links import token_of
from indgang.booking.models import Appointment, Holder
from indgang.booking.ports import ports
from indgang.booking.queries.appointments import AppointmentView, view_of
from indgang.catalogue.queries import TaskCard, TaskWords, task_words
from indgang.core.day import danish_date
from indgang.core.placeholders import Value
from indgang.messaging.models import Channel
from indgang.messaging.ports import Attachment
from indgang.messaging.queries import rules_of as messaging_rules
from indgang.messaging.services import cancel as take_back
from indgang.messaging.services import enqueue
from indgang.organisation.queries import municipality_of

EMAIL, SMS = Channel.EMAIL.value, Channel.SMS.value
BOTH = (messages.CANCELLED_BY_US, messages.MOVED_BY_US, messages.EARLIER_OFFER)
WITH_FILE = (messages.CONFIRMED, messages.SERIES, messages.CHANGED, messages.CANCELLED, *BOTH[:2])
log = logging.getLogger(__name__)


def booked(row: Appointment) -> None:
    """Tell that it is booked, and remind in time."""
    _tell(row, messages.CONFIRMED)
    _remind(row)


def booked_together(rows: Sequence[Appointment]) -> None:
    """Tell of a series in one message, and remind of each of its appointments in time."""
    lines = [messages.time_line(row.period.lower, shown(row.code), _language(row.language)) for row in rows]
    _tell(rows[0], messages.SERIES, whole=rows, count=f"{len(rows)}", times=lines, link=ports.by_code())
    for row in rows:
        _remind(row)


def moved(row: Appointment, *, by_us: bool, reason: str = "") -> None:
    """Tell the new time, and remind of that one only."""
    _tell(row, messages.MOVED_BY_US if by_us else messages.CHANGED, reason=_sentence(reason))
    _remind(row)


def cancelled(row: Appointment, *, by_us: bool, reason: str = "") -> None:
    """Tell that it is cancelled, and remind no more."""
    unremind(row)
    _tell(row, messages.CANCELLED_BY_US if by_us else messages.CANCELLED, reason=_sentence(reason))


def offered(row: Appointment, offer: Appointment) -> None:
    """Tell of an earlier time that is held for the holder of `row`."""
    until: datetime = offer.held_until or clock.now()
    _tell(
        row,
        messages.EARLIER_OFFER,
        about=offer,
        expires_at=until,
        until=until_words(until, row.language),
        turn=f"{offer.pk}",
    )


def unremind(row: Appointment) -> None:
    """Take the reminder back, if it has not left."""
    take_back(reference_prefix=f"booking:{row.pk}:{messages.REMINDER}:")


def can_reach(row: Appointment) -> bool:
    """Whether its holder left an address or a number."""
    return bool(_addresses(row))


def hears_now(row: Appointment) -> bool:
    """Whether a message would reach its holder now, and not after the quiet hours."""
    rules = messaging_rules(municipality_of(row.site))
    now = clock.now()
    return any(rules.quiet(channel).loud_at(now) <= now for channel in _addresses(row))


def entry_of(view: AppointmentView, cards: Sequence[TaskWords], address: str) -> ics.Entry:
    """What the calendar file says; a sensitive errand is not named, as calendars are shared. A meeting on the screen is
    at its link."""
    link = ports.address(token_of(view))
    is_sensitive = any(card.sensitive for card in cards)
    return ics.Entry(
        about="" if is_sensitive else titles(cards),
        bring=() if is_sensitive else bring_of(cards),
        address=link if view.on_screen else address,
        link=link,
    )


def cards_of(view: AppointmentView, language: str) -> list[TaskWords]:
    """Its tasks in a language, the first one first."""
    return task_words([line.code for line in view.tasks], language)


def titles(cards: Sequence[TaskWords]) -> str:
    """The names of the tasks in one line."""
    return ", ".join(card.title for card in cards)


def bring_of(cards: Sequence[TaskWords | TaskCard]) -> list[str]:
    """What to bring for all of them, nothing twice."""
    return list(dict.fromkeys(thing for card in cards for thing in card.bring))


def until_words(until: datetime, language: str) -> str:
    """Until when, as in "today at 12:30" or "24 November at 9:15"."""
    words = messages.moment_words(until, until, language)
    with translation.override(_language(language)):
        if danish_date(until) == danish_date(clock.now()):
            return _("today at %(time)s") % words
        return _("%(date)s at %(time)s") % words


def screen_words(view: AppointmentView, channel: str, language: str) -> str:
    """Where a meeting on the screen is, in the place of the street. An SMS has its link at the end."""
    with translation.override(language):
        if channel == SMS:
            return _("on screen: open the link when it is time")
        return _("On screen, where you are. When it is time, go in here: %(link)s") % {
            "link": ports.address(token_of(view))
        }


def _remind(row: Appointment) -> None:
    unremind(row)
    hours = rules_of(row.site).remind_hours
    start = row.period.lower
    at = start - timedelta(hours=hours)
    if hours and at > clock.now():
        _tell(row, messages.REMINDER, send_after=at, expires_at=start)


def _tell(
    row: Appointment,
    kind: str,
    *,
    about: Appointment | None = None,
    send_after: datetime | None = None,
    expires_at: datetime | None = None,
    turn: str = "",
    whole: Sequence[Appointment] = (),
    **more: Value,
) -> None:
    """Put the message in, once for each state of the appointment and each way it takes; the file holds the `whole`."""
    addresses = _addresses(row)
    if not addresses:
        return
    view, told = view_of(row), view_of(about or row)
    language = _language(row.language)
    cards = cards_of(view, language)
    site = (about or row).site
    place = ", ".join(part for part in (site.address, f"{site.postcode} {site.town}".strip()) if part)
    values = {
        **messages.moment_words(told.start, told.end, language),
        "name": _name(row),
        "place": site.name,
        "address": place,
        "task": titles(cards),
        "bring": bring_of(cards),
        "code": view.code,
        "link": ports.address(token_of(view)),
        **more,
    }
    facts: dict[str, Any] = {"send_after": send_after, "expires_at": expires_at, "language": language}
    for channel in _ways(kind, list(addresses)):
        if view.on_screen:
            values["address"] = screen_words(view, channel, language)
        if channel == EMAIL and kind in WITH_FILE:
            facts["attachment"] = _file([view_of(one) for one in whole] or [view], cards, place, language)
        try:
            enqueue(
                kind=kind,
                channel=channel,
                to=addresses[channel],
                values=values,
                reference=f"booking:{row.pk}:{kind}:{turn or row.sequence}:{channel}",
                is_sensitive=any(card.sensitive for card in cards),
                site=site,
                **facts if channel == EMAIL else {**facts, "attachment": None},
            )
        except Invalid as error:
            log.warning("appointment %s: no %s by %s: %s", row.pk, kind, channel, error)


def _ways(kind: str, channels: Sequence[str]) -> list[str]:
    if kind in BOTH:
        return list(channels)
    liked = (SMS, EMAIL) if kind == messages.REMINDER else (EMAIL, SMS)
    return [next(channel for channel in liked if channel in channels)]


def _addresses(row: Appointment) -> dict[str, str]:
    """Where its holder can be reached, by channel; without those that the municipality does not send on."""
    holder = Holder.objects.filter(appointment=row, erased_at__isnull=True).first()
    if holder is None:
        return {}
    try:
        found = {EMAIL: unseal(holder.email), SMS: unseal(holder.phone)}
    except Unreadable:
        log.warning("appointment %s: its holder was sealed with a key that is gone", row.pk)
        return {}
    rules = messaging_rules(municipality_of(row.site))
    return {channel: to for channel, to in found.items() if to and rules.is_open(channel)}


def _name(row: Appointment) -> str:
    return unseal(Holder.objects.values_list("name", flat=True).get(appointment=row))


def _file(
    views: Sequence[AppointmentView], cards: Sequence[TaskWords], place: str, language: str
) -> Attachment:
    with translation.override(language):
        entries = [(view, entry_of(view, cards, place)) for view in views]
        return Attachment(ics.FILE_NAME, ics.MEDIA_TYPE, ics.calendar_file(*entries))


def _sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    text = reason.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


def _language(language: str) -> str:
    return language if language in {"da", "en"} else "en" if language else "da"
