"""SMS through gateways that behave and misbehave, in each form that we speak."""

import base64
from datetime import timedelta

import pytest

from indgang.integrations.sms import choice
from indgang.integrations.sms.cpsms import Cpsms
from indgang.integrations.sms.gatewayapi import GatewayApi
from indgang.integrations.sms.generic import Generic, Template
from indgang.messaging.models import Message, MessageTry, MessagingRules
from indgang.messaging.ports import ports
from indgang.messaging.services import settle_lost
from tests.messaging.conftest import NOON, deliver, state_of
from tests.messaging.peers import Gateway, free_port, gateway_server

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CPSMS_YES = {"success": [{"to": "4520000001", "cost": 1, "smsAmount": 1}]}
KANNEL = (
    "http://{host}/cgi-bin/sendsms?username=u&password={{secret}}&from={{from}}&to={{to}}&text={{text}}"
    "&coding={{coding}}&ref={{reference}}&dlr-url={{callback}}"
)


@pytest.fixture
def gateway():
    return Gateway()


@pytest.fixture
def host(gateway):
    with gateway_server(gateway, free_port()) as host:
        yield host


@pytest.fixture(params=["gatewayapi", "cpsms", "http"])
def any_form(request, gateway, host, way_out):
    """Each form in turn, against the same gateway."""
    if request.param == "gatewayapi":
        way_out["sms"] = GatewayApi(f"http://{host}", "hemmeligt", seconds=1)
    elif request.param == "cpsms":
        gateway.reply = lambda facts: CPSMS_YES
        way_out["sms"] = Cpsms(f"http://{host}", "bruger", "nøgle", seconds=1)
    else:
        way_out["sms"] = Generic(Template(KANNEL.format(host=host), "hemmeligt"), seconds=1)
    return request.param


def test_gatewayapi_is_asked_as_its_documentation_says(put_in, gateway, host, way_out, cast):
    MessagingRules.objects.create(municipality=cast.municipality, sms_sender="Provelund")
    way_out["sms"] = GatewayApi(f"http://{host}", "hemmeligt")
    message = put_in(channel="sms")
    ports.callback, before = (lambda pk: f"https://indgang.example.dk/{pk}"), ports.callback
    try:
        assert deliver().sent == 1
    finally:
        ports.callback = before
    (sent,) = gateway.taken
    assert sent["path"] == "/rest/mtsms"
    assert sent["recipients"] == [{"msisdn": 4520000001}]
    assert sent["message"] == "Prøve fra Indgang kl. 12.00. Beskeden kom frem."
    assert (sent["sender"], sent["encoding"]) == ("Provelund", "UTF8")
    assert sent["callback_url"] == f"https://indgang.example.dk/{message.pk}"
    assert gateway.heads[0]["Authorization"] == "Token hemmeligt"
    assert (state_of(message), message.provider_id) == ("sent", "4711")


def test_cpsms_is_asked_as_its_documentation_says(put_in, gateway, host, way_out):
    gateway.reply = lambda facts: CPSMS_YES
    way_out["sms"] = Cpsms(f"http://{host}", "bruger", "nøgle")
    put_in(channel="sms", values={"time": "12 ☎"})
    assert deliver().sent == 1
    (sent,) = gateway.taken
    assert (sent["path"], sent["to"], sent["format"]) == ("/v2/send", "4520000001", "UNICODE")
    assert len(sent["reference"]) <= 32
    scheme, token = gateway.heads[0]["Authorization"].split()
    assert (scheme, base64.b64decode(token).decode()) == ("Basic", "bruger:nøgle")


def test_any_gateway_is_asked_by_its_template(put_in, gateway, host, way_out):
    way_out["sms"] = Generic(Template(KANNEL.format(host=host), "hem&lig"))
    put_in(channel="sms")
    assert deliver().sent == 1
    (sent,) = gateway.taken
    assert (sent["to"], sent["password"], sent["coding"]) == ("4520000001", "hem&lig", "0")
    assert sent["text"] == "Prøve fra Indgang kl. 12.00. Beskeden kom frem."
    body = '{"nr": "+{to}", "besked": "{text}", "ref": "{reference}"}'
    way_out["sms"] = Generic(Template(f"http://{host}/send", body=body))
    put_in(2, channel="sms", values={"time": '12 "stiv"\nkuling'})
    assert deliver().sent == 1
    assert gateway.taken[1]["besked"] == 'Prøve fra Indgang kl. 12 "stiv"\nkuling. Beskeden kom frem.'
    assert gateway.taken[1]["nr"] == "+4520000002"


