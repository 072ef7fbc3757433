"""Numbers for a kiosk that has lost the server.

While it is connected a kiosk borrows a few numbers of each series, with the keys of their ticket pages.
Without a server it gives those out, and brings the tickets in when the server is back. Bringing the same
ticket twice is harmless.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import DomainError, Invalid
from indgang.core.day import danish_date, day_bounds
from indgang.organisation.models import Site
from indgang.queue.errors import UnknownTask
from indgang.queue.models import NumberBlock, Series, SeriesDay, Ticket, TicketChannel
from indgang.queue.services.lanes import active_series
from indgang.queue.services.tickets import clean_words, errand, new_secret, take_ticket
from indgang.queue.services.transitions import Verb, move

BLOCK_SIZE = 20


@dataclass(frozen=True, slots=True)
class LentNumber:
    """One number to give out: what stands on the ticket, and the key of its page."""

    number: int
    label: str
    secret: str


@dataclass(frozen=True, slots=True)
class LentSeries:
    """The numbers of one series that a kiosk may give out on the Danish `day`, in this order."""

    letter: str
    name: str
    desk_kind: str
    is_default: bool
    day: date
    numbers: list[LentNumber]


@dataclass(frozen=True, slots=True)
class OfflineTicket:
    """A ticket that a kiosk gave out by itself at `arrived_at` (aware)."""

    letter: str
    number: int
    arrived_at: datetime
    task_code: str | None = None
    topic_code: str | None = None
    own_words: str = ""
    language: str = "da"


class SyncOutcome(StrEnum):
    """What became of a ticket that was brought in."""

    ENTERED = "entered"
    KNOWN = "known"
    PAST = "past"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Synced:
    """The answer for one ticket; `message` says why it was refused."""

    letter: str
    number: int
    outcome: SyncOutcome
    ticket_id: int | None = None
    message: str = ""


@transaction.atomic
def lend_numbers(*, actor: Actor, site: Site, device_id: int) -> list[LentSeries]:
    """Numbers that the device may give out today without a server, for each series of the site.

    To be asked for when the device has few left: each time it gets fresh ones, for it may have given out
    numbers that it has not brought in yet. Only when a series has no fresh ones left, the device gets those
    of its own that no known ticket carries; a series that has neither is left out. Raises NotAllowed.
    """
    require(actor, "queue.take", site.pk)
    now = clock.now()
    day = danish_date(now)
    lent = []
    for series in active_series(site.pk):
        numbers = _fresh(series, day, device_id, now) or _unused(series, day, device_id)
        if numbers:
            lent.append(
                LentSeries(series.letter, series.name, series.desk_kind, series.is_default, day, numbers)
            )
    return lent


@transaction.atomic
def sync_offline_tickets(
    *, actor: Actor, site: Site, device_id: int, tickets: Iterable[OfflineTicket]
) -> list[Synced]:
    """Bring in the tickets that the device gave out by itself; one answer for each, in order.

    They enter the queue with the time they were given out. One of an earlier day is entered as expired, so
    that it counts without waiting. A number that was not lent to the device is refused. Raises NotAllowed.
    """
    require(actor, "queue.take", site.pk)
    by_letter = {series.letter: series for series in Series.objects.filter(site_id=site.pk)}
    return [_bring_in(actor, site, device_id, ticket, by_letter.get(ticket.letter)) for ticket in tickets]


def _bring_in(
    actor: Actor, site: Site, device_id: int, offline: OfflineTicket, series: Series | None
) -> Synced:
    try:
        with transaction.atomic():
            return _enter(actor, site, device_id, offline, series)
    except DomainError as error:
        return Synced(offline.letter, offline.number, SyncOutcome.REFUSED, message=str(error))


def _enter(actor: Actor, site: Site, device_id: int, offline: OfflineTicket, series: Series | None) -> Synced:
    now = clock.now()
    arrived_at = min(offline.arrived_at, now)
    block = _block_of(series, device_id, offline.number, danish_date(arrived_at)) if series else None
    if series is None or block is None:
        raise Invalid(_("This number was not lent to this kiosk."), field="number")
    known = Ticket.objects.filter(series=series, day=block.day, number=offline.number).first()
    if known is not None:
        return Synced(offline.letter, offline.number, SyncOutcome.KNOWN, known.pk)
    words, task_code, topic_code = _usable(offline)
    last_moment = day_bounds(block.day)[1] - timedelta(microseconds=1)
    ticket = take_ticket(
        actor=actor,
        site=site,
        letter=offline.letter,
        channel=TicketChannel.KIOSK,
        language=offline.language,
        arrived_at=min(arrived_at, last_moment),
        offline_number=offline.number,
        secret=block.secrets[offline.number - block.first],
        own_words=words,
        task_code=task_code,
        topic_code=topic_code,
    )
    if block.day == danish_date(now):
        return Synced(offline.letter, offline.number, SyncOutcome.ENTERED, ticket.pk)
    move(ticket, Verb.EXPIRE, now=now, facts={"because": "synced_late"}, own_words="", time_uncertain=True)
    return Synced(offline.letter, offline.number, SyncOutcome.PAST, ticket.pk)


def _block_of(series: Series, device_id: int, number: int, day: date) -> NumberBlock | None:
    """The block that the number was lent in, locked; yesterday's may have been given out past midnight."""
    return (
        NumberBlock.objects.select_for_update(no_key=True)
        .filter(series=series, device_id=device_id, first__lte=number, last__gte=number)
        .filter(day__range=(day - timedelta(days=1), day))
        .order_by("-day")
        .first()
    )


def _usable(offline: OfflineTicket) -> tuple[str, str | None, str | None]:
    """Words, task and topic as far as they hold: the citizen has a number, so nothing here may refuse it."""
    try:
        words = clean_words(offline.own_words)
    except Invalid:
        words = ""
    try:
        errand(offline.task_code, offline.topic_code)
    except UnknownTask:
        return words, None, None
    return words, offline.task_code, offline.topic_code


def _fresh(series: Series, day: date, device_id: int, now: datetime) -> list[LentNumber]:
    """Lend the next numbers of the series; empty when all are lent."""
    SeriesDay.objects.bulk_create(
        [SeriesDay(series=series, day=day, last_number=series.first - 1, last_offline_number=series.last)],
        ignore_conflicts=True,
    )
    counter = SeriesDay.objects.select_for_update(no_key=True).get(series=series, day=day)
    first = max(counter.last_offline_number, series.last) + 1
    last = min(first + BLOCK_SIZE - 1, series.offline_last)
    if last < first:
        return []
    counter.last_offline_number = last
    counter.save(update_fields=["last_offline_number"])
    block = NumberBlock.objects.create(
        series=series,
        day=day,
        device_id=device_id,
        first=first,
        last=last,
        secrets=[new_secret() for _number in range(first, last + 1)],
        lent_at=now,
    )
    return _numbers(series, block, set())


def _unused(series: Series, day: date, device_id: int) -> list[LentNumber]:
    """Numbers lent to the device today that no known ticket carries."""
    blocks = NumberBlock.objects.filter(series=series, day=day, device_id=device_id).order_by("first")
    used = set(
        Ticket.objects.filter(series=series, day=day, number__gt=series.last).values_list("number", flat=True)
    )
    return [number for block in blocks for number in _numbers(series, block, used)]


def _numbers(series: Series, block: NumberBlock, used: set[int]) -> list[LentNumber]:
    return [
        LentNumber(number, series.label_of(number), secret)
        for number, secret in enumerate(block.secrets, start=block.first)
        if number not in used
    ]
