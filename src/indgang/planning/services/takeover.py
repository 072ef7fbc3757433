"""Taking what was settled over into the catalogue."""

from collections.abc import Collection

from django.db import transaction

from indgang.base.access import Actor, require
from indgang.catalogue.services import set_task_field
from indgang.planning.models import MappedTask, MappingEventKind
from indgang.planning.policies import SETTLE
from indgang.planning.queries import Takeover, takeovers
from indgang.planning.services.common import locked_workshop, note


@transaction.atomic
def take_over(*, actor: Actor, workshop_id: int, only: Collection[str] | None = None) -> list[Takeover]:
    """Write what was settled into the catalogue, as the municipality's own; what was written.

    `only` holds the tokens of what was previewed; what has changed since then waits. What the actor may not
    change in the catalogue is left as it is.
    """
    require(actor, SETTLE)
    workshop = locked_workshop(workshop_id, open_only=False)
    written = []
    for change in takeovers(workshop_id=workshop_id, actor=actor):
        if change.is_allowed and (only is None or change.token in only):
            set_task_field(actor=actor, code=change.code, field=change.column, value=change.after)
            written.append(change)
    for mapped_id in dict.fromkeys(change.mapped_id for change in written):
        facts = {one.field: [one.before, one.after] for one in written if one.mapped_id == mapped_id}
        mapped = MappedTask.objects.get(pk=mapped_id)
        note(actor, MappingEventKind.TAKEN_OVER, workshop, mapped, facts=facts)
    return written
