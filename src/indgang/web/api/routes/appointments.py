"""Free times, holds and appointments."""

from datetime import date, datetime
from typing import Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, model_validator

from indgang.base import clock
from indgang.base.errors import Invalid, NotFound
from indgang.booking import services as booking
from indgang.booking.errands import MOST_TASKS, Wanted
from indgang.booking.errors import AppointmentNotFound
from indgang.booking.models import Channel
from indgang.booking.queries import (
    AppointmentView,
    appointments_of,
    find_appointment,
    free_starts,
    why_not_free,
)
from indgang.core.day import danish_date
from indgang.organisation.models import Site
from indgang.web.api.access import ApiRequest, permission, site_for
from indgang.web.api.again import may_be_given_again
from indgang.web.api.idempotency import HEADER, once
from indgang.web.api.moments import Day, Moment
from indgang.web.api.parsing import require_storable
from indgang.web.api.schemas import TicketOut

router = Router(tags=["appointments"])

Language = Literal["da", "en", "ar", "uk", "de"]
JSON = "application/json; charset=utf-8"


class TaskLine(Schema):
    """A task, and how many come for it."""

    task: str = Field(examples=["pas-voksen"])
    persons: int = 1


class Errand(Schema):
    """What the time is for, in the address: the tasks, each with how many come for it."""

    task: list[str] = Field(
        description="The code of a task; several times for several.", max_length=MOST_TASKS
    )
    persons: list[int] = Field([], description="How many come for each task, in their order; else one.")
    skill: list[str] = Field([], description="What whoever serves must know besides, such as a language.")
    public: bool = Field(False, description="Only what citizens may book by themselves.")

    def wanted(self) -> list[Wanted]:
        """The tasks. Raises Invalid for more or fewer numbers of persons than tasks."""
        require_storable({"task": self.task, "skill": self.skill})
        if self.persons and len(self.persons) != len(self.task):
            raise Invalid("Give as many numbers of persons as tasks.", field="persons")
        persons = self.persons or [1] * len(self.task)
        return [Wanted(task, number) for task, number in zip(self.task, persons, strict=True)]


class SlotsIn(Errand):
    """From which Danish day to which, both included; at most 62 days."""

    from_: Day = Field(alias="from")
    to: Day


class WhyIn(Errand):
    """The time that is wanted."""

    start: Moment


class SlotOut(Schema):
    """A time that can be booked, and how many desks or persons are free then."""

    start: datetime
    end: datetime
    free: int


class SlotsOut(Schema):
    """The free times for an errand at a site; `minutes` is how long it takes."""

    site: str
    task: str
    minutes: int
    slots: list[SlotOut]


class WhyOut(Schema):
    """Whether a time is free, else why not: `why` for machines, `reason` for people.

    `until` is when a time that somebody is booking just now may be free again.
    """

    free: bool
    why: str | None = None
    reason: str = ""
    until: datetime | None = None


class ContactIn(Schema):
    """How to reach the citizen. Nothing of it is ever in an answer. `birth_date`: only to check in without a code."""

    name: str
    email: str = ""
    phone: str = ""
    birth_date: date | None = None

    def contact(self) -> booking.Contact:
        """For the service."""
        return booking.Contact(self.name, self.email, self.phone, self.birth_date)


class HoldIn(Schema):
    """A time to keep for a citizen who is typing; `start` with its offset, as given by `slots`.

    `task` for one task, or `tasks` for several or for several persons.
    """

    site: str
    task: str | None = None
    tasks: list[TaskLine] = Field([], max_length=MOST_TASKS)
    start: Moment
    language: Language = "da"
    skills: list[str] = []

    @model_validator(mode="after")
    def has_tasks(self) -> "HoldIn":
        """One of both."""
        if bool(self.task) == bool(self.tasks):
            raise ValueError("give either task or tasks")
        return self

    def wanted(self) -> list[Wanted]:
        """The tasks."""
        if self.task:
            return [Wanted(self.task)]
        return [Wanted(line.task, line.persons) for line in self.tasks]


class AppointmentIn(HoldIn):
    """A time to book at once, with how to reach the citizen if they said."""

    contact: ContactIn | None = None


