"""A specialist of the demo with an invented calendar."""

from indgang.base.access import SYSTEM
from indgang.booking.calendars.linking import Wish
from indgang.booking.services import connect, save_resource
from indgang.integrations.calendars import DemoCalendar
from indgang.organisation.queries import any_person, find_site

SPECIALIST, HER_SITE = "hanne", "raadhuset"


def connect_calendars() -> None:
    """Let Hanne take appointments at the town hall, except when her invented calendar says that she is busy."""
    hanne = save_resource(
        actor=SYSTEM, site=find_site(HER_SITE), kind="person", person=any_person(SPECIALIST)
    )
    connect(actor=SYSTEM, resource=hanne, wish=Wish("demo", writes=True), open_calendar=DemoCalendar)
