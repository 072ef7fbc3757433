"""What came of trying to reach a lifeline."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Means(models.TextChoices):
    """How a lifeline was tried."""

    PHONE = "phone", _("by phone")
    QUESTION = "question", _("with a question")
    SCREEN = "screen", _("on the screen")


class AttemptResult(models.TextChoices):
    """What came of it. The last one is said by nobody: it closed by itself."""

    ANSWERED = "answered", _("answered")
    NOT_ANSWERED = "not_answered", _("did not answer")
    TOOK_OVER = "took_over", _("took over")
    UNKNOWN = "unknown", _("nobody said")


class LifelineAttempt(models.Model):
    """One try to reach a lifeline. `result` is empty while nobody has said; `key` makes a double press one try.

    `person` is whom the number belonged to, kept for the rota's sake only; no figure is about them. It holds
    nothing of the citizen.
    """

    lifeline = models.ForeignKey("organisation.Lifeline", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    contact = models.ForeignKey(
        "contact.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    means = models.CharField(max_length=8, choices=Means.choices, default=Means.PHONE)
    key = models.CharField(max_length=80, blank=True)
    day = models.DateField()
    at = models.DateTimeField()
    result = models.CharField(max_length=12, choices=AttemptResult.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "key"], condition=~Q(key=""), name="lifelineattempt_key_once"
            ),
            models.CheckConstraint(
                condition=Q(result="", closed_at__isnull=True)
                | Q(result__in=AttemptResult.values, closed_at__isnull=False),
                name="lifelineattempt_closed_has_result",
            ),
            models.CheckConstraint(condition=Q(means__in=Means.values), name="lifelineattempt_means_known"),
        ]
        indexes = [
            models.Index(fields=["site", "day"], name="lifelineattempt_by_day"),
            models.Index(fields=["at"], condition=Q(result=""), name="lifelineattempt_open"),
        ]


class PhoneEvent(models.Model):
    """A word from the telephone system, so that the same one counts once. Only a keyed digest of it is kept."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    attempt = models.ForeignKey(
        LifelineAttempt, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="phoneevent_once")]
