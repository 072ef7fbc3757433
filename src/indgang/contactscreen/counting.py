"""A meeting by screen is a contact of its specialist, on the channel video: it counts, and its clock runs.

The desk that called has its own contact with the citizen in front of it; this one is the specialist's.
"""

from contextlib import suppress

from django.db import transaction

from indgang.base.access import may
from indgang.base.errors import DomainError
from indgang.contact import services as contact
from indgang.contact.models import Channel
from indgang.contactscreen.models import Room
from indgang.organisation.queries import actor_of_person, home_site_of


def count_contact(room: Room) -> None:
    """Begin the specialist's contact at the room's site, else at their own; none where they register nothing."""
    if room.host_id is None or room.contact_id is not None:
        return
    host = actor_of_person(room.host_id)
    own = home_site_of(room.host_id)
    site = next(
        (one for one in (room.site, own) if one is not None and may(host, "contact.register", one.pk)), None
    )
    if site is None:
        return
    view = contact.begin(
        actor=host, site=site, channel=Channel.VIDEO, language=room.language, key=f"screen-{room.pk}"
    )
    if room.task is not None:
        with suppress(DomainError), transaction.atomic():
            contact.set_task(actor=host, contact_id=view.id, position=1, task_code=room.task.code)
    room.contact_id = view.id
    room.save(update_fields=["contact"])


def keep_counting(room: Room) -> None:
    """The specialist's window is heard: their contact's clock may run on."""
    if room.host_id is None or room.contact_id is None:
        return
    host = actor_of_person(room.host_id)
    if may(host, "contact.register"):
        contact.heartbeat(actor=host)


def stop_counting(room: Room) -> None:
    """The meeting is over: the clock stops; the specialist says what came of it."""
    if room.host_id is None or room.contact_id is None:
        return
    with suppress(DomainError), transaction.atomic():
        contact.pause(actor=actor_of_person(room.host_id), contact_id=room.contact_id)
