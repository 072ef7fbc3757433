"""Putting messages into the outbox: once for each reference, with the caller's work, sealed, and not in the night."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from indgang.base import clock
from indgang.base.errors import Invalid
from indgang.base.sealing import unseal
from indgang.booking.messages import CANCELLED_BY_US, CONFIRMED, REMINDER
from indgang.messaging.models import Message, MessageEvent, MessagingRules
from indgang.messaging.services import cancel, enqueue

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
VALUES = {
    "name": "Anna Holm", "weekday": "tirsdag", "date": "1. december", "time": "10.15", "end": "10.30",
    "place": "Magion", "address": "Torvet 1", "task": "Navneændring", "code": "7KQ-2M4",
    "link": "https://x.dk/t/1", "bring": ["Pas"],
}  # fmt: skip


def put_in(**more):
    facts = {
        "kind": CONFIRMED, "channel": "email", "to": "Anna@Example.dk", "values": VALUES,
        "reference": "booking/1/confirmed",
    }  # fmt: skip
    with clock.frozen(more.pop("at", NOON)):
        return enqueue(**{**facts, **more})


def test_what_identifies_somebody_is_sealed(cast):
    message = put_in(site=cast.magion)
    message.refresh_from_db()
    assert unseal(message.recipient) == "Anna@Example.dk"
    assert "Anna Holm" in unseal(message.body)
    with connection.cursor() as cursor:
        cursor.execute("SELECT messaging_message::text FROM messaging_message")
        row = cursor.fetchone()[0]
    assert not any(word in row for word in ("Anna", "nna@", "Navne", "7KQ"))
    assert message.municipality == cast.municipality
    assert (message.state, message.due_at) == ("waiting", NOON)


def test_the_same_reference_is_the_same_message(cast):
    first = put_in(site=cast.magion)
    second = put_in(site=cast.magion, to="somebody.else@example.dk")
    assert first.pk == second.pk
    assert unseal(second.recipient) == "Anna@Example.dk"
    assert (Message.objects.count(), MessageEvent.objects.count()) == (1, 1)


def test_it_is_rolled_back_with_the_callers_work(cast):
    with transaction.atomic():
        put_in(site=cast.magion)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_what_nobody_waits_for_keeps_to_the_quiet_hours(cast):
    night = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    morning = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    reminder = put_in(
        kind=REMINDER, channel="sms", to="20 12 34 56", reference="a", at=night, site=cast.magion
    )
    receipt = put_in(channel="sms", to="+4520123456", reference="b", at=night, site=cast.magion)
    mail = put_in(kind=REMINDER, reference="c", at=night, site=cast.magion)
    assert [row.due_at for row in (reminder, receipt, mail)] == [morning, night, night]
    MessagingRules.objects.create(
        municipality=cast.municipality,
        email_quiet_from="20:00",
        email_quiet_to="06:30",
        sms_quiet_from=None,
        sms_quiet_to=None,
    )
    assert put_in(kind=REMINDER, reference="d", at=night, site=cast.magion).due_at == datetime(
        2026, 11, 25, 5, 30, tzinfo=UTC
    )
    assert (
        put_in(kind=REMINDER, channel="sms", to="20123456", reference="e", at=night, site=cast.magion).due_at
        == night
    )


def test_a_sensitive_errand_is_named_in_the_mail_alone(cast):
    from indgang.messaging.models import MessageText

    for channel, subject in (("sms", ""), ("email", "{task} {date}")):
        MessageText.objects.create(
            municipality=cast.municipality, kind=CONFIRMED, channel=channel, language="da", subject=subject,
            body="Tid til {task} {date}: {link}", changed_at=NOON,
        )  # fmt: skip
    mail = put_in(site=cast.magion, is_sensitive=True)
    sms = put_in(site=cast.magion, is_sensitive=True, channel="sms", to="20123456", reference="s")
    assert unseal(mail.subject) == "dit ærinde 1. december"
    assert unseal(mail.body).startswith("Tid til Navneændring")
    assert unseal(sms.body).startswith("Tid til dit ærinde")
    assert unseal(put_in(site=cast.magion, channel="sms", to="20123456", reference="t").body).startswith(
        "Tid til Navneændring"
    )


def test_an_sms_is_sent_with_plain_signs(cast):
    values = {**VALUES, "place": "Magion – “Torvet”", "reason": ""}
    sms = put_in(kind=CANCELLED_BY_US, channel="sms", to="20123456", values=values)
    assert 'Magion - "Torvet"' in unseal(sms.body)


@pytest.mark.parametrize(
    ("channel", "to", "field"),
    [
        ("email", "anna", "email"),
        ("email", "", "email"),
        ("sms", "1234567", "phone"),
        ("sms", "+45123", "phone"),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(cast, channel, to, field):
    with pytest.raises(Invalid) as refusal:
        put_in(channel=channel, to=to)
    assert refusal.value.field == field


def test_what_is_not_sent_yet_can_be_taken_back(cast):
    later = NOON + timedelta(days=2)
    for name in ("booking/1/reminder", "booking/1/offer", "booking/12/reminder"):
        put_in(reference=name, send_after=later)
    Message.objects.filter(reference="booking/1/offer").update(state="sent", settled_at=NOON)
    assert cancel(reference_prefix="booking/1/") == 1
    states = dict(Message.objects.values_list("reference", "state"))
    assert states == {
        "booking/1/reminder": "cancelled", "booking/1/offer": "sent", "booking/12/reminder": "waiting",
    }  # fmt: skip
    assert cancel(reference_prefix="booking/1/") == 0
    with pytest.raises(ValueError, match="prefix"):
        cancel(reference_prefix="")


def test_an_unknown_kind_is_a_mistake_of_the_program(cast):
    with pytest.raises(LookupError):
        put_in(kind="booking.unknown")
