"""A number that is not in the queue yet: drawn for somebody at a kiosk, and entered when they surely have it.

A number that is drawn and never confirmed is skipped; nobody is called by it (rule 8; no ghosts). Every step
may be repeated: the attempt names what the citizen is doing, so that a double tap, or a page that is loaded
again, gives the same number and one ticket.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, require
from indgang.base.errors import Invalid
from indgang.base.models import RememberedRequest
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.queue.errors import TicketNotFound
from indgang.queue.models import Ticket, TicketChannel
from indgang.queue.services.lanes import active_series, pick_series
from indgang.queue.services.tickets import clean_words, errand, next_number, take_ticket

CALLER = "number"
ATTEMPT = re.compile(r"[A-Za-z0-9_-]{16,64}")
SECRET_LENGTH = 22
KEPT = timedelta(days=2)
PROMPT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A drawn number. `printed` is None until a printer was tried; `ticket_id` None until it is in the queue.

    `secret` opens the ticket page. All moments are aware; `day` is the Danish date.
    """

    secret: str
    site_id: int
    letter: str
    lane: str
    number: int
    label: str
    day: date
    reserved_at: datetime
    language: str = "da"
    channel: str = TicketChannel.KIOSK
    task_code: str | None = None
    topic_code: str | None = None
    own_words: str = ""
    printed: bool | None = None
    ticket_id: int | None = None


@transaction.atomic
def reserve(
    *,
    actor: Actor,
    site: Site,
    attempt: str,
    letter: str | None = None,
    task_code: str | None = None,
    topic_code: str | None = None,
    own_words: str = "",
    language: str = "da",
    channel: TicketChannel | str = TicketChannel.KIOSK,
) -> Reservation:
    """Draw a number without entering the queue; the same `attempt` at a site always gets the same number.

    `attempt` is 16 to 64 letters, digits, "-" or "_", fresh for each citizen. Raises NotAllowed, NoSeries,
    UnknownSeries, UnknownTask, SeriesFull, CprInText or Invalid.
    """
    require(actor, "queue.take", site.pk)
    if not ATTEMPT.fullmatch(attempt):
        raise Invalid(_("Please start again."), field="attempt")
    words = clean_words(own_words)
    row = _row(secret_of(site, attempt), create=True)
    if row.body:
        return _reservation(row)
    task, _topic = errand(task_code, topic_code, actor=actor)
    series = pick_series(active_series(site.pk), letter, task)
    now = clock.now()
    day = danish_date(now)
    number = next_number(series, day)
    reservation = Reservation(
        secret=row.key,
        site_id=site.pk,
        letter=series.letter,
        lane=series.name,
        number=number,
        label=series.label_of(number),
        day=day,
        reserved_at=now,
        language=language if language in {"da", "en"} else "da",
        channel=str(channel),
        task_code=task_code or None,
        topic_code=topic_code or None,
        own_words=words,
    )
    _keep(row, reservation)
    return reservation


@transaction.atomic
def hand_over(*, secret: str, give: Callable[[Reservation], bool]) -> Reservation:
    """Give the citizen the number on paper with `give`, once; when it answers True, the ticket enters the
    queue.

    Whoever asks meanwhile for the same number waits for the first. Raises TicketNotFound, or what `confirm`
    raises.
    """
    row = _row(secret)
    reservation = _reservation(row)
    if reservation.printed is not None or reservation.ticket_id is not None:
        return reservation
    reservation = replace(reservation, printed=give(reservation))
    if reservation.printed:
        return _enter(row, reservation, clock.now())
    _keep(row, reservation)
    return reservation


@transaction.atomic
def confirm(*, secret: str, at: datetime | None = None) -> Reservation:
    """The citizen has the number: enter the queue. Whoever holds the secret may; doing it twice is harmless.

    `at` (default: now; never later) is when it was confirmed, for a kiosk that lost the server in between.
    Within ten minutes of the draw the place in the queue is that of the draw, later that of `at`. Raises
    TicketNotFound when there is no such number, or none of today.
    """
    row = _row(secret)
    reservation = _reservation(row)
    if reservation.ticket_id is not None:
        return reservation
    now = clock.now()
    if reservation.day != danish_date(now):
        raise TicketNotFound
    return _enter(row, reservation, min(at or now, now))


def find_reservation(secret: str) -> Reservation:
    """The drawn number behind the secret. Raises TicketNotFound."""
    row = RememberedRequest.objects.filter(caller=CALLER, key=secret).first()
    if row is None or not row.body:
        raise TicketNotFound
    return _reservation(row)


def secret_of(site: Site, attempt: str) -> str:
    """The key of the ticket page that an attempt at the site leads to; not to be guessed from the attempt."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"number:{site.pk}:{attempt}".encode(), sha256)
    return urlsafe_b64encode(digest)[:SECRET_LENGTH].decode()


def _enter(row: RememberedRequest, reservation: Reservation, confirmed_at: datetime) -> Reservation:
    prompt = confirmed_at - reservation.reserved_at <= PROMPT
    ticket: Ticket = take_ticket(
        actor=SYSTEM,
        site=Site.objects.get(pk=reservation.site_id),
        letter=reservation.letter,
        task_code=reservation.task_code,
        topic_code=reservation.topic_code,
        own_words=reservation.own_words,
        language=reservation.language,
        channel=reservation.channel,
        arrived_at=reservation.reserved_at if prompt else confirmed_at,
        offline_number=reservation.number,
        secret=reservation.secret,
    )
    entered = replace(reservation, ticket_id=ticket.pk, own_words="")
    _keep(row, entered)
    return entered


def _row(secret: str, *, create: bool = False) -> RememberedRequest:
    """The locked row of a secret; with `create` made when missing. Raises TicketNotFound."""
    if create:
        now = clock.now()
        fresh = RememberedRequest(
            key=secret, caller=CALLER, method_and_path="", fingerprint="", status=0, body={}, at=now
        )
        made = RememberedRequest.objects.bulk_create([fresh], ignore_conflicts=True)
        if made:
            RememberedRequest.objects.filter(caller=CALLER, at__lt=now - KEPT).delete()
    row = RememberedRequest.objects.select_for_update(no_key=True).filter(caller=CALLER, key=secret).first()
    if row is None or not (create or row.body):
        raise TicketNotFound
    return row


def _keep(row: RememberedRequest, reservation: Reservation) -> None:
    facts = asdict(reservation)
    facts["day"] = reservation.day.isoformat()
    facts["reserved_at"] = reservation.reserved_at.isoformat()
    row.body = facts
    row.save(update_fields=["body"])


def _reservation(row: RememberedRequest) -> Reservation:
    facts: dict[str, Any] = dict(row.body)
    facts["day"] = date.fromisoformat(facts["day"])
    facts["reserved_at"] = datetime.fromisoformat(facts["reserved_at"])
    return Reservation(**facts)
