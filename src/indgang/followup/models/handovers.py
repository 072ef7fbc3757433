"""Handovers: the prepared case, its papers, the decision, and its way to the case system."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.followup.models.follow_ups import FollowUp


class Handover(models.Model):
    """A prepared case. `answers` (JSON by field key) and `note` are sealed; `asked_for` are the keys of papers
    that the unit has asked the citizen for.
    """

    follow_up = models.OneToOneField(FollowUp, on_delete=models.CASCADE, related_name="handover")
    form_version = models.ForeignKey(
        "catalogue.CaseFormVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers = models.TextField(blank=True)
    note = models.TextField(blank=True)
    asked_for = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)


class Attachment(models.Model):
    """A paper: its bytes and its name are sealed. `field` is the form's paper it answers, "" for any other."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="attachments")
    field = models.SlugField(max_length=40, blank=True)
    name = models.TextField()
    content = models.BinaryField()
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(media_type__in=["image/jpeg", "image/png", "application/pdf"]),
                name="attachment_type_known",
            )
        ]
        indexes = [models.Index(fields=["follow_up", "added_at"], name="attachment_by_follow_up")]


class DecisionOutcome(models.TextChoices):
    """What was decided."""

    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("granted in part")
    REFUSED = "refused", _("refused")
    DISMISSED = "dismissed", _("dismissed")


class Decision(models.Model):
    """A decision in law. Migration 0001 lets the database itself refuse one whose delegation is not that of the
    person, does not hold on the Danish `day`, or does not cover the task, and any later change of it.

    `reasons` are sealed, and the only thing that erasing takes.
    """

    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="decision")
    decided_by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey("organisation.Delegation", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=DecisionOutcome.choices)
    legal_basis = models.CharField(max_length=600)
    appeal = models.TextField(max_length=2000)
    reasons = models.TextField(blank=True)
    day = models.DateField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=DecisionOutcome.values), name="decision_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="decision_names_its_law"),
            models.CheckConstraint(condition=~Q(appeal=""), name="decision_guides_on_appeal"),
        ]


class DeliveryState(models.TextChoices):
    """Where the case is on its way to the case system."""

    WAITING = "waiting", _("waits to be delivered")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("not delivered")


class CaseDelivery(models.Model):
    """The outbox to the case system. `key` is the same for every try, so that the other side counts it once.

    `journal` is the reference that came back; `claimed_at` a worker that has it in hand right now.
    """

    follow_up = models.OneToOneField(FollowUp, on_delete=models.CASCADE, related_name="delivery")
    key = models.UUIDField()
    state = models.CharField(max_length=12, choices=DeliveryState.choices)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    journal = models.CharField(max_length=80, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "case deliveries"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="casedelivery_key_unique"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="casedelivery_state_known"
            ),
            models.CheckConstraint(
                condition=(Q(state="delivered") & Q(delivered_at__isnull=False))
                | (~Q(state="delivered") & Q(delivered_at__isnull=True)),
                name="casedelivery_delivered_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="casedelivery_due")]
