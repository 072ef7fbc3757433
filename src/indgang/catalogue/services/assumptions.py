"""Confirming what national content could only assume."""

from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import clock, live
from indgang.base.access import Actor, require
from indgang.base.audit import record
from indgang.base.errors import NotFound
from indgang.catalogue.models import TaskAssumption
from indgang.catalogue.services.locking import lock_catalogue
from indgang.catalogue.services.rows import locked_task
from indgang.core.day import danish_date


@transaction.atomic
def confirm_assumption(*, actor: Actor, code: str, text: str, is_confirmed: bool = True) -> bool:
    """Say that an assumption of a task holds here, or take that back; whether it changed anything.

    The assumption is named by its text, so that what was reworded since the page was opened is not confirmed
    unread. It stays confirmed through loads of national content until its text changes.

    Raises TaskNotFound, NotFound when the task assumes no such thing (any more), NotAllowed ("catalogue.plan").
    """
    require(actor, "catalogue.plan")
    lock_catalogue()
    task = locked_task(code)
    row = TaskAssumption.objects.filter(task=task, text=text).first()
    if row is None:
        raise NotFound(_("The task does not assume that any more. Look at it again."), facts={"task": code})
    if (row.confirmed_on is not None) == is_confirmed:
        return False
    row.confirmed_on = danish_date(clock.now()) if is_confirmed else None
    row.confirmed_by_id = actor.person_id if is_confirmed else None
    row.save(update_fields=["confirmed_on", "confirmed_by"])
    action = "assumption.confirmed" if is_confirmed else "assumption.opened"
    record(actor, action, f"task:{code}", {"assumption": text})
    live.publish(None, "catalogue", kind=action, task=code)
    return True
