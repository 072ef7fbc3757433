"""Municipality, sites and desks."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteKind(models.TextChoices):
    """Where the public is met."""

    TOWN_HALL = "town_hall", _("town hall")
    LIBRARY = "library", _("library")
    BRANCH = "branch", _("branch library")
    BOOK_BUS = "book_bus", _("book bus")
    PARTNER = "partner", _("partner")
    REMOTE = "remote", _("remote")


class DeskKind(models.TextChoices):
    """What a desk is for (seed 004: KVIK answers at once, SERVICE takes its time)."""

    QUICK = "quick", _("KVIK")
    SERVICE = "service", _("SERVICE")
    SPECIALIST = "specialist", _("specialist")
    REMOTE = "remote", _("remote")


class Municipality(models.Model):
    """A municipality. `code` is the official four digits as text ("0530")."""

    code = models.CharField(max_length=4, validators=[RegexValidator(r"^\d{4}$")])
    name = models.CharField(max_length=80)
    is_fictional = models.BooleanField(
        default=False, help_text="People and volumes are invented; every page says so."
    )
    library_closes_on_holidays = models.BooleanField(default=True)
    citizen_service_closes_on_holidays = models.BooleanField(default=True)
    self_service_closes_on_holidays = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="municipality_code_unique"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^\d{4}$"), name="municipality_code_four_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where the public is met (betjeningssted)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="sites")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=SiteKind.choices)
    model = models.PositiveSmallIntegerField(
        default=1, help_text="How library and citizen service work together here: model 1 to 5 of seed 001."
    )
    address = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=4, blank=True)
    town = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="site_slug_unique"),
            models.CheckConstraint(condition=models.Q(model__range=(1, 5)), name="site_model_1_to_5"),
            models.CheckConstraint(condition=models.Q(kind__in=SiteKind.values), name="site_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """A desk (skranke). `label` is what screens show and speak ("KVIK 1"); `slug` is unique everywhere."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="desks")
    slug = models.SlugField(max_length=40)
    label = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=DeskKind.choices)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="desk_slug_unique"),
            models.UniqueConstraint(fields=["site", "label"], name="desk_label_unique_at_site"),
            models.CheckConstraint(condition=models.Q(kind__in=DeskKind.values), name="desk_kind_known"),
        ]

    def __str__(self) -> str:
        return self.label
