"""A kiosk without a server: what it keeps beforehand, and how its tickets come into the queue afterwards.

The kiosk borrows numbers while it is connected (see `queue.services.lend_numbers`), gives them out by itself,
and brings them in when the server is back. Everything here may be repeated without effect: a browser that is
killed in between sends again, and each ticket is entered once.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from indgang import __version__
from indgang.base import clock
from indgang.base.errors import DomainError
from indgang.catalogue import revision
from indgang.catalogue.queries import kiosk_topics
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.queue.errors import WrongState
from indgang.queue.models import TicketState
from indgang.queue.services import OfflineTicket, SyncOutcome, leave, lend_numbers, sync_offline_tickets
from indgang.queue.services.reservations import confirm, find_reservation, secret_of
from indgang.web.kiosk.devices import LANGUAGES, KioskRequest, kiosk
from indgang.web.kiosk.views import tasks_for_kiosk

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200
SERVED = {TicketState.SERVING, TicketState.FINISHED}


@dataclass(frozen=True, slots=True)
class Brought:
    """One entry of a kiosk's outbox: a ticket it gave out, and the attempt that had failed before; or only a
    confirmation of a number that the server had drawn.
    """

    key: int
    ticket: OfflineTicket | None
    attempt: str
    secret: str
    at: datetime


@kiosk
@require_GET
def pages(request: KioskRequest, site: Site) -> HttpResponse:
    """Every page that the kiosk should keep, and a version that changes when they do."""
    addresses = [reverse("kiosk:start", args=[site.slug])]
    for language in LANGUAGES:
        addresses += _pages(site, language)
    parts = [__version__, revision.current(), str(danish_date(clock.now())), static("kiosk/kiosk.js")]
    version = hashlib.sha256("|".join(parts + addresses).encode()).hexdigest()[:16]
    return JsonResponse({"pages": addresses, "version": version, "now": clock.now(), "speed": clock.speed()})


@kiosk
@require_POST
def lend(request: KioskRequest, site: Site) -> HttpResponse:
    """Numbers that this kiosk may give out today without a server; none for a browser without a device."""
    lent = []
    if request.device_id is not None:
        lent = lend_numbers(actor=request.kiosk_actor, site=site, device_id=request.device_id)
    series = [
        {
            "letter": one.letter,
            "lane": one.name,
            "default": one.is_default,
            "day": one.day.isoformat(),
            "numbers": [{"number": number.number, "label": number.label} for number in one.numbers],
        }
        for one in lent
    ]
    return JsonResponse({"series": series, "now": clock.now(), "speed": clock.speed()})


@kiosk
@require_POST
def sync(request: KioskRequest, site: Site) -> HttpResponse:
    """Bring in what the kiosk gave out by itself: JSON `{"entries": [...]}`; the answer names those to
    forget.

    A ticket whose online attempt had gone through after all replaces that one: the citizen holds the number
    that was shown last. Was that one served already, the offline number is not entered.
    """
    try:
        entries = [_entry(raw) for raw in json.loads(request.body)["entries"][:MOST_AT_ONCE]]
    except (ValueError, KeyError, TypeError) as error:
        log.warning("Kiosk at %s sent what cannot be read: %s", site.slug, error)
        return JsonResponse({"done": []}, status=400)
    done = [entry.key for entry in entries if entry.ticket is None and _confirm(entry, site)]
    tickets = [entry for entry in entries if entry.ticket is not None]
    done += [entry.key for entry in tickets if not _still_needed(entry, site)]
    brought = [entry for entry in tickets if entry.key not in done]
    if brought and request.device_id is not None:
        outcomes = sync_offline_tickets(
            actor=request.kiosk_actor,
            site=site,
            device_id=request.device_id,
            tickets=[entry.ticket for entry in brought if entry.ticket is not None],
        )
        for entry, outcome in zip(brought, outcomes, strict=True):
            if outcome.outcome is SyncOutcome.REFUSED:
                log.error("Kiosk at %s: %s%s: %s", site.slug, outcome.letter, outcome.number, outcome.message)
            done.append(entry.key)
    return JsonResponse({"done": done, "now": clock.now(), "speed": clock.speed()})


def _pages(site: Site, language: str) -> list[str]:
    def address(name: str, *more: str) -> str:
        return reverse(f"kiosk:{name}", args=[site.slug, language, *more])

    found = [address("home"), address("words"), address("check_in")]
    for topic in kiosk_topics(language):
        lines = tasks_for_kiosk(topic.code, site, language)
        found += [address("topic", topic.code)] if lines else []
        found += [address("other", topic.code), *(address("task", line.code) for line in lines)]
    return found


def _entry(raw: dict[str, Any]) -> Brought:
    at = parse_datetime(raw["at"])
    if at is None or at.tzinfo is None:
        raise ValueError(f"not a moment: {raw['at']!r}")
    ticket = None
    if raw.get("number") is not None:
        ticket = OfflineTicket(
            letter=str(raw["letter"]),
            number=int(raw["number"]),
            arrived_at=at,
            task_code=str(raw.get("task") or "") or None,
            topic_code=str(raw.get("topic") or "") or None,
            language="en" if raw.get("language") == "en" else "da",
        )
    return Brought(int(raw["key"]), ticket, str(raw.get("attempt") or ""), str(raw.get("secret") or ""), at)


def _confirm(entry: Brought, site: Site) -> bool:
    """Enter a number that the server had drawn. What can never be entered is forgotten too."""
    try:
        confirm(secret=entry.secret, at=entry.at)
    except DomainError as error:
        log.warning("Kiosk at %s confirmed a number that is gone: %s", site.slug, error)
    return True


def _still_needed(entry: Brought, site: Site) -> bool:
    """Whether the citizen waits by the offline number; takes an earlier number of the same attempt away."""
    if not entry.attempt:
        return True
    try:
        online = find_reservation(secret_of(site, entry.attempt))
        if online.ticket_id is not None:
            leave(secret=online.secret)
    except WrongState as error:
        return error.facts.get("state") not in SERVED
    except DomainError:
        return True
    return True