@pytest.mark.parametrize("mood", [500, 503, 429, 401, 403])
def test_who_says_no_for_now_is_asked_again(any_form, put_in, gateway, mood):
    message = put_in(channel="sms")
    gateway.moods = [mood, mood]
    for minutes in (0, 1, 3):
        assert state_of(message) == "waiting"
        deliver(MINUTE * minutes)
    assert state_of(message) == "sent"
    assert list(gateway.references.values()) == [1]


def test_a_gateway_that_names_a_pause_is_left_alone_so_long(put_in, gateway, host, way_out):
    way_out["sms"] = GatewayApi(f"http://{host}", "hemmeligt")
    gateway.moods, gateway.headers = [429], {"Retry-After": "900"}
    message = put_in(channel="sms")
    deliver()
    assert (message.tries, state_of(message), message.error) == (0, "waiting", "too-many")
    assert message.due_at == NOON + timedelta(minutes=15)


def test_what_is_wrong_with_the_message_fails_at_once(any_form, put_in, gateway):
    first, second = put_in(1, channel="sms"), put_in(2, channel="sms")
    gateway.moods = [422]
    delivery = deliver()
    assert (delivery.failed, delivery.sent) == (1, 1)
    assert (state_of(first), first.error) == ("failed", "refused-message")
    assert state_of(second) == "sent"


@pytest.mark.parametrize("mood", ["hang", "hang-up", 504])
def test_a_lost_answer_is_uncertain_and_never_sent_by_itself(any_form, put_in, gateway, mood):
    message = put_in(channel="sms")
    gateway.moods = [mood]
    assert deliver().uncertain == 1
    for hour in range(0, 60, 7):
        deliver(timedelta(hours=hour))
    assert state_of(message) == "uncertain"
    assert list(gateway.references.values()) == [1]


def test_a_gateway_that_is_not_there_is_tried_again(put_in, way_out):
    way_out["sms"] = GatewayApi(f"http://127.0.0.1:{free_port()}", "hemmeligt")
    message = put_in(channel="sms")
    assert deliver().later == 1
    assert (state_of(message), message.error) == ("waiting", "no-connection")


def test_what_a_gateway_knows_decides_what_becomes_of_a_lost_worker(put_in, gateway, host, way_out):
    status = f"http://{host}/status?ref={{reference}}"
    way_out["sms"] = Generic(Template(KANNEL.format(host=host), status_url=status))
    taken, lost, early = (put_in(number, channel="sms") for number in (1, 2, 3))
    deliver()
    gateway.taken = [one for one in gateway.taken if one["to"] == "4520000001"]
    for message in (taken, lost, early):
        Message.objects.filter(pk=message.pk).update(
            state="sending", claimed_at=NOON, settled_at=None, provider="http"
        )
    MessageTry.objects.update(ended_at=None, outcome="")
    MessageTry.objects.filter(message=early).update(handed_at=None)
    from indgang.base import clock

    with clock.frozen(NOON + timedelta(minutes=11)):
        assert settle_lost() == 3
    assert [state_of(message) for message in (taken, lost, early)] == ["sent", "waiting", "waiting"]
    assert len(gateway.asked) == 2
    deliver(timedelta(minutes=12))
    assert set(gateway.references.values()) == {1}
    assert len(gateway.references) == 3


def test_a_switched_off_or_missing_way_out_keeps_messages_for_two_days(put_in, way_out, cast):
    message = put_in(channel="sms")
    deliver()
    assert (state_of(message), message.error, message.tries) == ("waiting", "not-set-up", 0)
    deliver(timedelta(hours=49))
    assert (state_of(message), message.error) == ("failed", "not-set-up")


@pytest.mark.parametrize(
    ("url", "secret", "body"),
    [
        ("gatewayapi://gatewayapi.eu", "", ""),
        ("cpsms://api.cpsms.dk", "only-a-key", ""),
        ("ftp://gateway.example.dk", "x", ""),
        ("gatewayapi.eu", "x", ""),
        ("https://gateway.example.dk/send?to={to}", "", ""),
        ("https://gateway.example.dk/send?to={to}&text={text}&x={strange}", "", ""),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(url, secret, body):
    with pytest.raises(ValueError, match=r"must|needs|asks"):
        choice.check_settings(url, secret, body)


def test_each_form_of_the_setting_is_understood():
    for url, secret, body, name in (
        ("gatewayapi://gatewayapi.eu", "t", "", "gatewayapi"),
        ("cpsms://api.cpsms.dk", "u:k", "", "cpsms"),
        ("https://gw.example.dk/send?to={to}&text={text}", "", "", "http"),
        ("https://gw.example.dk/send", "", '{"to": "{to}", "text": "{text}"}', "http"),
    ):
        choice.check_settings(url, secret, body)
        assert choice._sender(url, secret, body, "", "").name == name
