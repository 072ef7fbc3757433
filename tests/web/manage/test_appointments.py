"""The calendar of the house and the set-up: what is done there, what is refused, and that nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from indgang.base import clock
from indgang.booking import queries, services
from indgang.booking.errands import Wanted
from indgang.booking.models import BlockedTime, BookingRules, Resource
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUSE = "/manage/appointments/magion/"


@pytest.fixture
def house(cast: Cast):
    with clock.frozen(MONDAY):
        leif = cast.actor("leif")
        services.save_resource(actor=leif, site=cast.magion, kind="desk", desk=cast.service1)
        yield cast


@pytest.fixture
def appointment(house: Cast):
    contact = services.Contact("Bente Prøve", "bente@borger.example")
    return services.book(
        actor=house.actor("maja"),
        site=house.magion,
        tasks=[Wanted("pas-voksen")],
        start=TEN,
        contact=contact,
    )


def page(client, path: str, status: int = 200, **query) -> str:
    response = client.get(HOUSE + path, query)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def test_a_day_and_a_week_show_what_is_booked(house: Cast, appointment, client_of: ClientOf) -> None:
    client = client_of("maja")
    day = page(client, "", day="2026-11-24")
    assert "10.00–10.15" in day
    assert f"/one/{appointment.code}/" in day
    assert "clock=10.15" in day
    row = Resource.objects.get()
    assert "10.00–10.15" in page(client, f"week/{row.pk}/", day="2026-11-26")


def test_a_slot_leads_to_a_form_that_books_it(house: Cast, client_of: ClientOf) -> None:
    client = client_of("maja")
    start = TEN.isoformat()
    booked = client.post(
        f"{HOUSE}book/", {"task": "pas-voksen", "start": start, "key": "k1", "name": "Åse Å"}
    ).content.decode()
    (view,) = queries.appointments_of(house.magion, TEN.date())
    assert view.code in booked
    again = client.post(f"{HOUSE}book/", {"task": "pas-voksen", "start": start, "key": "k1", "name": "Åse Å"})
    assert view.code in again.content.decode()
    assert len(queries.appointments_of(house.magion, TEN.date())) == 1


def test_a_refusal_says_why_and_keeps_what_was_typed(house: Cast, appointment, client_of: ClientOf) -> None:
    client = client_of("maja")
    fields = {
        "task": "pas-voksen",
        "day": "2026-11-24",
        "clock": "10.00",
        "exact": "1",
        "key": "k2",
        "name": "Åse",
        "persons-pas-voksen": "2",
    }
    response = client.post(f"{HOUSE}book/", fields)
    text = response.content.decode()
    assert response.status_code == 409
    assert "SERVICE 1" in text
    assert 'value="Åse"' in text
    assert '<option value="2" selected>' in text
    assert "De nærmeste ledige tider" in text
    cpr = client.post(f"{HOUSE}book/", fields | {"clock": "11.00", "name": "Åse 010190-1234"})
    assert cpr.status_code == 422
    assert len(queries.appointments_of(house.magion, TEN.date())) == 1


def test_a_series_is_booked_whole_or_not_at_all(house: Cast, client_of: ClientOf) -> None:
    client = client_of("maja")
    fields = {"task": "pas-voksen", "start": TEN.isoformat(), "key": "s", "times": "3", "every_weeks": "2"}
    assert client.post(f"{HOUSE}book/", fields).status_code == 200
    days = [TEN.date() + timedelta(weeks=weeks) for weeks in (0, 2, 4)]
    assert [len(queries.appointments_of(house.magion, day)) for day in days] == [1, 1, 1]
    refused = client.post(f"{HOUSE}book/", fields | {"key": "t", "times": "2", "every_weeks": "4"})
    assert refused.status_code == 409
    assert "22. dec. 2026" in refused.content.decode()


def test_who_it_is_costs_a_click_and_is_logged(house: Cast, appointment, client_of: ClientOf) -> None:
    client = client_of("maja")
    one = f"one/{appointment.code}/"
    assert "Bente" not in page(client, one)
    shown = client.post(f"{HOUSE}{one}who/")
    assert "Bente Prøve" in shown.content.decode()


def test_moving_and_cancelling_ask_for_a_reason(house: Cast, appointment, client_of: ClientOf) -> None:
    client = client_of("maja")
    one = f"{HOUSE}one/{appointment.code}/"
    later = (TEN + timedelta(hours=1)).isoformat()
    assert client.post(f"{one}move/", {"start": later}).status_code == 409
    assert client.post(f"{one}move/", {"start": later, "reason": "Sygdom"}).status_code == 302
    assert queries.find_appointment(appointment.code).start == TEN + timedelta(hours=1)
    assert client.post(f"{one}cancel/", {"reason": ""}).status_code == 409
    assert client.post(f"{one}cancel/", {"reason": "Sygdom"}).status_code == 302
    assert queries.find_appointment(appointment.code).state == "cancelled"


def test_blocking_says_first_who_is_hit_and_lists_them_after(
    house: Cast, appointment, client_of: ClientOf
) -> None:
    client = client_of("leif")
    fields = {"first_day": "2026-11-24", "from": "9.00", "to": "12.00", "reason": "Kursus", "weeks": "2"}
    asked = client.post(f"{HOUSE}blocked/", fields)
    assert asked.status_code == 200
    assert appointment.code in asked.content.decode()
    assert not BlockedTime.objects.exists()
    saved = client.post(f"{HOUSE}blocked/", fields | {"seen": "1"}, follow=True)
    assert BlockedTime.objects.count() == 2
    assert appointment.code in saved.content.decode()
    row = BlockedTime.objects.order_by("period").first()
    client.post(f"{HOUSE}blocked/{row.pk}/open/", {"series": "1"})
    assert not BlockedTime.objects.exists()


def test_something_that_can_be_booked_is_added_with_its_hours(house: Cast, client_of: ClientOf) -> None:
    client = client_of("leif")
    refused = client.post(f"{HOUSE}setup/new/", {"what": "room:", "name": "Lokale 1", "places": "1"})
    assert refused.status_code == 422
    fields = {"what": "room:", "name": "Lokale 1", "group": "lokale", "topics": ["rejse"], "places": "1"}
    made = client.post(f"{HOUSE}setup/new/", fields)
    room = Resource.objects.get(kind="room")
    assert made.status_code == 302
    assert (room.label, room.group, room.topics) == ("Lokale 1", "lokale", ["rejse"])
    hours = {"weekday-0": "monday", "opens-0": "9", "closes-0": "12.30", "public-0": "yes"}
    wrong = client.post(f"{HOUSE}setup/{room.pk}/hours/", hours | {"closes-0": "halv et"})
    assert wrong.status_code == 422
    assert "halv et" in wrong.content.decode()
    assert client.post(f"{HOUSE}setup/{room.pk}/hours/", hours).status_code == 302
    assert room.hours.get().closes.hour == 12


def test_the_rules_of_a_place_are_read_as_the_citizen_reads_them(house: Cast, client_of: ClientOf) -> None:
    client = client_of("leif")
    assert "Kommer du op til 10 minutter for sent" in page(client, "setup/rules/")
    form = page(client, "setup/rules/")
    assert "Antagelse" in form
    row = BookingRules()
    fields = {name: str(getattr(row, name)) for name in RULE_FIELDS} | {"is_public": "yes"}
    wrong = client.post(f"{HOUSE}setup/rules/", fields | {"late_minutes": "45"})
    assert wrong.status_code == 422
    assert client.post(f"{HOUSE}setup/rules/", fields | {"late_minutes": "5"}).status_code == 302
    assert queries.rules_row(house.municipality, house.magion).late_minutes == 5


RULE_FIELDS = (
    "grid_minutes", "lead_minutes", "staff_lead_minutes", "horizon_days", "staff_horizon_days", "hold_minutes",
    "early_minutes", "late_minutes", "latest_minutes", "late_rule", "change_minutes", "remind_hours",
    "offer_minutes", "most_open", "keep_days",
)  # fmt: skip


def test_a_manager_of_one_place_does_not_set_the_rules_of_all(house: Cast, client_of: ClientOf) -> None:
    assert client_of("leif").get("/manage/appointments/rules/").status_code == 403
    assert client_of("admin").get("/manage/appointments/rules/").status_code == 200


def test_the_preview_shows_what_a_citizen_sees(house: Cast, client_of: ClientOf) -> None:
    text = page(client_of("leif"), "setup/", task="pas-voksen")
    assert "23. nov. 2026 kl. 10.00" in text
