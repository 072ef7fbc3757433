"""What needs attention: each thing appears when it is so, is gone when it is put right, and says how."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.catalogue.models import Task
from indgang.catalogue.queries import task_card
from indgang.catalogue.services import count_miss
from indgang.core.reach import Reach
from indgang.followup.models import Alarm, FollowUp, FollowUpKind
from indgang.followup.services import create
from indgang.integrations.printing.port import PrinterStatus
from indgang.organisation.models import AccessToken, Competence, Delegation, Lifeline
from indgang.organisation.queries import actor_of_device, actor_of_person
from indgang.organisation.services import issue_token
from indgang.queue.models import DeskSession, SeriesDay
from indgang.queue.services import lend_numbers, open_desk, take_ticket
from indgang.web.manage.sites import sites_of
from indgang.web.manage.today import attention
from indgang.web.manage.today.attention import Item, items_for, printer_items
from indgang.web.manage.today.board import cards_of
from tests.cast import Cast
from tests.web.manage.conftest import ClientOf

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(MONDAY_NOON):
        yield


def items(cast: Cast, name: str = "leif") -> dict[str, Item]:
    actor = actor_of_person(getattr(cast, name).pk)
    return {item.key: item for item in items_for(actor, cards_of(sites_of(actor), actor))}


def wait(cast: Cast, minutes: int, letter: str = "K") -> None:
    at = MONDAY_NOON - timedelta(minutes=minutes)
    take_ticket(actor=SYSTEM, site=cast.magion, letter=letter, channel="kiosk", arrived_at=at)


def test_a_lane_with_citizens_and_no_desk(cast: Cast) -> None:
    wait(cast, 4)
    assert "4 min" in items(cast)["unserved-magion-K"].reason
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    assert "unserved-magion-K" not in items(cast)


def test_a_wait_beyond_the_limit(cast: Cast) -> None:
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    wait(cast, 45)
    assert "late-magion-K" not in items(cast)
    wait(cast, 46)
    assert items(cast)["late-magion-K"].severity == "bad"


def test_a_silent_desk_can_be_closed_by_the_manager_alone(cast: Cast, client_of: ClientOf) -> None:
    open_desk(actor=cast.actor("maja"), desk=cast.kvik1)
    assert "silent-kvik-1" not in items(cast)
    DeskSession.objects.update(seen_at=MONDAY_NOON - timedelta(minutes=6))
    act = items(cast)["silent-kvik-1"].act
    assert act is not None
    assert act.post
    assert items(cast, "signe")["silent-kvik-1"].act is None
    assert client_of("signe").post(act.href).status_code == 403
    assert client_of("leif").post(act.href).status_code == 302
    assert "silent-kvik-1" not in items(cast)


def test_a_series_that_is_nearly_used_up(cast: Cast) -> None:
    counters = {"last_offline_number": 899, "day": MONDAY_NOON.date()}
    row = SeriesDay.objects.create(series=cast.k, last_number=808, **counters)
    assert "series-magion-K" not in items(cast)
    row.last_number = 810
    row.save()
    assert "89" in items(cast)["series-magion-K"].reason


def test_a_past_day_that_is_open_is_closed_with_one_press(cast: Cast, client_of: ClientOf) -> None:
    with clock.frozen(MONDAY_NOON - timedelta(days=1)):
        take_ticket(actor=SYSTEM, site=cast.magion, letter="K", channel="kiosk")
    act = items(cast)["day-magion-2026-11-22"].act
    assert act is not None
    assert client_of("leif").post(act.href).status_code == 302
    assert "day-magion-2026-11-22" not in items(cast)


def test_lifelines_and_rights(cast: Cast) -> None:
    Lifeline.objects.filter(code="sundhed").update(verified_on=None)
    Competence.objects.create(
        person=cast.bo,
        scope_kind="topic",
        scope_code="rejse",
        reach=Reach.GUIDE,
        valid_from=MONDAY_NOON.date() - timedelta(days=300),
        lapses_on=MONDAY_NOON.date() + timedelta(days=20),
    )
    Delegation.objects.filter(person=cast.signe).update(valid_to=MONDAY_NOON.date() - timedelta(days=1))
    found = items(cast)
    assert {"config-lifeline-stale", "config-competence-lapses", "delegations-ended"} <= set(found)
    assert not {"config-lifeline-stale", "delegations-ended"} & set(items(cast, "maja"))


def test_one_click_verifies_a_lifeline(cast: Cast, client_of: ClientOf) -> None:
    Lifeline.objects.filter(code="sundhed").update(verified_on=None)
    assert client_of("maja").post("/manage/organisation/lifelines/sundhed/verified/").status_code == 403
    assert client_of("leif").post("/manage/organisation/lifelines/sundhed/verified/").status_code == 302
    assert Lifeline.objects.get(code="sundhed").verified_on == MONDAY_NOON.date()


def test_a_foreign_site_is_never_mentioned(cast: Cast) -> None:
    take_ticket(actor=SYSTEM, site=cast.town_hall, letter="R", channel="kiosk")
    assert "unserved-raadhus-R" not in items(cast)
    assert "unserved-raadhus-R" in items(cast, "admin")


def test_a_kiosk_that_has_not_reported_today(cast: Cast) -> None:
    issue_token(actor=SYSTEM, name="Kiosk ved døren", role="device", site=cast.magion)
    device = AccessToken.objects.get(name="Kiosk ved døren")
    key = f"kiosk-{device.pk}"
    assert key not in items(cast)
    actor = actor_of_device(device.pk)
    with clock.frozen(MONDAY_NOON - timedelta(days=1)):
        lend_numbers(actor=actor, site=cast.magion, device_id=device.pk)
    assert "22-11-2026" in items(cast)[key].reason
    with clock.frozen(MONDAY_NOON.replace(hour=6, minute=10)):
        assert key not in items(cast)
    lend_numbers(actor=actor, site=cast.magion, device_id=device.pk)
    assert key not in items(cast)


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        (PrinterStatus("p", online=None), None),
        (PrinterStatus("p", online=True), None),
        (PrinterStatus("p", online=True, note="paper-low"), "warn"),
        (PrinterStatus("p", online=False, problem="unreachable"), "bad"),
        (PrinterStatus("p", online=True, problem="paper-out"), "bad"),
    ],
)
def test_printers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, status: PrinterStatus, severity: str | None
) -> None:
    monkeypatch.setattr(attention, "printer_status", lambda slug: status)
    assert [item.severity for item in printer_items([cast.magion])] == ([severity] if severity else [])


def test_words_that_find_nothing_are_told_to_editors(cast: Cast, client_of: ClientOf) -> None:
    for _time in range(3):
        count_miss(query="fiskestang")
    assert "fiskestang" in items(cast, "admin")["misses"].reason
    assert "misses" not in items(cast)
    admin = client_of("admin")
    assert (
        admin.post("/manage/tasks/misses/", {"task": "pas-voksen", "words": "fiskestang"}).status_code == 302
    )
    assert "fiskestang" in task_card("pas-voksen", "da").words
    assert client_of("leif").post("/manage/tasks/misses/", {"task": "pas-voksen"}).status_code == 403


def test_promises_to_citizens_that_near_their_time_or_are_broken(cast: Cast) -> None:
    def promise(due: timedelta, alarm: Alarm) -> None:
        row = create(
            actor=cast.actor("maja"),
            kind=FollowUpKind.HANDOVER,
            site=cast.magion,
            desk=cast.kvik1,
            task_id=Task.objects.get(code="boligstoette").pk,
            lifeline_id=Lifeline.objects.get(code="boligstoette").pk,
        )
        FollowUp.objects.filter(pk=row.pk).update(
            state="waiting", sent_at=MONDAY_NOON, due_at=MONDAY_NOON + due, alarm=alarm
        )

    promise(timedelta(days=1), Alarm.QUIET)
    assert not {"promises-near", "promises-broken"} & set(items(cast))
    promise(timedelta(hours=1), Alarm.UNIT)
    promise(-timedelta(hours=1), Alarm.MANAGERS)
    found = items(cast)
    assert (found["promises-near"].severity, found["promises-broken"].severity) == ("warn", "bad")
    assert len(found["promises-broken"].more) == 1
    assert "promises-broken" not in items(cast, "maja")
