"""Ringing at a unit is a try to reach its lifeline, and is counted like a call: answered, not answered, took over.

Counting never holds up a meeting: a try that cannot be counted is left out.
"""

from contextlib import suppress

from django.db import transaction

from indgang.base.access import SYSTEM, Actor, may
from indgang.base.errors import DomainError
from indgang.contact.models import AttemptResult, Means
from indgang.contact.services import close_attempt, try_lifeline
from indgang.contactscreen.models import Room
from indgang.organisation.queries import actor_of_person, lifeline_card


def count_try(room: Room) -> None:
    """It rings at another unit: the one before did not answer, and a new try begins; none when nobody is left."""
    say_of_try(room, AttemptResult.NOT_ANSWERED)
    room.attempt_id = None
    if room.asked_id is not None:
        with suppress(DomainError), transaction.atomic():
            room.attempt_id = try_lifeline(
                actor=_who_tries(room),
                site=room.site,
                lifeline=lifeline_card(room.asked_id).code,
                means=Means.SCREEN,
                key=f"screen-{room.pk}-{room.asked_id}",
            ).id
    room.save(update_fields=["attempt"])


def say_of_try(room: Room, result: AttemptResult) -> None:
    """Say what came of the try that the room is."""
    if room.attempt_id is not None:
        with suppress(DomainError), transaction.atomic():
            close_attempt(actor=SYSTEM, attempt_id=room.attempt_id, result=result)


def took_over(contact_id: int) -> None:
    """The specialist solved the matter of this contact: where it was a meeting, they took it over."""
    room = Room.objects.filter(contact=contact_id).first()
    if room is not None:
        say_of_try(room, AttemptResult.TOOK_OVER)


def _who_tries(room: Room) -> Actor:
    """The officer at the desk; the screen of a branch has none."""
    officer = actor_of_person(room.opened_by_id) if room.opened_by_id is not None else SYSTEM
    return officer if may(officer, "contact.register", room.site_id) else SYSTEM
