"""Who may see a task, for how long it holds, and who looks after it: the municipality's own, no content file's."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import Invalid
from indgang.catalogue.models import Visibility
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.owning import possible_owners
from indgang.catalogue.services.rows import locked_task


@transaction.atomic
def set_keeping(
    *,
    actor: Actor,
    code: str,
    visibility: str,
    valid_from: date | None,
    valid_to: date | None,
    owner_username: str,
) -> bool:
    """Set who may see the task ("public" or "staff"), its first and last Danish day, and its owner ("": nobody).

    Whether it changed anything. Raises TaskNotFound, Invalid (fields "visibility", "valid_to", "owner"),
    NotAllowed ("catalogue.change").
    """
    require(actor, "catalogue.change")
    if visibility not in Visibility.values:
        raise Invalid(_("Choose who may see the task."), field="visibility")
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise Invalid(_("The last day must not come before the first."), field="valid_to")
    owner_id = _owner(owner_username)
    lock_catalogue()
    task = locked_task(code)
    wanted = {
        "visibility": visibility,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "owner_id": owner_id,
    }
    changed = {name: value for name, value in wanted.items() if getattr(task, name) != value}
    if not changed:
        return False
    for name, value in changed.items():
        setattr(task, name, value)
    task.updated_at = clock.now()
    task.save(update_fields=[*(name.removesuffix("_id") for name in changed), "updated_at"])
    details = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in changed.items()
    }
    record(actor, "task.kept", f"task:{code}", details)
    live.publish(None, "catalogue", kind="task.kept", task=code)
    return True


def _owner(username: str) -> int | None:
    if not username:
        return None
    found = next((person for person in possible_owners() if person.username == username), None)
    if found is None:
        raise Invalid(_("Choose an editor, a manager or an administrator."), field="owner")
    return found.id