class ChangeIn(Schema):
    """The new time, at the same site unless another is named. `reason` is told to the citizen."""

    start: Moment
    site: str | None = None
    reason: str = Field("", max_length=300)


class CancelIn(Schema):
    """`reason` is told to the citizen."""

    reason: str = Field("", max_length=300)


class CodeIn(Schema):
    """The code of an appointment, in any case, with or without dashes."""

    code: str


class AppointmentOut(Schema):
    """An appointment. Its `code` is all that the citizen needs to check in, change or cancel.

    `task` is the first of `tasks`. With `on_screen` the citizen is met with picture and sound, not at the site. A held
    one takes its time until `held_until`.
    """

    id: int
    code: str
    site: str
    desk: str
    task: str
    tasks: list[TaskLine]
    persons: int
    start: datetime
    end: datetime
    state: str
    held_until: datetime | None
    language: str
    channel: str
    on_screen: bool
    changes: int

    @classmethod
    def of(cls, view: AppointmentView) -> "AppointmentOut":
        """The appointment for the API."""
        return cls(
            id=view.id,
            code=view.code,
            site=view.site,
            desk=view.serving,
            task=view.task_code,
            tasks=[TaskLine(task=line.code, persons=line.persons) for line in view.tasks],
            persons=view.persons,
            start=view.start,
            end=view.end,
            state=view.state,
            held_until=view.held_until,
            language=view.language,
            channel=view.channel,
            on_screen=view.on_screen,
            changes=view.sequence,
        )


class ArrivalOut(Schema):
    """A citizen with an appointment has come: the appointment and the number.

    `late`: too late to keep the turn, by the rules of the site.
    """

    appointment: AppointmentOut
    ticket: TicketOut
    late: bool


@router.get("/sites/{site}/slots", response=SlotsOut)
@permission("booking.book")
def slots(request: ApiRequest, site: str, asked: Query[SlotsIn]) -> HttpResponse:
    """Free times for an errand from one Danish day to another, both included.

    The header `Cache-Status` says whether they were found for this request or are those found before, still true.
    """
    begun, place = clock.now(), site_for(request.auth, site, "booking.book")
    found = free_starts(
        site=place,
        tasks=asked.wanted(),
        from_=asked.from_,
        to=asked.to,
        public=asked.public,
        skills=asked.skill,
    )
    may_be_given_again(request, permission="booking.book", site_id=place.pk, proof=found.proof)
    # Thousands of objects would take longer to check than the times to find.
    head = SlotsOut(site=place.slug, task=asked.task[0], minutes=found.minutes, slots=[]).model_dump_json()
    status = "indgang; hit" if found.at < begun else "indgang; fwd=miss"
    body = b"%b%b]}" % (head.removesuffix("]}").encode(), found.json)
    return HttpResponse(body, content_type=JSON, headers={"Cache-Status": status})


@router.get("/sites/{site}/slots/why", response=WhyOut)
@permission("booking.book")
def why(request: ApiRequest, site: str, asked: Query[WhyIn]) -> WhyOut:
    """Whether an appointment can begin at a time, and if not, why."""
    place = site_for(request.auth, site, "booking.book")
    reason = why_not_free(
        site=place, tasks=asked.wanted(), start=asked.start, public=asked.public, skills=asked.skill
    )
    if reason is None:
        return WhyOut(free=True)
    return WhyOut(free=False, why=reason.code, reason=str(reason.sentence), until=reason.until)


@router.post("/holds", response={201: AppointmentOut})
@permission("booking.book")
@once
def hold(request: ApiRequest, body: HoldIn) -> AppointmentOut:
    """Keep a time for a citizen, as the public pages do: only times that the public may book.

    It ends by itself at `held_until`.
    """
    view = booking.hold(
        actor=request.auth,
        site=site_for(request.auth, body.site, "booking.book"),
        tasks=body.wanted(),
        start=body.start,
        language=body.language,
        key=request.headers.get(HEADER, ""),
        skills=body.skills,
    )
    return AppointmentOut.of(view)


@router.post("/holds/{code}/confirm", response={201: AppointmentOut})
@permission("booking.book")
@once
def confirm(request: ApiRequest, code: str, body: ContactIn) -> AppointmentOut:
    """Book the held time; also when the hold has run out, as long as the time is free. Twice is once."""
    _site_of(request, code)
    return AppointmentOut.of(booking.confirm(actor=request.auth, code=code, contact=body.contact()))


