"""The waiting list for earlier times on one's own appointment, over HTTP."""

from datetime import timedelta

from indgang.base.access import SYSTEM
from indgang.booking import services
from indgang.booking.models import EarlierWish
from tests.web.citizen.book.test_flow import TEN, address_of, book, client, time, world

__all__ = ["client", "time", "world"]


def test_waiting_for_an_earlier_time_and_taking_it(client, world, time):
    early, mine = book(client), book(client, TEN + timedelta(days=1), email="bo@example.dk")
    client.post(address_of(mine, "earlier/"), {"from_day": "2026-11-24"})
    assert "Du står på listen" in client.get(address_of(mine)).content.decode()
    services.block(
        actor=SYSTEM, site=world.magion, start=TEN + timedelta(minutes=15), end=TEN + timedelta(hours=14)
    )
    services.block(actor=SYSTEM, site=world.magion, start=TEN - timedelta(hours=24), end=TEN)
    services.cancel(code=early.code)
    assert services.offer_earlier(actor=SYSTEM) == 1
    page = client.get(address_of(mine)).content.decode()
    assert "Du kan få en tidligere tid" in page
    assert f'name="start" value="{TEN.isoformat()}"' in page
    client.post(address_of(mine, "offer/"), {"answer": "yes", "start": TEN.isoformat()})
    mine.refresh_from_db()
    assert mine.period.lower == TEN
    assert EarlierWish.objects.get().state == "taken"
    too_late = client.post(address_of(mine, "offer/"), {"answer": "no", "start": TEN.isoformat()})
    assert too_late.status_code == 302


def test_an_offer_that_was_blocked_is_gone_with_the_answer(client, world):
    early, mine = book(client), book(client, TEN + timedelta(days=1), email="bo@example.dk")
    client.post(address_of(mine, "earlier/"), {"from_day": "2026-11-24"})
    services.cancel(code=early.code)
    services.offer_earlier(actor=SYSTEM)
    seen = EarlierWish.objects.get().offer.period.lower
    services.block(actor=SYSTEM, site=world.magion, start=seen, end=seen + timedelta(hours=1))
    answer = client.post(address_of(mine, "offer/"), {"answer": "yes", "start": seen.isoformat()})
    assert answer.status_code == 409
    assert "Du kan få en tidligere tid" not in answer.content.decode()
    mine.refresh_from_db()
    assert mine.period.lower == TEN + timedelta(days=1)


def test_whoever_answers_too_late_is_told_and_is_given_no_time_unseen(client, world, time):
    early, mine = book(client), book(client, TEN + timedelta(days=1), email="bo@example.dk")
    client.post(address_of(mine, "earlier/"), {"from_day": "2026-11-24"})
    services.cancel(code=early.code)
    services.offer_earlier(actor=SYSTEM)
    seen = EarlierWish.objects.get().offer.period.lower
    time.move(minutes=61)
    services.offer_earlier(actor=SYSTEM)
    assert EarlierWish.objects.get().offer.period.lower != seen
    answer = client.post(address_of(mine, "offer/"), {"answer": "yes", "start": seen.isoformat()})
    assert answer.status_code == 409
    assert "Vi holder ikke længere den tid til dig" in answer.content.decode()
    assert "Du kan få en tidligere tid" in answer.content.decode()
    mine.refresh_from_db()
    assert mine.period.lower == TEN + timedelta(days=1)
    client.post(address_of(mine, "earlier/"), {"stop": "1"})
    assert "Vi holder ikke længere den tidligere tid" in client.get(address_of(mine)).content.decode()
