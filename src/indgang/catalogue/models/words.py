"""What people search for: the editors' synonyms, and the searches that led nowhere."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.base.models import TextPerLanguage


class Synonym(TextPerLanguage):
    """Words that mean the same. With `meaning`, one way only: who says one of `words` also means that.

    National ones come with the content and are replaced by it; the municipality's own (`is_local`) stay.
    """

    words = ArrayField(models.CharField(max_length=80))
    meaning = models.CharField(max_length=80, blank=True)
    is_local = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(words__len__gte=2) | (Q(words__len__gte=1) & ~Q(meaning="")),
                name="synonym_of_something",
            )
        ]


class MissKind(models.TextChoices):
    """How a search led nowhere."""

    NOTHING = "nothing", _("nothing was found")
    NOT_CHOSEN = "not_chosen", _("nothing was chosen")


class SearchMiss(models.Model):
    """How often a search led nowhere, per normalised words and day; never what could identify anyone."""

    query = models.CharField(max_length=80)
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=MissKind.choices, default=MissKind.NOTHING)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["query", "day", "kind"], name="searchmiss_once_per_day"),
            models.CheckConstraint(condition=Q(kind__in=MissKind.values), name="searchmiss_kind_known"),
        ]


class SettledMiss(models.Model):
    """That an editor has dealt with a search that led nowhere; later misses of the same words count anew."""

    query = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["query"], name="settledmiss_once_per_query")]
