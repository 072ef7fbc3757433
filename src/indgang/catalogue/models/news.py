"""News and work instructions, for whom they are, and who has read them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.base.models import TextPerLanguage
from indgang.catalogue.models.sections import SectionVersion


class NewsKind(models.TextChoices):
    """What it is."""

    NEWS = "news", _("news")
    INSTRUCTION = "instruction", _("work instruction")
    CHANGE = "change", _("change in the playbook")


class NewsState(models.TextChoices):
    """How far it is."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class News(models.Model):
    """An item for the staff. Empty `roles`, `sites` and `topics` mean everybody.

    With `topics`: those who hold a competence for a task of one of them. `revision` counts the times it must be
    read again; a minor edit leaves it. `due` is the last Danish day to read it on. `publish_until` ends it: it
    is then marked as old, not lost.
    """

    kind = models.CharField(max_length=12, choices=NewsKind.choices)
    state = models.CharField(max_length=10, choices=NewsState.choices, default=NewsState.DRAFT)
    is_important = models.BooleanField(default=False)
    needs_receipt = models.BooleanField(default=False)
    roles = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    topics = ArrayField(models.SlugField(max_length=40), default=list, blank=True)
    sites = models.ManyToManyField("organisation.Site", blank=True, related_name="+")
    publish_from = models.DateTimeField()
    publish_until = models.DateTimeField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    section_version = models.ForeignKey(
        SectionVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="news"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "news"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NewsKind.values), name="news_kind_known"),
            models.CheckConstraint(condition=Q(state__in=NewsState.values), name="news_state_known"),
            models.CheckConstraint(
                condition=Q(publish_until__isnull=True) | Q(publish_until__gt=F("publish_from")),
                name="news_ends_after_begin",
            ),
            models.CheckConstraint(
                condition=Q(due__isnull=True) | Q(needs_receipt=True), name="news_due_needs_receipt"
            ),
        ]


class NewsText(TextPerLanguage):
    """A news item in one language."""

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=120)
    body = models.TextField(max_length=5000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["news", "language"], name="newstext_once_per_language")
        ]


class NewsRead(models.Model):
    """That somebody has read a revision of a news item."""

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="reads")
    revision = models.PositiveIntegerField()
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["news", "revision", "person"], name="newsread_once_per_revision")
        ]
