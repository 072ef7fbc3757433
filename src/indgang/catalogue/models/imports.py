"""What other people publish: articles of borger.dk, and the subjects of KLE."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.catalogue.models.tasks import Task


class Presence(models.TextChoices):
    """Whether the source still has it."""

    PRESENT = "present", _("there")
    GONE = "gone", _("gone from the source")


class Article(models.Model):
    """An article of a citizen portal. `municipality` is the three-digit code asked with, or empty for none.

    `content_hash` is of the normalised content; a change of it or of `updated_at` is a change. What is gone from
    the source stays as a tombstone.
    """

    domain = models.CharField(max_length=60)
    article_id = models.PositiveIntegerField()
    municipality = models.CharField(max_length=4, blank=True)
    language = models.CharField(max_length=5, default="da")
    title = models.CharField(max_length=300)
    header = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    form_numbers = models.JSONField(default=list, blank=True)
    legislation = models.JSONField(default=list, blank=True)
    content_hash = models.CharField(max_length=64)
    warnings = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.PRESENT)
    fetched_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "article_id", "municipality"], name="article_once_per_municipality"
            ),
            models.CheckConstraint(
                condition=Q(presence="gone", gone_at__isnull=False)
                | Q(presence="present", gone_at__isnull=True),
                name="article_gone_when",
            ),
        ]


class MicroArticle(models.Model):
    """A part of an article under a heading, as sanitised HTML. `is_local`: only the municipality's copy has it so."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="parts")
    guid = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    html = models.TextField(blank=True)
    local_html = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    is_local = models.BooleanField(default=False)
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.PRESENT)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "guid"], name="microarticle_once_per_article")
        ]


class SelfServiceEntry(models.Model):
    """A self-service that an article offers. The portal's own address leads on; `deep_link` and `note` are ours."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="self_services")
    guid = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)
    deep_link = models.URLField(max_length=500, blank=True)
    note = models.CharField(max_length=300, blank=True)
    presence = models.CharField(max_length=8, choices=Presence.choices, default=Presence.PRESENT)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "guid"], name="selfserviceentry_once_per_article")
        ]


class ArticleUse(models.Model):
    """That a task rests on an article; `seen_hash` is the content that an editor last compared it with.

    `seen_parts` is the text of that content, by the guid of the part, to compare with.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="articles")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uses")
    seen_hash = models.CharField(max_length=64, blank=True)
    seen_parts = models.JSONField(default=dict, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "article"], name="articleuse_once_per_task")]


class KleSubject(models.Model):
    """A number of KLE, imported by the municipality from KL (KLE belongs to KL and does not come with Indgang).

    `deletion` is the recommended term as KLE writes it (an ISO 8601 duration).
    """

    number = models.CharField(max_length=8)
    title = models.CharField(max_length=300)
    guidance = models.TextField(blank=True)
    keywords = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    preservation = models.CharField(max_length=4, blank=True)
    deletion = models.CharField(max_length=20, blank=True)
    legislation = models.JSONField(default=list, blank=True)
    created_on = models.DateField(null=True, blank=True)
    corrected_on = models.DateField(null=True, blank=True)
    expired_on = models.DateField(null=True, blank=True)
    replaced_by = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="klesubject_number_unique"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^\d{2}(\.\d{2}){0,2}$"), name="klesubject_number_well_formed"
            ),
        ]


class ImportSource(models.TextChoices):
    """Where an import comes from."""

    BORGERDK = "borgerdk", _("borger.dk")
    KLE = "kle", _("KLE")


class ImportRun(models.Model):
    """One import of a source and what came of it. `finished_at` is empty while it runs, or when it was cut off."""

    source = models.CharField(max_length=10, choices=ImportSource.choices)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    is_full = models.BooleanField(default=False)
    actor_name = models.CharField(max_length=120, blank=True)
    report = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=ImportSource.values), name="importrun_source_known"
            ),
        ]
        indexes = [models.Index(fields=["source", "started_at"], name="importrun_by_source")]
