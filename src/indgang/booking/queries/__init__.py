"""Reading appointments and free times."""

from indgang.booking.queries.appointments import (
    AppointmentView,
    TaskLine,
    appointments_of,
    coming,
    find_appointment,
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
from indgang.booking.queries.house import Cell, Column, House, house
from indgang.booking.queries.places import Busy, Helper, helpers_for, why_each
from indgang.booking.queries.setup import (
    blocked_times,
    resource_of,
    resources_of,
    rules_row,
    task_rules,
)
from indgang.booking.queries.standing import Hindered, Problem, hindered, hit_by, in_the_way, problems_of
from indgang.booking.queries.use import (
    NextFree,
    facts_of_appointments,
    next_free_by_topic,
    offered_minutes,
)

__all__ = [
    "AppointmentView",
    "Busy",
    "Cell",
    "Column",
    "FreeTime",
    "Helper",
    "Hindered",
    "House",
    "NextFree",
    "Problem",
    "Reason",
    "TaskLine",
    "appointments_of",
    "blocked_times",
    "coming",
    "facts_of_appointments",
    "find_appointment",
    "free_slots",
    "helpers_for",
    "hindered",
    "hit_by",
    "house",
    "in_the_way",
    "letters_by_desk_kind",
    "nearest_free",
    "next_free_by_topic",
    "offered_minutes",
    "problems_of",
    "resource_of",
    "resources_of",
    "rules_row",
    "task_rules",
    "view_of",
    "why_each",
    "why_not_free",
]