@router.post("/holds/{code}/release", response={204: None})
@permission("booking.book")
@once
def release(request: ApiRequest, code: str) -> None:
    """Give a held time back at once; anything that is not held stays as it is."""
    _site_of(request, code)
    booking.release(actor=request.auth, code=code)


@router.get("/sites/{site}/appointments", response=list[AppointmentOut])
@permission("booking.book")
def appointments(
    request: ApiRequest, site: str, day: Day | None = None, to: Day | None = None
) -> list[AppointmentOut]:
    """The appointments of a Danish day (default: today), or `to` another, cancelled ones too, by time."""
    place = site_for(request.auth, site, "booking.book")
    first = day or danish_date(clock.now())
    if to is not None and not 0 <= (to - first).days <= 62:
        raise Invalid("Ask for at most 62 days at a time, the first one first.", field="to")
    return [AppointmentOut.of(view) for view in appointments_of(place, first, to)]


@router.post("/appointments", response={201: AppointmentOut})
@permission("booking.book")
@once
def book(request: ApiRequest, body: AppointmentIn) -> AppointmentOut:
    """Book a time. When it has just gone, 409 with the nearest free ones as the way on."""
    view = booking.book(
        actor=request.auth,
        site=site_for(request.auth, body.site, "booking.book"),
        tasks=body.wanted(),
        channel=Channel.API,
        start=body.start,
        contact=body.contact.contact() if body.contact else None,
        language=body.language,
        key=request.headers.get(HEADER, ""),
        skills=body.skills,
    )
    return AppointmentOut.of(view)


@router.get("/appointments/{code}", response=AppointmentOut)
@permission("booking.book")
def appointment(request: ApiRequest, code: str) -> AppointmentOut:
    """An appointment by its code, without who holds it."""
    _site_of(request, code)
    return AppointmentOut.of(find_appointment(code))


@router.post("/appointments/{code}/change", response={201: AppointmentOut})
@permission("booking.book")
@once
def change(request: ApiRequest, code: str, body: ChangeIn) -> AppointmentOut:
    """Move an appointment. Refused, everything is as before, with the nearest free times as the way on."""
    here = _site_of(request, code)
    site = site_for(request.auth, body.site, "booking.book") if body.site else here
    moved = booking.change(actor=request.auth, code=code, start=body.start, site=site, reason=body.reason)
    return AppointmentOut.of(moved)


@router.post("/appointments/{code}/cancel", response={201: AppointmentOut})
@permission("booking.book")
@once
def cancel(request: ApiRequest, code: str, body: CancelIn) -> AppointmentOut:
    """Cancel an appointment; the time is free again at once."""
    _site_of(request, code)
    return AppointmentOut.of(booking.cancel(actor=request.auth, code=code, reason=body.reason))


@router.post("/appointments/{code}/no-show", response={201: AppointmentOut})
@permission("booking.book")
@once
def no_show(request: ApiRequest, code: str) -> AppointmentOut:
    """The citizen did not come; what is left of the time is free at once."""
    site = _site_of(request, code)
    return AppointmentOut.of(booking.mark_no_show(actor=request.auth, site=site, code=code))


@router.post("/sites/{site}/check-in", response={201: ArrivalOut})
@permission("booking.check_in")
@once
def check_in(request: ApiRequest, site: str, body: CodeIn) -> ArrivalOut:
    """The citizen has come: issue the number that is due at the time of the appointment."""
    place = site_for(request.auth, site, "booking.check_in")
    arrival = booking.check_in(actor=request.auth, site=place, code=body.code)
    return ArrivalOut(
        appointment=AppointmentOut.of(arrival.appointment or find_appointment(body.code)),
        ticket=TicketOut.of(arrival.ticket, place.slug),
        late=arrival.is_late,
    )


def _site_of(request: ApiRequest, code: str) -> Site:
    """The site of an appointment. Raises AppointmentNotFound also for one where the actor has no role."""
    view = find_appointment(code)
    try:
        return site_for(request.auth, view.site, "booking.book")
    except NotFound:
        raise AppointmentNotFound from None
