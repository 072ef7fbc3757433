"""Mail through servers that behave and misbehave: nothing is lost, nothing goes twice."""

import ssl
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from indgang.integrations.email.smtp import Server, SmtpSender
from indgang.messaging.models import MessageTry
from indgang.messaging.ports import Attachment
from tests.messaging.conftest import deliver, state_of
from tests.messaging.peers import Mailbox, free_port, mail_server, rude_mail_server

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def box():
    return Mailbox()


@pytest.fixture
def port(way_out):
    port = free_port()
    sender = "Prøvelund Kommune <indgang@example.dk>"
    way_out["email"] = SmtpSender(Server("127.0.0.1", port, sender, seconds=2))
    return port


def test_a_mail_arrives_whole(put_in, box, port):
    ics = Attachment(
        "aftale.ics",
        "text/calendar; method=PUBLISH; charset=utf-8",
        "BEGIN:VCALENDAR\r\nSUMMARY:Tid på rådhuset\r\nEND:VCALENDAR\r\n",
    )
    message = put_in(attachment=ics)
    with mail_server(box, port):
        assert deliver().sent == 1
    (mail,) = box.taken
    assert mail["Subject"] == "Prøve fra Indgang"
    assert mail["From"].addresses[0].display_name == "Prøvelund Kommune"
    assert mail["To"] == "anna1@example.dk"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, calendar = mail.iter_parts()
    assert "Hej Åse Ærø" in text.get_content()
    assert (calendar.get_content_type(), calendar["Content-Type"].params["method"]) == (
        "text/calendar",
        "PUBLISH",
    )
    assert calendar.get_filename() == "aftale.ics"
    assert "Tid på rådhuset" in calendar.get_content()
    assert state_of(message) == "sent"
    assert (message.provider, message.tries, message.claimed_at) == ("smtp", 1, None)


def test_a_line_that_begins_with_a_dot_is_no_end(put_in, box, port):
    from indgang.base.sealing import seal

    message = put_in()
    message.body = seal("Før\n.\n..midt\nefter")
    message.save()
    with mail_server(box, port):
        deliver()
    assert box.taken[0].get_content().splitlines() == ["Før", ".", "..midt", "efter"]


def test_many_go_on_one_connection(put_in, box, port):
    for number in range(20):
        put_in(number)
    with mail_server(box, port):
        assert deliver().sent == 20
    assert (len(box.ids), box.sessions) == (20, 1)


def test_a_server_that_is_down_gets_it_when_it_is_back(put_in, box, port):
    messages = [put_in(number) for number in range(3)]
    first = deliver()
    assert (first.sent, first.later) == (0, 1), "the others are left alone while it is down"
    assert state_of(messages[0]) == "waiting"
    assert messages[0].error == "no-connection"
    with mail_server(box, port):
        assert deliver(MINUTE * 2).sent == 3
    assert set(box.ids.values()) == {1}


def test_a_server_that_stays_down_is_given_up_after_two_days(put_in, port):
    message = put_in()
    moment = timedelta()
    while state_of(message) == "waiting":
        deliver(moment)
        moment += timedelta(minutes=30)
    assert (message.state, message.error) == ("failed", "no-connection")
    assert timedelta(hours=46) < moment <= timedelta(hours=49)


def test_what_loses_its_point_meanwhile_is_never_sent(put_in, box, port):
    from tests.messaging.conftest import NOON

    message = put_in(expires_at=NOON + timedelta(minutes=10))
    for minute in range(12):
        deliver(MINUTE * minute)
    assert state_of(message) == "expired"
    with mail_server(box, port):
        deliver(timedelta(hours=1))
    assert box.taken == []


def test_a_refused_address_fails_at_once_and_the_next_one_goes(put_in, box, port):
    bad, good = put_in(1), put_in(2)
    box.rcpt_answers = ["550 5.1.1 <anna1@example.dk> Ukendt modtager"]
    with mail_server(box, port):
        delivery = deliver()
    assert (delivery.failed, delivery.sent) == (1, 1)
    assert (state_of(bad), bad.error, bad.error_detail) == (
        "failed", "refused-recipient", "550 5.1.1 <a•••@e•••.dk> Ukendt modtager",
    )  # fmt: skip
    assert state_of(good) == "sent"


