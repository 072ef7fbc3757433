"""Today's appointments on the screen, for whoever may meet them."""

from collections.abc import Iterable
from dataclasses import dataclass

from indgang.base import clock
from indgang.base.access import SYSTEM, Actor, may
from indgang.booking.queries import AppointmentView, appointments_of
from indgang.catalogue.queries import task_lines
from indgang.contactscreen.queries import BookedMeeting, booked_meetings
from indgang.core.day import danish_date
from indgang.organisation.models import Site

AHEAD = {"booked", "arrived"}


@dataclass(frozen=True, slots=True)
class BookedToday:
    """An appointment on the screen. `meeting` is set once somebody has opened its room."""

    appointment: AppointmentView
    title: str
    meeting: BookedMeeting | None


def booked_today(actor: Actor, sites: Iterable[Site]) -> list[BookedToday]:
    """Those of the sites where the actor may answer, by time, until their meeting has been."""
    today = danish_date(clock.now())
    views = [
        one
        for site in sites
        if may(actor, "contactscreen.answer", site.pk)
        for one in appointments_of(site, today)
        if one.on_screen and one.state in AHEAD and one.ticket_id is None
    ]
    meetings = booked_meetings([one.id for one in views])
    titles = {line.code: line.title for line in task_lines([one.task_code for one in views], actor=SYSTEM)}
    found = [BookedToday(one, titles.get(one.task_code, ""), meetings.get(one.id)) for one in views]
    return sorted(
        (one for one in found if one.meeting is None or not one.meeting.is_over),
        key=lambda one: (one.appointment.start, one.appointment.id),
    )
