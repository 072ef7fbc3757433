"""Booking a time for the matter in work."""

from datetime import timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from indgang.base import clock
from indgang.base.errors import DomainError
from indgang.booking.errands import Wanted
from indgang.booking.queries import free_slots
from indgang.booking.services import book
from indgang.contact.models import Outcome
from indgang.contact.queries import contact_view
from indgang.core.day import danish_date
from indgang.organisation.models import Desk, Site
from indgang.ui.access import permission
from indgang.web.desk import actions
from indgang.web.desk.forms import Book, checked
from indgang.web.desk.views.answers import actor_of, answer

DAYS_AHEAD = 21
MOST_DAYS = 3
MOST_TIMES = 6


@permission("booking.book")
@require_GET
def times(request: HttpRequest, site: Site, desk: Desk, code: str) -> HttpResponse:
    """The next free times of the task: a few on each of the next days that have any."""
    today = danish_date(clock.now())
    try:
        free = free_slots(site=site, tasks=[Wanted(code)], from_=today, to=today + timedelta(days=DAYS_AHEAD))
    except DomainError as error:
        return render(request, "desk/_times.html", {"why": error.message})
    by_day = [(day, list(of_day)) for day, of_day in groupby(free, key=lambda time: danish_date(time.start))]
    days = [(day, of_day[:MOST_TIMES]) for day, of_day in by_day[:MOST_DAYS]]
    return render(request, "desk/_times.html", {"days": days, "site": site, "desk": desk})


@permission("booking.book")
@require_POST
def book_time(request: HttpRequest, site: Site, desk: Desk) -> HttpResponse:
    """Book a free time for the matter's task, and register that."""
    form = checked(Book, request.POST).cleaned_data
    actor = actor_of(request)
    view = contact_view(form["contact"])
    made = book(
        actor=actor,
        site=site,
        tasks=[Wanted(view.inquiry(form["position"]).task_code or "")],
        start=form["start"],
        language=view.language,
        key=f"contact-{view.id}-{form['position']}-{form['start'].isoformat()}",
    )
    done = actions.register(
        actor=actor,
        desk=desk,
        contact_id=view.id,
        position=form["position"],
        version=form["version"],
        then_next=False,
        fields={"outcome": Outcome.BOOKED.value, "appointment_id": made.id},
    )
    return answer(request, desk, focus="first", done=done, outcome=Outcome.BOOKED.label, appointment=made)
