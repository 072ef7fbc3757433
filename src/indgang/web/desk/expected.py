"""Who is expected by appointment: those who have not come yet, and the meetings on the screen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.booking.queries import AppointmentView, appointments_of
from indgang.catalogue.queries import task_lines
from indgang.contactscreen.queries import BookedMeeting, booked_meetings
from indgang.core.day import danish_date
from indgang.organisation.models import Site

SOON = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Expected:
    """An appointment ahead. `meeting` is set once somebody has opened its room on the screen."""

    appointment: AppointmentView
    errand: str
    is_late: bool
    meeting: BookedMeeting | None

    @property
    def waits_on_screen(self) -> bool:
        """Whether the citizen sits in the waiting room of the screen."""
        return self.meeting is not None and self.meeting.waits


def expected_at(site: Site) -> list[Expected]:
    """The booked ones who have not come yet: late ones, and those of the next hour; on the screen also who has come in
    and has not been met."""
    now = clock.now()
    near = [one for one in appointments_of(site, danish_date(now)) if _is_near(one, now)]
    meetings = booked_meetings([one.id for one in near if one.on_screen])
    coming = [one for one in near if not ((meeting := meetings.get(one.id)) and meeting.is_over)]
    titles = {line.code: line.title for line in task_lines([one.task_code for one in coming], actor=SYSTEM)}
    return [
        Expected(
            one,
            titles.get(one.task_code, ""),
            one.state == "booked" and one.start < now,
            meetings.get(one.id),
        )
        for one in coming
    ]


def _is_near(one: AppointmentView, now: datetime) -> bool:
    has_come_in = one.on_screen and one.state == "arrived" and one.ticket_id is None
    return (one.state == "booked" or has_come_in) and one.end > now and one.start < now + SOON
