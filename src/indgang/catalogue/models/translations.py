"""What citizens read in further languages than the two that the catalogue is written in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FurtherLanguage(models.TextChoices):
    """The languages that a part of the catalogue is translated into."""

    GERMAN = "de", _("German")
    UKRAINIAN = "uk", _("Ukrainian")
    ARABIC = "ar", _("Arabic")


class Translation(models.Model):
    """A task or a topic in a further language: the title, what it is (of a topic: its hint) and what to bring.

    `source_mark` is of the Danish text that was translated. When that text has changed since, the translation is not
    shown: nobody is to bring what was asked for last year.
    """

    task = models.ForeignKey(
        "catalogue.Task", on_delete=models.CASCADE, null=True, blank=True, related_name="translations"
    )
    topic = models.ForeignKey(
        "catalogue.Topic", on_delete=models.CASCADE, null=True, blank=True, related_name="translations"
    )
    language = models.CharField(max_length=5, choices=FurtherLanguage.choices)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=400, blank=True)
    bring = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    source_mark = models.CharField(max_length=16, blank=True)
    is_local = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "topic", "language"], name="translation_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=False, topic__isnull=True)
                | Q(task__isnull=True, topic__isnull=False),
                name="translation_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(language__in=FurtherLanguage.values), name="translation_language_known"
            ),
        ]
