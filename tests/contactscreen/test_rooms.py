"""Ringing, answering, who may sit where, what is written, and that nothing is left."""

from datetime import timedelta

import pytest
from django.db import connection

from indgang.base import clock
from indgang.base.access import ANONYMOUS, SYSTEM
from indgang.base.errors import Invalid, NotAllowed
from indgang.contact.models import Contact
from indgang.contactscreen import services as screen
from indgang.contactscreen.errors import (
    AnsweredAlready,
    HoldsCprNumber,
    NoSuchRoom,
    NotYourTurn,
    RoomIsOver,
    SeatTaken,
    UnitClosed,
)
from indgang.contactscreen.links import held_by, seat_token
from indgang.contactscreen.models import Entry, Line, Room, RoomEvent, Side, Signal
from indgang.contactscreen.queries import my_rooms, ringing_for, room_view
from indgang.messaging.models import Message
from indgang.organisation.models import Lifeline, LifelineHours, RoleGrant, RotaTurn
from indgang.organisation.services import set_presence
from tests.contactscreen.conftest import Unit

pytestmark = pytest.mark.django_db


def test_it_rings_at_the_unit_and_one_answers(unit: Unit) -> None:
    room = unit.rings()
    assert [ring.place for ring in ringing_for(unit.actor(unit.ulla))] == ["Magion, KVIK 1"]
    assert ringing_for(unit.actor(unit.jens)) == []
    screen.answer(actor=unit.actor(unit.per), code=room.code)
    with pytest.raises(AnsweredAlready):
        screen.answer(actor=unit.actor(unit.ulla), code=room.code)
    assert ringing_for(unit.actor(unit.ulla)) == []
    assert [ring.code for ring in my_rooms(unit.actor(unit.per))] == [room.code]


def test_nobody_else_may_answer(unit: Unit) -> None:
    room = unit.rings()
    for actor in (unit.actor(unit.jens), unit.cast.actor("signe"), ANONYMOUS):
        with pytest.raises(NotAllowed):
            screen.answer(actor=actor, code=room.code)


def test_when_all_say_not_now_it_rings_at_the_deputy_and_in_the_end_at_nobody(unit: Unit) -> None:
    room = unit.rings()
    citizen = unit.citizen(room)
    screen.decline(actor=unit.actor(unit.per), code=room.code)
    assert room_view(citizen).asked == "Boligstøtte"
    screen.decline(actor=unit.actor(unit.ulla), code=room.code)
    assert room_view(citizen).asked == "Folkeregister"
    assert [ring.code for ring in ringing_for(unit.actor(unit.jens))] == [room.code]
    screen.decline(actor=unit.actor(unit.jens), code=room.code)
    assert room_view(citizen).asked == ""


def test_who_waits_for_long_is_passed_on_to_the_deputy(unit: Unit) -> None:
    moment = clock.now()
    with clock.frozen(moment):
        citizen = unit.citizen(unit.rings())
        mine = screen.join(held=citizen, camera=False, microphone=False)
    with clock.frozen(moment + timedelta(seconds=61)):
        screen.beat(held=citizen, generation=mine, camera=False, microphone=False)
        assert room_view(citizen).asked == "Folkeregister"


def test_a_closed_unit_is_said_before_anybody_waits(unit: Unit) -> None:
    day = (clock.now() + timedelta(days=2)).weekday()
    for code in ("boligstoette", "folkeregister"):
        LifelineHours.objects.create(lifeline_id=_lifeline(code), weekday=day, opens="08:00", closes="09:00")
    with pytest.raises(UnitClosed) as refusal:
        unit.rings()
    assert refusal.value.way_on["lifeline"]["phone"] == "79 72 70 14"
    assert refusal.value.way_on["lifeline"]["next_open"] is not None


def _lifeline(code: str) -> int:
    from indgang.organisation.queries import lifeline_card

    return lifeline_card(code).id


def test_the_links_open_what_they_should_and_nothing_else(unit: Unit) -> None:
    room = unit.rings()
    citizen, specialist = (seat_token(room.code, side) for side in (Side.CITIZEN, Side.SPECIALIST))
    assert held_by(citizen, ANONYMOUS).side == Side.CITIZEN
    screen.answer(actor=unit.actor(unit.per), code=room.code)
    assert held_by(specialist, unit.actor(unit.per)).side == Side.SPECIALIST
    for actor in (ANONYMOUS, unit.actor(unit.ulla), unit.desk):
        with pytest.raises(NoSuchRoom):
            held_by(specialist, actor)
    for forged in (
        citizen[:-1] + ("1" if citizen.endswith("0") else "0"),
        room.code + "s" + citizen[13:],
        room.code,
        "",
        "x" * 29,
    ):
        with pytest.raises(NoSuchRoom):
            held_by(forged, unit.desk)


def test_the_newer_window_holds_the_seat(unit: Unit) -> None:
    citizen, first, _specialist, _theirs = unit.meets()
    second = screen.join(held=citizen, camera=True, microphone=True)
    assert second == first + 1
    with pytest.raises(SeatTaken):
        screen.beat(held=citizen, generation=first, camera=True, microphone=True)
    screen.beat(held=citizen, generation=second, camera=True, microphone=True)


