"""The words of the figures. `core.kpi` knows no language, so its texts are marked for the translators here; a test
sees to it that none is missing.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from indgang.base.access import SYSTEM
from indgang.catalogue.queries import task_lines
from indgang.contact.models import Channel, Outcome
from indgang.core.kpi_definitions import Definition
from indgang.insight.queries import NO_TASK
from indgang.organisation.queries import active_sites

DEFINED = (
    gettext_noop("Promised calls kept"),
    gettext_noop("Promises where somebody phoned within the window, or reached the citizen before it."),
    gettext_noop(
        "Promises to phone whose window ended. One that the unit moved is broken; those that the citizen moved or "
        "no longer needed are left out."
    ),
    gettext_noop("Did not come to their appointment"),
    gettext_noop("Appointments of the day to which nobody came."),
    gettext_noop("Appointments of the day that were not cancelled and whose outcome is known."),
    gettext_noop("Booked by citizens themselves"),
    gettext_noop("Appointments of the day that a citizen booked on the net."),
    gettext_noop("Appointments of the day, cancelled ones too."),
    gettext_noop("Offered appointment time that was used"),
    gettext_noop("Minutes of the day's appointments to which somebody came."),
    gettext_noop("Minutes in which desks and people took appointments that day, without blocked time."),
    gettext_noop("Days until the third next free time"),
    gettext_noop("Whole days from today to the third next time that a citizen can book."),
    gettext_noop("For each topic and place now; the third, as the first is often a time that was cancelled."),
    gettext_noop("Contacts"),
    gettext_noop("Contacts that were finished, on any channel."),
    gettext_noop("Inquiries"),
    gettext_noop("Inquiries in finished contacts; a contact may hold several."),
    gettext_noop("Waiting time, median"),
    gettext_noop("From arrival, for an appointment from its time, to the first call: half waited less."),
    gettext_noop("Numbers that were called. Those whose time is not certain are left out."),
    gettext_noop("Waiting time, 90th percentile"),
    gettext_noop(
        "From arrival, for an appointment from its time, to the first call: nine in ten waited less."
    ),
    gettext_noop("Told wait, mean error"),
    gettext_noop("The difference between the middle of the wait that was told and the wait that came."),
    gettext_noop(
        "Numbers that were called and whose holder was told a wait. Who asked for more time is left out."
    ),
    gettext_noop("Told more than five minutes too little"),
    gettext_noop("Numbers that waited more than five minutes longer than the middle of what was told."),
    gettext_noop("Told wait held"),
    gettext_noop("Numbers whose wait lay within the range before it was rounded: it is to be 80 %."),
    gettext_noop(
        "Numbers that were called and whose holder was told a wait. Who asked for more time is left out, and who "
        "could be called at once."
    ),
    gettext_noop("Handling time, median"),
    gettext_noop("Active time of a contact, without pauses: half took less."),
    gettext_noop("Finished contacts whose time is certain."),
    gettext_noop("Handling time, 90th percentile"),
    gettext_noop("Active time of a contact, without pauses: nine in ten took less."),
    gettext_noop("Solved at first contact"),
    gettext_noop("First contacts in which every inquiry was solved, by the officer or in co-service."),
    gettext_noop("Finished contacts with at least one inquiry that do not follow up an earlier contact."),
    gettext_noop("Handled within six minutes"),
    gettext_noop("Finished contacts with less than six minutes of active time, whatever the outcome."),
    gettext_noop("Solved by library staff"),
    gettext_noop("Inquiries that library staff solved, by themselves or in co-service."),
    gettext_noop("Inquiries that were solved, by anybody."),
    gettext_noop("Reachability of the lifelines"),
    gettext_noop("Tries to reach a lifeline that were answered, or where it took over."),
    gettext_noop("Tries of which somebody said what came of them."),
    gettext_noop("Cases taken up in time"),
    gettext_noop(
        "Cases that somebody of the unit accepted or returned before the time promised to the citizen."
    ),
    gettext_noop(
        "Cases sent or passed on to the unit that it took up, or whose time is over. One that was passed on or "
        "taken back before its time, untouched, is left out."
    ),
    gettext_noop("Cases returned to the desk"),
    gettext_noop("Cases that the unit returned to the desk that sent them; sent again, a case counts again."),
    gettext_noop("Cases that the unit returned, answered or decided."),
    gettext_noop("Cases answered in time"),
    gettext_noop("Cases that the unit answered or decided before the time promised to the citizen."),
    gettext_noop("Cases that the unit answered or decided, or still has though their time is over."),
    gettext_noop("Time to a decision, median"),
    gettext_noop("From the desk sent the case for the first time until it was decided: half took less."),
    gettext_noop("Cases that were decided. Days are days and nights, not working days."),
    gettext_noop("Texts not read through in time"),
    gettext_noop("Texts of tasks in use whose day of review is over now; the day itself is in time."),
    gettext_noop("Texts of tasks in use, whoever looks after them."),
)
SOURCES = {
    "first_contact": gettext_noop("Næstved: 80 % of all contacts are to be solved at the first."),
    "six_minutes": gettext_noop("Holbæk: at least 70 % of the contacts in less than six minutes."),
    "library_share": gettext_noop("Skanderborg: 33 % of the contacts in person are at the libraries."),
}
BREAKDOWNS = {
    "task": gettext_noop("By task"),
    "site": gettext_noop("By site"),
    "channel": gettext_noop("By channel"),
    "outcome": gettext_noop("By outcome"),
    "hour": gettext_noop("By hour"),
}
COLUMNS = {
    "task": gettext_noop("Task"),
    "site": gettext_noop("Site"),
    "channel": gettext_noop("Channel"),
    "outcome": gettext_noop("Outcome"),
    "hour": gettext_noop("Hour"),
}


def source_of(definition: Definition) -> str:
    """Where the target or the benchmark comes from; empty without one."""
    text = SOURCES.get(definition.code)
    return _(text) if text else ""


def labels_of(code: str, keys: list[str]) -> dict[str, str]:
    """What the keys of a breakdown are called in the active language."""
    if code == "task":
        titles = {line.code: line.title for line in task_lines([key for key in keys if key], actor=SYSTEM)}
        return {key: titles.get(key, key) for key in keys} | {NO_TASK: _("No task chosen")}
    if code == "site":
        names = {site.slug: site.name for site in active_sites()}
        return {key: names.get(key, key) for key in keys}
    if code == "hour":
        return {key: f"{key}–{int(key) + 1:02d}" for key in keys}
    words = {
        str(value): str(label).capitalize()
        for value, label in (Channel if code == "channel" else Outcome).choices
    }
    return {key: words.get(key, key) for key in keys}
