"""What is promised and how long it is kept, as managers set it."""

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from indgang.base import audit
from indgang.base.access import Actor, require
from indgang.base.errors import Invalid
from indgang.followup import units
from indgang.followup.models import FollowUpKind, PromiseRule

MOST_HOURS = 1000
MOST_DAYS = 3650


@transaction.atomic
def save_rule(
    *,
    actor: Actor,
    kind: str,
    due_hours: int,
    keep_days: int | None = None,
    task_code: str = "",
    unit: int | None = None,
) -> PromiseRule:
    """Set what is promised for a task, a unit, both, or everything; somebody here has then confirmed it.

    Raises Invalid with the field, NotAllowed.
    """
    require(actor, "followup.rules")
    if kind not in FollowUpKind.values:
        raise Invalid(_("Choose what is promised."), field="kind")
    if kind == FollowUpKind.CALLBACK:
        due_hours = due_hours or 1  # A call is due in its window.
    if not 1 <= due_hours <= MOST_HOURS:
        raise Invalid(
            _("Write a number of opening hours from 1 to %(most)s.") % {"most": MOST_HOURS}, field="due_hours"
        )
    if keep_days is not None and not 1 <= keep_days <= MOST_DAYS:
        raise Invalid(
            _("Write a number of days from 1 to %(most)s.") % {"most": MOST_DAYS}, field="keep_days"
        )
    if unit is not None and unit not in units.titles():
        raise Invalid(_("There is no such unit."), field="unit")
    task_id = None
    if task_code:
        task_id = (
            apps.get_model("catalogue", "Task")
            .objects.filter(code=task_code)
            .values_list("pk", flat=True)
            .first()
        )
        if task_id is None:
            raise Invalid(_("There is no such task."), field="task")
    row = PromiseRule.objects.select_for_update().filter(kind=kind, task=task_id, lifeline=unit).first()
    row = row or PromiseRule(kind=kind, task_id=task_id, lifeline_id=unit)
    row.due_minutes, row.keep_days, row.is_assumption = due_hours * 60, keep_days, False
    row.save()
    audit.record(
        actor, "followup.rule", f"promise:{row.pk}", {"due_hours": due_hours, "keep_days": keep_days}
    )
    return row


@transaction.atomic
def remove_rule(*, actor: Actor, rule_id: int) -> None:
    """Take a rule away; what is promised already stays promised."""
    require(actor, "followup.rules")
    gone, _rows = PromiseRule.objects.filter(pk=rule_id).delete()
    if gone:
        audit.record(actor, "followup.rule_removed", f"promise:{rule_id}")