def test_signals_go_to_the_window_they_are_meant_for_once_and_are_gone(unit: Unit) -> None:
    citizen, mine, specialist, theirs = unit.meets()
    for number in range(3):
        assert screen.send(held=specialist, generation=theirs, to=mine, body=f'{{"n": {number}}}')
    assert not screen.send(held=specialist, generation=theirs, to=mine - 1, body="{}")
    assert "candidate" not in str(list(Signal.objects.values_list("body", flat=True)))
    taken = screen.take(held=citizen, generation=mine)
    assert [one.body for one in taken] == ['{"n": 0}', '{"n": 1}', '{"n": 2}']
    assert screen.take(held=citizen, generation=mine) == []
    assert not Signal.objects.exists()
    with pytest.raises(Invalid):
        screen.send(held=specialist, generation=theirs, to=mine, body="x" * 50_000)


def test_signals_that_nobody_takes_are_deleted(unit: Unit) -> None:
    _citizen, mine, specialist, theirs = unit.meets()
    screen.send(held=specialist, generation=theirs, to=mine, body="{}")
    with clock.frozen(clock.now() + timedelta(minutes=3)):
        screen.sweep(actor=SYSTEM)
    assert not Signal.objects.exists()


def test_both_write_on_the_sheet_and_the_last_one_holds(unit: Unit) -> None:
    citizen, mine, specialist, theirs = unit.meets()
    screen.choose_sheet(held=specialist, generation=theirs, kind="agreed")
    screen.write(held=specialist, generation=theirs, name="agreed", value="Vi søger sammen", base=0)
    screen.write(held=citizen, generation=mine, name="agreed", value="Jeg søger selv", base=0)
    entry = room_view(specialist).entries["agreed"]
    assert (entry.value, entry.side, entry.lost, entry.lost_side) == (
        "Jeg søger selv", "citizen", "Vi søger sammen", "specialist",
    )  # fmt: skip
    screen.write(held=citizen, generation=mine, name="agreed", value="Jeg søger selv i dag", base=2)
    assert room_view(specialist).entries["agreed"].lost == "Vi søger sammen"
    screen.write(held=specialist, generation=theirs, name="agreed", value="Borgeren søger selv", base=3)
    assert room_view(specialist).entries["agreed"].lost == ""


def test_only_the_citizen_confirms_and_a_change_takes_it_back(unit: Unit) -> None:
    citizen, mine, specialist, theirs = unit.meets()
    screen.choose_sheet(held=citizen, generation=mine, kind="agreed")
    screen.write(held=specialist, generation=theirs, name="next", value="Per ringer i morgen", base=0)
    with pytest.raises(NotYourTurn):
        screen.confirm(held=specialist, generation=theirs, name="next", version=1)
    with pytest.raises(Invalid):
        screen.confirm(held=citizen, generation=mine, name="next", version=7)
    screen.confirm(held=citizen, generation=mine, name="next", version=1)
    assert room_view(specialist).entries["next"].confirmed_at is not None
    screen.write(held=specialist, generation=theirs, name="next", value="Per ringer fredag", base=1)
    entry = room_view(citizen).entries["next"]
    assert (entry.confirmed_at, entry.was_confirmed) == (None, True)
    screen.confirm(held=citizen, generation=mine, name="next", version=2)
    assert room_view(citizen).entries["next"].was_confirmed is False


def test_no_cpr_number_and_no_strange_field_is_stored(unit: Unit) -> None:
    citizen, mine, _specialist, _theirs = unit.meets()
    screen.choose_sheet(held=citizen, generation=mine, kind="agreed")
    with pytest.raises(HoldsCprNumber):
        screen.write(held=citizen, generation=mine, name="agreed", value="010190-1234", base=0)
    with pytest.raises(HoldsCprNumber):
        screen.say(held=citizen, generation=mine, text="Mit cpr er 0101901234")
    with pytest.raises(Exception, match="find"):
        screen.write(held=citizen, generation=mine, name="hemmeligt", value="x", base=0)
    assert not Entry.objects.exists()
    assert not Line.objects.exists()


def test_what_is_written_is_sealed_and_gone_with_the_room(unit: Unit) -> None:
    citizen, mine, specialist, theirs = unit.meets()
    screen.say(held=citizen, generation=mine, text="Jeg hedder Frida Ravnsborg")
    screen.choose_sheet(held=citizen, generation=mine, kind="agreed")
    screen.write(held=citizen, generation=mine, name="matter", value="Frida Ravnsborg flytter", base=0)
    screen.send(held=specialist, generation=theirs, to=mine, body='{"candidate": "Ravnsborg"}')
    assert "Ravnsborg" not in _dump()
    assert room_view(specialist).lines[0].text == "Jeg hedder Frida Ravnsborg"
    screen.end(held=citizen)
    assert [model.objects.count() for model in (Entry, Line, Signal)] == [0, 0, 0]
    assert RoomEvent.objects.filter(kind="ended").count() == 1
    screen.end(held=citizen)
    assert RoomEvent.objects.filter(kind="ended").count() == 1
    with pytest.raises(RoomIsOver):
        screen.say(held=citizen, generation=mine, text="hej")
    with pytest.raises(RoomIsOver):
        screen.join(held=citizen, camera=True, microphone=True)


