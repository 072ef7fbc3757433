"""How a municipality, or one of its sites, takes appointments, and how long each task takes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.booking.models.resources import GRIDS


class LateRule(models.TextChoices):
    """What happens to somebody who comes after the time of the appointment and the minutes of grace."""

    WALK_IN = "walk_in", _("gets a number like those without an appointment")
    NEXT = "next", _("keeps the appointment and is called as soon as a desk is free")
    REBOOK = "rebook", _("must book a new time")


class BookingRules(models.Model):
    """The rules of a municipality, or with `site` of one of its sites. All times in the unit of their name.

    `hold_minutes`: how long a time is kept for somebody who is typing. One checks in from `early_minutes`
    before the time; until `late_minutes` after it one is in time; then `late_rule` holds until
    `latest_minutes`, when the appointment counts as not kept. One changes and cancels until `change_minutes`
    before. `remind_hours` before comes a reminder (0: none); an earlier time that became free is offered for
    `offer_minutes`. Somebody has at most `most_open` public appointments ahead. What identifies a citizen is
    erased `keep_days` after the appointment. All of these are assumptions that a municipality sets.
    """

    municipality = models.ForeignKey("organisation.Municipality", on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(
        "organisation.Site", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    is_public = models.BooleanField(default=True, help_text="Citizens book by themselves.")
    grid_minutes = models.PositiveSmallIntegerField(default=15)
    lead_minutes = models.PositiveIntegerField(default=60)
    staff_lead_minutes = models.PositiveIntegerField(default=0)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    staff_horizon_days = models.PositiveSmallIntegerField(default=180)
    hold_minutes = models.PositiveSmallIntegerField(default=10)
    early_minutes = models.PositiveSmallIntegerField(default=60)
    late_minutes = models.PositiveSmallIntegerField(default=10)
    latest_minutes = models.PositiveSmallIntegerField(default=30)
    late_rule = models.CharField(max_length=8, choices=LateRule.choices, default=LateRule.WALK_IN)
    change_minutes = models.PositiveIntegerField(default=0)
    remind_hours = models.PositiveSmallIntegerField(default=24)
    offer_minutes = models.PositiveSmallIntegerField(default=60)
    most_open = models.PositiveSmallIntegerField(default=3)
    keep_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "site"], name="bookingrules_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(grid_minutes__in=GRIDS), name="bookingrules_grid_divides_the_hour"
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__range=(1, 365), staff_horizon_days__range=(1, 365)),
                name="bookingrules_horizon_1_to_365",
            ),
            models.CheckConstraint(
                condition=Q(hold_minutes__range=(2, 60), offer_minutes__range=(10, 2880)),
                name="bookingrules_holds_end",
            ),
            models.CheckConstraint(
                condition=Q(late_minutes__lte=F("latest_minutes")), name="bookingrules_late_before_latest"
            ),
            models.CheckConstraint(
                condition=Q(late_rule__in=LateRule.values), name="bookingrules_late_rule_known"
            ),
            models.CheckConstraint(
                condition=Q(most_open__gte=1, keep_days__gte=1), name="bookingrules_at_least_one"
            ),
        ]


class TaskRule(models.Model):
    """How a task is booked in a municipality, where it differs from the usual.

    Usual is: the task's standard minutes, half of them more for each further person (an assumption), at most
    five persons, bookable by everybody, no skill. `on_screen`: it may be met about on the contact screen too.
    """

    municipality = models.ForeignKey("organisation.Municipality", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("catalogue.Task", on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    extra_person_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    most_persons = models.PositiveSmallIntegerField(default=5)
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_public = models.BooleanField(default=True)
    on_screen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "task"], name="taskrule_once"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, 480)),
                name="taskrule_minutes_1_to_480",
            ),
            models.CheckConstraint(condition=Q(most_persons__range=(1, 20)), name="taskrule_persons_1_to_20"),
        ]
