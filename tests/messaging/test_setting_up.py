"""Texts and rules of the municipality, what staff do with messages, and forgetting."""

from datetime import time, timedelta

import pytest

from indgang.base import clock
from indgang.base.access import SYSTEM
from indgang.base.errors import Invalid, NotAllowed
from indgang.base.models import AuditEntry
from indgang.base.sealing import unseal
from indgang.booking.messages import CANCELLED_BY_US, REMINDER
from indgang.integrations.demo_messages import DemoSender
from indgang.messaging.errors import MessageNotFound, MessageNotOpen
from indgang.messaging.kinds import Kind, Words, registry
from indgang.messaging.models import Message, MessageEvent, MessageText
from indgang.messaging.queries import (
    message_card,
    message_log,
    message_trouble,
    open_channels,
    texts_in_force,
)
from indgang.messaging.services import (
    cancel_message,
    erase_old,
    reset_text,
    send_again,
    send_test,
    set_rules,
    set_text,
    settle_message,
)
from tests.messaging.conftest import NOON, deliver, state_of

pytestmark = pytest.mark.django_db
GOOD = "Husk {weekday} {date} kl. {time}. Aflys: {link}"


def change(cast, body, *, subject="", channel="sms", kind=REMINDER, language="da", actor=None):
    with clock.frozen(NOON):
        return set_text(
            actor=actor or cast.actor("admin"), municipality=cast.municipality, kind=kind, channel=channel,
            language=language, words=Words(body, subject),
        )  # fmt: skip


def text(cast, channel="sms", language="da"):
    return next(
        one
        for one in texts_in_force(cast.municipality, REMINDER)
        if (one.channel, one.language) == (channel, language)
    )


def test_an_own_text_is_used_and_reset_returns_to_the_standard(cast):
    assert not text(cast).is_own
    assert change(cast, GOOD + "  \r\n\r\nVenlig hilsen  ")
    found = text(cast)
    assert (found.is_own, found.words.body) == (True, GOOD + "\n\nVenlig hilsen")
    assert found.preview.body.startswith("Husk tirsdag 24. november kl. 10.15.")
    assert not text(cast, language="en").is_own
    reset_text(
        actor=cast.actor("admin"), municipality=cast.municipality, kind=REMINDER, channel="sms", language="da"
    )
    assert not text(cast).is_own
    actions = (
        AuditEntry.objects.filter(action__startswith="messagetext")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert list(actions) == ["messagetext.changed", "messagetext.reset"]


def test_writing_the_standard_is_no_own_text(cast):
    change(cast, GOOD)
    standard = registry.get(REMINDER).texts["sms", "da"].body
    assert not change(cast, standard)
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Husk {dato} kl. {time}: {link}", "{dato}"),
        ("Husk { date } kl. {time}: {link}", "{ date }"),
        ("Husk din tid", "{date}, {time}, {link}"),
        ("", ""),
        (GOOD + " CPR 010190-1234", "CPR"),
        (GOOD + "å" * 4000, ""),
        (GOOD + " Meget lang besked." * 40, "SMS"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_with_a_sentence(cast, body, words):
    with pytest.raises(Invalid) as refusal:
        change(cast, body)
    (fault,) = refusal.value.facts["faults"]
    assert fault["field"] == "body"
    assert words in fault["reason"]
    assert not MessageText.objects.exists()


def test_a_subject_is_one_line_and_needed(cast):
    with pytest.raises(Invalid) as refusal:
        change(cast, GOOD, channel="email")
    assert refusal.value.field == "subject"
    assert change(cast, GOOD, channel="email", subject="Husk\r\nBcc: alle@example.dk")
    assert text(cast, "email").words.subject == "Husk Bcc: alle@example.dk"


def test_only_who_manages_everything_changes_texts_and_rules(cast):
    with pytest.raises(NotAllowed):
        change(cast, GOOD, actor=cast.actor("leif"))
    with pytest.raises(NotAllowed):
        set_rules(actor=cast.actor("leif"), municipality=cast.municipality, values={"sms_on": False})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sms_sender": "Billund Kommune"}, "sms_sender"),
        ({"sms_sender": "Køge"}, "sms_sender"),
        ({"reply_to": "anna"}, "reply_to"),
        ({"sms_quiet_from": time(21), "sms_quiet_to": None}, "sms_quiet_to"),
        ({"email_quiet_from": time(8), "email_quiet_to": time(8)}, "email_quiet_to"),
        ({"erase_after_days": 0}, "erase_after_days"),
        ({"erase_after_days": 366}, "erase_after_days"),
    ],
)
def test_rules_that_cannot_be_kept_are_refused_beside_their_field(cast, values, field):
    with pytest.raises(Invalid) as refusal:
        set_rules(actor=cast.actor("admin"), municipality=cast.municipality, values=values)
    assert refusal.value.field == field


