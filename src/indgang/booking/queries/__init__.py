"""Reading appointments and free times."""

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
    FreeStarts,
    FreeTime,
    Reason,
    free_slots,
    free_starts,
    nearest_free,
    why_not_free,
)
from indgang.booking.queries.setup import blocked_times, resources_of

__all__ = [
    "AppointmentView",
    "FreeStarts",
    "FreeTime",
    "Reason",
    "TaskLine",
    "appointments_of",
    "blocked_times",
    "coming",
    "find_appointment",
    "free_slots",
    "free_starts",
    "in_the_way",
    "letters_by_desk_kind",
    "nearest_free",
    "resources_of",
    "view_of",
    "why_not_free",
]
