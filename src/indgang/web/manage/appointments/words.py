"""The words of the set-up."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indgang.booking.models import Resource
from indgang.booking.models.resources import SERVING

GROUPS: list[tuple[tuple[str, ...], str | Promise]] = [
    (("is_public", "grid_minutes"), _("Who books, and when times begin")),
    (
        ("lead_minutes", "horizon_days", "staff_lead_minutes", "staff_horizon_days", "hold_minutes"),
        _("How late and how far ahead"),
    ),
    (("early_minutes", "late_minutes", "latest_minutes", "late_rule"), _("Arriving, early and late")),
    (
        ("change_minutes", "remind_hours", "offer_minutes", "most_open"),
        _("Changing, reminders and the waiting list"),
    ),
    (("keep_days",), _("Personal data")),
]


def group_word(row: Resource) -> str | Promise:
    """The group of a resource in words."""
    return _("meets the citizen") if row.group == SERVING else row.group
