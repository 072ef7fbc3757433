"""Taking a number, asking for time, leaving."""

from datetime import date, timedelta

import pytest

from indgang.base.access import ANONYMOUS
from indgang.base.errors import Invalid, NotAllowed
from indgang.queue import services
from indgang.queue.errors import (
    CprInText,
    NoSeries,
    SeriesFull,
    TicketNotFound,
    UnknownSeries,
    UnknownTask,
    WrongState,
)
from indgang.queue.models import Series, Ticket, TicketEvent
from tests.queue.conftest import Time
from tests.queue.play import at, call, fresh, history, last_facts, sit, take
from tests.queue.world import World


def test_a_number_keeps_what_was_said(world: World, time: Time) -> None:
    ticket = take(world, "pas-voksen", own_words="  mit   pas er\nudløbet ", language="en")
    stored = fresh(ticket)
    assert stored.label == "K01"
    assert (stored.own_words, stored.language, stored.channel) == ("mit pas er udløbet", "en", "kiosk")
    assert (stored.state, stored.priority, stored.arrived_at) == ("waiting", 2, time.now)
    assert stored.topic == world.tasks["pas-voksen"].topic
    assert len(stored.secret) >= 20
    assert history(ticket) == ["taken"]


def test_numbers_rise_in_each_series_by_itself(world: World) -> None:
    labels = [take(world, letter=letter).label for letter in "KKSKS"]
    assert labels == ["K01", "K02", "S01", "K03", "S02"]
    other = services.take_ticket(actor=world.api, site=world.branch, channel="api")
    assert other.label == "A01"


@pytest.mark.parametrize(
    ("task", "letter"),
    [("pas-voksen", "K"), ("laan", "K"), ("pension", "S"), ("enkeltydelse", "S"), (None, "K")],
)
def test_the_task_finds_the_lane_and_a_sensitive_one_waits_apart(
    world: World, task: str | None, letter: str
) -> None:
    assert take(world, task).lane.letter == letter


def test_a_wished_letter_counts_before_the_task(world: World) -> None:
    assert take(world, "pension", letter="k").label == "K01"


def test_a_site_without_the_lane_uses_its_default(world: World) -> None:
    ticket = services.take_ticket(actor=world.api, site=world.branch, channel="api", task_code="pension")
    assert ticket.label == "A01"


def test_the_priority_is_the_tasks_unless_said(world: World) -> None:
    assert take(world, "laan").priority == 3
    assert take(world, "laan", priority=1).priority == 1
    assert take(world, topic_code="rejse").priority == 2


@pytest.mark.parametrize("letter", ["X", "KK", "", " "])
def test_an_unknown_series_is_refused(world: World, letter: str) -> None:
    if letter:
        with pytest.raises(UnknownSeries) as refusal:
            take(world, letter=letter)
        assert refusal.value.field == "letter"
    else:
        assert take(world, letter=letter).label == "K01"


def test_an_inactive_series_issues_no_numbers(world: World) -> None:
    Series.objects.filter(letter="S").update(is_active=False)
    with pytest.raises(UnknownSeries):
        take(world, letter="S")
    assert take(world, "pension").label == "K01"
    Series.objects.update(is_active=False)
    with pytest.raises(NoSeries):
        take(world)


def test_a_used_up_series_says_so_and_never_repeats_a_number(world: World) -> None:
    Series.objects.filter(letter="K").update(first=7, last=9, offline_last=20)
    assert [take(world).label for _ in range(3)] == ["K07", "K08", "K09"]
    with pytest.raises(SeriesFull) as refusal:
        take(world)
    assert refusal.value.error_code == "series-full"
    assert "K" in str(refusal.value)
    assert Ticket.objects.count() == 3


def test_a_series_whose_first_number_is_raised_goes_on_there(world: World) -> None:
    take(world)
    Series.objects.filter(letter="K").update(first=100)
    assert [take(world).label, take(world).label] == ["K100", "K101"]


def test_a_number_is_not_used_up_by_a_refusal(world: World) -> None:
    for refused in (
        {"task_code": "nonsense"},
        {"own_words": "010170-1234"},
        {"priority": 4},
        {"language": "xx"},
    ):
        if "language" in refused:
            continue
        with pytest.raises(Invalid):
            services.take_ticket(actor=world.device, site=world.magion, channel="kiosk", **refused)
    assert take(world).label == "K01"


def test_unknown_task_and_topic_are_named(world: World) -> None:
    with pytest.raises(UnknownTask) as refusal:
        take(world, "nonsense")
    assert refusal.value.field == "task_code"
    with pytest.raises(UnknownTask) as refusal:
        take(world, topic_code="nonsense")
    assert refusal.value.field == "topic_code"


@pytest.mark.parametrize("words", ["mit cpr er 0101701234", "010170-1234", "jeg er 010170 1234, nyt pas"])
def test_a_cpr_number_in_the_own_words_is_refused(world: World, words: str) -> None:
    with pytest.raises(CprInText) as refusal:
        take(world, own_words=words)
    assert refusal.value.field == "own_words"
    assert not Ticket.objects.exists()


def test_words_are_one_printable_line_of_at_most_200_characters(world: World) -> None:
    assert take(world, own_words="a\x00b\u200b\tc").own_words == "ab c"
    with pytest.raises(Invalid) as refusal:
        take(world, own_words="x" * 201)
    assert refusal.value.field == "own_words"


