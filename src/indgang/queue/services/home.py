"""Numbers taken at home: given by the site's rule, and called only once the holder has said "I am here".

That is said with the code of the day that stands at the place, with the number at the kiosk, or to an officer.
"""

import hmac
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, require
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.queue.errors import NoHomeNumber, PlaceGone, TicketNotFound, WrongPlaceCode
from indgang.queue.models import HomeRules, Ticket, TicketChannel, TicketState
from indgang.queue.queries.home import home_state
from indgang.queue.services.passing import has_lapsed
from indgang.queue.services.reservations import Reservation, confirm, find_reservation, reserve, secret_of
from indgang.queue.services.transitions import Verb, locked, move

CODE_DIGITS = 4


@transaction.atomic
def take_from_home(
    *,
    site: Site,
    attempt: str,
    task_code: str | None = None,
    topic_code: str | None = None,
    own_words: str = "",
    language: str = "da",
) -> Reservation:
    """Take a number at home, if the site's rule allows it now; the same `attempt` always gives the same number.

    Anybody may. Raises NoHomeNumber with the reason, and what `reservations.reserve` raises.
    """
    # Whoever comes later waits here, so that there are never more of them than the rule allows.
    rules = HomeRules.objects.select_for_update(no_key=True).filter(site=site, is_allowed=True).first()
    try:
        drawn = find_reservation(secret_of(site, attempt))
        if drawn.ticket_id is not None:
            return drawn
    except TicketNotFound:
        pass
    state = home_state(site, task_code=task_code)
    if rules is None or not state.may_take:
        raise NoHomeNumber(state.sentence)
    drawn = reserve(
        actor=SYSTEM,
        site=site,
        attempt=attempt,
        task_code=task_code,
        topic_code=topic_code,
        own_words=own_words,
        language=language,
        channel=TicketChannel.HOME,
    )
    return confirm(secret=drawn.secret)


@transaction.atomic
def arrive(*, secret: str, code: str) -> Ticket:
    """The holder of a number from home stands at the place and gives its code of the day. Doing it twice is harmless.

    Raises TicketNotFound, WrongPlaceCode, or PlaceGone once the place is not kept any longer.
    """
    ticket = Ticket.objects.filter(secret=secret).select_related("site").first()
    if ticket is None:
        raise TicketNotFound
    if not hmac.compare_digest(code.strip(), place_code(ticket.site, ticket.day)):
        raise WrongPlaceCode
    return _arrive(ticket.pk, None)


@transaction.atomic
def arrive_at_kiosk(*, actor: Actor, site: Site, label: str) -> Ticket:
    """Somebody types the number that they took at home. Raises NotAllowed, TicketNotFound or PlaceGone."""
    require(actor, "queue.take", site.pk)
    wanted = "".join(label.split()).upper()
    today = danish_date(clock.now())
    tickets = Ticket.objects.filter(site=site, day=today, channel=TicketChannel.HOME).select_related("series")
    found = next((one.pk for one in tickets if _same_number(one, wanted)), None)
    if found is None:
        raise TicketNotFound
    return _arrive(found, None)


@transaction.atomic
def arrive_at_desk(*, actor: Actor, ticket_id: int) -> Ticket:
    """The holder has told an officer of the site. Raises NotAllowed, TicketNotFound or PlaceGone."""
    site_id = Ticket.objects.filter(pk=ticket_id).values_list("site_id", flat=True).first()
    if site_id is None or not actor.knows(site_id):
        raise TicketNotFound
    require(actor, "queue.work_desk", site_id)
    return _arrive(ticket_id, actor.person_id)


def place_code(site: Site, day: date) -> str:
    """The digits that stand at the place on a Danish day, and nowhere else."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"here:{site.pk}:{day}".encode(), sha256)
    return f"{int.from_bytes(digest[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def _same_number(ticket: Ticket, wanted: str) -> bool:
    """Whether the typed number is the ticket's: "K07", and "k7" too."""
    return wanted in {ticket.label, f"{ticket.series.letter}{ticket.number}"}


def _arrive(ticket_id: int, officer_id: int | None) -> Ticket:
    ticket = locked(ticket_id)
    now = clock.now()
    if ticket.state == TicketState.LEFT and ticket.is_away:
        raise PlaceGone(ticket.label)
    if not ticket.is_away:
        return ticket
    if has_lapsed(ticket, now):
        raise PlaceGone(ticket.label)
    return move(
        ticket,
        Verb.ARRIVE,
        now=now,
        by=officer_id,
        is_away=False,
        place_kept_until=None,
        not_before=None,
    )
