"""What a site's own history says about service times and no-shows. Rebuilt every night; losing it loses nothing."""

from django.db import models
from django.db.models import F, Q


class MeasuredService(models.Model):
    """Services of a task (none: those without one) at a site: how many, and mean and variance of the logarithm of their
    minutes.
    """

    site = models.ForeignKey("organisation.Site", on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey("catalogue.Task", on_delete=models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField()
    centre = models.FloatField()
    variance = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "task"], nulls_distinct=False, name="measuredservice_once_per_task"
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1, variance__gte=0), name="measuredservice_of_something"
            ),
        ]


class MeasuredSite(models.Model):
    """How many numbers were called at a site, and how many of them nobody came for."""

    site = models.OneToOneField("organisation.Site", on_delete=models.CASCADE, related_name="+")
    called = models.PositiveIntegerField()
    no_shows = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(no_shows__lte=F("called")), name="measuredsite_no_more_than_called"
            )
        ]


class WaitCorrection(models.Model):
    """What the waits told at a site are multiplied by from a Danish day on (`core.correcting`), and what that was
    learnt from: so many waits on so many days. Older rows stay: what was told on their days was corrected by them.
    """

    site = models.ForeignKey("organisation.Site", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    low = models.FloatField()
    middle = models.FloatField()
    high = models.FloatField()
    count = models.PositiveIntegerField()
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="waitcorrection_once_a_day"),
            models.CheckConstraint(
                condition=Q(low__range=(0.5, 2), middle__range=(0.5, 2), high__range=(0.5, 2)),
                name="waitcorrection_within_reason",
            ),
        ]
