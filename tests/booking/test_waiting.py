"""The waiting list for earlier times."""

from datetime import UTC, date, datetime, timedelta

import pytest

from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid
from indgang.booking import queries, services
from indgang.booking.errands import Wanted
from indgang.booking.errors import AppointmentOver, OfferOver
from indgang.booking.models import Allocation, Appointment, EarlierWish
from indgang.messaging.models import Message

TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Ten o'clock on Danish clocks on Tuesday, when citizen service opens."""
QUARTER = timedelta(minutes=15)


@pytest.fixture
def world(cast, time):
    services.save_resource(actor=cast.actor("leif"), site=cast.magion, kind="desk", desk=cast.service1)
    return cast


def book(world, start, name="Anna", **contact):
    return services.book(
        actor=world.actor("maja"),
        site=world.magion,
        tasks=[Wanted("pas-voksen")],
        start=start,
        contact=services.Contact(name=name, **(contact or {"email": f"{name.lower()}@example.dk"})),
    )


def fill(world, until):
    """Take every time from ten until then."""
    starts = []
    while TEN + len(starts) * QUARTER < until:
        starts.append(book(world, TEN + len(starts) * QUARTER, f"Nr{len(starts)}"))
    return starts


@pytest.fixture
def full(world):
    """Tuesday until eleven is booked, and Bo and Dorte wait for something earlier than Wednesday."""
    early = fill(world, TEN + 4 * QUARTER)
    day = timedelta(days=1)
    waiting = [book(world, TEN + day + turn * QUARTER, name) for turn, name in enumerate(["Bo", "Dorte"])]
    for view in waiting:
        services.ask_earlier(code=view.code)
    # What is free later on Tuesday is blocked, so that only what is cancelled can be offered.
    services.block(
        actor=world.actor("leif"), site=world.magion, start=TEN + 4 * QUARTER, end=TEN + timedelta(hours=14)
    )
    services.block(actor=world.actor("leif"), site=world.magion, start=TEN - timedelta(days=1), end=TEN)
    return early, waiting


def offers(view):
    return Message.objects.filter(kind="booking.earlier_offer", reference__startswith=f"booking:{view.id}:")


def test_nobody_is_offered_what_is_not_free(full):
    assert services.offer_earlier(actor=SYSTEM) == 0


def test_the_first_who_asked_is_offered_first_and_told_once(full):
    early, (bo, dorte) = full
    services.cancel(code=early[1].code)
    assert services.offer_earlier(actor=SYSTEM) == 1
    assert services.offer_earlier(actor=SYSTEM) == 0
    wish = queries.wish_of(bo)
    assert wish.offer.start == early[1].start
    assert queries.wish_of(dorte).offer is None
    assert (offers(bo).count(), offers(dorte).count()) == (1, 0)
    assert offers(bo).get().expires_at == wish.offer.held_until


def test_saying_yes_moves_the_appointment_and_frees_the_old_time(full):
    early, (bo, dorte) = full
    services.cancel(code=early[1].code)
    services.offer_earlier(actor=SYSTEM)
    moved = services.accept_earlier(code=bo.code, start=early[1].start)
    assert (moved.id, moved.start, moved.state, moved.sequence) == (bo.id, early[1].start, "booked", 1)
    assert services.accept_earlier(code=bo.code, start=early[1].start).start == early[1].start
    assert Allocation.objects.filter(appointment=bo.id).count() == 1
    # The time that Bo had is earlier than Dorte's: it is hers to be offered.
    assert services.offer_earlier(actor=SYSTEM) == 1
    assert queries.wish_of(dorte).offer.start == bo.start
    assert Message.objects.filter(kind="booking.changed", reference__contains=f":{bo.id}:").count() == 1


def test_saying_no_goes_to_the_next_and_never_offers_that_time_again(full):
    early, (bo, dorte) = full
    services.cancel(code=early[1].code)
    services.offer_earlier(actor=SYSTEM)
    services.decline_earlier(code=bo.code, start=early[1].start)
    services.decline_earlier(code=bo.code, start=early[1].start)
    assert services.offer_earlier(actor=SYSTEM) == 1
    assert queries.wish_of(dorte).offer.start == early[1].start
    services.withdraw_wish(code=dorte.code)
    assert services.offer_earlier(actor=SYSTEM) == 0
    assert queries.wish_of(bo).state == "waiting"
    assert queries.find_appointment(bo.code).start == bo.start


def test_an_offer_that_ran_out_goes_to_the_next_and_cannot_be_taken_from_them(full, time):
    early, (bo, dorte) = full
    services.cancel(code=early[1].code)
    services.offer_earlier(actor=SYSTEM)
    time.move(minutes=61)
    assert queries.wish_of(bo).offer is None
    assert services.offer_earlier(actor=SYSTEM) == 1
    with pytest.raises(OfferOver):
        services.accept_earlier(code=bo.code, start=early[1].start)
    assert queries.find_appointment(bo.code).start == bo.start
    assert services.accept_earlier(code=dorte.code, start=early[1].start).start == early[1].start


