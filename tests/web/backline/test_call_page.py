"""The page of a promised call: a press alone sends it nowhere."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from indgang.base import clock
from indgang.base.access import Actor
from indgang.followup.parties import Person as Citizen
from indgang.followup.services import CallWish, accept, promise_call
from indgang.organisation.models import Lifeline, Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
EIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_unit_and_reason_are_chosen_by_nobody_but_the_specialist(
    cast: Cast, unit: Lifeline, who: Callable[[str], Actor]
) -> None:
    with clock.frozen(EIGHT):
        row = promise_call(
            actor=cast.actor("maja"),
            site=cast.magion,
            desk=cast.kvik1,
            lifeline_id=unit.pk,
            wish=CallWish(Citizen("Bente Prøve", "20 12 34 56"), EIGHT + timedelta(hours=1)),
        )
        accept(actor=who("boligstoette"), code=row.code)
        client = Client()
        client.force_login(Person.objects.get(username="boligstoette"))
        page = f"/backline/calls/case/{row.code}/"
        text = client.get(page).content.decode()
        for name in ("unit", "reason"):
            assert re.search(rf'name="{name}" required>\s*<option value="">', text), name
        for verb in ("pass-on", "return"):
            assert client.post(f"{page}{verb}/", {"unit": "", "reason": ""}).status_code == 422
