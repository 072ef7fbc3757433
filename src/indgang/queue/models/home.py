"""Which sites give numbers at home, and by what rule."""

from django.db import models
from django.db.models import Q


class HomeRules(models.Model):
    """A site's rule for numbers taken at home (see `core.home`). A site without a row gives none."""

    site = models.OneToOneField("organisation.Site", on_delete=models.CASCADE, related_name="+")
    is_allowed = models.BooleanField(default=False)
    minutes_before_opening = models.PositiveSmallIntegerField(default=0)
    minutes_before_closing = models.PositiveSmallIntegerField(default=30)
    least_wait_minutes = models.PositiveSmallIntegerField(default=10)
    most_waiting = models.PositiveSmallIntegerField(default=10)
    kept_minutes = models.PositiveSmallIntegerField(default=15)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_before_opening__lte=240, minutes_before_closing__lte=240),
                name="homerules_within_four_hours",
            ),
            models.CheckConstraint(condition=Q(least_wait_minutes__lte=240), name="homerules_wait_to_ask"),
            models.CheckConstraint(
                condition=Q(most_waiting__range=(1, 500)), name="homerules_most_waiting_1_to_500"
            ),
            models.CheckConstraint(
                condition=Q(kept_minutes__range=(1, 120)), name="homerules_kept_1_to_120_minutes"
            ),
        ]
