"""The tables of appointments."""

from indgang.booking.models.appointments import (
    HOLDING,
    Allocation,
    Appointment,
    AppointmentEvent,
    AppointmentState,
    AppointmentTask,
    Channel,
    Holder,
)
from indgang.booking.models.resources import (
    GRIDS,
    BlockedTime,
    Resource,
    ResourceHours,
    ResourceKind,
)
from indgang.booking.models.rules import BookingRules, LateRule, TaskRule
from indgang.booking.models.wishes import EarlierWish, WishState

__all__ = [
    "GRIDS",
    "HOLDING",
    "Allocation",
    "Appointment",
    "AppointmentEvent",
    "AppointmentState",
    "AppointmentTask",
    "BlockedTime",
    "BookingRules",
    "Channel",
    "EarlierWish",
    "Holder",
    "LateRule",
    "Resource",
    "ResourceHours",
    "ResourceKind",
    "TaskRule",
    "WishState",
]