def test_quiet_hours_that_were_set_later_hold_back_what_waits(cast, put_in, way_out):
    way_out["email"] = DemoSender()
    message = put_in(kind=REMINDER)
    set_rules(
        actor=cast.actor("admin"), municipality=cast.municipality,
        values={"email_quiet_from": time(11), "email_quiet_to": time(14)},
    )  # fmt: skip
    assert deliver().sent == 0
    assert (state_of(message), message.due_at) == ("waiting", NOON + timedelta(hours=2))
    assert deliver(timedelta(hours=2)).sent == 1


def test_sms_that_is_switched_off_waits_and_is_not_offered(cast, put_in, way_out):
    way_out.update(sms=DemoSender(), email=DemoSender())
    assert open_channels(cast.magion) == ["email", "sms"]
    message = put_in(channel="sms")
    set_rules(actor=cast.actor("admin"), municipality=cast.municipality, values={"sms_on": False})
    assert open_channels(cast.magion) == ["email"]
    deliver()
    assert (state_of(message), message.error) == ("waiting", "switched-off")
    set_rules(actor=cast.actor("admin"), municipality=cast.municipality, values={"sms_on": True})
    assert deliver(timedelta(minutes=15)).sent == 1


def test_a_failed_message_is_sent_again_by_a_person(cast, put_in, way_out):
    message = put_in()
    Message.objects.filter(pk=message.pk).update(state="uncertain", settled_at=NOON, try_number=3, tries=3)
    leif = cast.actor("leif")
    with clock.frozen(NOON):
        send_again(actor=leif, message_id=message.pk)
        send_again(actor=leif, message_id=message.pk)
    way_out["email"] = DemoSender()
    assert deliver().sent == 1
    message.refresh_from_db()
    assert (message.state, message.tries, message.try_number) == ("sent", 1, 4)
    with pytest.raises(MessageNotOpen):
        send_again(actor=leif, message_id=message.pk)
    assert AuditEntry.objects.filter(action="message.sent_again").count() == 1


def test_what_waits_is_taken_back_and_what_failed_is_settled(cast, put_in):
    leif = cast.actor("leif")
    waiting, failed = put_in(1), put_in(2)
    Message.objects.filter(pk=failed.pk).update(state="failed", settled_at=NOON)
    with clock.frozen(NOON):
        assert message_trouble(leif).failed == 1
        cancel_message(actor=leif, message_id=waiting.pk)
        settle_message(actor=leif, message_id=failed.pk)
        assert message_trouble(leif).failed == 0
    assert (state_of(waiting), state_of(failed)) == ("cancelled", "cancelled")
    with pytest.raises(MessageNotOpen):
        send_again(actor=leif, message_id=waiting.pk)


def test_a_message_of_another_site_does_not_exist(cast, put_in):
    from indgang.organisation.models import RoleGrant

    message = put_in()
    RoleGrant.objects.create(person=cast.karen, role="manager", site=cast.town_hall)
    karen = cast.actor("karen")
    assert message_log(karen).lines == []
    for act in (send_again, cancel_message, settle_message):
        with pytest.raises(MessageNotFound):
            act(actor=karen, message_id=message.pk)
    with pytest.raises(MessageNotFound):
        message_card(karen, message.pk)
    with pytest.raises(NotAllowed):
        message_log(cast.actor("maja"))


