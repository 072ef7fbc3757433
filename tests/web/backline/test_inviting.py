"""A citizen at home is invited to the contact screen: about a task, so that there is something to look at together."""

import pytest
from django.test import Client
from django.urls import reverse

from indgang.catalogue.models import Task
from indgang.contactscreen.links import seat_token
from indgang.contactscreen.models import Room, Side
from indgang.organisation.models import Lifeline, RoleGrant
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def specialist(cast: Cast) -> Client:
    """Stands behind housing benefit."""
    person = Lifeline.objects.get(code="boligstoette").person
    assert person is not None
    RoleGrant.objects.create(person=person, role="specialist", site=cast.town_hall)
    Task.objects.filter(code="boligstoette").update(lifeline=Lifeline.objects.get(code="boligstoette"))
    client = Client()
    client.force_login(person)
    return client


def test_the_two_have_the_page_of_the_task_between_them(cast: Cast, specialist: Client) -> None:
    page = specialist.get(reverse("backline:screen")).content.decode()
    assert '<option value="boligstoette">' in page
    assert "pas-voksen" not in page, "the tasks of one's own units only"
    sent = specialist.post(
        reverse("backline:invite", args=[cast.town_hall.slug]), {"channel": "", "task": "boligstoette"}
    )
    assert sent.status_code == 302
    room = Room.objects.get()
    seat = reverse("contactscreen:room", args=[seat_token(room.code, Side.SPECIALIST)])
    assert 'data-kind="play"' in specialist.get(seat).content.decode()


def test_a_wrong_number_stays_typed(cast: Cast, specialist: Client) -> None:
    typed = {"channel": "sms", "to": "20 12 34 5", "task": "boligstoette", "language": "en"}
    answer = specialist.post(reverse("backline:invite", args=[cast.town_hall.slug]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="20 12 34 5"' in page
    assert '<option value="boligstoette" selected>' in page
    assert '<option value="en" selected>' in page
    assert not Room.objects.exists()
