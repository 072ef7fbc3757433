"""What waits for one of the second line, in the order in which it is promised."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from indgang.base import clock
from indgang.base.access import Actor
from indgang.catalogue.services import ask_unit
from indgang.followup.models import FollowUp
from indgang.followup.parties import Person as Citizen
from indgang.followup.services import CallWish, accept, promise_call
from indgang.followup.windows import offered
from indgang.organisation.models import Lifeline, Person
from indgang.web.backline.my_day import MOST, my_day
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)


def call(cast: Cast, unit: Lifeline) -> FollowUp:
    wish = CallWish(Citizen("Bente Prøve", "20 12 34 56"), offered(unit.pk)[0].start)
    return promise_call(
        actor=cast.actor("maja"), site=cast.magion, desk=cast.kvik1, lifeline_id=unit.pk, wish=wish
    )


def test_everything_that_waits_stands_in_the_order_of_its_time(
    cast: Cast, unit: Lifeline, who: Callable[[str], Actor], waiting: Callable[[], FollowUp]
) -> None:
    with clock.frozen(MORNING):
        case, mine, theirs = waiting(), waiting(), waiting()
        accept(actor=who("ida"), code=mine.code)
        accept(actor=who("ole"), code=theirs.code)
        FollowUp.objects.filter(pk=mine.pk).update(due_at=MORNING - timedelta(hours=1))
        FollowUp.objects.filter(pk=case.pk).update(due_at=MORNING + timedelta(days=9))
        ask_unit(actor=cast.actor("maja"), code="boligstoette", text="Gælder det også?", site=cast.magion)
        promised = call(cast, unit)
        found = my_day(who("ida"))
    assert [one.url for one in found if one.is_late] == [reverse("backline:case", args=[mine.code])]
    assert found[0].url == reverse("backline:case", args=[mine.code])
    assert found[-1].url == reverse("backline:case", args=[case.code])
    assert {one.url for one in found[1:-1]} >= {reverse("backline:call", args=[promised.code])}
    assert "Gælder det også?" in {one.title for one in found}
    assert theirs.code not in str(found)
    assert "Bente" not in str(found)
    times = [one.at for one in found if one.at]
    assert times == sorted(times)


def test_it_shows_the_nearest_and_says_today(
    cast: Cast, unit: Lifeline, waiting: Callable[[], FollowUp], client: Client
) -> None:
    with clock.frozen(MORNING):
        for _number in range(MOST + 1):
            FollowUp.objects.filter(pk=waiting().pk).update(due_at=MORNING + timedelta(hours=5))
        client.force_login(Person.objects.get(username="ida"))
        page = client.get(reverse("backline:home")).content.decode()
    assert page.count("case-line") == MOST
    assert "i dag kl. 14.00" in page


def test_who_has_nothing_is_told_so(cast: Cast, unit: Lifeline, client: Client) -> None:
    client.force_login(Person.objects.get(username="ida"))
    assert "Der venter ikke noget på dig." in client.get(reverse("backline:home")).content.decode()
