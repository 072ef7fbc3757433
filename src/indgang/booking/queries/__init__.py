"""Reading appointments and free times."""

from indgang.booking.calendars.visitors import Expectation, expected_visitors
from indgang.booking.queries.answers import FreeStarts, FreeTime
from indgang.booking.queries.appointments import (
    AppointmentView,
    TaskLine,
    appointments_of,
    coming,
    find_appointment,
    letters_by_desk_kind,
    view_of,
)
from indgang.booking.queries.days import DayToBook, bookable_tasks, days_to_book
from indgang.booking.queries.free import (
    Reason,
    free_slots,
    free_starts,
    nearest_free,
    why_not_free,
)
from indgang.booking.queries.house import Cell, Column, House, house
from indgang.booking.queries.offers import (
    PlaceToBook,
    WishView,
    first_free,
    last_day,
    places_to_book,
    wish_of,
)
from indgang.booking.queries.places import Busy, Helper, helpers_for, why_each
from indgang.booking.queries.setup import (
    blocked_times,
    may_be_on_screen,
    resource_of,
    resources_of,
    rules_row,
    task_rules,
)
from indgang.booking.queries.standing import Hindered, Problem, hindered, hit_by, in_the_way, problems_of
from indgang.booking.queries.terms import (
    ScreenDoor,
    Terms,
    can_be_changed,
    hold_minutes,
    late_words,
    screen_door,
    terms_of,
    was_late_words,
)
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
    "DayToBook",
    "Expectation",
    "FreeStarts",
    "FreeTime",
    "Helper",
    "Hindered",
    "House",
    "NextFree",
    "PlaceToBook",
    "Problem",
    "Reason",
    "ScreenDoor",
    "TaskLine",
    "Terms",
    "WishView",
    "appointments_of",
    "blocked_times",
    "bookable_tasks",
    "can_be_changed",
    "coming",
    "days_to_book",
    "expected_visitors",
    "facts_of_appointments",
    "find_appointment",
    "first_free",
    "free_slots",
    "free_starts",
    "helpers_for",
    "hindered",
    "hit_by",
    "hold_minutes",
    "house",
    "in_the_way",
    "last_day",
    "late_words",
    "letters_by_desk_kind",
    "may_be_on_screen",
    "nearest_free",
    "next_free_by_topic",
    "offered_minutes",
    "places_to_book",
    "problems_of",
    "resource_of",
    "resources_of",
    "rules_row",
    "screen_door",
    "task_rules",
    "terms_of",
    "view_of",
    "was_late_words",
    "why_each",
    "why_not_free",
    "wish_of",
]
