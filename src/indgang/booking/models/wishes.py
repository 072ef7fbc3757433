"""The waiting list for earlier times."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WishState(models.TextChoices):
    """Where a wish is in its life."""

    WAITING = "waiting", _("waiting")
    OFFERED = "offered", _("offered")
    TAKEN = "taken", _("taken")
    ENDED = "ended", _("ended")


class EarlierWish(models.Model):
    """Somebody with an appointment would come earlier: from the Danish day `from_day`, at its site.

    One for each appointment. While an earlier time is offered, `offer` is the appointment that holds it. `refused` are
    the times that were offered and not taken; `declined` counts them.
    """

    appointment = models.OneToOneField("booking.Appointment", on_delete=models.CASCADE, related_name="wish")
    from_day = models.DateField()
    state = models.CharField(max_length=8, choices=WishState.choices, default=WishState.WAITING)
    offer = models.OneToOneField(
        "booking.Appointment", on_delete=models.SET_NULL, null=True, blank=True, related_name="offered_to"
    )
    refused = ArrayField(models.DateTimeField(), default=list, blank=True)
    declined = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WishState.values), name="earlierwish_state_known"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state="waiting"), name="earlierwish_waiting")
        ]
