"""Appointments. A resource is a desk that takes appointments; none is booked twice."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class BookableDesk(models.Model):
    """A desk that takes appointments, and for which topics (none: for all). Times on a grid of `grid_minutes`."""

    desk = models.OneToOneField("organisation.Desk", on_delete=models.CASCADE, related_name="+")
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    grid_minutes = models.PositiveSmallIntegerField(default=15)
    lead_minutes = models.PositiveIntegerField(default=60, help_text="How long before its start a time can be booked.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(grid_minutes__range=(5, 120)), name="bookabledesk_grid_5_to_120"),
        ]


class AppointmentState(models.TextChoices):
    """Where an appointment is in its life."""

    BOOKED = "booked", _("booked")
    ARRIVED = "arrived", _("checked in")
    CANCELLED = "cancelled", _("cancelled")


class Appointment(models.Model):
    """A booked time (aftale) with a desk, [from, to) in UTC. Anonymous: the citizen holds its `code`."""

    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("organisation.Desk", on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("catalogue.Task", on_delete=models.PROTECT, related_name="+")
    period = DateTimeRangeField(default_bounds="[)")
    code = models.CharField(max_length=12)
    language = models.CharField(max_length=5, default="da")
    state = models.CharField(max_length=12, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
    booked_at = models.DateTimeField()
    ticket = models.OneToOneField("queue.Ticket", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="appointment_code_unique"),
            models.CheckConstraint(condition=Q(state__in=AppointmentState.values), name="appointment_state_known"),
            ExclusionConstraint(
                name="appointment_desk_never_twice",
                expressions=[
                    (Func(F("desk_id"), F("desk_id"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="cancelled"),
            ),
        ]
