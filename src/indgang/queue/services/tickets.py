"""What a citizen does: take a number, ask for more time, leave."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.catalogue.queries import TaskRouting, task_routing, topic_id_of
from indgang.catalogue.visibility import visible_codes
from indgang.core.cpr import find_cpr
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.queue.errors import CprInText, SeriesFull, TicketNotFound, UnknownTask
from indgang.queue.models import Series, Ticket, TicketChannel, TicketEventKind, TicketState
from indgang.queue.services.lanes import active_series, pick_series
from indgang.queue.services.transitions import Verb, announce, locked, move
from indgang.queue.statements import remember_event

OWN_WORDS_LENGTH = 200
SECRET_BYTES = 16
DELAY_MINUTES = range(1, 61)

NEXT_NUMBER = """
INSERT INTO queue_seriesday AS counter (series_id, day, last_number, last_offline_number)
VALUES (%(series)s, %(day)s, %(first)s, %(last)s)
ON CONFLICT (series_id, day) DO UPDATE
SET last_number = greatest(counter.last_number + 1, %(first)s)
WHERE counter.last_number < %(last)s
RETURNING last_number
"""


@transaction.atomic
def take_ticket(
    *,
    actor: Actor,
    site: Site,
    letter: str | None = None,
    task_code: str | None = None,
    topic_code: str | None = None,
    own_words: str = "",
    language: str = "da",
    channel: TicketChannel | str,
    due_at: datetime | None = None,
    priority: int | None = None,
    arrived_at: datetime | None = None,
    offline_number: int | None = None,
    secret: str | None = None,
) -> Ticket:
    """Take a number at the site: from the series `letter`, else the one that fits the task, else the default.

    `due_at` is the time of an appointment; `priority` 1 (first) to 3, else the task's. `arrived_at` (default:
    now; never later), `offline_number` and `secret` are for numbers that a kiosk issued while the server was
    away. Raises NotAllowed, NoSeries, UnknownSeries, UnknownTask, SeriesFull, CprInText, or Invalid for a bad
    value.
    """
    require(actor, "queue.take", site.pk)
    now = clock.now()
    arrived_at = min(arrived_at or now, now)
    words = clean_words(own_words)
    if priority is not None and priority not in {1, 2, 3}:
        raise Invalid(_("Priority is 1, 2 or 3."), field="priority")
    if channel not in TicketChannel.values:
        raise Invalid(_("Unknown channel."), field="channel")
    task, topic_id = errand(task_code, topic_code)
    series = pick_series(active_series(site.pk), letter, task)
    day = danish_date(arrived_at)
    number = next_number(series, day) if offline_number is None else offline_number
    ticket = Ticket(
        series=series,
        lane=series,
        site=site,
        day=day,
        number=number,
        secret=secret or new_secret(),
        task_id=task.id if task else None,
        topic_id=topic_id,
        own_words=words,
        language=language if language in {"da", "en"} else "da",
        channel=channel,
        priority=_priority(priority, task),
        arrived_at=arrived_at,
        due_at=due_at,
        is_away=channel == TicketChannel.HOME,
    )
    ticket.save(force_insert=True)
    remember_event(
        ticket,
        at=arrived_at,
        kind=TicketEventKind.TAKEN,
        desk_id=None,
        officer_id=actor.person_id,
        facts={"lane": series.letter, "channel": str(channel)},
    )
    announce(ticket, TicketEventKind.TAKEN, None)
    return ticket


@transaction.atomic
def delay(*, secret: str, minutes: int = 10) -> Ticket:
    """ "I need ten more minutes": the ticket keeps its place and is not called for `minutes` (1 to 60) from
    now.

    Whoever holds the ticket's secret may do it. Doing it twice counts from the second time, not twice. Raises
    TicketNotFound, Invalid, or WrongState once the ticket is called.
    """
    if minutes not in DELAY_MINUTES:
        raise Invalid(_("Choose between 1 and 60 minutes."), field="minutes")
    ticket = _locked_by_secret(secret)
    now = clock.now()
    until = now + timedelta(minutes=minutes)
    return move(ticket, Verb.DELAY, now=now, facts={"minutes": minutes}, not_before=until)


@transaction.atomic
def leave(*, secret: str) -> Ticket:
    """The citizen gives the place up; also when called, which frees the desk. Doing it twice is harmless.

    Raises TicketNotFound, or WrongState while being served and after the end.
    """
    ticket = _locked_by_secret(secret)
    now = clock.now()
    if ticket.state == TicketState.LEFT:
        return ticket
    return move(ticket, Verb.LEAVE, now=now)


def next_number(series: Series, day: date) -> int:
    """Draw the series' next number of the day, and lock its counter until the transaction ends.

    Raises SeriesFull.
    """
    values: dict[str, Any] = {"series": series.pk, "day": day, "first": series.first, "last": series.last}
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, values)
        row = cursor.fetchone()
    if row is None:
        raise SeriesFull(series.letter)
    return int(row[0])


def errand(
    task_code: str | None, topic_code: str | None, *, actor: Actor | None = None
) -> tuple[TaskRouting | None, int | None]:
    """The task and the topic's id behind these codes; a task brings its topic.

    Raises UnknownTask, also for a task that `actor` may not see.
    """
    if task_code:
        seen = actor is None or visible_codes(actor, [task_code])
        task = task_routing(task_code) if seen else None
        if task is None:
            raise UnknownTask(task_code, "task_code")
        return task, task.topic_id
    if not topic_code:
        return None, None
    topic_id = topic_id_of(topic_code)
    if topic_id is None:
        raise UnknownTask(topic_code, "topic_code")
    return None, topic_id


def new_secret() -> str:
    """A fresh key to a ticket page."""
    return secrets.token_urlsafe(SECRET_BYTES)


def clean_words(own_words: str) -> str:
    """The citizen's own words, trimmed to one line.

    Raises CprInText when they hold a CPR number, Invalid when they are too long.
    """
    words = "".join(sign for sign in " ".join(own_words.split()) if sign.isprintable())
    if find_cpr(words):
        raise CprInText("own_words")
    if len(words) > OWN_WORDS_LENGTH:
        raise Invalid(_("Please write at most 200 characters."), field="own_words")
    return words


def _priority(wished: int | None, task: TaskRouting | None) -> int:
    return wished or (task.priority if task else 2)


def _locked_by_secret(secret: str) -> Ticket:
    ticket_id = Ticket.objects.filter(secret=secret).values_list("pk", flat=True).first()
    if ticket_id is None:
        raise TicketNotFound
    return locked(ticket_id)
