"""A small day, counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from indgang.base.access import Actor
from indgang.base.errors import NotAllowed
from indgang.base.transfer import registry
from indgang.contact import services
from indgang.contact.models import Contact
from indgang.core.kpi_definitions import DEFINITIONS
from indgang.core.kpi_handovers import handover_figures
from indgang.insight.queries import figures_of_day
from indgang.insight.transfer import FIGURES
from indgang.organisation.models import RoleGrant
from indgang.queue import services as queue
from indgang.queue.models import Ticket

MONDAY = date(2026, 11, 23)
HANDOVERS = handover_figures([], datetime(2026, 11, 23, tzinfo=UTC))
SOLVED = {"task_code": "pas-voksen", "outcome": "solved"}


@pytest.fixture
def leif(cast, time):
    return cast.actor("leif")


def record(cast, name, *inquiries, channel="walk_in", site=None, **more):
    return services.record(
        actor=cast.actor(name), site=site or cast.magion, channel=channel, inquiries=inquiries, **more
    )


@pytest.fixture
def day(cast, time):
    """Twelve contacts at Magion: seconds 60, 120, .. 600 by Maja, one of unknown time and one referred by Bo."""
    time.set(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    for minutes in range(1, 11):
        record(cast, "maja", {**SOLVED, "seconds": 60 * minutes})
    record(cast, "bo", SOLVED, channel="phone")
    time.move(hours=2)
    record(cast, "bo", {"task_code": "boligstoette", "outcome": "referred", "seconds": 700}, channel="phone")
    return cast


def test_the_figures_counted_by_hand(day, leif):
    found = figures_of_day(actor=leif, day=MONDAY, site=day.magion)
    figures = found.figures
    assert set(figures) == set(DEFINITIONS) - {"texts_overdue", "third_next", *HANDOVERS}
    assert (figures["contacts"].value, figures["inquiries"].value) == (12, 12)
    # Certain times: 60, 120, .. 600 and 700. The middle one is the sixth.
    assert figures["handling_median"].value == 360
    assert figures["handling_median"].n == 11
    # Rank (11 - 1) * 0.9 = 9: the tenth of eleven.
    assert figures["handling_p90"].value == 600
    # Less than 360 seconds: 60, 120, 180, 240, 300.
    assert (figures["six_minutes"].numerator, figures["six_minutes"].denominator) == (5, 11)
    # All but the referral.
    assert (figures["first_contact"].numerator, figures["first_contact"].denominator) == (11, 12)
    # One of the eleven solved inquiries was Bo's.
    assert (figures["library_share"].numerator, figures["library_share"].denominator) == (1, 11)
    assert figures["six_minutes"].definition.target == 0.70
    assert (found.uncertain_contacts, found.open_contacts) == (1, 0)


def test_small_cells_are_hidden_and_cannot_be_worked_out(day):
    admin = day.actor("admin")
    found = figures_of_day(actor=admin, day=MONDAY)
    channel = found.breakdowns["channel"]
    # Two by phone are hidden, and ten walk-ins with them, or they would follow from the twelve.
    assert (channel.cells["phone"], channel.cells["walk_in"], channel.total) == (None, None, 12)
    assert channel.cells["video"] == 0
    assert channel.is_suppressed
    assert found.breakdowns["site"].cells == {"magion": 12, "raadhus": 0}
    assert not found.breakdowns["site"].is_suppressed
    assert found.breakdowns["task"].cells["boligstoette"] is None
    assert found.by_site["raadhus"]["contacts"].value == 0
    record(day, "karen", {**SOLVED, "seconds": 60}, site=day.town_hall)
    again = figures_of_day(actor=admin, day=MONDAY)
    assert again.breakdowns["site"].cells == {"magion": None, "raadhus": None}
    assert again.by_site["raadhus"]["contacts"].is_suppressed


def test_hours_are_danish_and_without_gaps(day, leif):
    hours = figures_of_day(actor=leif, day=MONDAY).breakdowns["hour"]
    assert list(hours.cells) == ["12", "13", "14"]
    assert hours.cells["13"] == 0


@pytest.mark.parametrize(
    ("moment", "on", "hour"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), date(2027, 3, 28), "01"),
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), date(2027, 3, 28), "03"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25), "02"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25), "02"),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25), "00"),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25), "23"),
    ],
)
def test_the_days_when_the_clocks_change(cast, time, moment, on, hour):
    time.set(moment)
    for _turn in range(5):
        record(cast, "maja", {**SOLVED, "seconds": 0})
    leif = cast.actor("leif")
    assert figures_of_day(actor=leif, day=on).breakdowns["hour"].cells == {hour: 5}
    for other in (on - timedelta(days=1), on + timedelta(days=1)):
        assert figures_of_day(actor=leif, day=other).figures["contacts"].value == 0


def test_waiting_is_from_arrival_to_the_first_call(cast, time, leif):
    maja = cast.actor("maja")
    queue.open_desk(actor=maja, desk=cast.kvik1)
    for minutes in (2, 4, 6, 8, 10):
        ticket = queue.take_ticket(actor=maja, site=cast.magion, letter="K", channel="kiosk")
        time.move(minutes=minutes)
        assert queue.call_next(actor=maja, desk=cast.kvik1).ticket.pk == ticket.pk
        queue.start(actor=maja, ticket_id=ticket.pk)
        queue.finish(actor=maja, ticket_id=ticket.pk)
    queue.take_ticket(actor=maja, site=cast.magion, letter="K", channel="kiosk")
    figures = figures_of_day(actor=leif, day=MONDAY).figures
    assert (figures["waiting_median"].value, figures["waiting_median"].n) == (360, 5)
    # Rank 4 * 0.9 = 3.6: six tenths of the way from eight to ten minutes.
    assert figures["waiting_p90"].value == pytest.approx(552)
    Ticket.objects.filter(state="finished").update(time_uncertain=True)
    found = figures_of_day(actor=leif, day=MONDAY)
    assert (found.figures["waiting_median"].value, found.uncertain_tickets) == (None, 5)


def test_a_second_contact_about_the_same_number_follows_up(cast, time, leif):
    for _turn in range(5):
        record(cast, "maja", {**SOLVED, "seconds": 60})
    maja, signe = cast.actor("maja"), cast.actor("signe")
    queue.open_desk(actor=maja, desk=cast.kvik1)
    queue.open_desk(actor=signe, desk=cast.service1)
    ticket = queue.take_ticket(
        actor=maja, site=cast.magion, letter="K", task_code="pas-voksen", channel="kiosk"
    )
    queue.call_next(actor=maja, desk=cast.kvik1)
    first = services.begin(actor=maja, site=cast.magion, desk=cast.kvik1, channel="desk", ticket_id=ticket.pk)
    time.move(minutes=1)
    services.finish(actor=maja, contact_id=first.id, outcomes={1: {"outcome": "referred", "letter": "S"}})
    queue.call_next(actor=signe, desk=cast.service1)
    second = services.begin(
        actor=signe, site=cast.magion, desk=cast.service1, channel="desk", ticket_id=ticket.pk
    )
    time.move(minutes=1)
    services.finish(actor=signe, contact_id=second.id, outcome="solved", finish_ticket=True)
    figure = figures_of_day(actor=leif, day=MONDAY).figures["first_contact"]
    assert (figure.numerator, figure.denominator) == (5, 6)


def test_a_number_referred_without_a_contact_is_no_first_contact_at_the_next_desk(cast, time, leif):
    for _turn in range(5):
        record(cast, "maja", {**SOLVED, "seconds": 60})
    maja, signe = cast.actor("maja"), cast.actor("signe")
    queue.open_desk(actor=maja, desk=cast.kvik1)
    ticket = queue.take_ticket(actor=maja, site=cast.magion, letter="K", channel="kiosk")
    queue.call_next(actor=maja, desk=cast.kvik1)
    queue.transfer(actor=maja, ticket_id=ticket.pk, letter="S")
    time.move(minutes=1)
    queue.open_desk(actor=signe, desk=cast.service1)
    queue.call_next(actor=signe, desk=cast.service1)
    record(cast, "signe", {**SOLVED, "seconds": 30}, ticket_id=ticket.pk)
    figure = figures_of_day(actor=leif, day=MONDAY).figures["first_contact"]
    assert (figure.numerator, figure.denominator) == (5, 5)


def test_open_and_discarded_contacts_do_not_count_and_swept_ones_count_without_time(cast, time, leif):
    maja = cast.actor("maja")
    for _turn in range(5):
        record(cast, "bo", {**SOLVED, "seconds": 60})
    thrown = services.begin(actor=maja, site=cast.magion, channel="phone")
    services.discard(actor=maja, contact_id=thrown.id)
    time.move(minutes=1)
    services.begin(actor=maja, site=cast.magion, channel="phone")
    found = figures_of_day(actor=leif, day=MONDAY)
    assert (found.figures["contacts"].value, found.open_contacts) == (5, 1)
    time.move(hours=3)
    services.sweep()
    found = figures_of_day(actor=leif, day=MONDAY)
    assert (found.figures["contacts"].value, found.figures["handling_median"].n) == (6, 5)
    assert (found.uncertain_contacts, found.open_contacts) == (1, 0)


def test_a_manager_of_one_site_sees_that_site(cast, time, leif):
    record(cast, "karen", {**SOLVED, "seconds": 60}, site=cast.town_hall)
    assert figures_of_day(actor=leif, day=MONDAY).sites == ("magion",)
    with pytest.raises(NotAllowed):
        figures_of_day(actor=leif, day=MONDAY, site=cast.town_hall)
    with pytest.raises(NotAllowed):
        figures_of_day(actor=cast.actor("maja"), day=MONDAY)
    RoleGrant.objects.create(person=cast.leif, role="manager", site=cast.town_hall)
    assert figures_of_day(actor=cast.actor("leif"), day=MONDAY).sites == ("magion", "raadhus")


def test_a_day_of_many_contacts_takes_few_queries(day, leif, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        figures_of_day(actor=leif, day=MONDAY)


def test_nobody_is_named_in_what_is_exported(day, leif):
    api = Actor(kind="api", id=1, name="bi", grants=frozenset({("api", None)}))
    rows = list(registry.get("contacts").visible(leif))
    assert len(rows) == Contact.objects.count()
    assert rows[0] | {"contact": 0} == {
        "contact": 0,
        "position": 1,
        "site": "magion",
        "day": MONDAY,
        "started_at": rows[0]["started_at"],
        "channel": "walk_in",
        "language": "da",
        "staff": "citizen_service",
        "task": "pas-voksen",
        "outcome": "solved",
        "reason": "",
        "reach": "prepare",
        "seconds": rows[0]["seconds"],
        "contact_seconds": rows[0]["seconds"],
        "time_uncertain": False,
    }
    assert list(registry.get("contacts").visible(api)) == []
    for kind in (registry.get("contacts"), FIGURES):
        for row in kind.stored():
            assert set(row) == {column.name for column in kind.columns}
            for column in kind.columns:
                column.write(row[column.name])
    shares = {row["figure"]: row for row in FIGURES.visible(leif)}
    assert (shares["library_share"]["numerator"], shares["library_share"]["denominator"]) == (1, 11)
