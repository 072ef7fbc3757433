"""Beginning a workshop from the catalogue, closing it and opening it again."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.base.transfer import registry
from indgang.catalogue.queries import topics
from indgang.core.day import danish_date
from indgang.planning.models import (
    TITLE_LENGTH,
    MappingEventKind,
    Workshop,
    WorkshopState,
)
from indgang.planning.policies import SETTLE
from indgang.planning.services.common import locked_workshop, note
from indgang.planning.services.tasks import add_from_catalogue
from indgang.planning.texts import clean_text


@transaction.atomic
def begin_workshop(
    *, actor: Actor, title: str, topic_codes: Collection[str] | None = None, started_on: date | None = None
) -> Workshop:
    """A new workshop with the tasks of the topics (None: of all), in the order of topics and titles.

    No topics at all make an empty one, for tasks of its own. Raises Invalid.
    """
    require(actor, SETTLE)
    clean = clean_text(title, field="title", most=TITLE_LENGTH)
    if not clean:
        raise Invalid(_("Give the workshop a title."), field="title")
    known = {topic.code for topic in topics()}
    wanted = known if topic_codes is None else set(topic_codes)
    if unknown := wanted - known:
        raise Invalid(_("There is no topic “%(code)s”.") % {"code": min(unknown)}, field="topics")
    workshop = Workshop.objects.create(
        title=clean, started_on=started_on or danish_date(clock.now()), begun_by_id=actor.person_id
    )
    codes = [record["code"] for record in registry.get("tasks").stored() if record["topic"] in wanted]
    added = add_from_catalogue(workshop, codes)
    note(actor, MappingEventKind.BEGUN, workshop, facts={"topics": sorted(wanted), "tasks": len(added)})
    return workshop


@transaction.atomic
def close_workshop(*, actor: Actor, workshop_id: int) -> None:
    """Close a workshop: nothing in it changes any more. Closing a closed one does nothing."""
    require(actor, SETTLE)
    workshop = locked_workshop(workshop_id, open_only=False)
    if workshop.state == WorkshopState.SETTLED:
        return
    workshop.state, workshop.settled_at = WorkshopState.SETTLED, clock.now()
    workshop.save(update_fields=["state", "settled_at"])
    note(actor, MappingEventKind.CLOSED, workshop)


@transaction.atomic
def open_workshop(*, actor: Actor, workshop_id: int) -> None:
    """Open a closed workshop again. Opening an open one does nothing."""
    require(actor, SETTLE)
    workshop = locked_workshop(workshop_id, open_only=False)
    if workshop.state == WorkshopState.OPEN:
        return
    workshop.state, workshop.settled_at = WorkshopState.OPEN, None
    workshop.save(update_fields=["state", "settled_at"])
    note(actor, MappingEventKind.OPENED, workshop)
