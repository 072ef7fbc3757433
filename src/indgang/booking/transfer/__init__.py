"""The kinds of appointments: their set-up can be imported and exported, the appointments exported."""

from indgang.base.transfer import bundles, registry
from indgang.booking.transfer.appointments import Appointments
from indgang.booking.transfer.resources import BlockedTimes, Hours, Resources
from indgang.booking.transfer.rules import Rules, TaskRules

RESOURCES = Resources()
HOURS = Hours()
BLOCKED = BlockedTimes()
RULES = Rules()
TASK_RULES = TaskRules()
APPOINTMENTS = Appointments()


def register() -> None:
    """Tell the framework about the kinds."""
    registry.register(RESOURCES, HOURS, BLOCKED, RULES, TASK_RULES, APPOINTMENTS)
    bundles.register("booking", RESOURCES.name, HOURS.name, BLOCKED.name, RULES.name, TASK_RULES.name)