def test_an_answer_to_one_offer_is_no_answer_to_the_next(full, time):
    early, (bo, dorte) = full
    services.cancel(code=early[1].code)
    services.offer_earlier(actor=SYSTEM)
    assert queries.wish_of(bo).gone is None
    time.move(minutes=61)
    assert (queries.wish_of(bo).state, queries.wish_of(bo).gone) == ("waiting", early[1].start)
    services.withdraw_wish(code=dorte.code)
    services.cancel(code=early[2].code)
    assert services.offer_earlier(actor=SYSTEM) == 1
    assert queries.wish_of(bo).offer.start == early[2].start
    services.decline_earlier(code=bo.code, start=early[1].start)
    with pytest.raises(OfferOver):
        services.accept_earlier(code=bo.code, start=early[1].start)
    assert queries.wish_of(bo).offer.start == early[2].start
    assert queries.find_appointment(bo.code).start == bo.start
    assert services.accept_earlier(code=bo.code, start=early[2].start).start == early[2].start
    assert queries.wish_of(bo).gone is None


@pytest.mark.parametrize("answers", [True, False])
def test_nobody_is_moved_to_a_time_that_was_blocked_since_it_was_offered(full, world, answers):
    early, (bo, _dorte) = full
    services.cancel(code=early[1].code)
    services.offer_earlier(actor=SYSTEM)
    services.block(actor=SYSTEM, site=world.magion, start=TEN, end=TEN + timedelta(hours=1))
    if answers:
        with pytest.raises(OfferOver):
            services.accept_earlier(code=bo.code, start=early[1].start)
    assert services.offer_earlier(actor=SYSTEM) == 0
    assert (queries.wish_of(bo).offer, queries.find_appointment(bo.code).start) == (None, bo.start)
    assert Appointment.objects.filter(state="held").count() == 0


def test_a_yes_right_after_the_time_ran_out_still_counts_while_nobody_needed_it(full, time):
    early, (bo, _dorte) = full
    services.cancel(code=early[1].code)
    services.offer_earlier(actor=SYSTEM)
    time.move(minutes=61)
    assert services.accept_earlier(code=bo.code, start=early[1].start).start == early[1].start


def test_whoever_cancels_or_moves_is_offered_nothing_and_holds_nothing(full):
    early, (bo, dorte) = full
    services.cancel(code=early[1].code)
    services.offer_earlier(actor=SYSTEM)
    services.cancel(code=bo.code)
    assert services.offer_earlier(actor=SYSTEM) == 1
    assert queries.wish_of(dorte).offer.start == early[1].start
    assert EarlierWish.objects.get(appointment=bo.id).state == "ended"


def test_three_offers_are_enough(full, time):
    early, (bo, dorte) = full
    services.cancel(code=dorte.code)
    for turn in range(3):
        services.cancel(code=early[turn].code)
        assert services.offer_earlier(actor=SYSTEM) == 1
        services.decline_earlier(code=bo.code, start=early[turn].start)
    services.cancel(code=early[3].code)
    assert services.offer_earlier(actor=SYSTEM) == 0
    assert (queries.wish_of(bo).state, offers(bo).count()) == ("ended", 3)
    services.ask_earlier(code=bo.code)
    assert services.offer_earlier(actor=SYSTEM) == 1


def test_a_day_that_is_too_early_is_not_offered(full):
    early, (bo, dorte) = full
    services.ask_earlier(code=bo.code, from_day=date(2026, 11, 25))
    services.cancel(code=early[1].code)
    services.offer_earlier(actor=SYSTEM)
    assert queries.wish_of(bo).offer is None
    assert queries.wish_of(dorte).offer.start == early[1].start


def test_what_is_too_near_to_be_answered_stays_free_for_everybody(full, time):
    early, _waiting = full
    time.set(early[1].start - timedelta(minutes=65))
    services.cancel(code=early[1].code)
    assert services.offer_earlier(actor=SYSTEM) == 0


def test_nobody_with_only_a_phone_is_woken_at_night(world, time):
    first = book(world, TEN + timedelta(days=2))
    view = book(world, TEN + timedelta(days=3), "Bo", phone="20123456")
    services.ask_earlier(code=view.code)
    services.cancel(code=first.code)
    time.set(datetime(2026, 11, 23, 22, 30, tzinfo=UTC))
    assert services.offer_earlier(actor=SYSTEM) == 0
    time.set(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    assert services.offer_earlier(actor=SYSTEM) == 1


def test_who_cannot_wait(world):
    view = services.book(
        actor=world.actor("maja"), site=world.magion, tasks=[Wanted("pas-voksen")], start=TEN
    )
    with pytest.raises(Invalid):
        services.ask_earlier(code=view.code)
    known = book(world, TEN + QUARTER)
    with pytest.raises(Invalid):
        services.ask_earlier(code=known.code, from_day=date(2026, 11, 25))
    services.cancel(code=known.code)
    with pytest.raises(AppointmentOver):
        services.ask_earlier(code=known.code)
    assert Appointment.objects.filter(state="held").count() == 0
