"""Wiring of the outbox: the ways out that the settings name, and who is woken when a message is put in."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from procrastinate.contrib.django import app

from indgang.integrations.demo_messages import DemoSender
from indgang.integrations.email import email_sender
from indgang.integrations.sms import reader_of, sms_sender
from indgang.messaging.models import Channel
from indgang.messaging.ports import Sender, ports
from indgang.messaging.signing import signature_of


def senders() -> Mapping[str, Sender]:
    """The ways out by channel. From the demo nothing leaves the house, whatever the settings name."""
    if settings.DEMO:
        return {channel: DemoSender() for channel in Channel.values}
    found = {Channel.EMAIL.value: email_sender(), Channel.SMS.value: sms_sender()}
    return {channel: sender for channel, sender in found.items() if sender is not None}


def wake() -> None:
    """Put a job beside the message, in the transaction of the caller; the sweep finds what it leaves."""
    app.configure_task("deliver_messages").defer()


def callback(message_id: int) -> str:
    """The address for what a provider reports about a message, signed for this message alone."""
    path = reverse("message-report", args=[message_id, signature_of(message_id)])
    return f"{settings.PUBLIC_URL}{path}"


def connect() -> None:
    """Fill the ports of the outbox."""
    ports.senders, ports.wake, ports.callback, ports.reader = senders, wake, callback, reader_of