def test_the_log_shows_who_only_so_far(cast, put_in):
    put_in(1)
    put_in(2, channel="sms")
    lines = message_log(cast.actor("leif")).lines
    assert [line.recipient for line in lines] == ["••••••02", "a•••@e•••.dk"]
    assert message_log(cast.actor("leif"), state="failed").lines == []


def test_a_test_goes_to_oneself(cast, way_out):
    way_out["email"] = DemoSender()
    with pytest.raises(Invalid):
        send_test(actor=cast.actor("admin"), person=cast.admin, channel="email")
    cast.admin.email = "ada@example.dk"
    message = send_test(actor=cast.actor("admin"), person=cast.admin, channel="email")
    assert unseal(message.recipient) == "ada@example.dk"
    with pytest.raises(Invalid):
        send_test(actor=cast.actor("admin"), person=cast.admin, channel="sms")


def test_old_messages_are_blanked_and_counted_still(cast, put_in):
    old, young, waiting = put_in(1), put_in(2), put_in(3)
    Message.objects.filter(pk=old.pk).update(state="failed", settled_at=NOON - timedelta(days=31))
    Message.objects.filter(pk=young.pk).update(state="sent", settled_at=NOON - timedelta(days=29))
    Message.objects.filter(pk=waiting.pk).update(created_at=NOON - timedelta(days=400))
    MessageEvent.objects.update(error_detail="550 anna1@example.dk unknown")
    with clock.frozen(NOON):
        assert erase_old() == 1
        assert erase_old() == 0
    old.refresh_from_db()
    assert not any((old.recipient, old.fingerprint, old.subject, old.body))
    assert old.events.get().error_detail == ""
    assert young.events.get().error_detail
    with pytest.raises(MessageNotOpen):
        send_again(actor=cast.actor("leif"), message_id=old.pk)
    with clock.frozen(NOON):
        set_rules(actor=SYSTEM, municipality=cast.municipality, values={"erase_after_days": 7})
        assert erase_old() == 1
    assert Message.objects.count() == 3


def test_a_kind_with_a_text_that_cannot_be_sent_is_no_kind():
    with pytest.raises(ValueError, match="da"):
        Kind("x", "X", "X", {}, {("sms", "da"): Words("{unknown}"), ("sms", "en"): Words("x")})
    with pytest.raises(ValueError, match="needs a text"):
        Kind("x", "X", "X", {}, {("sms", "da"): Words("x")})


def test_who_would_come_in_vain_is_told_in_the_night(cast, put_in, way_out):
    way_out["sms"] = DemoSender()
    night = NOON + timedelta(hours=11)
    early = {"expires_at": NOON + timedelta(hours=19), "at": night, "channel": "sms"}
    late = {"expires_at": NOON + timedelta(hours=23), "at": night, "channel": "sms"}
    vain, calm = put_in(1, kind=CANCELLED_BY_US, **early), put_in(2, kind=CANCELLED_BY_US, **late)
    reminder = put_in(3, kind=REMINDER, **early)
    assert deliver(timedelta(hours=11)).sent == 1
    assert [state_of(one) for one in (vain, calm, reminder)] == ["sent", "waiting", "waiting"]
    deliver(timedelta(hours=20))
    assert [state_of(one) for one in (vain, calm, reminder)] == ["sent", "sent", "expired"]


def test_a_message_that_breaks_its_sender_stops_no_other(cast, put_in, way_out):
    class Breaks(DemoSender):
        def send(self, parcel, handing):
            if "1@" in parcel.to:
                raise RuntimeError("nobody thought of this")
            return super().send(parcel, handing)

    way_out["email"] = Breaks()
    bad, good = put_in(1), put_in(2)
    assert deliver().sent == 1
    assert (state_of(bad), bad.error) == ("waiting", "broken")
    assert state_of(good) == "sent"
