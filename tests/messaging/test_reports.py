"""What gateways report afterwards: at a signed address, once, and never backwards."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from indgang.messaging.models import Message, MessageEvent, MessageTry
from indgang.messaging.services import send_again
from indgang.messaging.signing import signature_of
from tests.messaging.conftest import NOON, deliver, state_of

pytestmark = pytest.mark.django_db
OVER = ("sent", "delivered", "failed", "uncertain", "cancelled", "expired")


@pytest.fixture
def sent(put_in):
    """A message in a state, at a provider."""

    def make(state, provider="gatewayapi", number=1):
        message = put_in(number, channel="sms")
        Message.objects.filter(pk=message.pk).update(
            state=state, provider=provider, try_number=1, settled_at=NOON if state in OVER else None,
            claimed_at=NOON if state == "sending" else None,
        )  # fmt: skip
        MessageTry.objects.create(message=message, number=1, begun_at=NOON, handed_at=NOON)
        return message

    return make


def address(message, signature=None):
    return reverse("message-report", args=[message.pk, signature or signature_of(message.pk)])


def gatewayapi(message, status, **more):
    facts = {
        "id": 4711,
        "msisdn": 4520000001,
        "time": 1764000000,
        "status": status,
        "userref": "1-abc",
        **more,
    }
    return Client(enforce_csrf_checks=True).post(
        address(message), json.dumps(facts), content_type="application/json"
    )


@pytest.mark.parametrize(
    ("before", "status", "after"),
    [
        ("sent", "DELIVERED", "delivered"),
        ("sending", "DELIVERED", "delivered"),
        ("uncertain", "DELIVERED", "delivered"),
        ("uncertain", "ENROUTE", "sent"),
        ("uncertain", "UNDELIVERABLE", "failed"),
        ("sent", "EXPIRED", "failed"),
        ("failed", "DELIVERED", "delivered"),
        ("delivered", "UNDELIVERABLE", "delivered"),
        ("delivered", "ENROUTE", "delivered"),
        ("failed", "ENROUTE", "failed"),
        ("sent", "BUFFERED", "sent"),
        ("sent", "SOMETHING NEW", "sent"),
        ("cancelled", "DELIVERED", "cancelled"),
    ],
)
def test_a_report_leads_on_and_never_back(sent, before, status, after):
    message = sent(before)
    for _again in range(3):
        assert gatewayapi(message, status).status_code == 200
    assert state_of(message) == after
    assert MessageEvent.objects.filter(action="reported").count() == (before != after)


def test_a_failure_says_why(sent):
    message = sent("sent")
    gatewayapi(message, "UNDELIVERABLE", error="Unknown subscriber", code="0x1")
    message.refresh_from_db()
    assert (message.error, message.error_detail) == ("not-delivered", "UNDELIVERABLE Unknown subscriber 0x1")
    assert message.provider_id == "4711"


@pytest.mark.parametrize(
    ("provider", "query", "after"),
    [
        ("cpsms", {"status": "1", "receiver": "4520000001"}, "delivered"),
        ("cpsms", {"status": "2", "receiver": "4520000001"}, "failed"),
        ("cpsms", {"status": "4"}, "sent"),
        ("http", {"status": "8"}, "sent"),
        ("http", {"status": "DELIVRD"}, "delivered"),
        ("http", {"Status": "16"}, "failed"),
    ],
)
def test_a_report_by_get(sent, provider, query, after):
    message = sent("uncertain", provider)
    assert Client().get(address(message), query).status_code == 200
    assert state_of(message) == after


@pytest.mark.parametrize(
    ("provider", "body"), [("gatewayapi", b"{}"), ("gatewayapi", b"<x>"), ("http", b"[]")]
)
def test_nonsense_is_refused_and_changes_nothing(sent, provider, body):
    message = sent("sent", provider)
    answer = Client().post(address(message), body, content_type="application/json")
    assert answer.status_code == 422
    assert state_of(message) == "sent"


def test_another_messages_signature_finds_nothing(sent):
    mine, other = sent("sent", number=1), sent("sent", number=2)
    for path in (address(mine, signature_of(other.pk)), address(mine, "x"), address(mine, "~")):
        assert Client().post(path, "{}", content_type="application/json").status_code == 404


def test_a_signature_holds_under_an_earlier_key(sent, settings):
    message = sent("sent")
    path = address(message)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "en ny og meget lang nøgle " * 3,
    )
    body = json.dumps({"status": "DELIVERED"})
    assert Client().post(path, body, content_type="application/json").status_code == 200
    assert state_of(message) == "delivered"


def test_what_arrived_after_all_is_not_sent_again(sent, way_out, cast):
    message = sent("uncertain")
    send_again(actor=cast.actor("leif"), message_id=message.pk)
    gatewayapi(message, "DELIVERED")
    assert deliver().sent == 0
    assert state_of(message) == "delivered"
