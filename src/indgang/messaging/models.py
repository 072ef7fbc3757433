"""Messages to citizens and staff. What identifies a person is sealed, and blanked when its time is over."""

from datetime import time

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.base.models import TextPerLanguage

LONGEST_SUBJECT = 150
LONGEST_SENDER = 11
SENDER = r"^[A-Za-z0-9 ._-]{1,11}$"


class Channel(models.TextChoices):
    """How a message travels."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class MessageState(models.TextChoices):
    """How far a message has come."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("too late")
    CANCELLED = "cancelled", _("cancelled")
    UNCERTAIN = "uncertain", _("uncertain")


class Message(models.Model):
    """One message to one recipient, written out when it was put in.

    `reference` names it for whoever put it in: the same reference is the same message. It is tried at `due_at`,
    never after `expires_at`, and by one worker at a time: `try_number` tells which try is the present one.
    `subject`, `body`, `recipient` and `attachment` are sealed (`base.sealing`) and empty after `erased_at`.
    """

    municipality = models.ForeignKey(
        "organisation.Municipality", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey(
        "organisation.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=5)
    reference = models.CharField(max_length=200)
    recipient = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    attachment = models.TextField(blank=True)
    attachment_name = models.CharField(max_length=80, blank=True)
    attachment_type = models.CharField(max_length=80, blank=True)
    is_quiet = models.BooleanField(default=False, help_text="Waits for the end of the quiet hours.")
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    try_number = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    error = models.CharField(max_length=40, blank=True)
    error_detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="message_reference_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="message_reference_given"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="message_channel_known"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_known"),
            models.CheckConstraint(
                condition=Q(state="sending", claimed_at__isnull=False)
                | ~Q(state="sending") & Q(claimed_at__isnull=True),
                name="message_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(recipient="", fingerprint="", subject="", body="", attachment="")
                & ~Q(state__in=["waiting", "sending"]),
                name="message_erased_holds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], settled_at__isnull=True)
                | ~Q(state__in=["waiting", "sending"]) & Q(settled_at__isnull=False),
                name="message_settled_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="message_waiting_by_due"),
            models.Index(
                fields=["claimed_at"], condition=Q(state="sending"), name="message_sending_by_claim"
            ),
            models.Index(fields=["state", "created_at"], name="message_by_state"),
            models.Index(fields=["created_at"], name="message_by_time"),
            models.Index(fields=["fingerprint"], name="message_by_fingerprint"),
            models.Index(
                fields=["settled_at"], condition=Q(erased_at__isnull=True), name="message_to_be_erased"
            ),
        ]


class MessageTry(models.Model):
    """One try to send a message. Written before anything leaves the house.

    `handed_at` is set, and stored, right before the content is given to the other side: without it the message
    surely did not go; with it and no `outcome` nobody knows.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="all_tries")
    number = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    error = models.CharField(max_length=40, blank=True)
    error_detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="messagetry_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="messagetry_ended_with_outcome",
            ),
        ]


class MessageEvent(models.Model):
    """What happened to a message; `state` is the state after it. Append-only."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MessageState.choices)
    action = models.CharField(max_length=20)
    error = models.CharField(max_length=40, blank=True)
    error_detail = models.CharField(max_length=300, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)


class MessageText(TextPerLanguage):
    """A municipality's own text for a kind of message. Without one the standard text is used, which no row holds."""

    municipality = models.ForeignKey(
        "organisation.Municipality", on_delete=models.CASCADE, related_name="message_texts"
    )
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    subject = models.CharField(max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(max_length=4000)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "channel", "language"], name="messagetext_once"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="messagetext_channel_known"),
            models.CheckConstraint(condition=~Q(body=""), name="messagetext_not_empty"),
            models.CheckConstraint(
                condition=Q(channel="email") & ~Q(subject="") | Q(channel="sms", subject=""),
                name="messagetext_subject_of_email",
            ),
        ]


class MessagingRules(models.Model):
    """How a municipality sends. Quiet hours are Danish clock times and may last over midnight; both empty for none."""

    municipality = models.ForeignKey(
        "organisation.Municipality", on_delete=models.CASCADE, related_name="messaging_rules"
    )
    sms_on = models.BooleanField(default=True)
    sms_sender = models.CharField(max_length=LONGEST_SENDER, blank=True, validators=[RegexValidator(SENDER)])
    reply_to = models.EmailField(blank=True)
    sms_quiet_from = models.TimeField(null=True, blank=True, default=time(21))
    sms_quiet_to = models.TimeField(null=True, blank=True, default=time(8))
    email_quiet_from = models.TimeField(null=True, blank=True)
    email_quiet_to = models.TimeField(null=True, blank=True)
    erase_after_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality"], name="messagingrules_one_per_municipality"),
            models.CheckConstraint(
                condition=Q(sms_sender="") | Q(sms_sender__regex=SENDER),
                name="messagingrules_sender_sendable",
            ),
            models.CheckConstraint(
                condition=Q(erase_after_days__range=(1, 365)), name="messagingrules_erased_within_a_year"
            ),
            models.CheckConstraint(
                condition=Q(sms_quiet_from__isnull=True, sms_quiet_to__isnull=True)
                | Q(sms_quiet_from__isnull=False, sms_quiet_to__isnull=False)
                & ~Q(sms_quiet_from=F("sms_quiet_to")),
                name="messagingrules_sms_quiet_from_to",
            ),
            models.CheckConstraint(
                condition=Q(email_quiet_from__isnull=True, email_quiet_to__isnull=True)
                | Q(email_quiet_from__isnull=False, email_quiet_to__isnull=False)
                & ~Q(email_quiet_from=F("email_quiet_to")),
                name="messagingrules_email_quiet_from_to",
            ),
        ]
