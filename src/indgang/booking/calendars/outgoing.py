"""An appointment as an entry of a calendar. It never holds who comes, nor the code that the citizen holds."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indgang.booking.calendars.port import OutgoingEvent
from indgang.booking.models import Appointment, AppointmentState
from indgang.catalogue import queries as catalogue

SHOWN = frozenset({AppointmentState.BOOKED, AppointmentState.ARRIVED, AppointmentState.NO_SHOW})


def uid_of(appointment_id: int) -> str:
    """The name of the appointment's entry in every calendar."""
    return f"indgang-{appointment_id}@{urlsplit(settings.PUBLIC_URL).hostname or 'indgang'}"


def entry_of(row: Appointment, sequence: int, *, shows_errand: bool) -> OutgoingEvent:
    """The entry, in the language of the municipality: only that the time is taken, or what it is about.

    Its place says when it is held on the screen. A discreet errand is never named. The row needs its site and tasks.
    """
    with translation.override(settings.LANGUAGE_CODE):
        summary, description = _("Busy (Indgang)"), ""
        if shows_errand:
            summary = _("Appointment: %(errand)s") % {"errand": ", ".join(_titles(row))}
            description = ngettext("%(count)s person comes.", "%(count)s persons come.", row.persons) % {
                "count": row.persons
            }
        return OutgoingEvent(
            uid_of(row.pk),
            sequence,
            row.period.lower,
            row.period.upper,
            summary[:200],
            description,
            _("On the screen (%(place)s)") % {"place": row.site.name} if row.on_screen else row.site.name,
        )


def is_shown(row: Appointment, resource_id: int) -> bool:
    """Whether the appointment belongs into the calendar of a resource: it takes, or took, place with it."""
    return row.state in SHOWN and (
        row.resource_id == resource_id or any(one.resource_id == resource_id for one in row.allocations.all())
    )


def _titles(row: Appointment) -> list[str]:
    lines = catalogue.task_lines(
        [one.task.code for one in sorted(row.tasks.all(), key=lambda one: one.position)]
    )
    return [_("a discreet matter") if line.sensitive else line.title for line in lines] or [_("appointment")]
