"""What keeps one sender from filling a calendar, without a puzzle that shuts out the old or the blind.

A browser holds one time at once; a network begins so many bookings in ten minutes; the rules say how many appointments
one address or number may have ahead. Whoever fills the field that nobody sees, or is quicker than any hand, is asked to
press once more, and may be a person all the same. Work for the browser to prove (a puzzle for machines) is not used:
it needs JavaScript, is slowest on the oldest phones, and costs who means harm almost nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from indgang.base import clock
from indgang.booking.errors import AppointmentNotFound
from indgang.booking.queries import AppointmentView, find_appointment, hold_minutes
from indgang.organisation.queries import find_site
from indgang.web.citizen.book.basket import Basket

MOST_HOLDS = 20
MOST_CONFIRMS = 30
MOST_CODES = 10
MOST_PERSONS = 8
QUICKEST = timedelta(seconds=3)
TRAP = "website"
COOKIE = "indgang_hold"
SALT = "hold"
SECONDS = 3600


def kept_hold(request: HttpRequest) -> AppointmentView | None:
    """The time that this browser holds, if it still does."""
    try:
        code: str = request.get_signed_cookie(COOKIE, salt=SALT, max_age=SECONDS) or ""
        view = find_appointment(code)
    except (KeyError, BadSignature, AppointmentNotFound):
        return None
    return view if is_held(view) else None


def is_held(view: AppointmentView) -> bool:
    """Whether the time is kept right now for who is typing."""
    return view.state == "held" and view.held_until is not None and view.held_until > clock.now()


def is_same(view: AppointmentView, basket: Basket, start: datetime) -> bool:
    """Whether the held time is the one that is wanted."""
    tasks = tuple((line.code, line.persons) for line in view.tasks)
    return (view.site, view.start, tasks) == (basket.site, start, tuple(map(tuple, basket.tasks)))


def keep_hold(response: HttpResponse, view: AppointmentView) -> None:
    """Let the browser remember which time it holds."""
    response.set_signed_cookie(
        COOKIE,
        view.code,
        salt=SALT,
        max_age=SECONDS,
        path="/book/",
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )


def forget_hold(response: HttpResponse) -> None:
    """It is booked."""
    response.delete_cookie(COOKIE, path="/book/", samesite="Lax")


def seems_a_machine(request: HttpRequest, view: AppointmentView) -> bool:
    """Whether the form came back filled as no hand fills it, and nobody has pressed a second time."""
    if request.POST.get("again"):
        return False
    if request.POST.get(TRAP):
        return True
    if view.held_until is None:
        return False
    held_at = view.held_until - timedelta(minutes=hold_minutes(find_site(view.site)))
    return clock.now() - held_at < QUICKEST
