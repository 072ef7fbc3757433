"""Setting the demo up: the database, Billund's organisation from its files, the cast's passwords, the clock."""

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from indgang import __version__
from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.transfer import run_import
from indgang.catalogue.content import FOLDER as CONTENT
from indgang.catalogue.services.articles import fetch_articles
from indgang.core.hours import HoursKind
from indgang.integrations.borgerdk import article_sources, municipality_asked_with
from indgang.organisation.queries import active_sites, find_site, hours_of
from indgang.organisation.services import make_demo_people
from indgang.project import demo_clock
from indgang.project.demo.bookings import set_up_booking
from indgang.project.demo.calendars import connect_calendars
from indgang.project.demo.clockwork import start_of_demo
from indgang.project.demo.demand import Interval
from indgang.project.demo.editing import fill_editing
from indgang.project.demo.mapping import map_tasks
from indgang.project.demo.messages import fill_messages
from indgang.project.demo.plan import CAST, MAIN_SITE, PASSWORD
from indgang.project.demo.second_line.calls import fill_calls
from indgang.project.demo.second_line.handovers import fill_handovers
from indgang.project.demo.second_line.presence import fill_presence
from indgang.project.demo.staffroom import fill_staffroom
from indgang.project.paths import data_folder
from indgang.project.prepare import load_catalogue, prepare_database, up_to_date
from indgang.queue.queries.pulse import latest_event_at

FOLDER = Path(__file__).parent / "billund"


class DemoBroken(RuntimeError):
    """The demo's own files have faults."""


def set_up(say: Callable[[str], None]) -> None:
    """Bring the database up to date and, the first time, fill it. Safe to repeat and to interrupt.

    Once that is done, another start of the same version finds its mark in the data folder and is quick.
    """
    mark, begun = data_folder() / "demo-is-set-up", clock.now()
    version = _version()
    if mark.is_file() and mark.read_text(encoding="ascii") == version and up_to_date() and active_sites():
        return
    prepare_database(say)
    if not active_sites():
        _fill(say)
    with clock.frozen(_moment_shown(begun)):
        fill_staffroom()
        fill_editing()
        fill_messages()
        fill_presence()
        fill_handovers()
        fill_calls()
    mark.write_text(version, encoding="ascii")


def _version() -> str:
    """A fingerprint of everything that the set-up reads."""
    digest = hashlib.sha256(__version__.encode())
    for folder in (FOLDER, CONTENT):
        for path in sorted(folder.rglob("*.*")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _fill(say: Callable[[str], None]) -> None:
    say("Filling the demo: Billund Kommune, with invented people ...")
    report = run_import("organisation", FOLDER, actor=SYSTEM)
    if report.faults:
        raise DemoBroken("\n".join(str(fault) for fault in report.faults))
    load_catalogue(say)
    set_up_booking()
    for source in article_sources(demo=True):
        fetch_articles(actor=SYSTEM, source=source, municipality=municipality_asked_with(demo=True))
    make_demo_people(actor=SYSTEM, usernames=[member["username"] for member in CAST], password=PASSWORD)
    clock.follow(clock.Course(real=datetime.now(UTC), shown=datetime.now(UTC) - timedelta(days=7)))
    map_tasks()
    clock.follow(None)
    connect_calendars()


def start_clock(*, speed: float) -> None:
    """Decide what time it is in the demo, for this process and those it starts."""
    real = datetime.now(UTC)
    course = clock.Course(real=real, shown=_moment_shown(real), speed=speed)
    os.environ["INDGANG_DEMO_CLOCK"] = demo_clock.as_environment(course)
    clock.follow(course)


def _moment_shown(real: datetime) -> datetime:
    """What the demo's clock shows when it starts at the real moment."""
    site = find_site(MAIN_SITE)

    def hours_on(day: date) -> list[Interval]:
        return [(one.start, one.end) for one in hours_of(site).intervals_on(day, HoursKind.SERVICE)]

    return start_of_demo(real, latest_event_at(), hours_on)
