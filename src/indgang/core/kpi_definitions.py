"""What each figure means. Names and texts are English message ids; `core.kpi` computes them."""

from dataclasses import dataclass
from enum import StrEnum


def gettext_noop(message: str) -> str:
    """`message` itself; marks it for the translators, as the core knows no language."""
    return message


class Unit(StrEnum):
    """What a figure is counted in; a share is from 0 to 1."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means; `target` is a goal in the source, `benchmark` a result there, both shares."""

    code: str
    name: str
    unit: Unit
    numerator: str
    denominator: str
    source: str = ""
    target: float | None = None
    benchmark: float | None = None


_DEFINED = (
    Definition(
        "contacts",
        gettext_noop("Contacts"),
        Unit.COUNT,
        gettext_noop("Contacts that were finished, on any channel."),
        "",
    ),
    Definition(
        "inquiries",
        gettext_noop("Inquiries"),
        Unit.COUNT,
        gettext_noop("Inquiries in finished contacts; a contact may hold several."),
        "",
    ),
    Definition(
        "waiting_median",
        gettext_noop("Waiting time, median"),
        Unit.SECONDS,
        gettext_noop("From arrival, for an appointment from its time, to the first call: half waited less."),
        gettext_noop("Numbers that were called. Those whose time is not certain are left out."),
    ),
    Definition(
        "waiting_p90",
        gettext_noop("Waiting time, 90th percentile"),
        Unit.SECONDS,
        gettext_noop(
            "From arrival, for an appointment from its time, to the first call: nine in ten waited less."
        ),
        gettext_noop("Numbers that were called. Those whose time is not certain are left out."),
    ),
    Definition(
        "told_error",
        gettext_noop("Told wait, mean error"),
        Unit.SECONDS,
        gettext_noop("The difference between the middle of the wait that was told and the wait that came."),
        gettext_noop(
            "Numbers that were called and whose holder was told a wait. Who asked for more time is left out."
        ),
    ),
    Definition(
        "told_too_little",
        gettext_noop("Told more than five minutes too little"),
        Unit.SHARE,
        gettext_noop("Numbers that waited more than five minutes longer than the middle of what was told."),
        gettext_noop(
            "Numbers that were called and whose holder was told a wait. Who asked for more time is left out."
        ),
    ),
    Definition(
        "told_held",
        gettext_noop("Told wait held"),
        Unit.SHARE,
        gettext_noop("Numbers whose wait lay within the range before it was rounded: it is to be 80 %."),
        gettext_noop(
            "Numbers that were called and whose holder was told a wait. Who asked for more time is left out, and who "
            "could be called at once."
        ),
    ),
    Definition(
        "handling_median",
        gettext_noop("Handling time, median"),
        Unit.SECONDS,
        gettext_noop("Active time of a contact, without pauses: half took less."),
        gettext_noop("Finished contacts whose time is certain."),
    ),
    Definition(
        "handling_p90",
        gettext_noop("Handling time, 90th percentile"),
        Unit.SECONDS,
        gettext_noop("Active time of a contact, without pauses: nine in ten took less."),
        gettext_noop("Finished contacts whose time is certain."),
    ),
    Definition(
        "first_contact",
        gettext_noop("Solved at first contact"),
        Unit.SHARE,
        gettext_noop("First contacts in which every inquiry was solved, by the officer or in co-service."),
        gettext_noop("Finished contacts with at least one inquiry that do not follow up an earlier contact."),
        source="001_c0f48181be25ab02: Næstved, 80 % of all contacts are to be solved at the first",
        target=0.80,
    ),
    Definition(
        "six_minutes",
        gettext_noop("Handled within six minutes"),
        Unit.SHARE,
        gettext_noop("Finished contacts with less than six minutes of active time, whatever the outcome."),
        gettext_noop("Finished contacts whose time is certain."),
        source="001_c0f48181be25ab02: Holbæk, at least 70 % of contacts in less than 6 minutes",
        target=0.70,
    ),
    Definition(
        "library_share",
        gettext_noop("Solved by library staff"),
        Unit.SHARE,
        gettext_noop("Inquiries that library staff solved, by themselves or in co-service."),
        gettext_noop("Inquiries that were solved, by anybody."),
        source="001_c0f48181be25ab02: Skanderborg, 33 % of contacts in person are at the libraries",
        benchmark=0.33,
    ),
    Definition(
        "no_shows",
        gettext_noop("Did not come to their appointment"),
        Unit.SHARE,
        gettext_noop("Appointments of the day to which nobody came."),
        gettext_noop("Appointments of the day that were not cancelled and whose outcome is known."),
    ),
    Definition(
        "booked_by_citizens",
        gettext_noop("Booked by citizens themselves"),
        Unit.SHARE,
        gettext_noop("Appointments of the day that a citizen booked on the net."),
        gettext_noop("Appointments of the day, cancelled ones too."),
    ),
    Definition(
        "offered_time_used",
        gettext_noop("Offered appointment time that was used"),
        Unit.SHARE,
        gettext_noop("Minutes of the day's appointments to which somebody came."),
        gettext_noop("Minutes in which desks and people took appointments that day, without blocked time."),
    ),
    Definition(
        "third_next",
        gettext_noop("Days until the third next free time"),
        Unit.COUNT,
        gettext_noop("Whole days from today to the third next time that a citizen can book."),
        gettext_noop(
            "For each topic and place now; the third, as the first is often a time that was cancelled."
        ),
    ),
    Definition(
        "reachability",
        gettext_noop("Reachability of the lifelines"),
        Unit.SHARE,
        gettext_noop("Tries to reach a lifeline that were answered, or where it took over."),
        gettext_noop("Tries of which somebody said what came of them."),
    ),
    Definition(
        "calls_kept",
        gettext_noop("Promised calls kept"),
        Unit.SHARE,
        gettext_noop("Promises where somebody phoned within the window, or reached the citizen before it."),
        gettext_noop(
            "Promises to phone whose window ended. One that the unit moved is broken; those that the citizen moved or "
            "no longer needed are left out."
        ),
    ),
    Definition(
        "handovers_taken",
        gettext_noop("Cases taken up in time"),
        Unit.SHARE,
        gettext_noop(
            "Cases that somebody of the unit accepted or returned before the time promised to the citizen."
        ),
        gettext_noop(
            "Cases sent or passed on to the unit that it took up, or whose time is over. One that was passed on or "
            "taken back before its time, untouched, is left out."
        ),
    ),
    Definition(
        "handovers_returned",
        gettext_noop("Cases returned to the desk"),
        Unit.SHARE,
        gettext_noop(
            "Cases that the unit returned to the desk that sent them; sent again, a case counts again."
        ),
        gettext_noop("Cases that the unit returned, answered or decided."),
    ),
    Definition(
        "handovers_answered",
        gettext_noop("Cases answered in time"),
        Unit.SHARE,
        gettext_noop("Cases that the unit answered or decided before the time promised to the citizen."),
        gettext_noop("Cases that the unit answered or decided, or still has though their time is over."),
    ),
    Definition(
        "decision_median",
        gettext_noop("Time to a decision, median"),
        Unit.DAYS,
        gettext_noop("From the desk sent the case for the first time until it was decided: half took less."),
        gettext_noop("Cases that were decided. Days are days and nights, not working days."),
    ),
    Definition(
        "texts_overdue",
        gettext_noop("Texts not read through in time"),
        Unit.SHARE,
        gettext_noop("Texts of tasks in use whose day of review is over now; the day itself is in time."),
        gettext_noop("Texts of tasks in use, whoever looks after them."),
    ),
)
DEFINITIONS = {definition.code: definition for definition in _DEFINED}
