"""Appointments as staff see them, at the desk and in the calendar of the house: one form, one slip, one page."""

from indgang.ui.booking.draft import Draft, Place, Task, draft_of, moved_to, refused
from indgang.ui.booking.making import asked_start, made
from indgang.ui.booking.one import One, act, arrival_words, late_words, one_of
from indgang.ui.booking.slip import Slip, slip_of

__all__ = [
    "Draft",
    "One",
    "Place",
    "Slip",
    "Task",
    "act",
    "arrival_words",
    "asked_start",
    "draft_of",
    "late_words",
    "made",
    "moved_to",
    "one_of",
    "refused",
    "slip_of",
]
