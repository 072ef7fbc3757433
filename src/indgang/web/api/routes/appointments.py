"""Free times and appointments."""

from datetime import datetime
from typing import Literal

from ninja import P, QueryEx, Router, Schema

from indgang.base import clock
from indgang.booking import services as booking
from indgang.booking.errands import Wanted
from indgang.booking.models import Channel
from indgang.booking.queries import AppointmentView, appointments_of, free_slots
from indgang.core.day import danish_date
from indgang.web.api.access import ApiRequest, permission, site_for
from indgang.web.api.idempotency import HEADER, once
from indgang.web.api.moments import Day, Moment
from indgang.web.api.schemas import TicketOut

router = Router(tags=["appointments"])


class SlotOut(Schema):
    """A time that can be booked, and how many desks are free then."""

    start: datetime
    end: datetime
    free: int


class SlotsOut(Schema):
    """The free times of a task at a site."""

    site: str
    task: str
    slots: list[SlotOut]


class AppointmentIn(Schema):
    """A time to book; `start` with its offset, as given by `slots`."""

    site: str
    task: str
    start: Moment
    language: Literal["da", "en"] = "da"


class CodeIn(Schema):
    """The code of an appointment, in any case, with or without dashes."""

    code: str


class AppointmentOut(Schema):
    """An appointment. Its `code` is all that the citizen needs to check in, change or cancel."""

    id: int
    code: str
    site: str
    desk: str
    task: str
    start: datetime
    end: datetime
    state: str
    language: str

    @classmethod
    def of(cls, view: AppointmentView) -> "AppointmentOut":
        """The appointment for the API."""
        return cls(
            id=view.id,
            code=view.code,
            site=view.site,
            desk=view.serving,
            task=view.task_code,
            start=view.start,
            end=view.end,
            state=view.state,
            language=view.language,
        )


class ArrivalOut(Schema):
    """A citizen with an appointment has come: the appointment and the number."""

    appointment: AppointmentOut
    ticket: TicketOut


@router.get("/sites/{site}/slots", response=SlotsOut)
@permission("booking.book")
def slots(
    request: ApiRequest, site: str, task: str, to: Day, from_: QueryEx[Day, P(alias="from")]
) -> SlotsOut:
    """Free times for a task from one Danish day to another, both included."""
    place = site_for(request.auth, site, "booking.book")
    found = free_slots(site=place, tasks=[Wanted(task)], from_=from_, to=to)
    times = [SlotOut(start=one.start, end=one.end, free=len(one.resource_ids)) for one in found]
    return SlotsOut(site=place.slug, task=task, slots=times)


@router.get("/sites/{site}/appointments", response=list[AppointmentOut])
@permission("booking.book")
def appointments(request: ApiRequest, site: str, day: Day | None = None) -> list[AppointmentOut]:
    """The appointments of a Danish day (default: today), cancelled ones too, by time."""
    place = site_for(request.auth, site, "booking.book")
    return [AppointmentOut.of(view) for view in appointments_of(place, day or danish_date(clock.now()))]


@router.post("/appointments", response={201: AppointmentOut})
@permission("booking.book")
@once
def book(request: ApiRequest, body: AppointmentIn) -> AppointmentOut:
    """Book a time. When it has just gone, 409 with the nearest free ones as the way on."""
    view = booking.book(
        actor=request.auth,
        site=site_for(request.auth, body.site, "booking.book"),
        tasks=[Wanted(body.task)],
        channel=Channel.API,
        start=body.start,
        language=body.language,
        key=request.headers.get(HEADER, ""),
    )
    return AppointmentOut.of(view)


@router.post("/appointments/cancel", response={201: AppointmentOut})
@permission("booking.book")
@once
def cancel(request: ApiRequest, body: CodeIn) -> AppointmentOut:
    """Cancel an appointment; the time is free again at once."""
    return AppointmentOut.of(booking.cancel(actor=request.auth, code=body.code))


@router.post("/sites/{site}/check-in", response={201: ArrivalOut})
@permission("booking.check_in")
@once
def check_in(request: ApiRequest, site: str, body: CodeIn) -> ArrivalOut:
    """The citizen has come: issue the number that is due at the time of the appointment."""
    place = site_for(request.auth, site, "booking.check_in")
    arrival = booking.check_in(actor=request.auth, site=place, code=body.code)
    return ArrivalOut(
        appointment=AppointmentOut.of(arrival.appointment), ticket=TicketOut.of(arrival.ticket, place.slug)
    )