def test_nobody_without_the_permission_takes_numbers(world: World) -> None:
    with pytest.raises(NotAllowed):
        services.take_ticket(actor=ANONYMOUS, site=world.magion, channel="phone")
    with pytest.raises(NotAllowed):
        services.take_ticket(actor=world.device, site=world.branch, channel="kiosk")


def test_a_bad_channel_or_priority_is_named(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        services.take_ticket(actor=world.device, site=world.magion, channel="pigeon")
    assert refusal.value.field == "channel"
    with pytest.raises(Invalid) as refusal:
        take(world, priority=0)
    assert refusal.value.field == "priority"


def test_nobody_arrives_in_the_future(world: World, time: Time) -> None:
    assert take(world, arrived_at=time.now + timedelta(hours=1)).arrived_at == time.now
    earlier = time.now - timedelta(minutes=7)
    assert take(world, arrived_at=earlier).arrived_at == earlier


@pytest.mark.parametrize(
    ("before", "after", "days"),
    [
        # Winter: Danish midnight is 23:00 UTC; at 23:30 UTC the next day has begun.
        ("2026-11-23T22:59:59", "2026-11-23T23:30:00", (date(2026, 11, 23), date(2026, 11, 24))),
        # Summer: Danish midnight is 22:00 UTC.
        ("2026-07-01T21:59:59", "2026-07-01T22:00:00", (date(2026, 7, 1), date(2026, 7, 2))),
        # The night when the clocks go forward, and the night when they go back.
        ("2026-03-28T22:59:59", "2026-03-28T23:00:00", (date(2026, 3, 28), date(2026, 3, 29))),
        ("2026-03-29T21:59:59", "2026-03-29T22:00:00", (date(2026, 3, 29), date(2026, 3, 30))),
        ("2026-10-24T21:59:59", "2026-10-24T22:00:00", (date(2026, 10, 24), date(2026, 10, 25))),
        ("2026-10-25T22:59:59", "2026-10-25T23:00:00", (date(2026, 10, 25), date(2026, 10, 26))),
    ],
)
def test_numbers_begin_anew_with_the_danish_day(
    world: World, time: Time, before: str, after: str, days: tuple[date, date]
) -> None:
    time.set(at(before))
    first, second = take(world), take(world)
    time.set(at(after))
    third = take(world)
    assert [(one.label, one.day) for one in (first, second, third)] == [
        ("K01", days[0]),
        ("K02", days[0]),
        ("K01", days[1]),
    ]


@pytest.mark.parametrize(
    "moments",
    [("2026-03-29T00:30:00", "2026-03-29T01:30:00"), ("2026-10-25T00:30:00", "2026-10-25T01:30:00")],
)
def test_the_hour_of_the_clock_change_is_the_same_day(
    world: World, time: Time, moments: tuple[str, str]
) -> None:
    labels = []
    for moment in moments:
        time.set(at(moment))
        labels.append(take(world).label)
    assert labels == ["K01", "K02"]


def test_ten_more_minutes_keep_the_place(world: World, time: Time) -> None:
    first, second = take(world), take(world)
    services.delay(secret=first.secret)
    sit(world)
    assert call(world).ticket == second
    services.finish(actor=world.officer("anna"), ticket_id=second.pk)
    assert call(world) is None
    time.move(minutes=10)
    third = take(world)
    assert call(world).ticket == first
    assert fresh(third).state == "waiting"
    assert history(first) == ["taken", "delayed", "called"]


def test_asking_twice_for_time_counts_once(world: World, time: Time) -> None:
    ticket = take(world)
    services.delay(secret=ticket.secret, minutes=20)
    services.delay(secret=ticket.secret, minutes=10)
    assert fresh(ticket).not_before == time.now + timedelta(minutes=10)


@pytest.mark.parametrize("minutes", [0, -5, 61])
def test_only_a_reasonable_time_can_be_asked_for(world: World, minutes: int) -> None:
    with pytest.raises(Invalid):
        services.delay(secret=take(world).secret, minutes=minutes)


def test_a_called_ticket_cannot_be_delayed(world: World) -> None:
    ticket = take(world)
    sit(world)
    call(world)
    with pytest.raises(WrongState) as refusal:
        services.delay(secret=ticket.secret)
    assert refusal.value.facts == {"number": "K01", "state": "called", "verb": "delay"}


def test_leaving_frees_the_desk_and_twice_is_harmless(world: World) -> None:
    ticket = take(world)
    other = take(world)
    sit(world)
    call(world)
    services.leave(secret=ticket.secret)
    services.leave(secret=ticket.secret)
    assert (fresh(ticket).state, fresh(ticket).desk) == ("left", None)
    assert call(world).ticket == other
    assert history(ticket) == ["taken", "called", "left"]


def test_nobody_leaves_while_being_served_or_after_the_end(world: World) -> None:
    ticket = take(world)
    sit(world)
    call(world)
    services.start(actor=world.officer("anna"), ticket_id=ticket.pk)
    with pytest.raises(WrongState):
        services.leave(secret=ticket.secret)
    services.finish(actor=world.officer("anna"), ticket_id=ticket.pk)
    with pytest.raises(WrongState):
        services.leave(secret=ticket.secret)


def test_a_wrong_secret_opens_nothing(world: World) -> None:
    take(world)
    for verb in (services.delay, services.leave):
        with pytest.raises(TicketNotFound):
            verb(secret="x" * 22)


def test_the_first_event_tells_channel_and_lane(world: World) -> None:
    assert last_facts(take(world, "pension")) == {"lane": "S", "channel": "kiosk"}
    assert TicketEvent.objects.get().officer is None
