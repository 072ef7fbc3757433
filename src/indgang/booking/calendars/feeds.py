"""An address at which somebody's appointments can be subscribed to, in Outlook or on a phone."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from indgang.base import audit, clock
from indgang.base.access import Actor
from indgang.base.errors import NotFound
from indgang.booking.calendars.linking import require_calendar
from indgang.booking.calendars.outgoing import SHOWN, entry_of
from indgang.booking.calendars.writing import calendar_file
from indgang.booking.models import Appointment, AppointmentState, CalendarFeed, Resource

BACK = timedelta(days=31)
AHEAD = timedelta(days=400)
FRESH_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class FeedFile:
    """The file, and a word that changes when it does."""

    content: bytes
    etag: str


@transaction.atomic
def make_feed(*, actor: Actor, resource: Resource, shows_errand: bool = False) -> str:
    """A new secret token for the address; an earlier address ends. It is never shown again. Raises NotAllowed."""
    require_calendar(actor, resource)
    token = secrets.token_urlsafe(24)
    facts = {"digest": _digest(token), "shows_errand": shows_errand, "made_at": clock.now()}
    CalendarFeed.objects.update_or_create(resource=resource, defaults=facts)
    audit.record(actor, "calendar.feed_made", f"resource:{resource.pk}", {"shows_errand": shows_errand})
    return token


@transaction.atomic
def revoke_feed(*, actor: Actor, resource: Resource) -> None:
    """The address answers nobody any more. Raises NotAllowed, NotFound."""
    require_calendar(actor, resource)
    if not CalendarFeed.objects.filter(resource=resource).delete()[0]:
        raise NotFound
    audit.record(actor, "calendar.feed_revoked", f"resource:{resource.pk}")


def feed_file(*, token: str) -> FeedFile:
    """The appointments of the last month and those ahead; whoever holds the token may read it. Raises NotFound.

    Cancelled ones are told as cancelled; no name, no code of a citizen.
    """
    feed = (
        CalendarFeed.objects.select_related("resource__desk", "resource__person")
        .filter(digest=_digest(token))
        .first()
    )
    if feed is None or not feed.resource.is_active:
        raise NotFound
    now = clock.now()
    rows = (
        Appointment.objects.filter(
            Q(resource=feed.resource_id) | Q(allocations__resource=feed.resource_id),
            state__in=[*SHOWN, AppointmentState.CANCELLED],
            period__startswith__gt=now - BACK,
            period__startswith__lt=now + AHEAD,
        )
        .select_related("site")
        .prefetch_related("tasks__task")
        .distinct()
        .order_by("period", "pk")
    )
    entries = [(row, entry_of(row, row.sequence, shows_errand=feed.shows_errand)) for row in rows]
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Indgang: %(name)s") % {"name": feed.resource.label}
    stable = feed.made_at  # The file changes when its appointments do, not each time that it is asked for.
    content = calendar_file(
        [entry for row, entry in entries if row.state in SHOWN],
        stable,
        cancelled=[entry for row, entry in entries if row.state not in SHOWN],
        name=name,
        fresh_for=FRESH_FOR,
    )
    return FeedFile(content, f'"{sha256(content).hexdigest()[:32]}"')


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