def test_a_greylisted_mail_is_tried_again_with_the_same_id(put_in, box, port):
    message = put_in()
    box.rcpt_answers = ["451 4.7.1 Kom igen om lidt"]
    box.data_answers = ["452 4.3.1 Ikke plads lige nu"]
    with mail_server(box, port):
        assert deliver().later == 1
        assert deliver(timedelta(seconds=59)).sent == 0
        assert deliver(MINUTE).later == 1
        assert deliver(MINUTE * 3).sent == 1
    assert list(box.ids.values()) == [1]
    assert list(MessageTry.objects.order_by("number").values_list("outcome", flat=True)) == [
        "later", "later", "accepted",
    ]  # fmt: skip
    assert state_of(message) == "sent"


def test_a_connection_that_breaks_before_the_dot_has_sent_nothing(put_in, box, port):
    # More than the sockets between us hold, so that the server hangs up before the dot for certain.
    message = put_in(
        attachment=Attachment("lang.txt", "text/plain", "En lang linje i en lang fil.\n" * 100_000)
    )
    with rude_mail_server(port, lines=2) as heard:
        delivery = deliver()
    assert heard
    assert (delivery.later, state_of(message)) == (1, "waiting")
    with mail_server(box, port):
        assert deliver(MINUTE).sent == 1


def test_a_reply_that_is_lost_after_the_dot_is_uncertain_and_never_sent_by_itself(put_in, box, port):
    message = put_in()
    box.drop_after_taking = 1
    with mail_server(box, port):
        assert deliver().uncertain == 1
        for hour in range(60):
            deliver(timedelta(hours=hour))
    assert (state_of(message), message.error) == ("uncertain", "no-reply")
    assert list(box.ids.values()) == [1]


def test_a_slow_server_is_waited_for_but_not_for_ever(put_in, box, port):
    quick, stuck = put_in(1), None
    box.pause = 0.5
    with mail_server(box, port):
        assert deliver().sent == 1
        stuck = put_in(2)
        box.pause = 2.6
        assert deliver().uncertain == 1
    assert (state_of(quick), state_of(stuck)) == ("sent", "uncertain")


def test_a_dead_connection_is_made_anew(put_in, box, port, way_out):
    put_in(1)
    put_in(2)
    sender = way_out["email"]
    with mail_server(box, port), sender.open() as line:
        way_out["email"] = type(
            "Kept", (), {"name": "smtp", "open": lambda self: _kept(line), "ask": sender.ask}
        )()
        assert deliver(limit=1).sent == 1
        line._smtp.sock.shutdown(2)
        assert deliver().sent == 1
    assert sorted(box.ids.values()) == [1, 1]


def _kept(line):
    from indgang.messaging.ports import one_connection

    return one_connection(line)


def test_nothing_is_sent_without_the_encryption_and_login_that_are_asked_for(put_in, box, way_out, tmp_path):
    context, trusting = _certificate(tmp_path)
    port = free_port()
    seen = []

    def login(server, session, envelope, mechanism, data):
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"hemmelig")

    def sender(password, context):
        server = Server(
            "127.0.0.1",
            port,
            "indgang@example.dk",
            user="indgang",
            password=password,
            starts_tls=True,
            seconds=2,
        )
        return SmtpSender(server, context=context)

    message = put_in()
    options = {
        "tls_context": context,
        "require_starttls": True,
        "authenticator": login,
        "auth_required": True,
    }
    with mail_server(box, port, **options):
        way_out["email"] = sender("hemmelig", None)
        deliver()
        assert (state_of(message), message.error) == ("waiting", "no-encryption")
        way_out["email"] = sender("forkert", trusting)
        deliver(MINUTE)
        assert (state_of(message), message.error) == ("waiting", "login-refused")
        way_out["email"] = sender("hemmelig", trusting)
        assert deliver(MINUTE * 10).sent == 1
    assert seen[-1] == (b"indgang", b"hemmelig")
    assert len(box.taken) == 1


def _certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context, ssl.create_default_context(cafile=str(certificate))


def test_a_host_with_danish_letters_travels_as_mail_servers_know_it(put_in, box, port):
    message = put_in(to="anna@blåbærgrød.dk")
    with mail_server(box, port):
        assert deliver().sent == 1
    assert box.taken[0]["To"] == "anna@xn--blbrgrd-fxak7p.dk"
    assert state_of(message) == "sent"
