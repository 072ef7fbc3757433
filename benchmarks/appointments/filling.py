"""Fills an empty database with a site that takes appointments: ``python -m benchmarks.appointments.filling 10 200``.

So many resources, and so many bookings a day for thirty working days; prints the token of another system. A third
number is that of the sites: they are alike.
"""

import sys
from datetime import date, datetime, time, timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (Django must be set up first)
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # noqa: E402

from indgang.base import clock  # noqa: E402
from indgang.base.access import SYSTEM  # noqa: E402
from indgang.booking import codes, services  # noqa: E402
from indgang.booking.models import Allocation, Appointment, Resource  # noqa: E402
from indgang.catalogue.models import Task  # noqa: E402
from indgang.catalogue.services import load_content  # noqa: E402
from indgang.core.day import danish_date, opening_instant  # noqa: E402
from indgang.organisation.models import Desk, Municipality, OpeningHours, Site  # noqa: E402
from indgang.organisation.services import issue_token  # noqa: E402

TASK = "pas-voksen"
OPENS, CLOSES = time(9), time(17)
DAYS = 30
MINUTES = 15


def fill(resources: int, bookings_a_day: int, sites: int = 1) -> str:
    """The site "magion" and those beside it, open 9 to 17 every day, with desks that take appointments; the token.

    Sites that are there already get the desks besides.
    """
    call_command("migrate", verbosity=0, interactive=False)
    for number in range(1, sites + 1):
        slug = "magion" if number == 1 else f"magion-{number}"
        site = Site.objects.select_related("municipality").filter(slug=slug).first() or place(slug)
        for order in range(resources):
            label = f"Desk {order}"
            desk = Desk.objects.create(
                site=site, slug=f"{slug}-desk-{order}", label=label, kind="service", order=order
            )
            services.save_resource(actor=SYSTEM, site=site, kind="desk", desk=desk)
        if bookings_a_day:
            book(site, list(Resource.objects.filter(site=site).order_by("pk")), bookings_a_day)
    return issue_token(actor=SYSTEM, name="benchmark", role="api", site=None)


def place(slug: str) -> Site:
    """A site without resources."""
    municipality = Municipality.objects.first() or Municipality.objects.create(
        code="0530",
        name="Benchmark",
        is_fictional=True,
        # So that it is the same race on every day of the year.
        library_closes_on_holidays=False,
        citizen_service_closes_on_holidays=False,
    )
    site = Site.objects.create(municipality=municipality, slug=slug, name=slug, kind="library", model=4)
    OpeningHours.objects.bulk_create(
        OpeningHours(site=site, kind=kind, weekday=weekday, opens=OPENS, closes=CLOSES)
        for weekday in range(7)
        for kind in ("library", "citizen_service")
    )
    if not Task.objects.exists():
        load_content(actor=SYSTEM)
    return site


def book(site: Site, resources: list[Resource], a_day: int) -> None:
    """Spread the bookings of each day over the resources, on times that lie scattered over the day."""
    task, first = Task.objects.get(code=TASK), danish_date(clock.now()) + timedelta(days=1)
    rows = [
        Appointment(
            site=site,
            resource=resource,
            desk_id=resource.desk_id,
            task=task,
            period=DateTimeTZRange(start, start + timedelta(minutes=MINUTES), "[)"),
            code=code_of(site.pk * 100_000 + number),
            booked_at=clock.now(),
        )
        for number, (resource, start) in enumerate(starts(resources, first, a_day))
    ]
    Appointment.objects.bulk_create(rows, batch_size=2000)
    Allocation.objects.bulk_create(
        (
            Allocation(appointment=row, resource=row.resource, period=row.period)
            for row in rows
            if row.resource
        ),
        batch_size=2000,
    )


def starts(resources: list[Resource], first: date, a_day: int) -> list[tuple[Resource, datetime]]:
    """The resource and time of each booking: 7, 14, 21 … quarters into the day, so that gaps are left."""
    quarters = 8 * 60 // MINUTES
    found = []
    for day in range(DAYS):
        opens = opening_instant(first + timedelta(days=day), OPENS)
        for number in range(min(a_day, quarters * len(resources))):
            turn, resource = divmod(number, len(resources))
            quarter = (turn * 7 + resource * 3 + day) % quarters
            found.append((resources[resource], opens + timedelta(minutes=MINUTES * quarter)))
    return found


def code_of(number: int) -> str:
    """A code for each number."""
    signs = []
    for _sign in range(codes.LENGTH):
        number, rest = divmod(number, len(codes.SIGNS))
        signs.append(codes.SIGNS[rest])
    return "".join(signs)


if __name__ == "__main__":
    print(fill(*map(int, sys.argv[1:4])))
