"""Reading appointments and free times."""

from indgang.booking.calendars.visitors import Expectation, expected_visitors
from indgang.booking.queries.appointments import (
    AppointmentView,
    TaskLine,
    appointments_of,
    coming,
    find_appointment,
    in_the_way,
    letters_by_desk_kind,
    view_of,
)
from indgang.booking.queries.free import (
    FreeTime,
    Reason,
    free_slots,
    nearest_free,
    why_not_free,
)
from indgang.booking.queries.setup import blocked_times, resources_of

__all__ = [
    "AppointmentView",
    "Expectation",
    "FreeTime",
    "Reason",
    "TaskLine",
    "appointments_of",
    "blocked_times",
    "coming",
    "expected_visitors",
    "find_appointment",
    "free_slots",
    "in_the_way",
    "letters_by_desk_kind",
    "nearest_free",
    "resources_of",
    "view_of",
    "why_not_free",
]
