"""The addresses that the catalogue sends people to, and whether they answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LinkState(models.TextChoices):
    """What the checks say of an address."""

    UNKNOWN = "unknown", _("not tried yet")
    WORKING = "working", _("works")
    FAILING = "failing", _("failed last time")
    BROKEN = "broken", _("broken")


class Link(models.Model):
    """An address. It is broken only after `PlaybookRules.link_failures` failed checks in a row."""

    url = models.URLField(max_length=500)
    state = models.CharField(max_length=8, choices=LinkState.choices, default=LinkState.UNKNOWN)
    failures = models.PositiveSmallIntegerField(default=0)
    last_checked = models.DateTimeField(null=True, blank=True)
    last_worked = models.DateTimeField(null=True, blank=True)
    broken_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["url"], name="link_url_unique"),
            models.CheckConstraint(
                condition=Q(state="broken", broken_since__isnull=False)
                | (~Q(state="broken") & Q(broken_since__isnull=True)),
                name="link_broken_since",
            ),
        ]


class LinkCheck(models.Model):
    """One check of an address: what it answered. Kept as evidence."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    is_ok = models.BooleanField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["link", "at"], name="linkcheck_by_link")]
