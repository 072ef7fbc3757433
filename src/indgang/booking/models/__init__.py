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
from indgang.booking.models.calendars import (
    BusyTime,
    CalendarFeed,
    CalendarLink,
    CalendarPush,
    ExpectedVisitor,
    LinkKind,
    LinkState,
    VisitorArrival,
)
from indgang.booking.models.resources import (
    GRIDS,
    BlockedTime,
    Resource,
    ResourceHours,
    ResourceKind,
)
from indgang.booking.models.revisions import BookingRevision, TakenRevision
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
    "BookingRevision",
    "BookingRules",
    "BusyTime",
    "CalendarFeed",
    "CalendarLink",
    "CalendarPush",
    "Channel",
    "EarlierWish",
    "ExpectedVisitor",
    "Holder",
    "LateRule",
    "LinkKind",
    "LinkState",
    "Resource",
    "ResourceHours",
    "ResourceKind",
    "TakenRevision",
    "TaskRule",
    "VisitorArrival",
    "WishState",
]
