"""Saying whether one can be reached. A word always has an end, and ends by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indgang.base import audit, clock, live
from indgang.base.access import SYSTEM, Actor, require
from indgang.base.errors import Invalid, NotAllowed, NotFound
from indgang.base.storable import is_storable
from indgang.core.cpr import find_cpr
from indgang.core.day import danish_date, day_bounds
from indgang.core.presence import SAYABLE, Standing
from indgang.organisation.errors import ReasonHoldsCpr
from indgang.organisation.models import Person, Presence, PresenceEvent
from indgang.organisation.models.presence import REASON_LENGTH
from indgang.organisation.queries.presence import hours_of_person

BUSY_MINUTES = 30
LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Said:
    """What counts now. `state` is None when nothing does and the calendar tells."""

    person_id: int
    state: Standing | None
    until: datetime | None
    reason: str = ""


def set_presence(
    *,
    actor: Actor,
    state: str,
    until: datetime | None = None,
    minutes: int | None = None,
    reason: str = "",
    person_id: int | None = None,
) -> Said:
    """Say how somebody stands ("free", "busy" or "away"), `until` a moment or for so many `minutes`.

    Without either, free lasts until one's hours close (else until midnight), busy for half an hour, away until
    midnight. Everybody says it of themselves; of others (`person_id`) who may change the organisation.
    Saying the same again begins anew. Raises Invalid, ReasonHoldsCpr, NotAllowed, NotFound.
    """
    person = _about(actor, person_id)
    if state not in {standing.value for standing in SAYABLE}:
        raise Invalid(_("Unknown code “%(code)s”.") % {"code": state}, field="state")
    now = clock.now()
    ends = _end(person.pk, Standing(state), now, until, minutes)
    text = _clean(reason)
    with transaction.atomic():
        Presence.objects.update_or_create(
            person=person, defaults={"state": state, "since": now, "until": ends, "reason": text}
        )
        _note(actor, person, state, ends, now)
    return Said(person.pk, Standing(state), ends, text)


def clear_presence(*, actor: Actor, person_id: int | None = None) -> Said:
    """Take the word back: hours and calendar tell again. Without a word nothing happens."""
    person = _about(actor, person_id)
    now = clock.now()
    with transaction.atomic():
        gone, _rows = Presence.objects.filter(person=person).delete()
        if gone:
            _note(actor, person, "", None, now)
    return Said(person.pk, None, None)


def forget_presence(*, actor: Actor) -> int:
    """Erase what was said more than `settings.PRESENCE_DAYS` days ago: it is nobody's time sheet. How many rows."""
    require(actor, "organisation.administrate_all")
    before = clock.now() - timedelta(days=settings.PRESENCE_DAYS)
    gone, _rows = PresenceEvent.objects.filter(at__lt=before).delete()
    return gone


def _about(actor: Actor, person_id: int | None) -> Person:
    require(actor, "organisation.receive")
    wanted = person_id if person_id is not None else actor.person_id
    if wanted is None:
        raise NotAllowed(facts={"permission": "organisation.receive"})
    person = Person.objects.filter(pk=wanted, is_active=True).first()
    if person is None:
        raise NotFound(facts={"person": wanted})
    if wanted != actor.person_id:
        require(actor, "organisation.change", person.home_site_id)
    return person


def _end(
    person_id: int, state: Standing, now: datetime, until: datetime | None, minutes: int | None
) -> datetime:
    if minutes is not None:
        if not 1 <= minutes <= LONGEST.total_seconds() // 60:
            raise Invalid(_("Say for how many minutes, at least one."), field="minutes")
        return now + timedelta(minutes=minutes)
    if until is not None:
        if until.tzinfo is None or not now < until <= now + LONGEST:
            raise Invalid(_("The end must lie ahead, and within a year."), field="until")
        return until
    if state is Standing.BUSY:
        return now + timedelta(minutes=BUSY_MINUTES)
    _midnight, end_of_day = day_bounds(danish_date(now))
    hours = hours_of_person(person_id) if state is Standing.FREE else None
    closes = hours.until if hours is not None and hours.is_open else None
    return min(closes, end_of_day) if closes is not None else end_of_day


def _clean(reason: str) -> str:
    text = " ".join(reason.split())
    if spans := [(found.start, found.end) for found in find_cpr(text)]:
        raise ReasonHoldsCpr(spans)
    if len(text) > REASON_LENGTH or not is_storable(text):
        raise Invalid(_("Write at most %(most)d characters.") % {"most": REASON_LENGTH}, field="reason")
    return text


def _note(actor: Actor, person: Person, state: str, until: datetime | None, now: datetime) -> None:
    """The history, the audit log where somebody spoke for somebody else, and all pages."""
    PresenceEvent.objects.create(person=person, at=now, state=state, until=until, said_by_id=actor.person_id)
    if actor.person_id != person.pk and actor != SYSTEM:
        audit.record(actor, "presence.said_for", f"person:{person.username}", {"state": state})
    live.publish(None, "organisation", kind="presence")