def _dump() -> str:
    found = []
    with connection.cursor() as cursor:
        for model in (Room, Entry, Line, Signal, RoomEvent):
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_a_meeting_is_a_contact_of_the_specialist_by_video(unit: Unit) -> None:
    citizen, _mine, _specialist, _theirs = unit.meets(task_code="boligstoette")
    contact = Contact.objects.get()
    assert (contact.channel, contact.officer_id, contact.state) == ("video", unit.per.pk, "active")
    assert contact.inquiries.get().task.code == "boligstoette"
    screen.end(held=citizen)
    contact.refresh_from_db()
    assert contact.state == "paused"


def test_an_invitation_is_sent_opens_for_a_day_and_counts_from_when_the_citizen_comes(unit: Unit) -> None:
    per = unit.actor(unit.per)
    moment = clock.now()
    with clock.frozen(moment):
        room = screen.invite(actor=per, site=unit.cast.magion, channel="sms", to="20 12 34 56")
        other = screen.invite(actor=per, site=unit.cast.magion, channel="")
    assert Message.objects.count() == 1
    assert "20123456" not in str(list(Message.objects.values()))
    citizen = held_by(seat_token(room.code, Side.CITIZEN), ANONYMOUS)
    screen.join(held=unit.specialist(room), camera=True, microphone=True)
    assert not Contact.objects.exists()
    screen.join(held=citizen, camera=True, microphone=True)
    assert Contact.objects.get().channel == "video"
    with clock.frozen(moment + timedelta(hours=25)), pytest.raises(RoomIsOver):
        screen.join(
            held=held_by(seat_token(other.code, Side.CITIZEN), ANONYMOUS), camera=False, microphone=False
        )
    with pytest.raises(Invalid):
        screen.invite(actor=per, site=unit.cast.magion, channel="sms", to="ikke et nummer")


def test_rooms_that_nobody_sits_in_are_ended_and_others_are_not(unit: Unit) -> None:
    moment = clock.now()
    with clock.frozen(moment):
        ringing = unit.rings()
        citizen, mine, _specialist, _theirs = unit.meets(desk=unit.cast.kvik2)
        invited = screen.invite(actor=unit.actor(unit.per), site=unit.cast.magion, channel="")
    with clock.frozen(moment + timedelta(seconds=150)):
        screen.beat(held=citizen, generation=mine, camera=True, microphone=True)
        screen.sweep(actor=SYSTEM)
    assert _states(ringing, invited) == ["cancelled", ""]
    assert Room.objects.get(pk=citizen.room_id).state == "open"
    with clock.frozen(moment + timedelta(minutes=6)):
        assert screen.sweep(actor=SYSTEM) == 1
        assert screen.sweep(actor=SYSTEM) == 0
    assert Room.objects.get(pk=citizen.room_id).end_reason == "idle"
    with clock.frozen(moment + timedelta(hours=25)):
        assert screen.sweep(actor=SYSTEM) == 1


def _states(*rooms: Room) -> list[str]:
    for room in rooms:
        room.refresh_from_db()
    return [room.end_reason for room in rooms]


def test_who_is_away_is_not_waited_for(unit: Unit) -> None:
    set_presence(actor=SYSTEM, state="away", minutes=60, person_id=unit.ulla.pk)
    room = unit.rings()
    screen.decline(actor=unit.actor(unit.per), code=room.code)
    assert room_view(unit.citizen(room)).asked == "Folkeregister"


def test_when_all_are_away_it_rings_at_the_deputy_at_once(unit: Unit) -> None:
    for person in (unit.per, unit.ulla):
        set_presence(actor=SYSTEM, state="away", minutes=60, person_id=person.pk)
    room = unit.rings()
    assert room_view(unit.citizen(room)).asked == "Folkeregister"
    assert [ring.code for ring in ringing_for(unit.actor(unit.jens))] == [room.code]
    set_presence(actor=SYSTEM, state="away", minutes=60, person_id=unit.jens.pk)
    with pytest.raises(UnitClosed):
        unit.rings(desk=None)


def test_it_rings_at_who_has_the_turn(unit: Unit) -> None:
    bo = unit.cast.bo
    RoleGrant.objects.get_or_create(person=bo, role="specialist", site=unit.cast.magion)
    Lifeline.objects.filter(code="boligstoette").update(team=None)
    for weekday in range(7):
        RotaTurn.objects.create(
            lifeline_id=_lifeline("boligstoette"), person=bo, weekday=weekday, starts="00:00", ends="23:59"
        )
    room = unit.rings()
    assert [ring.code for ring in ringing_for(unit.actor(bo))] == [room.code]
    screen.decline(actor=unit.actor(bo), code=room.code)
    assert room_view(unit.citizen(room)).asked == "Folkeregister"
