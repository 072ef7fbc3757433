"""Where a citizen is passed on to, and what the receiver is told before they sit down."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReferralKind(models.TextChoices):
    """How a citizen is passed on."""

    REFERRAL = "referral", _("referred")
    HANDOVER = "handover", _("handed over")


class ReferralReason(models.TextChoices):
    """Why a citizen is passed on."""

    REACH = "reach", _("it goes beyond what may be done here")
    EXPERT = "expert", _("it takes a specialist")
    PLACE = "place", _("it is done at another place")
    AUTHORITY = "authority", _("another authority decides")
    TIME = "time", _("it takes more time than there is here")
    WISH = "wish", _("the citizen wishes it")
    NOT_SAID = "not_said", _("no reason given")


TOLD_LENGTH = 300


class Referral(models.Model):
    """Where an inquiry went when the officer's reach ended: a lifeline, a lane of this site (`to_desk`: for that
    desk there), another site or elsewhere.

    It holds no personal data; the citizen carries the matter, or keeps the number: `ticket`, by which the
    receiver sees it, or `code`, which the citizen says at another site. `done` are the positions of the steps
    of the play that were taken, `told` is what the citizen was told. While the contact is open it is a draft,
    without `at`. The receiver has read it since `seen_at`, and taken it up since `used_at`.
    """

    inquiry = models.OneToOneField("contact.Inquiry", on_delete=models.CASCADE, related_name="referral")
    kind = models.CharField(max_length=12, choices=ReferralKind.choices)
    lifeline = models.ForeignKey(
        "organisation.Lifeline", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lane = models.ForeignKey(
        "queue.Series", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_site = models.ForeignKey(
        "organisation.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    elsewhere = models.CharField(
        max_length=80, blank=True, help_text="An authority or business outside the municipality."
    )
    to_desk = models.ForeignKey(
        "organisation.Desk", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=12, choices=ReferralReason.choices, default=ReferralReason.NOT_SAID)
    note = models.TextField(max_length=1000, blank=True)
    told = models.CharField(max_length=TOLD_LENGTH, blank=True)
    done = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    code = models.CharField(max_length=6, null=True, blank=True)  # noqa: DJ001
    ticket = models.ForeignKey(
        "queue.Ticket", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(at__isnull=True)
                | Q(lifeline__isnull=False)
                | Q(lane__isnull=False)
                | Q(to_site__isnull=False)
                | ~Q(elsewhere=""),
                name="referral_goes_somewhere",
            ),
            models.CheckConstraint(condition=Q(kind__in=ReferralKind.values), name="referral_kind_known"),
            models.CheckConstraint(
                condition=Q(reason__in=ReferralReason.values), name="referral_reason_known"
            ),
            models.UniqueConstraint(fields=["code"], name="referral_code_unique"),
            models.CheckConstraint(
                condition=Q(at__isnull=True) | Q(to_site__isnull=True) | Q(code__isnull=False),
                name="referral_to_a_site_has_a_code",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(seen_at__isnull=False), name="referral_used_is_seen"
            ),
        ]
        indexes = [
            models.Index(fields=["ticket"], name="referral_by_ticket"),
            models.Index(
                fields=["lifeline", "at"],
                condition=Q(used_at__isnull=True),
                name="referral_waiting_at_lifeline",
            ),
            models.Index(
                fields=["to_site", "at"], condition=Q(used_at__isnull=True), name="referral_waiting_at_site"
            ),
        ]
